"""How much of which meter each resource uses, reckoned by hand."""

from decimal import Decimal
from typing import Any

import pytest

from report.cost import estimate
from report.cost.resources import UNKNOWN_VALUE
from tests.unit.cost.parts import at_one, resource, uses

D = Decimal
VM = "Virtual Machines: {} {}".format


def machine(name: str = "vm", **more: Any) -> dict[str, Any]:
    disk = {"managedDisk": {"storageAccountType": "StandardSSD_LRS"}}
    image = {"publisher": "Canonical"}
    inputs = {
        "vmName": name, "hardwareProfile": {"vmSize": "Standard_D4s_v5"}, "osProfile": {"linuxConfiguration": {}},
        "storageProfile": {"osDisk": disk, "imageReference": image},
    }  # fmt: skip
    return resource("compute:VirtualMachine", name, **{**inputs, **more})


def test_a_private_endpoint_is_there_all_month_and_lets_data_through_both_ways() -> None:
    assert uses(resource("network:PrivateEndpoint"), privateEndpointGb=7) == {
        "Virtual Network Private Link: Standard Private Endpoint": D(730),
        "Virtual Network Private Link: Standard Data Processed - Ingress": D(7),
        "Virtual Network Private Link: Standard Data Processed - Egress": D(7),
    }


def test_a_zone_is_paid_by_the_month_and_by_queries() -> None:
    zone = resource("privatedns:PrivateZone", location="global")
    assert uses(zone, dnsQueries=3_000_000) == {"Azure DNS: Private Zone": D(1), "Azure DNS: Private Queries": D(3)}


def test_each_end_of_a_peering_pays_for_both_directions() -> None:
    ends = [resource("network:VirtualNetworkPeering", name) for name in ("there", "back")]
    assert uses(*ends, peeringGb=10) == {
        "Virtual Network Peering: Intra-Region Ingress": D(20),
        "Virtual Network Peering: Intra-Region Egress": D(20),
    }


def test_bastion_includes_two_scale_units() -> None:
    host = resource("network:BastionHost", sku={"name": "Standard"}, scaleUnits=5.0)
    assert uses(host, bastionOutGb=0) == {
        "Azure Bastion: Standard Gateway": D(730),
        "Azure Bastion: Standard Additional Gateway": D(3 * 730),
    }
    assert "Azure Bastion: Premium Additional Gateway" not in uses(
        resource("network:BastionHost", sku={"name": "Premium"}), bastionOutGb=0
    )


def vpn(sku: str, tunnels: int, **more: Any) -> list[dict[str, Any]]:
    gateway = resource(
        "network:VirtualNetworkGateway", virtualNetworkGatewayName="vgw", gatewayType="Vpn", sku={"name": sku}, **more
    )
    other = {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworkGateways/vgw"}
    connections = [
        resource(
            "network:VirtualNetworkGatewayConnection", f"c{number}", connectionType="IPsec",
            virtualNetworkGateway1=other,
        )
        for number in range(tunnels)
    ]  # fmt: skip
    return [gateway, *connections]


def test_a_vpn_gateway_includes_ten_tunnels_and_128_people() -> None:
    assert uses(*vpn("VpnGw1AZ", 10)) == {"VPN Gateway: VpnGw1AZ": D(730)}
    assert uses(*vpn("VpnGw1AZ", 12, vpnClientConfiguration={"x": 1}), vpnClients=130) == {
        "VPN Gateway: VpnGw1AZ": D(730),
        "VPN Gateway: S2S Connection (VpnGw1AZ)": D(2 * 730),
        "VPN Gateway: P2S Connection (VpnGw1AZ)": D(2 * 730),
    }


def test_people_are_counted_only_where_people_come_in() -> None:
    assert uses(*vpn("VpnGw1AZ", 0), vpnClients=500) == {"VPN Gateway: VpnGw1AZ": D(730)}


def test_tunnels_of_the_largest_gateways_are_listed_without_az() -> None:
    assert uses(*vpn("VpnGw5AZ", 11))["VPN Gateway: S2S Connection (VpnGw5)"] == D(730)


def test_an_express_route_gateway_has_no_tunnels() -> None:
    gateway = resource("network:VirtualNetworkGateway", gatewayType="ExpressRoute", sku={"name": "ErGw2AZ"})
    assert uses(gateway) == {"ExpressRoute Gateway: ErGw2AZ Gateway": D(730)}


def circuit(tier: str, family: str, mbps: int, place: str = "Hong Kong") -> dict[str, Any]:
    provider = {"bandwidthInMbps": mbps, "peeringLocation": place}
    return resource(
        "network:ExpressRouteCircuit", sku={"tier": tier, "family": family}, serviceProviderProperties=provider
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            circuit("Standard", "MeteredData", 50),
            {
                "ExpressRoute: Standard Metered Data 50 Mbps Circuit": D(1),
                "ExpressRoute: Metered Data - Data Transfer Out (50 Mbps Metered Data)": D(9),
            },
        ),
        (
            circuit("Premium", "UnlimitedData", 2000),
            {"ExpressRoute: Premium Unlimited Data 2 Gbps Circuit": D(1)},
        ),
        (circuit("Local", "MeteredData", 1000), {"ExpressRoute: Local Unlimited Data 1 Gbps Circuit": D(1)}),
    ],
)
def test_a_circuit_is_paid_by_the_month_and_a_metered_one_by_what_leaves(
    given: dict[str, Any], expected: dict[str, D]
) -> None:
    assert uses(given, circuitOutGb=9) == expected


