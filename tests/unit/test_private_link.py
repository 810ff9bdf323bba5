"""Private endpoints, zones of one's own and of a hub, and the clouds' names."""

import pulumi
import pytest
from pulumi_azure_native.network import outputs as network

from components.clouds import CHINA, GOVERNMENT, PUBLIC, Cloud, cloud_of
from components.private_link import (
    DnsZones,
    DnsZonesArgs,
    PrivateEndpoints,
    PrivateEndpointsArgs,
    Target,
    endpoint_addresses,
)
from tests.support.platform import demo_platform
from tests.support.recorder import Recording, record

HUB = "/subscriptions/9/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io"


def endpoints(
    existing: dict[str, str] | None = None, *, left_alone: bool = False, region: str = "eastasia"
) -> Recording:
    def program() -> None:
        platform = demo_platform(region)
        account, registry = pulumi.Output.from_input("account"), pulumi.Output.from_input("registry")
        groups = ["blob", "file", "queue", "registry"]
        zones = DnsZones(
            "zones",
            DnsZonesArgs(
                platform=platform,
                groups=groups,
                vnet_ids={"aml": pulumi.Output.from_input("vnet-a"), "bastion": pulumi.Output.from_input("vnet-b")},
                existing=existing or {},
            ),
        )
        PrivateEndpoints(
            "endpoints",
            PrivateEndpointsArgs(
                platform=platform,
                subnet_id=pulumi.Output.from_input("subnet"),
                targets=[
                    *(Target(label=kind, group=kind, id=account, account="st") for kind in ("blob", "file", "queue")),
                    Target(label="registry", group="registry", id=registry),
                ],
                zones=zones,
                zones_are_left_alone=left_alone,
                settled=[],
            ),
        )
        pulumi.export("steps", zones.manual_steps)

    return record(program)


def test_endpoints_of_one_account_are_made_one_after_another_and_others_at_once() -> None:
    recording = endpoints()
    made = {e.name: e for e in recording.of("network:PrivateEndpoint")}
    assert made["pep-file"].depends_on(made["pep-blob"])
    assert made["pep-queue"].depends_on(made["pep-file"])
    assert not [e for e in made.values() if made["pep-registry"].depends_on(e)]


def test_a_zone_of_a_hub_is_used_and_neither_made_nor_linked() -> None:
    recording = endpoints({"privatelink.azurecr.io": HUB})
    made = {zone.inputs["privateZoneName"] for zone in recording.of("privatedns:PrivateZone")}
    linked = {link.inputs["privateZoneName"] for link in recording.of("privatedns:VirtualNetworkLink")}
    assert made == linked == {
        "privatelink.blob.core.windows.net", "privatelink.file.core.windows.net", "privatelink.queue.core.windows.net",
    }  # fmt: skip
    group = recording.one("network:PrivateDnsZoneGroup", "pep-registry-zones")
    assert [c["privateDnsZoneId"] for c in group.inputs["privateDnsZoneConfigs"]] == [HUB]
    assert recording.outputs["steps"] == ["Have the existing zones privatelink.azurecr.io linked to vnet-a and vnet-b"]


@pytest.mark.parametrize("left_alone", [True, False])
def test_a_zone_group_that_a_central_policy_owns_is_left_as_it_is(left_alone: bool) -> None:
    for group in endpoints(left_alone=left_alone).of("network:PrivateDnsZoneGroup"):
        assert list(group.request.ignoreChanges) == (["privateDnsZoneConfigs"] if left_alone else [])


