"""Options that contradict each other, or lack what they need, are refused with a line that says what to do."""

from typing import Any

import pytest

from components.settings.checks import CHECKS
from components.settings.loader import SettingsError, StackConfig, load_settings
from tests.support.stackfiles import PROJECT, as_texts, merged, option_stacks, project_stack, stack_file

HUB = (
    "/subscriptions/99999999-8888-4777-8666-555555555555/resourceGroups/hub/providers/Microsoft.Network/privateDnsZones"
)

# The stack to start from, what is changed, and the one line that is said; None where nothing is wrong.
Row = tuple[str, dict[str, Any], str | None]


def subnets(vnet: str, **ranges: str | None) -> dict[str, Any]:
    return {"network": {vnet: {"subnets": ranges}}}


ROWS: list[Row] = [
    # --- subnets
    ("dev", subnets("bastion", agents=None), "network.bastion.subnets.agents' is missing: agents.vm or agents.vmss needs it"),
    ("dev", subnets("bastion", gateway="10.10.18.0/27"), "network.bastion.subnets.gateway' must not be set: only access.vpnGateway or access.expressRoute uses it, got 10.10.18.0/27"),
    ("dev", subnets("aml", training=None), "network.aml.subnets.training' is missing: compute outside a managed network needs it"),
    ("managed-network", subnets("aml", training="10.10.4.0/24"), "network.aml.subnets.training' must not be set: compute lives in the network of workspace.managedNetwork, got 10.10.4.0/24"),
    ("firewall", {"network": {"egress": {"firewall": {"sku": "Basic"}}}}, "network.bastion.subnets.firewallManagement' is missing: a Basic network.egress.firewall needs it"),
    ("firewall-basic", {"network": {"egress": {"firewall": {"sku": "Standard"}}}}, "network.bastion.subnets.firewallManagement' must not be set: only a Basic network.egress.firewall uses it, got 10.10.18.64/26"),
    ("firewall", subnets("bastion", firewall="10.10.18.0/27"), "network.bastion.subnets.firewall' must be /26 or larger (Azure's smallest AzureFirewallSubnet), got 10.10.18.0/27"),
    ("vpn-sites", subnets("bastion", gateway="10.10.16.128/28"), "network.bastion.subnets.gateway' must be /27 or larger (what Azure recommends for a GatewaySubnet), got 10.10.16.128/28"),
    ("vpn-sites", {"access": {"dnsResolver": {"forward": None}}}, "network.bastion.subnets.dnsOutbound' must not be set: only access.dnsResolver.forward uses it, got 10.10.18.144/28"),
    ("vpn-people-entra", subnets("bastion", dnsInbound=None), "network.bastion.subnets.dnsInbound' is missing: access.dnsResolver needs it"),
    ("agents-container", subnets("bastion", agentContainers="10.10.17.64/29") | {"agents": {"container": {"count": 4}}}, "network.bastion.subnets.agentContainers' must have 9 addresses or more (4 agents, 5 kept by Azure), got 10.10.17.64/29"),
    ("agents-managed", subnets("bastion", managedAgents="10.10.17.128/29") | {"agents": {"managed": {"most": 4}}}, "network.bastion.subnets.managedAgents' must have 9 addresses or more (4 agents at most, 5 kept by Azure), got 10.10.17.128/29"),
    ("agents-scale-set", {"agents": {"vmss": {"most": 60}}}, "network.bastion.subnets.agents' must have 65 addresses or more (60 agents at most, 5 kept by Azure), got 10.10.17.0/26"),
    ("kubernetes", subnets("aml", aks=None), "network.aml.subnets.aks' is missing: inference.aks needs it"),
    ("kubernetes", subnets("aml", aks="10.10.8.0/29"), "network.aml.subnets.aks' must have 14 addresses or more (9 nodes and their services' addresses, 5 kept by Azure), got 10.10.8.0/29"),
    ("monitoring", subnets("aml", privateEndpoints="10.10.0.0/28"), "network.aml.subnets.privateEndpoints' must have 38 addresses or more (33 endpoint addresses, 5 kept by Azure), got 10.10.0.0/28"),
    # --- ranges that are routed
    ("vpn-people-entra", {"access": {"vpnGateway": {"pointToSite": {"addressPool": "10.10.0.0/24"}}}}, "access.vpnGateway.pointToSite.addressPool' must not overlap network.aml.addressSpace 10.10.0.0/20: clients come in with it, got 10.10.0.0/24"),
    ("vpn-sites", {"access": {"vpnGateway": {"sites": [{"name": "hq", "gatewayAddress": "203.0.113.1", "addressRanges": ["10.10.16.0/24"]}]}}}, "access.vpnGateway.sites[0].addressRanges[0]' must not overlap network.bastion.addressSpace 10.10.16.0/22: the site has it, got 10.10.16.0/24"),
    ("express-route-circuit", {"access": {"expressRoute": {"addressRanges": ["10.10.0.0/21"]}}}, "access.expressRoute.addressRanges[0]' must not overlap network.aml.addressSpace 10.10.0.0/20: it comes in by ExpressRoute, got 10.10.0.0/21"),
    ("kubernetes", {"inference": {"aks": {"podRange": "10.10.0.0/21"}}}, "inference.aks.podRange' must not overlap network.aml.addressSpace 10.10.0.0/20: pods have it, got 10.10.0.0/21"),
    ("kubernetes", {"inference": {"aks": {"serviceRange": "10.244.0.0/24"}}}, "inference.aks.serviceRange' must not overlap inference.aks.podRange 10.244.0.0/16: the cluster's services have it, got 10.244.0.0/24"),
    # --- compute and inference
    ("managed-network", {"workspace": {"managedNetwork": {"outboundHosts": ["pypi.org"]}}}, "workspace.managedNetwork.outboundHosts' must be empty: with isolationMode AllowInternetOutbound nothing asks for approval"),
    ("managed-network", {"network": {"egress": {"serviceEndpointPolicy": True}}}, "network.egress.serviceEndpointPolicy' must be false: it guards the training subnet, and compute lives in workspace.managedNetwork, got true"),
    ("managed-network", {"workspace": {"v1LegacyMode": True}}, "workspace.managedNetwork.isolationMode' must be Disabled: workspace.v1LegacyMode turns the v2 API off, which it needs, got AllowInternetOutbound"),
    ("endpoints", {"privateLink": {"subResources": ["queue"]}}, "privateLink.subResources' must contain table: batch endpoints need it"),
    ("kubernetes", {"inference": {"aks": {"minNodes": 3}}}, "inference.aks.minNodes' must not be above maxNodes 2, got 3"),
    ("v1", {"inference": {"onlineEndpoints": [{"name": "scoring"}]}}, "inference.onlineEndpoints' must not be set: workspace.v1LegacyMode turns the v2 API off, which it needs"),
    ("endpoints", {"inference": {"batchEndpoints": [{"name": "Scoring"}]}}, "inference.batchEndpoints[0].name' must be unique, inference.onlineEndpoints[0] has it too, got Scoring"),
    ("endpoints", {"workspace": {"registry": {"quarantine": True}}}, "workspace.registry.quarantine' must be false: batch deployments cannot use images in quarantine, got true"),
    ("endpoints", {"encryption": {"customerManagedKeys": ["workspace", "disks"]}}, "encryption.customerManagedKeys' must not contain workspace: batch deployments are not supported with it, got workspace, disks"),
    ("kubernetes", {"workspace": {"managedNetwork": {"isolationMode": "AllowInternetOutbound"}}} | subnets("aml", training=None), "inference.aks' must not be set: Azure ML attaches no cluster to a workspace with a managed network"),
    ("kubernetes", {"compute": {"clusters": [{"name": "kubernetes", "vmSize": "Standard_D2s_v3", "maxNodes": 1}, {"name": "cpu-cluster", "vmSize": "Standard_D2s_v3", "maxNodes": 1}]}}, "compute.clusters[0].name' must be another name: the attached cluster of inference.aks has it, got kubernetes"),
    ("kubernetes", {"inference": {"aks": {"podRange": "10.244.0.0/22"}}}, "inference.aks.podRange' must have 1792 addresses or more: a /24 for each node, got 10.244.0.0/22"),
    ("china", {"inference": {"aks": dict(stack_file("kubernetes").config["inference"]["aks"])}} | subnets("aml", aks="10.10.8.0/24"), "inference.aks.localAccounts' must be true: Azure in China (chinanorth3) attaches no cluster without them, got false"),
    # --- ways in
    ("vpn-people-certificate", {"access": {"vpnGateway": {"pointToSite": {"rootCertificates": None}}}}, "access.vpnGateway.pointToSite.rootCertificates' is missing: authentication is Certificate"),
    ("vpn-people-certificate", {"access": {"vpnGateway": {"pointToSite": {"authentication": "Entra"}}}}, "access.vpnGateway.pointToSite.rootCertificates' is not used: authentication is Entra. Remove one of the two"),
    ("vpn-people-entra", {"access": {"vpnGateway": {"pointToSite": None}}}, "access.vpnGateway' must have pointToSite or sites: nobody comes in by it otherwise"),
    ("express-route-circuit", {"access": {"expressRoute": {"circuit": None}}}, "access.expressRoute' must have circuitId or circuit: one of the two is missing"),
    ("express-route-circuit", {"access": {"expressRoute": {"circuitId": HUB + "/x"}}}, "access.expressRoute' must have circuitId or circuit: not both"),
    ("dev", {"access": {"bastion": None}} | subnets("bastion", bastion=None), "access.bastion' is missing: nothing else leads to access.jumpHost"),
    ("dev", {"access": {"jumpHost": None}} | subnets("bastion", jumpHost=None), "access.jumpHost' is missing: Bastion leads to machines, and there is none for people"),
    ("dev", {"access": {"jumpHost": None, "bastion": None}} | subnets("bastion", jumpHost=None, bastion=None), "access' must have bastion with jumpHost, vpnGateway or expressRoute: nobody gets in otherwise"),
    ("dev", {"access": {"jumpHost": {"sshPublicKey": None}}}, "access.jumpHost.sshPublicKey' is missing: a Linux jump host needs its administrator's public key"),
    ("dev", {"access": {"jumpHost": {"os": "Windows"}}}, "access.jumpHost.sshPublicKey' must not be set: Windows takes a password, which is generated and kept in the vault"),
    ("jump-windows", {"access": {"jumpHost": {"adminUsername": "administrator-of-jump"}}}, "access.jumpHost.adminUsername' must have 20 characters or fewer on Windows, got administrator-of-jump"),
    ("express-route-circuit", {"access": {"expressRoute": {"circuit": {"tier": "Local", "bandwidthMbps": 1000}}}}, "access.expressRoute.circuit.family' must be UnlimitedData: the circuit's tier is Local, got MeteredData"),
    ("express-route-circuit", {"access": {"expressRoute": {"circuit": {"tier": "Local", "family": "UnlimitedData"}}}}, "access.expressRoute.circuit.bandwidthMbps' must be 1000 or more: the circuit's tier is Local, got 100"),
    ("express-route-circuit", {"access": {"expressRoute": {"circuit": {"privatePeering": {"peerAsn": 65010, "vlanId": 100, "primaryRange": "10.10.0.0/30", "secondaryRange": "172.30.0.4/30"}}}}}, "access.expressRoute.circuit.privatePeering.primaryRange' must not overlap network.aml.addressSpace 10.10.0.0/20: routers on the first link have it, got 10.10.0.0/30"),
    ("vpn-people-entra", subnets("bastion", dnsInbound="10.10.18.128/29"), "network.bastion.subnets.dnsInbound' must be /28 to /24: what a DNS resolver's endpoint takes, got 10.10.18.128/29"),
    # --- agents and secrets
    ("dev", {"agents": {"vm": None}} | subnets("bastion", agents=None), "agents' must have vm, vmss, container or managed: there is no agent otherwise"),
    ("agents-scale-set", {"agents": {"authentication": "servicePrincipal", "clientId": "6c1f0b7a-1f4b-4d86-8f35-5c1b7f2e4d10"}, "agentClientSecret": "x"}, "agents.authentication' must be managedIdentity: neither agents.vm nor agents.container is there to register by itself, got servicePrincipal"),
    ("agents-container", {"agents": {"clientId": None}}, "agents.clientId' is missing: agents.authentication is servicePrincipal"),
    ("agents-container", {"agentClientSecret": None}, "agentClientSecret' is missing: agents.authentication servicePrincipal needs it. Set it with: pulumi config set --secret agentClientSecret"),
    ("dev", {"agents": {"clientId": "6c1f0b7a-1f4b-4d86-8f35-5c1b7f2e4d10"}}, "agents.clientId' is not used: agents.authentication is managedIdentity. Remove one of the two"),
    ("vpn-sites", {"vpnSharedKeys": {"moon": "k" * 24}}, "vpnSharedKeys.moon' is not used: access.vpnGateway.sites has no such site. Remove it"),
    ("express-route-circuit", {"expressRouteKey": "x"}, "expressRouteKey' is not used: only access.expressRoute.circuitId needs it. Remove one of the two"),
    ("kubernetes", {"scoringKey": None}, "scoringKey' is missing: scoringCertificate is set. Set it with: pulumi config set --secret scoringKey"),
    ("kubernetes", {"scoringKey": None, "scoringCertificate": None}, None),
    # --- place
    ("china", {"monitor": {"privateLinkScope": True}}, "monitor.privateLinkScope' must be false: Azure in China (chinanorth3) documents no zones for it, got true"),
    ("government", {"agents": {"managed": {"infrastructurePrincipal": "4a91b2e5-8f6b-4e8a-95a9-c03e629dc054"}}} | subnets("bastion", managedAgents="10.10.17.128/26"), "agents.managed' must not be set: Azure Government (usgovvirginia) does not have it"),
    ("china", {"agents": {"vmss": {"pool": "x", "vmSize": "Standard_D2s_v5", "sshPublicKey": stack_file("dev").config["agents"]["vm"]["sshPublicKey"]}}}, "agents.vmss' must not be set: Azure in China (chinanorth3) does not have it"),
    ("dev", {"privateLink": {"existingZones": {"privatelink.web.core.windows.net": f"{HUB}/privatelink.web.core.windows.net"}}}, "privateLink.existingZones.privatelink.web.core.windows.net' must be one of the zones in use: privatelink.api.azureml.ms, privatelink.azurecr.io, privatelink.blob.core.windows.net, privatelink.file.core.windows.net, privatelink.notebooks.azure.net, privatelink.vaultcore.azure.net"),
    ("dev", {"privateLink": {"existingZones": {"privatelink.azurecr.io": f"{HUB}/other"}}}, f"privateLink.existingZones.privatelink.azurecr.io' must be the id of that private DNS zone, got {HUB}/other"),
    ("dev", {"privateLink": {"zoneGroupsOwnedByPolicy": True}}, "privateLink.zoneGroupsOwnedByPolicy' must be false: a central policy writes zone groups for privateLink.existingZones, and none are named, got true"),
    # --- hub and spokes
    ("dev", {"hub": "hub"}, "hub' must be a stack's whole name: <organization>/<project>/<stack>, such as organization/secure-mlops/hub, got hub"),
    ("spoke", {"workspace": None, "compute": None} | {"network": {"aml": None}}, "workspace' is missing: a stack that names a hub has a workspace"),
    ("spoke", {"compute": None}, "compute' is missing: workspace is set"),
    ("spoke", {"access": {"bastion": {}}}, "access' must not be set: hub names the stack that has it"),
    ("spoke", {"network": {"bastion": {"addressSpace": "10.0.0.0/24", "subnets": {}}}}, "network.bastion' must not be set: hub names the stack that has it"),
    ("spoke", {"network": {"egress": {"firewall": {}}}}, "network.egress.firewall' must not be set: it stands in a BASTION VNET, and this stack has none of its own"),
    ("spoke", {"monitor": {"privateLinkScope": True}}, "monitor.privateLinkScope' must not be set: all who share the hub's zones would share one scope"),
    ("spoke", {"privateLink": {"existingZones": {"privatelink.azurecr.io": f"{HUB}/privatelink.azurecr.io"}}}, "privateLink.existingZones' must not be set: the zones are the hub's"),
    ("hub", {"agents": None} | subnets("bastion", agents=None), "agents' is missing: hub is not set"),
    ("hub", {"compute": {"clusters": [{"name": "cpu", "vmSize": "Standard_D2s_v3", "maxNodes": 1}]}}, "compute' must not be set: without workspace this stack is a hub"),
    ("hub", {"encryption": {"customerManagedKeys": ["disks"]}}, "encryption.customerManagedKeys' must not be set: a hub has no key vault"),
    ("hub", {"access": {"jumpHost": {"os": "Windows", "sshPublicKey": None}}}, "access.jumpHost.os' must not be Windows: a hub has no key vault for the administrator's password"),
    ("hub", {"monitor": {"alerts": {"emails": ["a@example.com"]}}}, "monitor.alerts' must not be set: they watch a workspace"),
    ("hub", {"monitor": {"flowLogs": {}}}, "monitor.flowLogs' must not be set: a hub has no endpoints of its own, for the account that keeps them"),
    ("hub", {"privateLink": {"subResources": ["queue"]}}, "privateLink' must not be set: a hub makes the zones of all endpoints that spokes may have"),
    ("registry", {"location": "westus", "zones": []}, "workspace.registry.zoneRedundancy' must be false: westus has no availability zones, got true"),
]  # fmt: skip