def test_a_circuit_has_the_price_of_the_zone_where_it_comes_in() -> None:
    for place, zone in (("Hong Kong", "Zone 2"), ("Frankfurt", "Zone 1")):
        found = estimate([circuit("Premium", "UnlimitedData", 50, place)], table=at_one())
        assert [line.region for line in found.lines] == [zone]
    elsewhere = estimate([circuit("Premium", "UnlimitedData", 50, "Atlantis")], table=at_one())
    assert not elsewhere.lines
    assert [one.reason for one in elsewhere.unknowns] == [
        "unknown price: ExpressRoute: Premium Unlimited Data 50 Mbps Circuit (Atlantis)"
    ]


def test_a_firewall_is_paid_by_its_tier_and_by_what_it_looks_at() -> None:
    firewall = resource("network:AzureFirewall", sku={"name": "AZFW_VNet", "tier": "Premium"})
    assert uses(firewall, firewallGb=11) == {
        "Azure Firewall: Premium Deployment": D(730),
        "Azure Firewall: Premium Data Processed": D(11),
    }


def test_nat_and_addresses() -> None:
    nat = resource("network:NatGateway", sku={"name": "Standard"})
    address = resource("network:PublicIPAddress", sku={"name": "Standard", "tier": "Regional"})
    six = resource("network:PublicIPAddress", "six", sku={"name": "Standard"}, publicIPAddressVersion="IPv6")
    assert uses(nat, address, six, natGb=3) == {
        "NAT Gateway: Standard Gateway": D(730),
        "NAT Gateway: Standard Data Processed": D(3),
        "IP Addresses: Standard IPv4 Static Public IP": D(730),
    }


@pytest.mark.parametrize(
    ("interval", "meter"),
    [
        (60.0, "Network Watcher: Standard Traffic Analytics Processing"),
        (10.0, "Network Watcher: Standard Traffic Analytics Processing at 10-Minute Interval"),
    ],
)
def test_traffic_analytics_costs_by_how_often_it_runs(interval: float, meter: str) -> None:
    analytics = {"networkWatcherFlowAnalyticsConfiguration": {"enabled": True, "trafficAnalyticsInterval": interval}}
    log = resource("network:FlowLog", enabled=True, flowAnalyticsConfiguration=analytics)
    assert uses(log, flowLogGb=4) == {"Network Watcher: Standard VNet Flow Logs Collected": D(4), meter: D(4)}


def test_a_machine_is_paid_by_size_and_system_and_its_disk_by_the_image() -> None:
    assert uses(machine(), diskOperations=60_000) == {
        VM("Standard_D4s_v5", "Linux"): D(730),
        "Standard SSD Managed Disks: E4 LRS Disk": D(1),
        "Standard SSD Managed Disks: E4 LRS Disk Operations": D(6),
    }
    disk = {"managedDisk": {"storageAccountType": "StandardSSD_LRS"}}
    windows = machine(
        osProfile={"windowsConfiguration": {}},
        storageProfile={"osDisk": disk, "imageReference": {"publisher": "MicrosoftWindowsServer"}},
    )
    assert uses(windows, diskOperations=0) == {
        VM("Standard_D4s_v5", "Windows"): D(730),
        "Standard SSD Managed Disks: E10 LRS Disk": D(1),
    }


