"""Private services that are not resolved, not reached, or not worth the name."""

from tests.policy.gate import DROP, UNKNOWN
from tests.policy.topology.case import (
    Case,
    add,
    both,
    deps,
    drop,
    edit,
    rule_changed,
    with_rules,
    without_rules,
)
from tests.policy.topology.parts import (
    arm_id,
    deny,
    group,
    interface,
    link,
    made,
    peering,
    subnet,
    subnet_id,
    vnet,
    zone,
)
from tests.policy.topology.world import API, BLOB, ENDPOINTS, FILE, NOTEBOOKS, REGISTRY, VAULT

_LINKS, _RESOLVES = "azure-topology-zone-links", "azure-topology-service-resolves"
_COMPLETE, _DUPLICATE = "azure-topology-zonegroup-complete", "azure-topology-zone-duplicate"
_REACHES, _POINTLESS = "azure-topology-service-reachable", "azure-topology-endpoint-pointless"
_BESIDE = "azure-topology-endpoints-one-vnet"
_DANGLING, _EXPOSED = "azure-topology-dangling", "azure-topology-internet-exposure"
_DNS_POLICY = "azure-topology-dns-reachable"

_ZONES = "privatedns:PrivateZone"
_FAR = vnet("far", "10.9.0.0/16", [subnet("endpoints", "10.9.0.0/24"), subnet("machines", "10.9.1.0/24")])
_OTHER_ZONE = {**zone(BLOB)[0].props, "resourceGroupName": "other-rg"}