def config_of(stack: str, change: dict[str, Any]) -> StackConfig:
    file = stack_file(stack)
    secrets = file.nested_secrets()
    both = merged({**file.config, **secrets}, change)
    secret_keys = {*secrets, *(key for key in both if key.endswith(("Key", "Secret", "Keys", "Certificate")))}
    return StackConfig(project=PROJECT, values=as_texts(both), secret_keys=frozenset(secret_keys))


@pytest.mark.parametrize(("stack", "change", "line"), ROWS, ids=[str(number) for number in range(len(ROWS))])
def test_what_contradicts_is_refused_in_one_line(stack: str, change: dict[str, Any], line: str | None) -> None:
    config = config_of(stack, change)
    if line is None:
        load_settings(config)
        return
    with pytest.raises(SettingsError) as error:
        load_settings(config)
    assert str(error.value).splitlines() == [
        "1 mistake in the config of this stack:",
        f"  config '{PROJECT}:{line}",
    ]


@pytest.mark.parametrize("stack", [file.name for file in option_stacks()])
def test_every_options_stack_is_right(stack: str) -> None:
    load_settings(config_of(stack, {}))


def refuses(config: StackConfig, checks: tuple[Any, ...]) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("components.settings.loader.CHECKS", checks)
        try:
            load_settings(config)
        except SettingsError:
            return True
    return False


def test_the_rows_break_every_check() -> None:
    """A check that no row runs into could be dropped without anyone noticing."""
    configs = [config_of(stack, change) for stack, change, _ in ROWS]
    right_by_themselves = [config for config in configs if not refuses(config, ())]
    unbroken = {
        check.__name__ for check in CHECKS if not any(refuses(config, (check,)) for config in right_by_themselves)
    }
    assert unbroken == {
        "subnets_lie_inside_their_vnet",
        "subnets_do_not_overlap",
        "clusters_have_room_to_scale",
        "images_are_built_on_a_cpu_cluster",
        "tags_leave_ours_alone",
    }, "broken in test_settings.py"


def test_max_has_every_section() -> None:
    """The stack with everything sets every section that the settings have, but what contradicts another."""
    config = project_stack("max").config
    assert {
        "access",
        "agents",
        "encryption",
        "governance",
        "inference",
        "monitor",
        "people",
        "privateLink",
    } <= config.keys()
    assert set(config["agents"]) >= {"vm", "vmss", "container", "managed"}
    assert set(config["access"]) == {"bastion", "jumpHost", "vpnGateway", "expressRoute", "dnsResolver"}
