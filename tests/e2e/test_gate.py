"""Insecure changes of the real program, refused by the real engine's preview under the rule's name."""

import pytest

from tests.support.deployment import Deployment

pytestmark = pytest.mark.e2e

# Where each service is made, the line that closes it, and the rule that holds the line.
PLANTED = {
    "workspace": (
        "components/workspace.py",
        '            application_insights=services.insights_id,\n            public_network_access="Disabled",',
        "azure-machinelearning-workspace-public-access",
    ),
    "storage": (
        "components/storage_account.py",
        '        is_hns_enabled=False,\n        public_network_access="Disabled",',
        "azure-storage-account-public-access",
    ),
    "vault": (
        "components/vault.py",
        '                public_network_access="Disabled",\n                # Trusted',
        "azure-keyvault-vault-public-access",
    ),
    "registry": (
        "components/services.py",
        '            sku=containerregistry.SkuArgs(name="Premium"),\n            public_network_access="Disabled",',
        "azure-containerregistry-registry-public-access",
    ),
}


@pytest.mark.parametrize("service", PLANTED)
def test_public_access_on_a_service_fails_the_preview_with_the_rules_name(deployment: Deployment, service: str) -> None:
    file, line, rule = PLANTED[service]
    deployment.edit_file(file, line, line.replace('"Disabled"', '"Enabled"'))
    printed = deployment.refused("preview", "-s", "prod")
    assert rule in printed
    assert "[mandatory]" in printed


def test_a_public_storage_account_slipped_into_the_program_is_refused(deployment: Deployment) -> None:
    main = deployment.folder / "__main__.py"
    main.write_text(
        main.read_text()
        + """
from pulumi_azure_native import storage

storage.StorageAccount(
    "handy", resource_group_name=names.of("rg"), account_name="handydrop", kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_LRS"), tags=tags,
)
"""
    )
    printed = deployment.refused("preview", "-s", "prod")
    assert "azure-storage-account-public-access" in printed
    assert "handy" in printed


def test_a_value_unknown_at_preview_does_not_pass(deployment: Deployment) -> None:
    file, line, rule = PLANTED["storage"]
    hidden = line.replace('"Disabled"', 'platform.names.suffix.apply(lambda _: "Enabled")')
    deployment.edit_file(file, line, hidden)
    printed = deployment.refused("preview", "-s", "prod")
    assert rule in printed
    assert "not known" in printed


def test_the_gate_stops_up_too_and_nothing_is_made(deployment: Deployment) -> None:
    file, line, rule = PLANTED["vault"]
    deployment.edit_file(file, line, line.replace('"Disabled"', '"Enabled"'))
    assert rule in deployment.refused("up", "-s", "dev", "--yes")
