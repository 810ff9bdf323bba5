"""Who may do what: role assignments as a table of principal, role, scope and reason."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import authorization

from components.platform import Platform

# https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
ROLES: dict[str, str] = {
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "AcrPull": "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    "AcrPush": "8311e382-0749-4cb8-b61a-304f252e45ec",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage File Data Privileged Contributor": "69566ab7-960f-475b-8e7c-b3118f30c6bd",
    "AzureML Data Scientist": "f6c7c914-8db3-469d-8ca1-694a8f32e121",
}

# Fixed for all time: a role assignment's name is a GUID, and the same grant must give the same one.
_NAMESPACE = uuid.UUID("5f6ad1c2-0b0e-4a8e-9d0a-2f6b1f0c7e55")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One row of the table.

    Attributes:
        name: short name of the row, part of the Pulumi name.
        principal_id: object id of an identity.
        role: name of a built-in role: a key of `ROLES`.
        scope: ARM id that the role holds on.
        why: what breaks without it.
    """

    name: str
    principal_id: pulumi.Output[str]
    role: str
    scope: pulumi.Output[str]
    why: str


@dataclass(frozen=True, kw_only=True)
class Principals:
    """Object ids of the platform's identities.

    Attributes:
        workspace: system-assigned identity of the workspace.
        computes: identities of clusters and instances, by name.
        agents: identities of the build agents' machines, by name.
    """

    workspace: pulumi.Output[str]
    computes: Mapping[str, pulumi.Output[str]]
    agents: Mapping[str, pulumi.Output[str]]


@dataclass(frozen=True, kw_only=True)
class Scopes:
    """ARM ids that roles are held on.

    Attributes:
        workspace: the workspace.
        registry: its registry.
        storage: its storage account.
        storage_endpoints: private endpoints of the account, by sub-resource.
    """

    workspace: pulumi.Output[str]
    registry: pulumi.Output[str]
    storage: pulumi.Output[str]
    storage_endpoints: Mapping[str, pulumi.Output[str]]


def platform_grants(principals: Principals, scopes: Scopes, registry_role: str) -> list[Grant]:
    """The table of all grants.

    What Azure Machine Learning gives a system-assigned workspace identity by itself is left to it: the same grant
    again answers `RoleAssignmentExists`.
    https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication

    Args:
        principals: who.
        scopes: on what.
        registry_role: role of the workspace identity on the registry, a key of `ROLES`.
    """
    workspace = [
        Grant(name="workspace-registry", principal_id=principals.workspace, role=registry_role, scope=scopes.registry,
              why="The workspace pulls the images of environments."),
        *(
            Grant(name=f"workspace-pep-{group}", principal_id=principals.workspace, role="Reader", scope=endpoint,
                  why="Studio shows data through the account's private endpoints only if it may read them.")
            for group, endpoint in scopes.storage_endpoints.items()
        ),
    ]  # fmt: skip
    computes = [
        Grant(name=f"{name}-{what}", principal_id=principal, role=role, scope=scope, why=why)
        for name, principal in principals.computes.items()
        for what, role, scope, why in (
            ("registry", "AcrPull", scopes.registry, "Nodes pull the images of environments."),
            ("blob", "Storage Blob Data Contributor", scopes.storage, "Jobs read and write identity-based datastores."),
            ("file", "Storage File Data Privileged Contributor", scopes.storage, "Nodes mount the code file share."),
        )
    ]
    agents = [
        Grant(name=f"{name}-workspace", principal_id=principal, role="AzureML Data Scientist", scope=scopes.workspace,
              why="Pipelines submit jobs, register models and deploy endpoints.")
        for name, principal in principals.agents.items()
    ]  # fmt: skip
    return [*workspace, *computes, *agents]


@dataclass(frozen=True, kw_only=True)
class RoleGrantsArgs:
    """What the role assignments are made from.

    Attributes:
        platform: Required. Where everything goes.
        grants: Required. The table.
    """

    platform: Platform
    grants: Sequence[Grant]


class RoleGrants(pulumi.ComponentResource):
    """Role assignments of a table.

    Attributes:
        assignments: the assignments, for what must not start without its roles.
    """

    assignments: list[authorization.RoleAssignment]

    def __init__(self, name: str, args: RoleGrantsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:identity:RoleGrants", name, None, opts)
        self.assignments = [self._assignment(args.platform, grant) for grant in args.grants]
        self.register_outputs({})

    def _assignment(self, platform: Platform, grant: Grant) -> authorization.RoleAssignment:
        definition = platform.role_id(ROLES[grant.role])
        return authorization.RoleAssignment(
            f"role-{grant.name}",
            # The principal is part of the name: an identity made anew would otherwise ask to update the old
            # assignment, which Azure refuses (RoleAssignmentUpdateNotPermitted).
            role_assignment_name=pulumi.Output.all(grant.scope, grant.principal_id).apply(
                lambda parts: str(uuid.uuid5(_NAMESPACE, "|".join([*parts, definition]).lower()))
            ),
            scope=grant.scope,
            principal_id=grant.principal_id,
            # Said outright, Azure does not wait for a new identity to appear in the directory.
            principal_type="ServicePrincipal",
            role_definition_id=definition,
            description=grant.why,
            opts=pulumi.ResourceOptions(parent=self),
        )