def test_a_machine_that_is_switched_off_keeps_its_disk() -> None:
    target = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm"
    schedule = resource("devtestlab:GlobalSchedule", targetResourceId=target, status="Enabled")
    found = uses(machine(), machine("other"), schedule, shutdownMachineHours=100)
    assert found[VM("Standard_D4s_v5", "Linux")] == D(100 + 730)
    assert found["Standard SSD Managed Disks: E4 LRS Disk"] == D(2)
    disabled = resource("devtestlab:GlobalSchedule", targetResourceId=target, status="Disabled")
    assert uses(machine(), disabled)[VM("Standard_D4s_v5", "Linux")] == D(730)


def test_spot_has_a_price_of_its_own() -> None:
    assert VM("Standard_D4s_v5", "Linux Spot") in uses(machine(priority="Spot"))


def test_a_scale_set_has_disks_for_as_long_as_it_has_machines() -> None:
    disk = {"managedDisk": {"storageAccountType": "Premium_LRS"}, "diskSizeGB": 100}
    profile = {"storageProfile": {"osDisk": disk}, "osProfile": {"linuxConfiguration": {}}}
    sku = {"name": "Standard_D2s_v5", "capacity": 1.0}
    scale_set = resource("compute:VirtualMachineScaleSet", sku=sku, virtualMachineProfile=profile)
    assert uses(scale_set, scaleSetMachineHours=365) == {
        VM("Standard_D2s_v5", "Linux"): D(730 + 365),
        "Premium SSD Managed Disks: P10 LRS Disk": D("1.5"),
    }


def test_containers_are_paid_by_cores_and_memory() -> None:
    asked = {"resources": {"requests": {"cpu": 2.0, "memoryInGB": 4.0}}}
    assert uses(resource("containerinstance:ContainerGroup", containers=[asked]), machineHours=10) == {
        "Container Instances: Standard vCPU Duration": D(20),
        "Container Instances: Standard Memory Duration": D(40),
    }


def compute(**inner: Any) -> dict[str, Any]:
    kind = inner.pop("computeType", "AmlCompute")
    properties = {"computeType": kind, "properties": {"vmSize": "Standard_D2s_v3", **inner}}
    return resource("machinelearningservices:Compute", properties=properties)


def test_a_cluster_is_paid_for_nodes_that_always_run_and_those_that_jobs_bring() -> None:
    always = compute(scaleSettings={"minNodeCount": 2.0}, vmPriority="Dedicated")
    assert uses(always, clusterNodeHours=5) == {VM("Standard_D2s_v3", "Linux"): D(2 * 730 + 5)}
    spot = compute(scaleSettings={"minNodeCount": 0.0}, vmPriority="LowPriority")
    assert uses(spot, clusterNodeHours=5) == {VM("Standard_D2s_v3", "Linux Spot"): D(5)}


def test_an_instance_is_paid_while_people_use_it_and_an_attached_cluster_at_its_pools() -> None:
    assert uses(compute(computeType="ComputeInstance"), instanceHours=3) == {VM("Standard_D2s_v3", "Linux"): D(3)}
    assert uses(compute(computeType="Kubernetes")) == {}


def test_an_online_endpoint_is_paid_for_the_machines_behind_it() -> None:
    endpoint = resource("machinelearningservices:OnlineEndpoint")
    assert uses(endpoint, onlineInstances=2, onlineSize="Standard_D4s_v5") == {VM("Standard_D4s_v5", "Linux"): D(1460)}
    assert uses(endpoint, onlineInstances=0) == {}


def test_a_managed_network_has_a_firewall_from_the_first_host_name_on() -> None:
    network = {"isolationMode": "AllowOnlyApprovedOutbound", "firewallSku": "Basic"}
    workspace = resource("machinelearningservices:Workspace", managedNetwork=network)
    rule = resource("machinelearningservices:ManagedNetworkSettingsRule", properties={"type": "FQDN"})
    assert uses(workspace) == {}
    assert uses(workspace, rule)["Azure Firewall: Basic Deployment"] == D(730)


