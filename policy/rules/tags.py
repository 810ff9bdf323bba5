"""Tags: who a resource belongs to, and that a program looks after it."""

from collections.abc import Sequence

from gate.model import LOW, TEXTS, Check, Rule, Setting
from gate.nodes import Node, is_nothing, known

FAMILY = "tags"

# Of the types that the gate knows, those that take no tags. A test holds the list against the provider's SDK.
UNTAGGED = frozenset(
    {
        "authorization:ManagementLockAtResourceGroupLevel",
        "authorization:ManagementLockAtResourceLevel",
        "authorization:ManagementLockByScope",
        "authorization:PolicyAssignment",
        "authorization:PolicyDefinition",
        "authorization:PolicyExemption",
        "authorization:PolicySetDefinition",
        "authorization:RoleAssignment",
        "authorization:RoleDefinition",
        "compute:VirtualMachineScaleSetExtension",
        "consumption:Budget",
        "containerservice:MaintenanceConfiguration",
        "containerservice:TrustedAccessRoleBinding",
        "dnsresolver:ForwardingRule",
        "dnsresolver:PrivateResolverVirtualNetworkLink",
        "kubernetesconfiguration:Extension",
        "machinelearningservices:Datastore",
        "machinelearningservices:ManagedNetworkSettingsRule",
        "maintenance:ConfigurationAssignment",
        "managedidentity:FederatedIdentityCredential",
        "monitor:DataCollectionRuleAssociation",
        "monitor:DiagnosticSetting",
        "monitor:PrivateLinkScopedResource",
        "network:ExpressRouteCircuitAuthorization",
        "network:ExpressRouteCircuitPeering",
        "network:FirewallPolicyRuleCollectionGroup",
        "network:PrivateDnsZoneGroup",
        "network:Route",
        "network:SecurityRule",
        "network:ServiceEndpointPolicyDefinition",
        "network:Subnet",
        "network:VirtualNetworkPeering",
        "privatedns:PrivateRecordSet",
        "security:Pricing",
        "security:SecurityContact",
        "storage:BlobContainer",
        "storage:BlobServiceProperties",
        "storage:FileServiceProperties",
        "storage:FileShare",
        "storage:ManagementPolicy",
        "storage:Queue",
        "storage:Table",
    }
)


def _has(tags: Node, wanted: str) -> bool:
    """Whether a tag is there with a value; Azure compares the names of tags without case."""
    for name, member in tags.items():
        if name.lower() == wanted.lower():
            return not is_nothing(known(member).value)
    return False


def required_tags(known_types: frozenset[str]) -> Rule:
    """The rule that demands tags of the types that the gate knows and that take them."""
    kinds = tuple(sorted(known_types - UNTAGGED))

    def checks(wanted: Sequence[str]) -> tuple[Check, ...]:
        def judge(resource: Node) -> str | None:
            tags = resource.at("tags")
            missing = [name for name in wanted if not _has(tags, name)]
            return f"tags has no {', '.join(missing)}" if missing else None

        return (Check(of=kinds, judge=judge),)

    return Rule(
        id="azure-any-required-tags",
        demands="Everything that takes tags says whose it is: workload, environment, managedBy.",
        why="What nobody can name is neither looked after nor switched off, and its cost is nobody's.",
        fix="pass the platform's tags",
        default="none",
        family=FAMILY,
        severity=LOW,
        url="https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-tagging",
        control="871b6d14-10aa-478d-b590-94f262ecfa99",
        setting=Setting(
            name="requiredTags",
            about="The names of the tags that every resource must have; case does not matter.",
            schema=TEXTS,
            default=["workload", "environment", "managedBy"],
            checks=checks,
        ),
    )
