"""Build agents that Azure runs: container groups and Managed DevOps Pools, inside the network and without keys."""

import re

from gate.model import (
    ADVISORY,
    CRITICAL,
    HIGH,
    LOW,
    MEDIUM,
    Rule,
    StackCheck,
    equals,
    is_set,
    is_unset,
    other_than,
    prop,
)
from gate.nodes import Node, UndecidedError, expand, known
from gate.stack import Item, Stack

FAMILY = "agents"
_GROUP = "containerinstance:ContainerGroup"
_POOL = "devopsinfrastructure:Pool"
_LISTS = ("containers", "initContainers")
_NETWORK_PAGE = "https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts"
_PULL_PAGE = "https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi"
_POOLS_PAGE = "https://learn.microsoft.com/azure/devops/managed-devops-pools"
_PRIVATE_IMAGE = re.compile(r"^[a-z0-9-]+\.azurecr\.(io|us|cn)/", re.IGNORECASE)


def images_are_private(group: Item, stack: Stack) -> str | None:
    """What to know about the images of a container group: where they come from."""
    registries = stack.of_type("containerregistry:Registry")
    for name in _LISTS:
        for container in expand(group.props, f"{name}[]"):
            try:
                image = known(container).text("image")
            except UndecidedError:
                # A name that is not known yet still says which registry it starts with.
                if any(group.depends_on(registry, name) for registry in registries):
                    continue
                raise
            if not _PRIVATE_IMAGE.match(image):
                return f"{known(container).path}.image is {image!r}, should come from a container registry of Azure"
    return None


def _has_certificates(pool: Node) -> bool:
    return pool.has("fabricProfile.osProfile.secretsManagementSettings")


RULES = (
    Rule(
        id="azure-containerinstance-group-subnet",
        demands="A container group is in a subnet of yours.",
        why="Elsewhere it reaches no private endpoint, and leaves through an address of Azure's.",
        fix="set subnet_ids to a subnet delegated to Microsoft.ContainerInstance/containerGroups",
        default="a network of Azure's",
        family=FAMILY,
        severity=HIGH,
        url=_NETWORK_PAGE,
        control="8af8f826-edcb-4178-b35f-851ea6fea615",
        checkov=("CKV_AZURE_98",),
        checks=(prop(_GROUP, "subnetIds", is_set()),),
    ),
    Rule(
        id="azure-containerinstance-group-keys",
        demands="A container group holds no keys: it pulls, mounts and logs with its identity, or not at all.",
        why="Whoever may edit the group reads its keys from inside a container, and they name nobody.",
        fix="pull with image_registry_credentials.identity, write logs to standard output or with a diagnostic"
        " setting, and read data with the identity",
        family=FAMILY,
        severity=HIGH,
        url=_PULL_PAGE,
        checks=tuple(
            prop(_GROUP, path, is_unset(), absent_ok=True, secret=True)
            for path in (
                "imageRegistryCredentials[].username",
                "imageRegistryCredentials[].password",
                "volumes[].azureFile.storageAccountKey",
                "diagnostics.logAnalytics.workspaceKey",
            )
        ),
    ),
    Rule(
        id="azure-containerinstance-group-identity",
        demands="A container group has an identity.",
        why="Without one it can sign in nowhere, or only with a key that somebody hands it.",
        fix="set identity to a user-assigned identity with the roles it needs",
        default="none",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # what signs in nowhere needs none
        url="https://learn.microsoft.com/azure/container-instances/container-instances-managed-identity",
        checkov=("CKV2_AZURE_28",),
        checks=(prop(_GROUP, "identity.type", other_than("None")),),
    ),
    Rule(
        id="azure-containerinstance-group-privileged",
        demands="A container is not privileged.",
        why="A privileged container is root on the machine it runs on.",
        fix="leave security_context.privileged out, or set it to False",
        default="false",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/container-instances/container-instances-confidential-overview",
        checks=tuple(
            prop(_GROUP, f"{name}[].securityContext.privileged", equals(False), absent_ok=True) for name in _LISTS
        ),
    ),
    Rule(
        id="azure-containerinstance-group-image",
        demands="The images of a container group come from a private registry.",
        why="A public image may change overnight, and runs inside the network with the group's identity.",
        fix="push the image to your registry, and name it from there",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # Microsoft's own images are public too
        url=_PULL_PAGE,
        stack=(StackCheck(of=(_GROUP,), judge=images_are_private),),
    ),
    Rule(
        id="azure-devopsinfrastructure-pool-subnet",
        demands="A Managed DevOps Pool is in a subnet of yours.",
        why="Otherwise its agents work from a network of Microsoft's: they reach no private endpoint, and anything"
        " else.",
        fix="set fabric_profile.network_profile.subnet_id to a subnet delegated to"
        " Microsoft.DevOpsInfrastructure/pools",
        default="a network of Microsoft's",
        family=FAMILY,
        severity=HIGH,
        url=f"{_POOLS_PAGE}/configure-networking",
        control="0d6d79a8-8406-4e87-814d-2dcd83b2c355",
        checks=(prop(_POOL, "fabricProfile.networkProfile.subnetId", is_set()),),
    ),
    Rule(
        id="azure-devopsinfrastructure-pool-open-access",
        demands="A Managed DevOps Pool is not open to every pipeline of the organization.",
        why="Whoever may start any pipeline then runs code inside the network, without anybody's consent.",
        fix="leave organization_profile.organizations.open_access out, or set it to False",
        default="false",
        family=FAMILY,
        severity=CRITICAL,
        url=f"{_POOLS_PAGE}/configure-security",
        checks=(prop(_POOL, "organizationProfile.organizations[].openAccess", equals(False), absent_ok=True),),
    ),
    Rule(
        id="azure-devopsinfrastructure-pool-projects",
        demands="A Managed DevOps Pool is for named projects.",
        why="Where none is named, every project of the organization gets the pool.",
        fix="list the projects in organization_profile.organizations.projects",
        default="all projects",
        family=FAMILY,
        severity=MEDIUM,
        enforcement=ADVISORY,  # a project's administrator still permits each pipeline
        url=f"{_POOLS_PAGE}/configure-security",
        checks=(prop(_POOL, "organizationProfile.organizations[].projects", is_set()),),
    ),
    Rule(
        id="azure-devopsinfrastructure-pool-interactive",
        demands="The agents of a Managed DevOps Pool run as a service.",
        why="In interactive mode a desktop is signed in all the time, which builds do not need.",
        fix='leave fabric_profile.os_profile.logon_type out, or set it to "Service"',
        default="'Service'",
        family=FAMILY,
        severity=LOW,
        enforcement=ADVISORY,  # tests of user interfaces need a desktop
        url=f"{_POOLS_PAGE}/configure-security",
        checks=(prop(_POOL, "fabricProfile.osProfile.logonType", equals("Service"), absent_ok=True),),
    ),
    Rule(
        id="azure-devopsinfrastructure-pool-certificates",
        demands="Keys of certificates on a Managed DevOps Pool's agents cannot be exported.",
        why="Any pipeline could take a key along that can be exported.",
        fix="set fabric_profile.os_profile.secrets_management_settings.key_exportable to False",
        family=FAMILY,
        severity=MEDIUM,
        url=f"{_POOLS_PAGE}/configure-security",
        checks=(
            prop(
                _POOL,
                "fabricProfile.osProfile.secretsManagementSettings.keyExportable",
                equals(False),
                when=_has_certificates,
            ),
        ),
    ),
)