def test_a_cluster_of_kubernetes_is_paid_by_tier_and_by_the_least_nodes_of_each_pool() -> None:
    pools = [
        {"vmSize": "Standard_D4s_v5", "enableAutoScaling": True, "minCount": 3.0, "count": 5.0},
        {"vmSize": "Standard_D2s_v5", "count": 1.0, "osDiskType": "Ephemeral"},
    ]
    cluster = resource("containerservice:ManagedCluster", sku={"tier": "Premium"}, agentPoolProfiles=pools)
    more = resource("containerservice:AgentPool", vmSize="Standard_D8s_v5", enableAutoScaling=True, minCount=1.0)
    assert uses(cluster, more) == {
        "Azure Kubernetes Service: Standard Uptime SLA": D(730),
        "Azure Kubernetes Service: Standard Long Term Support": D(730),
        VM("Standard_D4s_v5", "Linux"): D(3 * 730),
        VM("Standard_D2s_v5", "Linux"): D(730),
        VM("Standard_D8s_v5", "Linux"): D(730),
        "Premium SSD Managed Disks: P10 LRS Disk": D(3),
        "Premium SSD Managed Disks: P15 LRS Disk": D(1),
    }


def test_storage_is_paid_by_its_redundancy() -> None:
    account = resource("storage:StorageAccount", kind="StorageV2", sku={"name": "Standard_GZRS"})
    assert uses(account, blobGb=1, blobWrites=20_000, blobReads=30_000, fileGb=4) == {
        "General Block Blob v2: Hot GZRS Data Stored": D(1),
        "General Block Blob v2: Hot GZRS Write Operations": D(2),
        "General Block Blob v2: Hot ZRS Read Operations (Hot GZRS)": D(3),
        "Files v2: GZRS Data Stored (Standard GZRS)": D(4),
    }


def test_a_long_key_costs_more_to_use_and_each_rotation_once() -> None:
    rotate = {"trigger": {"timeAfterCreate": "P365D"}, "action": {"type": "rotate"}}
    notify = {"trigger": {"timeBeforeExpiry": "P30D"}, "action": {"type": "notify"}}
    policy = {"lifetimeActions": [rotate, notify]}
    key = resource("keyvault:Key", properties={"kty": "RSA", "keySize": 3072.0, "rotationPolicy": policy})
    found = uses(key, keyOperations=20_000)
    assert found["Key Vault: Advanced Key Operations (Standard)"] == D(2)
    assert found["Key Vault: Automated Key Rotation (Standard)"] == D(730) / 24 / 365  # one twelfth of a year
    short = resource("keyvault:Key", properties={"kty": "RSA", "keySize": 2048.0})
    assert uses(short, keyOperations=20_000) == {"Key Vault: Operations (Standard)": D(2)}


def test_a_registry_includes_500_gb() -> None:
    registry = resource("containerregistry:Registry", sku={"name": "Premium"})
    days = D(730) / 24
    assert uses(registry, registryGb=500) == {"Container Registry: Premium Registry Unit": days}
    assert uses(registry, registryGb=620)["Container Registry: Data Stored (Premium)"] == D(120)


def test_logs_are_kept_31_days_at_no_cost() -> None:
    def logs(days: float) -> dict[str, Any]:
        return resource("operationalinsights:Workspace", sku={"name": "PerGB2018"}, retentionInDays=days)

    assert uses(logs(30.0), logGb=24) == {"Log Analytics: Analytics Logs Data Ingestion": D(24)}
    # 73 days more than 31 are 73 / (730 / 24) = 2.4 months of 24 GB each
    assert uses(logs(104.0), logGb=24)["Log Analytics: Analytics Logs Data Retention"] == D("57.6")


def test_a_metric_alert_is_paid_by_its_time_series() -> None:
    criterion = {"dimensions": [{"values": ["a", "b"]}, {"values": ["c", "d", "e"]}]}
    alert = resource("monitor:MetricAlert", location="global", scopes=["one", "two"], criteria={"allOf": [criterion]})
    assert uses(alert) == {"Azure Monitor: Alerts Metric Monitored": D(2 * 2 * 3)}


