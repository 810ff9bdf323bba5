"""What the life of any stack is held to, by the tests that deploy one."""

import json
from typing import Any

from local.azure.store import Record, Store
from tests.support.deployment import Deployment

# What Azure keeps the name of after deletion: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview,
# .../machine-learning/concept-soft-delete, .../azure-monitor/logs/delete-workspace
KEPT = {"Microsoft.KeyVault", "Microsoft.MachineLearningServices", "Microsoft.OperationalInsights"}


# Defender plans are there from the start: a deployment switches them on, and nothing takes them away.
STANDING = "Microsoft.Security/pricings"


def asked_for(platform: Deployment) -> list[Record]:
    """What the emulator holds, without what came along by itself: inline subnets, endpoints' interfaces."""
    return [record for record in left(platform) if not record.comes_with]


def left(platform: Deployment) -> list[Record]:
    """What the emulator holds, without what is there from the start."""
    return [record for record in Store(platform.store_file).resources() if record.type != STANDING]


def unchanged(platform: Deployment, stack: str, *flags: str) -> None:
    """A second deployment and a refresh find nothing to do."""
    platform.run("up", "-s", stack, "--yes", "--expect-no-changes", *flags)
    platform.run("refresh", "-s", stack, "--yes", "--expect-no-changes")


def destroyed(platform: Deployment, stack: str, *flags: str) -> None:
    """One destroy leaves nothing but reserved names; what is protected is refused first, and kept."""
    if any(resource.get("protect") for resource in platform.state(stack)):
        before = len(asked_for(platform))
        assert "protected" in platform.refused("destroy", "-s", stack, "--yes")
        assert len(asked_for(platform)) == before
        platform.edit_stack(stack, lambda config: config.update(protectData=False))
        platform.run("up", "-s", stack, "--yes", "--skip-preview", *flags)
    made = {record.type.split("/")[0] for record in asked_for(platform)}
    platform.run("destroy", "-s", stack, "--yes", "--skip-preview")
    assert not left(platform)
    store = Store(platform.store_file)
    reserved = {record.id.split("/providers/")[-1].split("/")[0] for record in store.soft_deleted()}
    assert reserved == made & KEPT  # a hub has no workspace and no vault
    assert reserved
    assert not [r for r in platform.state(stack) if r["type"] != "pulumi:pulumi:Stack"]


def nowhere_in_plain(platform: Deployment, stack: str, secret: str) -> None:
    """A secret stands in no state, no stored request and no output."""
    exported: dict[str, Any] = json.loads(_json(platform.run("stack", "export", "-s", stack).output))
    assert secret not in json.dumps(exported)
    assert secret not in platform.run("stack", "output", "-s", stack).output
    assert secret.encode() not in platform.store_file.read_bytes()


def _json(printed: str) -> str:
    return printed[printed.index("{") :]