# https://learn.microsoft.com/azure/private-link/private-endpoint-dns
NAMES = [
    (PUBLIC, "privatelink.api.azureml.ms privatelink.notebooks.azure.net", "privatelink.blob.core.windows.net",
     "privatelink.vaultcore.azure.net", "privatelink.azurecr.io"),
    (GOVERNMENT, "privatelink.api.ml.azure.us privatelink.notebooks.usgovcloudapi.net",
     "privatelink.blob.core.usgovcloudapi.net", "privatelink.vaultcore.usgovcloudapi.net", "privatelink.azurecr.us"),
    (CHINA, "privatelink.api.ml.azure.cn privatelink.notebooks.chinacloudapi.cn",
     "privatelink.blob.core.chinacloudapi.cn", "privatelink.vaultcore.azure.cn", "privatelink.azurecr.cn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cloud", "workspace", "blob", "vault", "registry"), NAMES, ids=lambda v: getattr(v, "name", "")
)
def test_each_cloud_has_its_names(cloud: Cloud, workspace: str, blob: str, vault: str, registry: str) -> None:
    found = {group: " ".join(cloud.zones_of(group, "x")) for group in ("amlworkspace", "blob", "vault", "registry")}
    assert found == {"amlworkspace": workspace, "blob": blob, "vault": vault, "registry": registry}
    for kind in ("file", "queue", "table", "dfs"):
        assert cloud.zones_of(kind, "x") == (blob.replace("blob", kind),)


def test_azure_monitor_has_five_zones_one_of_them_shared_with_storage() -> None:
    zones = PUBLIC.zones_of("azuremonitor", "x")
    assert len(zones) == 5
    assert PUBLIC.zones_of_all(["blob", "azuremonitor"], "x").count("privatelink.blob.core.windows.net") == 1


@pytest.mark.parametrize(
    ("region", "zone"),
    [
        ("eastasia", "privatelink.eastasia.azmk8s.io"),
        ("usgovvirginia", "privatelink.usgovvirginia.cx.aks.containerservice.azure.us"),
        ("chinanorth3", "privatelink.chinanorth3.cx.prod.service.azk8s.cn"),
    ],
)
def test_the_clusters_zone_is_of_its_region(region: str, zone: str) -> None:
    assert cloud_of(region).zones_of("management", region) == (zone,)


def test_a_provider_set_to_another_cloud_stops_the_program_with_one_line() -> None:
    with pytest.raises(pulumi.RunError, match=r"belongs to Azure Government. Set it with: pulumi config set"):
        endpoints(region="usgovvirginia")


def record_sets(**addresses: str) -> network.PrivateDnsZoneConfigResponse:
    """A zone's part of a zone group, as Azure shows it: names of record sets with their address."""
    return network.PrivateDnsZoneConfigResponse(
        record_sets=[
            network.RecordSetResponse(
                provisioning_state="Succeeded", fqdn=fqdn, ip_addresses=[address] if address else []
            )
            for fqdn, address in addresses.items()
        ]
    )


def test_an_endpoints_names_are_those_that_azure_shows_at_it() -> None:
    shown = [network.CustomDnsConfigPropertiesFormatResponse(fqdn="st.blob.x", ip_addresses=["10.0.0.4"])]
    zones = [record_sets(**{"st.privatelink.blob.x": "10.0.0.9"})]
    assert endpoint_addresses(shown, zones) == {"st.blob.x": "10.0.0.4"}


@pytest.mark.parametrize("shown", [None, []])
def test_a_refreshed_endpoint_shows_its_names_at_its_zone_group_alone(shown: list[object] | None) -> None:
    zones = [
        record_sets(**{"kv.privatelink.vaultcore.azure.net": "10.0.0.4", "gone.privatelink.x": ""}),
        record_sets(**{"cr.eastasia.data.privatelink.azurecr.io": "10.0.0.5"}),
        network.PrivateDnsZoneConfigResponse(record_sets=[]),
    ]
    assert endpoint_addresses(shown, zones) == {  # type: ignore[arg-type]
        "kv.vault.azure.net": "10.0.0.4",
        "cr.eastasia.data.azurecr.io": "10.0.0.5",
    }
    assert endpoint_addresses(shown, None) == {}  # type: ignore[arg-type]