@pytest.mark.parametrize(("every", "listed"), [("PT1M", 1), ("PT5M", 5), ("PT10M", 10), ("PT1H", 15), ("PT1H30M", 15)])
def test_a_log_alert_is_paid_by_how_often_it_asks(every: str, listed: int) -> None:
    alert = resource("monitor:ScheduledQueryRule", evaluationFrequency=every, criteria={"allOf": [{}]})
    assert uses(alert) == {f"Azure Monitor: Alerts System Log Monitored at {listed} Minute Frequency": D(1)}


def defender(*plans: dict[str, Any]) -> dict[str, Any]:
    given = [{"type": "Microsoft.Security/pricings", **plan} for plan in plans]
    return resource("resources:DeploymentAtSubscriptionScope", properties={"template": {"resources": given}})


def test_defender_counts_what_the_stack_has() -> None:
    on = {"pricingTier": "Standard"}
    plans = defender(
        {"name": "VirtualMachines", "properties": {**on, "subPlan": "P2"}},
        {"name": "StorageAccounts", "properties": on},
        {"name": "KeyVaults", "properties": on},
        {"name": "Arm", "properties": on},
        {"name": "Containers", "properties": on},
    )
    pool = resource("containerservice:AgentPool", vmSize="Standard_D4s_v5", count=2.0, osDiskType="Ephemeral")
    found = uses(plans, pool, machine(), machine("other"))
    assert found["Microsoft Defender for Servers: Standard P2 Node"] == D(2 * 730)
    assert found["Microsoft Defender for Resource Manager: Per node Std Node"] == D(730)
    assert found["Microsoft Defender for Containers: Standard vCore vCore Pack"] == D(8 * 730)
    assert "Microsoft Defender for Storage: Standard Node" not in found
    assert "Microsoft Defender for Key Vault: Per node Std Node" not in found


def test_a_plan_that_is_off_costs_nothing() -> None:
    assert uses(defender({"name": "Arm", "properties": {"pricingTier": "Free"}})) == {}


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (resource("network:BastionHost", sku={"name": UNKNOWN_VALUE}), "the Bastion host's SKU"),
        (resource("network:AzureFirewall", sku={"tier": UNKNOWN_VALUE}), "the firewall's tier"),
        (machine(hardwareProfile={"vmSize": UNKNOWN_VALUE}), "the machine's size"),
        (compute(vmSize=UNKNOWN_VALUE), "the compute's size"),
        (resource("containerservice:AgentPool", vmSize="Standard_D2s_v5"), "a pool's size or number of nodes"),
        (resource("storage:StorageAccount", kind="StorageV2"), "the storage account's redundancy"),
        (resource("monitor:ScheduledQueryRule"), "how often a log alert asks"),
    ],
)
def test_a_value_that_is_not_known_yet_makes_no_price(given: dict[str, Any], what: str) -> None:
    found = estimate([given], table=at_one())
    assert what in [one.what for one in found.unknowns if "not known" in one.reason]
    assert found.total == 0


@pytest.mark.parametrize(
    "given",
    [
        resource("network:BastionHost", sku={"name": "Developer"}),
        resource("network:PublicIPAddress", sku={"name": "Basic"}),
        resource("network:NatGateway", sku={"name": "StandardV2"}),
        resource("network:AzureFirewall", sku={"name": "AZFW_Hub", "tier": "Standard"}),
        resource("storage:StorageAccount", kind="BlockBlobStorage", sku={"name": "Premium_LRS"}),
        resource("storage:StorageAccount", kind="StorageV2", sku={"name": "Standard_LRS"}, isHnsEnabled=True),
        resource("keyvault:Key", properties={"kty": "RSA-HSM"}),
        resource("operationalinsights:Workspace", sku={"name": "CapacityReservation"}),
        resource("containerinstance:ContainerGroup", osType="Windows"),
        compute(computeType="Databricks"),
        resource("machinelearningservices:Workspace", encryption={"status": "Enabled"}),
        defender({"name": "SqlServers", "properties": {"pricingTier": "Standard"}}),
        defender({"name": "VirtualMachines", "properties": {"pricingTier": "Standard", "subPlan": "P9"}}),
    ],
)
def test_what_the_platform_does_not_make_is_said_to_be_unknown(given: dict[str, Any]) -> None:
    found = estimate([given], table=at_one())
    assert found.total == 0
    assert [one for one in found.unknowns if one.reason.startswith("unknown price: ")]
