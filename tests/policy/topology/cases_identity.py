"""Identities that may not do what they are there for."""

from typing import Any

from tests.policy.gate import UNKNOWN, R
from tests.policy.topology.case import Case, Change, add, both, drop, edit
from tests.policy.topology.cases_traffic import CLUSTER, CONTAINERS
from tests.policy.topology.parts import arm_id, made, role, subnet_id
from tests.policy.topology.world import READER, STORAGE

_ROLES, _UNUSED = "azure-topology-identity-roles", "azure-topology-identity-unused"
_IDENTITY, _VAULT = "managedidentity:UserAssignedIdentity", ("keyvault:Vault", "vault")
_USER: dict[str, Any] = {"type": "UserAssigned", "userAssignedIdentities": [arm_id(_IDENTITY, "who")]}
_WHO = made(_IDENTITY, "who")
_SOME_ROLE = role("who-reads", "who", READER, *STORAGE)


def _encrypted(name: str, **props: Any) -> Change:
    """A resource that an identity encrypts with a key of the vault."""
    encryption = {**props, "keyVaultProperties": {"keyIdentifier": arm_id(*_VAULT)}}
    return both(add(_WHO, _SOME_ROLE), edit(name, "encryption", encryption), edit(name, "identity", _USER))


def _case(title: str, change: Change, name: str, says: str) -> Case:
    return Case(title, change, _ROLES, name, says)


DISKS = made(
    "compute:DiskEncryptionSet",
    "disks",
    {
        "encryptionType": "EncryptionAtRestWithCustomerKey",
        "activeKey": {"sourceVault": {"id": arm_id(*_VAULT)}},
        "identity": _USER,
    },
)
POOL = made(
    "devopsinfrastructure:Pool",
    "pool",
    {"fabricProfile": {"networkProfile": {"subnetId": subnet_id("hub", "agents")}}},
)
FLOW = made("network:FlowLog", "flow", {"storageId": arm_id(*STORAGE), "identity": _USER})


def _outsider(name: str, role_id: str) -> R:
    return role(name, "", role_id, "network:VirtualNetwork", "hub")


CASES = [
    _case(
        "compute does not pull images",
        drop("cpu-pulls"),
        "cpu",
        "'cpu' needs AcrPull on 'registry', so that nodes pull the images of environments",
    ),
    _case("compute does not read data", drop("cpu-reads-blobs"), "cpu", "'cpu' needs Storage Blob Data Contributor on"),
    _case(
        "compute has the role on something else",
        edit("cpu-pulls", "scope", arm_id(*STORAGE)),
        "cpu",
        "'cpu' needs AcrPull on 'registry'",
    ),
    _case(
        "nobody knows what a role is",
        edit("cpu-pulls", "roleDefinitionId", UNKNOWN),
        "cpu",
        "undecided: roleDefinitionId",
    ),
    _case(
        "studio does not see the endpoint of its data",
        drop("studio-file"),
        "workspace",
        "'workspace' needs Reader on 'pep-file', so that studio shows data",
    ),
    _case(
        "a cluster does not reach its subnet",
        both(CLUSTER, add(_WHO, _SOME_ROLE), edit("aks", "identity", _USER)),
        "aks",
        "'who' needs Network Contributor on 'aml', so that the cluster puts nodes",
    ),
    _case(
        "a container group does not pull its image",
        both(
            CONTAINERS,
            add(_WHO, _SOME_ROLE),
            edit("containers", "imageRegistryCredentials", [{"server": "x", "identity": arm_id(_IDENTITY, "who")}]),
        ),
        "containers",
        "'who' needs AcrPull on 'registry', so that the group's image is pulled",
    ),
    _case(
        "a disk encryption set does not read its key",
        add(_WHO, _SOME_ROLE, DISKS),
        "disks",
        "'who' needs Key Vault Crypto Service Encryption User on 'vault', so that the service reads its key",
    ),
    _case(
        "a registry does not read its key",
        _encrypted("registry", status="enabled"),
        "registry",
        "'who' needs Key Vault Crypto Service Encryption User on 'vault'",
    ),
    _case(
        "an account does not read its key",
        _encrypted("storage", keySource="Microsoft.Keyvault"),
        "storage",
        "'who' needs Key Vault Crypto Service Encryption User on 'vault'",
    ),
    _case(
        "flow logs are not written",
        add(_WHO, _SOME_ROLE, FLOW),
        "flow",
        "'who' needs Storage Blob Data Contributor on 'storage', so that flow logs are written",
    ),
    _case(
        "a pool's service may not read the network",
        add(POOL),
        "pool",
        "nobody from outside has Reader on 'hub', which the pool's service principal needs",
    ),
    _case(
        "a pool's service may not join the network",
        add(POOL, _outsider("reads", READER)),
        "pool",
        "nobody from outside has Network Contributor on 'hub'",
    ),
    Case("an identity has no role", add(_WHO), _UNUSED, "who", "has no role on anything in this stack"),
]
