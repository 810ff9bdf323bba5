"""The program on the real engine: bad config, secrets, version aliases."""

import base64
from typing import Any

import pytest

from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e

TOKEN = "hunter2-token-nobody-may-see"


def test_every_mistake_of_a_stack_file_is_printed_at_once_without_a_traceback(deployment: Deployment) -> None:
    def spoil(config: dict[str, Any]) -> None:
        config["location"] = "nowhere"
        config["agents"]["vm"]["count"] = 99
        config["network"]["aml"]["subnets"]["training"] = "10.99.0.0/24"

    deployment.edit_stack("dev", spoil)
    printed = deployment.refused("preview", "-s", "dev")
    assert "3 mistakes in the config of this stack:" in printed
    for key in ("location", "agents.vm.count", "network.aml.subnets.training"):
        assert f"config 'secure-mlops:{key}' must" in printed
    assert "Traceback" not in printed


def test_a_token_is_nowhere_in_plain_text(deployment: Deployment) -> None:
    def use_token(config: dict[str, Any]) -> None:
        config["agents"]["authentication"] = "personalAccessToken"

    deployment.edit_stack("dev", use_token)
    deployment.run("config", "set", "--secret", "agentToken", TOKEN, "-s", "dev")
    printed = deployment.run("up", "-s", "dev", "--yes").output
    printed += deployment.run("preview", "-s", "dev", "--diff").output
    printed += deployment.run("stack", "export", "-s", "dev").output
    printed += deployment.run("stack", "output", "-s", "dev", "--show-secrets").output
    printed += deployment.run("refresh", "-s", "dev", "--yes", "--diff").output
    hidden = [needle for needle in _encodings(TOKEN) if needle in printed]
    assert not hidden
    files = [path for path in deployment.folder.rglob("*") if path.is_file()]
    assert any("azure.db" in path.name for path in files)
    leaks = [str(path) for path in files for needle in _encodings(TOKEN) if needle.encode() in path.read_bytes()]
    assert not leaks
    # Not lost either: the machine did get it.
    shown = deployment.run("stack", "export", "-s", "dev", "--show-secrets").output
    assert any(needle in shown for needle in _encodings(TOKEN))


def _encodings(token: str) -> list[str]:
    """The token itself, and as base64 at each of the three offsets it can have inside a longer text."""
    encoded = [base64.b64encode(b"\0" * pad + token.encode()).decode().rstrip("=") for pad in range(3)]
    return [token, *(text[-(-pad * 8 // 6) : -2] for pad, text in enumerate(encoded))]


def test_state_written_with_version_aliases_shows_no_changes_without_them(deployment: Deployment) -> None:
    deployment.edit_file("__main__.py", "(inventory, drop_version_aliases, ", "(inventory, ")
    deployment.run("up", "-s", "dev", "--yes", "--skip-preview")
    deployment.edit_file("__main__.py", "(inventory, ", "(inventory, drop_version_aliases, ")
    deployment.run("preview", "-s", "dev", "--expect-no-changes")
