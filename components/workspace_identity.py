"""A user-assigned identity for the workspace, with the roles that Microsoft documents for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pulumi

from components.grants import user_assigned_grants
from components.identity import RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform


@dataclass(frozen=True, kw_only=True)
class WorkspaceIdentityArgs:
    """What the identity is made from.

    Attributes:
        platform: Required. Where everything goes.
        services: Required. Ids of the services it works with: `storage`, `vault`, `insights`.
        registry_id: Required. The registry.
        registry_role: Required. Its role there; what Microsoft documents where it is None.
    """

    platform: Platform
    services: Mapping[str, pulumi.Output[str]]
    registry_id: pulumi.Output[str]
    registry_role: str | None


class WorkspaceIdentity(pulumi.ComponentResource):
    """The identity, with its roles on the services before the workspace starts to use them.

    Attributes:
        identity: the identity; ready with its roles.
    """

    identity: UserIdentity

    def __init__(self, name: str, args: WorkspaceIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:workspace_identity:WorkspaceIdentity", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        identity = UserIdentity.create("workspace", args.platform, child)
        grants = user_assigned_grants(identity.principal_id, args.services, args.registry_id, args.registry_role)
        roles = RoleGrants("workspace-roles", RoleGrantsArgs(platform=args.platform, grants=grants), opts=child)
        self.identity = replace(identity, ready=roles.assignments)
        self.register_outputs({"identity_id": self.identity.identity_id})
