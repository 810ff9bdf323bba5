"""What `up` found in Azure and not in its state is picked out of an import file, with its ids."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import adopt
from local.arguments import parse
from local.errors import LocalError

LOG = """\
 +  azure-native:storage:StorageAccount storage creating (0s) error: Code="ResourceAlreadyExists" Message="..."
Diagnostics:
  azure-native:storage:StorageAccount (storage):
    error: Code="ResourceAlreadyExists" Message="cannot create already existing resource '/subscriptions/s/st'"

  azure-native:network:NatGateway (ng-aml):
    error: Code="QuotaExceeded" Message="no more"

  azure-native:keyvault:Vault (vault):
    error: cannot create already existing resource '/subscriptions/s/kv'

  azure-native:storage:BlobServiceProperties (blob):
    error: cannot create already existing subresource '/subscriptions/s/st/blob'

  pulumi:pulumi:Stack (demo-dev):
    error: update failed

Resources:
    25 unchanged
"""
RESOURCES: list[dict[str, Any]] = [
    {"type": "demo:x:Vault", "name": "vault", "component": True, "parent": "top"},
    {"type": "demo:x:Top", "name": "top", "component": True},
    {"type": "demo:x:Other", "name": "other", "component": True},
    {"type": "azure-native:keyvault:Vault", "name": "vaultVault", "logicalName": "vault", "id": "<PLACEHOLDER>",
     "parent": "vault"},
    {"type": "azure-native:network:NatGateway", "name": "ng-aml", "id": "<PLACEHOLDER>", "parent": "network"},
    {"type": "azure-native:storage:StorageAccount", "name": "storage", "id": "<PLACEHOLDER>", "parent": "services"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "up.log").write_text(LOG, encoding="utf-8")
    tree = {"nameTable": {"services": "urn:pulumi:dev::demo::x::services"}, "resources": RESOURCES}
    (tmp_path / "adopt.json").write_text(json.dumps(tree), encoding="utf-8")
    return tmp_path


def run(folder: Path, line: str) -> int:
    return adopt.run(parse(line.split(), folder))


def test_what_exists_is_kept_with_its_id_and_the_components_above_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(folder, "adopt adopt.json up.log") == 0
    tree = json.loads((folder / "adopt.json").read_text(encoding="utf-8"))
    assert [(one["name"], one.get("id")) for one in tree["resources"]] == [
        ("vault", None), ("top", None), ("vaultVault", "/subscriptions/s/kv"), ("storage", "/subscriptions/s/st"),
    ]  # fmt: skip
    assert tree["nameTable"]
    assert capsys.readouterr().out.splitlines() == [
        "azure-native:keyvault:Vault vault: /subscriptions/s/kv",
        "azure-native:storage:StorageAccount storage: /subscriptions/s/st",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("adopt adopt.json", "takes two files"),
        ("adopt missing.json up.log", "missing.json: No such file"),
        ("adopt up.log up.log", "up.log is no import file"),
        ("adopt adopt.json adopt.json", "names nothing that exists already"),
    ],
)
def test_what_does_not_fit_together_is_said(line: str, said: str, folder: Path) -> None:
    with pytest.raises(LocalError, match=said):
        run(folder, line)


def test_it_explains_itself(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(folder, "adopt --help") == 0
    assert capsys.readouterr().out.startswith("python -m local adopt FILE LOG")