CASES = [
    Case(
        "a zone is not linked to the network of the machines",
        drop(f"{BLOB}-hub"),
        _LINKS,
        BLOB,
        "is not linked to hub, whose machines need its names",
        also=(_RESOLVES,),
    ),
    Case(
        "names of an endpoint do not resolve for machines in a peer",
        drop(f"{NOTEBOOKS}-hub"),
        _RESOLVES,
        "pep-workspace",
        f"machines in hub do not resolve it: Azure's DNS answers for hub: {API} is linked to hub; Azure's DNS answers"
        f" for hub: {NOTEBOOKS} is not linked to hub",
        also=(_LINKS,),
    ),
    Case(
        "a zone is linked to nothing",
        drop(f"{VAULT}-hub", f"{VAULT}-aml"),
        _LINKS,
        VAULT,
        "is not linked to aml, hub, whose machines need its names",
        also=(_RESOLVES,),
    ),
    Case(
        "nobody knows what a zone is linked to",
        both(edit(f"{BLOB}-hub", "virtualNetwork.id", UNKNOWN), deps(f"{BLOB}-hub", virtualNetwork=[])),
        _LINKS,
        BLOB,
        f"undecided: virtualNetwork.id of '{BLOB}-hub' (one of aml, hub)",
        also=(_RESOLVES, _DUPLICATE, _REACHES),
    ),
    Case(
        "the notebooks zone is forgotten",
        edit("pep-workspace-zones", "privateDnsZoneConfigs.1", DROP),
        _COMPLETE,
        "pep-workspace",
        f"its zone group lacks {NOTEBOOKS}, which amlworkspace needs",
        also=(_RESOLVES,),
    ),
    Case(
        "an endpoint has no zone group",
        drop("pep-vault-zones"),
        _COMPLETE,
        "pep-vault",
        f"its zone group lacks {VAULT}, which vault needs",
        also=(_RESOLVES,),
    ),
    Case(
        "a zone group holds another service's zone",
        edit(
            "pep-vault-zones",
            "privateDnsZoneConfigs",
            [{"name": name, "privateDnsZoneId": arm_id(_ZONES, name)} for name in (VAULT, BLOB)],
        ),
        _COMPLETE,
        "pep-vault",
        f"its zone group holds {BLOB}, which is not for vault",
    ),
    Case(
        "nobody knows which zones a group holds",
        both(
            edit("pep-vault-zones", "privateDnsZoneConfigs.0.privateDnsZoneId", UNKNOWN),
            deps("pep-vault-zones", privateDnsZoneConfigs=[VAULT, BLOB]),
        ),
        _COMPLETE,
        "pep-vault",
        "undecided: privateDnsZoneConfigs[0].privateDnsZoneId of 'pep-vault-zones'",
        also=(_RESOLVES, _LINKS, _REACHES),
    ),
    Case(
        "nobody knows what an endpoint is for",
        edit("pep-vault", "privateLinkServiceConnections.0.groupIds", UNKNOWN),
        _COMPLETE,
        "pep-vault",
        "undecided: privateLinkServiceConnections[0].groupIds of 'pep-vault'",
        also=("*",),
    ),
    Case(
        "a network is linked to two zones of a name",
        add(
            made(_ZONES, "second", {**_OTHER_ZONE, "privateZoneName": BLOB}),
            made(
                "privatedns:VirtualNetworkLink",
                "second-aml",
                {**link(BLOB, "aml").props, "resourceGroupName": "other-rg"},
            ),
        ),
        _DUPLICATE,
        "second-aml",
        f"aml is linked to two zones {BLOB}, 'second' and '{BLOB}'",
        needs_ids=True,
    ),
    Case(
        "a service with an endpoint is open",
        edit("storage", "publicNetworkAccess", "Enabled"),
        _POINTLESS,
        "storage",
        "'pep-blob, pep-file' leads to it, and publicNetworkAccess is not 'Disabled'",
        also=(_EXPOSED,),
    ),
    *(
        Case(
            f"{name} with an endpoint is open because nobody closed it",
            edit(name, path, DROP),
            _POINTLESS,
            name,
            f"leads to it, and {path} is not 'Disabled'",
            also=(_EXPOSED,),
        )
        for name, path in (
            ("workspace", "publicNetworkAccess"),
            ("registry", "publicNetworkAccess"),
            ("vault", "properties.publicNetworkAccess"),
        )
    ),
    Case(
        "storage is in another network than the workspace",
        both(
            add(
                _FAR,
                peering("far-to-aml", "far", "aml"),
                peering("aml-to-far", "aml", "far"),
                *(link(name, "far") for name in (BLOB, FILE)),
            ),
            edit("pep-blob", "subnet.id", subnet_id("far", "endpoints")),
        ),
        _BESIDE,
        "workspace",
        "its endpoint is in aml, and 'pep-blob' to its storage is not",
        also=(_REACHES,),
    ),
    Case(
        "a security group keeps machines out",
        rule_changed("nsg-agents", "PrivateEndpoints", access="Deny"),
        _REACHES,
        "pep-blob",
        "'nic-agent' in agents does not reach it on tcp 443: outbound rule 'PrivateEndpoints' (100) of 'nsg-agents'"
        " denies tcp 443 from 10.2.2.0/24 to 10.1.0.0/24",
    ),
    Case(
        "a security group keeps some machines out",
        with_rules("nsg-endpoints", {**deny("Some", 99, "10.2.2.128/25", ENDPOINTS)}),
        _REACHES,
        "pep-vault",
        "inbound rule 'Some' (99) of 'nsg-endpoints' denies tcp 443 from 10.2.2.128/25 to 10.1.0.0/24",
    ),
    Case(
        "a security group forgets the file share",
        rule_changed("nsg-endpoints", "FromTraining", destinationPortRanges=["443", "8787", "18881"]),
        _REACHES,
        "pep-file",
        "'cpu' in training does not reach it on tcp 445: outbound rule 'PrivateEndpoints' (200) of 'nsg-training'"
        " allows it; inbound rule 'DenyRest' (4096) of 'nsg-endpoints' denies tcp 445 from 10.1.1.0/24",
    ),
    Case(
        "a security group forgets the workspace's own ports",
        without_rules("nsg-endpoints", "FromTrainingUdp"),
        _REACHES,
        "pep-workspace",
        "'cpu' in training does not reach it on udp 5831",
    ),
    Case(
        "one of two machines in a subnet is kept out by a group of its own",
        add(
            group("nsg-own", deny("No", 100, "*", "*", outbound=True)),
            interface(
                "nic-second",
                "hub",
                "agents",
                networkSecurityGroup={"id": arm_id("network:NetworkSecurityGroup", "nsg-own")},
            ),
        ),
        _REACHES,
        "pep-registry",
        "'nic-second' in agents does not reach it on tcp 443: outbound rule 'No' (100) of 'nsg-own' denies",
        also=("azure-topology-egress",),
    ),
    Case(
        "a route drops what goes to endpoints",
        both(
            add(
                made(
                    "network:RouteTable",
                    "drops",
                    {"routes": [{"name": "away", "addressPrefix": ENDPOINTS, "nextHopType": "None"}]},
                )
            ),
            edit("hub", "subnets.2.routeTable", {"id": arm_id("network:RouteTable", "drops")}),
        ),
        _REACHES,
        "pep-blob",
        "route 'away' drops tcp 443 to 'pep-blob'",
    ),
    Case(
        "nobody knows the priority of a rule",
        rule_changed("nsg-endpoints", "FromAgents", priority=UNKNOWN),
        _REACHES,
        "pep-blob",
        "undecided: securityRules[3].priority of 'nsg-endpoints'",
        also=("azure-topology-open-inside",),
    ),
    *(
        Case(
            f"nobody knows the {what} of a rule",
            rule_changed("nsg-endpoints", "FromAgents", **{what: UNKNOWN}),
            _REACHES,
            "pep-blob",
            f"undecided: securityRules[3].{what} of 'nsg-endpoints'",
            also=("azure-topology-open-inside",),
        )
        for what in ("access", "protocol", "direction", "sourceAddressPrefix", "destinationAddressPrefix")
    ),
    Case(
        "nobody knows a port of a rule",
        rule_changed("nsg-endpoints", "FromAgents", destinationPortRanges=["443", UNKNOWN]),
        _REACHES,
        "pep-blob",
        "undecided: securityRules[3].destinationPortRanges[1] of 'nsg-endpoints'",
        also=("azure-topology-open-inside",),
    ),
    Case(
        "nobody knows whether groups hold for endpoints",
        edit("aml", "subnets.0.privateEndpointNetworkPolicies", UNKNOWN),
        _REACHES,
        "pep-blob",
        "undecided: subnets[0].privateEndpointNetworkPolicies of 'aml'",
        also=("azure-topology-endpoint-policies", "azure-topology-gateway-clients"),
    ),
    Case(
        "a firewall answers no names",
        edit("policy", "dnsSettings.enableProxy", False),
        _RESOLVES,
        "pep-blob",
        "machines in aml do not resolve it: firewall 'firewall' answers no names: its policy is no DNS proxy",
        firewall=True,
    ),
    Case(
        "nobody knows whether a firewall answers names",
        edit("policy", "dnsSettings.enableProxy", UNKNOWN),
        _RESOLVES,
        "pep-blob",
        "undecided: dnsSettings.enableProxy of 'policy'",
        also=(_DNS_POLICY,),
        firewall=True,
    ),
    Case(
        "the firewall that answers has no link",
        drop(f"{REGISTRY}-hub"),
        _RESOLVES,
        "pep-registry",
        f"machines in aml do not resolve it: firewall 'firewall' answers for aml: {REGISTRY} is not linked to hub",
        also=(_LINKS,),
        firewall=True,
    ),
    Case(
        "machines do not reach the server that answers",
        without_rules("nsg-agents", "Dns0"),
        _DNS_POLICY,
        "hub",
        "'nic-agent' in agents does not reach its DNS server: outbound rule 'DenyNetwork' (4095)"
        " of 'nsg-agents' denies udp 53",
        apart="hub.agents",
        firewall=True,
    ),
]
