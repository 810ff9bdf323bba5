"""What every component shares: where the platform lives, its names and tags, and ids known before creation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import authorization, resources

from components.clouds import PUBLIC, Cloud, cloud_of
from components.naming import Names


def known_id(resource: pulumi.Resource, text: str) -> pulumi.Output[str]:
    """`text` as an output that depends on `resource`.

    A URN is known in every preview, so the text is known too, while the engine, the policy gate and the state still
    see that the property depends on the resource: deletes and replacements come in the right order.
    """
    return resource.urn.apply(lambda _: text)


def object_id(identity: pulumi.Output[Any]) -> pulumi.Output[str]:
    """The object id of a resource's system-assigned identity; empty where it has none.

    Args:
        identity: the resource's output `identity`; each of azure-native's modules has a class of its own for it.
    """
    return identity.apply(lambda found: (found and found.principal_id) or "")


@dataclass(frozen=True, kw_only=True)
class Client:
    """Who deploys, and where to: from the Azure provider's own configuration.

    Attributes:
        subscription_id: the subscription that everything goes to.
        tenant_id: its Entra tenant.
    """

    subscription_id: str
    tenant_id: str

    @classmethod
    def current(cls, location: str) -> "Client":
        """The provider's client; known at preview, as it needs no resource.

        Args:
            location: the stack's region: the provider must be set to the cloud that it belongs to.

        Raises:
            pulumi.RunError: it is set to another cloud.
        """
        environment = pulumi.Config("azure-native").get("environment") or PUBLIC.environment
        cloud = cloud_of(location)
        if environment.lower() != cloud.environment:
            raise pulumi.RunError(
                f"config 'azure-native:environment' is {environment}, but {location} belongs to {cloud.name}. "
                f"Set it with: pulumi config set azure-native:environment {cloud.environment}"
            )
        client = authorization.get_client_config()
        return cls(subscription_id=client.subscription_id, tenant_id=client.tenant_id)


@dataclass(frozen=True, kw_only=True)
class Platform:
    """The setting of all resources of a stack: one resource group in one region.

    Attributes:
        client: subscription and tenant.
        location: Azure region.
        names: names of this stack.
        tags: tags of every resource that takes tags.
        group: the resource group.
        group_name: its name, known at once.
        zones: availability zones of zonal resources; empty for none.
        protect_data: whether what holds data refuses to be deleted.
    """

    client: Client
    location: str
    names: Names
    tags: Mapping[str, str]
    group: resources.ResourceGroup
    group_name: str
    zones: tuple[str, ...]
    protect_data: bool

    @property
    def cloud(self) -> Cloud:
        """The cloud that the region belongs to."""
        return cloud_of(self.location)

    @property
    def resource_group_name(self) -> pulumi.Output[str]:
        """The group's name, tied to the group."""
        return known_id(self.group, self.group_name)

    def id_text(self, kind: str, *names: str) -> str:
        """The ARM id of a resource of this group, as plain text.

        Args:
            kind: resource type, such as `Microsoft.Network/virtualNetworks/subnets`.
            names: one name for each level of the type.
        """
        namespace, *types = kind.split("/")
        path = "/".join(f"{level}/{name}" for level, name in zip(types, names, strict=True))
        return (
            f"/subscriptions/{self.client.subscription_id}/resourceGroups/{self.group_name}"
            f"/providers/{namespace}/{path}"
        )

    def id_of(self, resource: pulumi.Resource, kind: str, *names: str) -> pulumi.Output[str]:
        """The ARM id of `resource`, known before it exists and tied to it."""
        return known_id(resource, self.id_text(kind, *names))

    def role_id(self, definition: str) -> str:
        """The id of a built-in role's definition."""
        return (
            f"/subscriptions/{self.client.subscription_id}"
            f"/providers/Microsoft.Authorization/roleDefinitions/{definition}"
        )
