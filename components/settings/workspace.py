"""Settings of the workspace, its services, and the private links to them."""

from typing import Literal

from pydantic import Field

from components.settings.types import ArmId, ClusterName, Fqdn, Section


class RegistrySettings(Section):
    """The container registry: Premium always, as private endpoints need it."""

    zone_redundancy: bool = Field(
        False, description="Optional. Spread the registry over zones; off by default. Cannot be changed later."
    )
    admin_user: bool = Field(
        False,
        description="Optional. The registry's shared administrator account, as in the article's sample; off by "
        "default, as identities pull images. The policy gate refuses it while its rule is mandatory.",
    )
    retention_days: int | None = Field(
        None, ge=0, le=365, description="Optional. Days that untagged images are kept, 0-365; for ever by default."
    )
    quarantine: bool = Field(
        False,
        description="Optional. Hold new images back until a scanner releases them; off by default, as without a "
        "scanner nothing can be pulled.",
    )
    allow_export: bool = Field(False, description="Optional. Let images be moved out of the registry; off by default.")


class ManagedNetworkSettings(Section):
    """A network that Azure ML manages for the workspace's compute, instead of the training subnet."""

    isolation_mode: Literal["Disabled", "AllowInternetOutbound", "AllowOnlyApprovedOutbound"] = Field(
        "Disabled",
        description="Optional. Disabled (the default) puts compute into the training subnet. The others isolate it in "
        "the managed network: free to go out, or only where outboundHosts and Azure ML itself need. One-way: never "
        "back to Disabled, never from approved to free.",
    )
    outbound_hosts: tuple[Fqdn, ...] = Field(
        (), description="Conditional. Host names that compute may reach; only in AllowOnlyApprovedOutbound."
    )
    firewall_sku: Literal["Basic", "Standard"] = Field(
        "Standard", description="Optional. SKU of the managed firewall that host names need; Standard by default."
    )


class WorkspaceSettings(Section):
    """The workspace and the services it depends on."""

    storage_sku: Literal["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_GZRS"] = Field(
        "Standard_LRS",
        description="Optional. Redundancy of the storage account; the default keeps one data centre.",
    )
    registry: RegistrySettings = Field(RegistrySettings(), description="Optional. The container registry.")
    identity: Literal["SystemAssigned", "UserAssigned"] = Field(
        "SystemAssigned",
        description="Optional. Identity of the workspace. Azure ML gives a system-assigned one (the default) its roles "
        "itself; a user-assigned one gets here what Microsoft documents for it. One-way once it is both.",
    )
    registry_role: Literal["AcrPull", "AcrPush", "Contributor"] | None = Field(
        None,
        description="Optional. Role of the workspace identity on the registry, instead of what Microsoft documents for "
        "the kind of identity: AcrPull for a system-assigned, Contributor for a user-assigned one.",
    )
    log_retention_days: int = Field(
        30,
        ge=30,
        le=730,
        description="Optional. Days Log Analytics keeps data, 30-730; 30 costs nothing extra.",
    )
    vault_retention_days: int = Field(
        90,
        ge=7,
        le=90,
        description="Optional. Days a deleted vault can be recovered, 7-90. Cannot be changed later.",
    )
    v1_legacy_mode: bool = Field(
        False,
        description="Optional. Turns the v2 API off: then all but creating and deleting the workspace and its compute "
        "stays in the network, where v2 calls go to Azure Resource Manager's public side (training data and models "
        "stay private either way). Off by default, as v2 clients, datastores, endpoints and managed networks need it "
        "off.",
    )
    high_business_impact: bool = Field(
        False,
        description="Optional. Azure ML sends less diagnostic data to Microsoft and encrypts more on its nodes; off by "
        "default. Cannot be changed later.",
    )
    image_build_cluster: ClusterName = Field(
        description="Required. A CPU cluster of compute.clusters that builds images, as a private registry is out of "
        "reach of ACR tasks."
    )
    managed_network: ManagedNetworkSettings = Field(
        ManagedNetworkSettings(), description="Optional. Network of the compute; the training subnet by default."
    )


class PrivateLinkSettings(Section):
    """Private endpoints beyond those that every workspace has, and where their names live."""

    sub_resources: tuple[Literal["queue", "table", "dfs"], ...] = Field(
        (),
        description="Optional. Further endpoints of the storage account; none by default. Batch endpoints and "
        "ParallelRunStep need queue and table.",
    )
    existing_zones: dict[str, ArmId] = Field(
        {},
        description="Optional. Private DNS zones of a hub subscription by zone name: used instead of made here, and "
        "linked to the VNets by whoever owns them. Zones not named are made here.",
    )
    zone_groups_owned_by_policy: bool = Field(
        False,
        description="Optional. A central Azure Policy writes the endpoints' zone groups: this program makes them once "
        "and then leaves them as they are; off by default.",
    )
