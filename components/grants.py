"""Who may do what, as tables to hold against Microsoft's pages: no role is given anywhere else.

Parts that must have a role before they start (encryption, containers, the cluster) name their own row beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.identity import Grant
from components.settings import PeopleSettings


@dataclass(frozen=True, kw_only=True)
class Principals:
    """Object ids of the platform's identities.

    Attributes:
        workspace: identity that the workspace works as.
        computes: identities of clusters and instances, by name.
        instances: of these, those of instances.
        agents: identities of the build agents, by name.
    """

    workspace: pulumi.Output[str]
    computes: Mapping[str, pulumi.Output[str]]
    instances: Mapping[str, pulumi.Output[str]]
    agents: Mapping[str, pulumi.Output[str]]


@dataclass(frozen=True, kw_only=True)
class Scopes:
    """ARM ids that roles are held on.

    Attributes:
        workspace: the workspace.
        registry: its registry.
        storage: its storage account.
        storage_endpoints: private endpoints of the account, by sub-resource.
        jump_host: the jump host; None where there is none.
    """

    workspace: pulumi.Output[str]
    registry: pulumi.Output[str]
    storage: pulumi.Output[str]
    storage_endpoints: Mapping[str, pulumi.Output[str]]
    jump_host: pulumi.Output[str] | None


# Roles on data of the account, by sub-resource that has a private endpoint.
# Blob and file: https://learn.microsoft.com/azure/machine-learning/how-to-datastore
# Queue and table: https://learn.microsoft.com/azure/machine-learning/how-to-use-parallel-job-in-pipeline
DATA_ROLES: dict[str, tuple[str, str]] = {
    "blob": ("Storage Blob Data Contributor", "Identity-based datastores are read and written as whoever uses them."),
    "file": ("Storage File Data Privileged Contributor", "The code file share is mounted as whoever uses it."),
    "queue": ("Storage Queue Data Contributor", "Parallel jobs keep their work lists in queues."),
    "table": ("Storage Table Data Contributor", "Parallel jobs keep their state in tables."),
}

# What a user-assigned identity of the workspace needs on the services, before the workspace is made.
# https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication#user-assigned-managed-identity
USER_ASSIGNED_ROLES: tuple[tuple[str, str, str], ...] = (
    ("storage", "Contributor", "The workspace manages its containers and shares."),
    ("storage-data", "Storage Blob Data Contributor", "Studio previews data."),
    ("vault", "Contributor", "The workspace manages its vault."),
    ("vault-data", "Key Vault Administrator", "The workspace keeps its secrets and keys."),
    ("insights", "Contributor", "The workspace manages its Application Insights."),
)


def user_assigned_grants(
    principal_id: pulumi.Output[str],
    targets: Mapping[str, pulumi.Output[str]],
    registry_id: pulumi.Output[str],
    registry_role: str | None,
) -> list[Grant]:
    """Roles of a user-assigned workspace identity on the services.

    Args:
        principal_id: its object id.
        targets: ids of the services: `storage`, `vault`, `insights`.
        registry_id: the registry.
        registry_role: its role there; what Microsoft documents (Contributor) where it is None.
    """
    rows = [
        Grant(name=f"workspace-{name}", principal_id=principal_id, role=role,
              scope=targets[name.removesuffix("-data")], why=why)
        for name, role, why in USER_ASSIGNED_ROLES
    ]  # fmt: skip
    return [*rows, _registry_grant(principal_id, registry_id, registry_role or "Contributor")]


def _registry_grant(principal_id: pulumi.Output[str], registry_id: pulumi.Output[str], role: str) -> Grant:
    return Grant(name="workspace-registry", principal_id=principal_id, role=role, scope=registry_id,
                 why="The workspace pulls the images of environments.")  # fmt: skip


def workspace_grants(
    principals: Principals, scopes: Scopes, *, user_assigned: bool, registry_role: str | None
) -> list[Grant]:
    """Roles of the workspace's identity that need the workspace or its endpoints to be there.

    What Azure Machine Learning gives a system-assigned identity by itself is left to it: the same grant again answers
    `RoleAssignmentExists`.
    https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication

    Args:
        principals: who.
        scopes: on what.
        user_assigned: whether it is a user-assigned identity, whose roles are all given here.
        registry_role: role of a system-assigned identity on the registry; AcrPull where it is None.
    """
    own = (
        Grant(name="workspace-workspace", principal_id=principals.workspace, role="Contributor", scope=scopes.workspace,
              why="The workspace manages its own computes and endpoints.")
        if user_assigned
        else _registry_grant(principals.workspace, scopes.registry, registry_role or "AcrPull")
    )  # fmt: skip
    return [
        own,
        *(
            Grant(name=f"workspace-pep-{group}", principal_id=principals.workspace, role="Reader", scope=endpoint,
                  why="Studio shows data through the account's private endpoints only if it may read them.")
            for group, endpoint in scopes.storage_endpoints.items()
        ),
    ]  # fmt: skip


def compute_grants(principals: Principals, scopes: Scopes) -> list[Grant]:
    """Roles of clusters and instances: images, and data by the sub-resources that have an endpoint."""
    # https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#configure-idle-shutdown
    shutdown = [
        Grant(name=f"{name}-workspace", principal_id=principal, role="Contributor", scope=scopes.workspace,
              why="An instance with an identity of its own shuts itself down as that.")
        for name, principal in principals.instances.items()
    ]  # fmt: skip
    return shutdown + [
        Grant(name=f"{name}-{what}", principal_id=principal, role=role, scope=scope, why=why)
        for name, principal in principals.computes.items()
        for what, role, scope, why in (
            ("registry", "AcrPull", scopes.registry, "Nodes pull the images of environments."),
            *(
                (group, DATA_ROLES[group][0], scopes.storage, DATA_ROLES[group][1])
                for group in scopes.storage_endpoints
                if group in DATA_ROLES
            ),
        )
    ]


def agent_grants(principals: Principals, scopes: Scopes) -> list[Grant]:
    """Roles of the build agents."""
    return [
        Grant(name=f"{name}-workspace", principal_id=principal, role="AzureML Data Scientist", scope=scopes.workspace,
              why="Pipelines submit jobs, register models and deploy endpoints.")
        for name, principal in principals.agents.items()
    ]  # fmt: skip


def platform_grants(
    principals: Principals, scopes: Scopes, *, people: PeopleSettings, user_assigned: bool, registry_role: str | None
) -> list[Grant]:
    """The table of all roles that need nothing but what is there in the end: see the functions it is made of."""
    return [
        *workspace_grants(principals, scopes, user_assigned=user_assigned, registry_role=registry_role),
        *compute_grants(principals, scopes),
        *agent_grants(principals, scopes),
        *people_grants(people, vars(scopes)),
    ]


_READ, _WORK, _SERVE = ("readers",), ("data_scientists", "engineers"), ("engineers",)

# Roles of people's groups: who, role, scope (an attribute of `Scopes`), why.
# https://learn.microsoft.com/azure/machine-learning/how-to-assign-roles
PEOPLE_ROLES: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (_READ, "Reader", "workspace", "Look at runs, models and endpoints."),
    (_READ, "Storage Blob Data Reader", "storage", "Look at data."),
    (_WORK, "AzureML Data Scientist", "workspace", "Run experiments, register models, use endpoints."),
    (_WORK, "Storage Blob Data Contributor", "storage", "Read and write data as oneself."),
    (_WORK, "Storage File Data Privileged Contributor", "storage", "Read and write notebooks and code as oneself."),
    (_SERVE, "AzureML Compute Operator", "workspace", "Make, change and delete computes."),
    (_SERVE, "AcrPush", "registry", "Push images of environments."),
    ((*_READ, *_WORK), "Virtual Machine User Login", "jump_host", "Sign in to the jump host with Entra ID."),
    ((*_READ, *_WORK), "Reader", "jump_host", "Bastion shows machines to those who may read them."),
)


def people_grants(people: PeopleSettings, scopes: Mapping[str, Any]) -> list[Grant]:
    """Roles of the groups that a stack's settings name; a group of several kinds gets each role once.

    Args:
        people: the groups.
        scopes: the fields of `Scopes` that there are; roles on what is not there are not given.
    """
    found: dict[tuple[str, str, str], Grant] = {}
    for who, role, on, why in PEOPLE_ROLES:
        scope = scopes.get(on)
        if scope is None:
            continue
        for group in _groups(people, who):
            label = "-".join(["people", group[:8], *role.lower().split(), on.replace("_", "-")])
            found.setdefault(
                (group, role, on),
                Grant(name=label, principal_id=group, role=role, scope=scope, why=why, principal_type="Group"),
            )
    return list(found.values())


def _groups(people: PeopleSettings, who: Iterable[str]) -> list[str]:
    return [group for kind in who for group in getattr(people, kind)]
