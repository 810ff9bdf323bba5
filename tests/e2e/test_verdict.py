"""What `make gate` prints: a stack that passes, one that is refused, one that is no stack."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.deployment import Deployment
from tests.support.stackfiles import PROJECT_ROOT

pytestmark = pytest.mark.e2e

STORAGE = "components/storage_account.py"
CLOSED = '        is_hns_enabled=False,\n        public_network_access="Disabled",'


def open_storage(deployment: Deployment) -> None:
    deployment.edit_file(STORAGE, CLOSED, CLOSED.replace("Disabled", "Enabled"))


def verdict_in(printed: str) -> list[str]:
    """The lines of the verdict, without what goes to stderr before it."""
    lines = printed.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(("PASS", "REFUSED", "NO VERDICT")))
    return lines[first:]


def without_counts(lines: list[str]) -> list[str]:
    """Rules come and go; the README need not follow each."""
    return [re.sub(r"\d+", "N", line) for line in lines]


def test_prod_passes(deployment: Deployment) -> None:
    lines = verdict_in(deployment.run("gate", "-s", "prod").output)
    looked = r"PASS  prod: \d+ resources, \d+ rules, 0 mandatory violations, "
    assert re.fullmatch(looked + r"\d+ advisory notes?, \d+ undecided, 0 exemptions", lines[0])
    assert len(lines) < 25, "read in ten seconds"


def test_a_public_storage_account_is_refused_and_named_first_as_the_readme_shows(deployment: Deployment) -> None:
    open_storage(deployment)
    lines = verdict_in(deployment.run("gate", "-s", "prod", allow=(1,)).output)
    readme = (PROJECT_ROOT / "README.md").read_text()
    excerpt = re.search(r"<!-- printed by make gate.*?-->\n```\n(.*?)```", readme, re.DOTALL)
    assert excerpt
    shown = excerpt[1].splitlines()
    assert without_counts(lines[: len(shown)]) == without_counts(shown)


def test_a_teams_exemption_is_said_and_a_program_gets_all_of_it(deployment: Deployment) -> None:
    given = {
        "rule": "azure-containerregistry-registry-quarantine",
        "resource": "registry",
        "reason": "nothing scans yet",
        "expires": str(datetime.now(UTC).date() + timedelta(days=30)),
    }
    levels = deployment.folder / "levels.json"
    levels.write_text(json.dumps({"azure-gate-exemptions": {"exemptions": [given]}}))
    printed = deployment.run("gate", "-s", "dev", "--json", "--policy-pack-config", "levels.json").output
    told = json.loads(printed[printed.index("\n{") :])
    assert told["verdict"] == "pass"
    assert given["rule"] not in {note["rule"] for note in told["advisory"]}
    assert [note["problem"].endswith("Reason: nothing scans yet") for note in told["exemptions"]] == [True]


def test_a_program_that_fails_is_no_verdict(deployment: Deployment) -> None:
    main = deployment.folder / "__main__.py"
    main.write_text(main.read_text() + '\nraise RuntimeError("not ready")\n')
    lines = verdict_in(deployment.run("gate", "-s", "dev", allow=(2,)).output)
    assert lines[0] == "NO VERDICT  dev: the preview failed for another reason than the gate"
    assert "  RuntimeError: not ready" in lines
