"""Identities and their roles: a role assignment is a row of principal, role, scope and reason (`grants.py`)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import authorization, managedidentity

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
    "AzureML Compute Operator": "e503ece1-11d0-4e8e-8e2c-7a6c3bf38815",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Virtual Machine User Login": "fb879df8-f326-4884-b1cf-06f3ad86be52",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Kubernetes Extension Contributor": "85cb6faf-e071-4c9b-8136-154b5a04f717",
    "Azure Kubernetes Service Cluster Admin Role": "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
}

# Fixed for all time: a role assignment's name is a GUID, and the same grant must give the same one.
_NAMESPACE = uuid.UUID("5f6ad1c2-0b0e-4a8e-9d0a-2f6b1f0c7e55")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One row of the table.

    Attributes:
        name: short name of the row, part of the Pulumi name.
        principal_id: object id of an identity or a group.
        role: name of a built-in role: a key of `ROLES`.
        scope: ARM id that the role holds on.
        why: what breaks without it.
        principal_type: what the principal is.
    """

    name: str
    principal_id: pulumi.Input[str]
    role: str
    scope: pulumi.Output[str]
    why: str
    principal_type: Literal["ServicePrincipal", "Group"] = "ServicePrincipal"


@dataclass(frozen=True, kw_only=True)
class UserIdentity:
    """A user-assigned identity.

    Attributes:
        identity_id: ARM id, known before creation.
        principal_id: object id.
        client_id: application id.
        ready: its role assignments, for what must not start without them.
    """

    identity_id: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    client_id: pulumi.Output[str]
    ready: Sequence[pulumi.Resource] = ()

    @classmethod
    def create(cls, label: str, platform: Platform, opts: pulumi.ResourceOptions) -> "UserIdentity":
        """Makes one, without roles."""
        name = platform.names.of("id", label)
        identity = managedidentity.UserAssignedIdentity(
            f"identity-{label}",
            resource_group_name=platform.resource_group_name,
            resource_name_=name,
            location=platform.location,
            tags=platform.tags,
            opts=opts,
        )
        return cls(
            identity_id=platform.id_of(identity, "Microsoft.ManagedIdentity/userAssignedIdentities", name),
            principal_id=identity.principal_id,
            client_id=identity.client_id,
        )


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
            principal_type=grant.principal_type,
            role_definition_id=definition,
            description=grant.why,
            opts=pulumi.ResourceOptions(parent=self),
        )
