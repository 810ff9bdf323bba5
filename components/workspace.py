"""The Azure Machine Learning workspace, closed to the public network, and its identity-based datastore."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import machinelearningservices

from components.encryption import CustomerKey
from components.identity import UserIdentity
from components.platform import Platform, known_id, object_id
from components.services import WorkspaceServices
from components.settings import ManagedNetworkSettings, WorkspaceSettings


@dataclass(frozen=True, kw_only=True)
class WorkspaceArgs:
    """What the workspace is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. API mode, image builds, identity, managed network.
        services: Required. The services it depends on.
        vault_id: Required. The key vault.
        identity: Required. Its own user-assigned identity, with its roles; None for a system-assigned one.
        key: Required. Key of one's own; None for Microsoft's.
        after: Required. Endpoints of the services with their zone groups: it reaches them by private link.
    """

    platform: Platform
    settings: WorkspaceSettings
    services: WorkspaceServices
    vault_id: pulumi.Output[str]
    identity: UserIdentity | None
    key: CustomerKey | None
    after: Sequence[pulumi.Resource]


class Workspace(pulumi.ComponentResource):
    """The workspace, closed to the public network, and its identity-based datastore.

    Attributes:
        workspace_id: ARM id.
        workspace_name: its name.
        principal_id: object id of the identity that it works as.
        studio_url: address of the studio, for a browser inside the network.
        datastore_name: datastore of the data container; None in the v1 mode, whose clients make their own.
    """

    workspace_id: pulumi.Output[str]
    workspace_name: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    studio_url: pulumi.Output[str]
    datastore_name: pulumi.Output[str] | None

    def __init__(self, name: str, args: WorkspaceArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:workspace:Workspace", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        workspace = self._workspace(args)
        self.workspace_id, self.workspace_name = workspace.id, workspace.name
        self.principal_id = args.identity.principal_id if args.identity else object_id(workspace.identity)
        self.studio_url = workspace.id.apply(
            lambda arm_id: f"https://{platform.cloud.studio}/?wsid={arm_id}&tid={platform.client.tenant_id}"
        )
        self.datastore_name = None if args.settings.v1_legacy_mode else self._datastore(args)
        self._approved_hosts(args)
        self.register_outputs(
            {
                "workspace_id": self.workspace_id,
                "workspace_name": self.workspace_name,
                "principal_id": self.principal_id,
                "studio_url": self.studio_url,
                "datastore_name": self.datastore_name,
            }
        )

    def _workspace(self, args: WorkspaceArgs) -> machinelearningservices.Workspace:
        platform, services, settings = args.platform, args.services, args.settings
        usable = [*(args.key.usable if args.key else ()), *(args.identity.ready if args.identity else ())]
        return machinelearningservices.Workspace(
            "workspace",
            resource_group_name=platform.resource_group_name,
            # Deleted, its name stays reserved for 14 days.
            workspace_name=platform.names.unique("mlw"),
            location=platform.location,
            friendly_name=platform.names.of("mlw"),
            kind="Default",
            sku=machinelearningservices.SkuArgs(name="Basic", tier=machinelearningservices.SkuTier.BASIC),
            identity=_identity(args),
            primary_user_assigned_identity=args.identity.identity_id if args.identity else None,
            storage_account=services.storage_id,
            key_vault=args.vault_id,
            container_registry=services.registry_id,
            application_insights=services.insights_id,
            public_network_access="Disabled",
            # With shared keys off, the system datastores too must sign in as whoever uses them.
            system_datastores_auth_mode=machinelearningservices.SystemDatastoresAuthMode.IDENTITY,
            # ACR tasks run outside the network, where a private registry is out of reach.
            image_build_compute=settings.image_build_cluster,
            v1_legacy_mode=settings.v1_legacy_mode,
            hbi_workspace=settings.high_business_impact,
            managed_network=_managed_network(settings.managed_network),
            encryption=_workspace_encryption(args.key, args.vault_id),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    protect=platform.protect_data,
                    # Its identity has its roles, and may use the key, before it starts to.
                    depends_on=[*args.after, *usable],
                ),
            ),
        )

    def _approved_hosts(self, args: WorkspaceArgs) -> None:
        """Each approved host is a rule of its own: the service adds its own rules to those of the workspace."""
        before: list[pulumi.Resource] = []
        for host in args.settings.managed_network.outbound_hosts:
            label = host.replace("*", "any").replace(".", "-")
            rule = machinelearningservices.ManagedNetworkSettingsRule(
                f"outbound-{label}",
                resource_group_name=args.platform.resource_group_name,
                workspace_name=self.workspace_name,
                rule_name=label,
                properties=machinelearningservices.FqdnOutboundRuleArgs(
                    type="FQDN", category="UserDefined", destination=host
                ),
                # Rules of one workspace that are written at once answer Conflict.
                opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=before)),
            )
            before = [rule]

    def _datastore(self, args: WorkspaceArgs) -> pulumi.Output[str]:
        """A datastore without credentials: whoever reads it signs in with their own identity."""
        name = "training_data"
        datastore = machinelearningservices.Datastore(
            "training-data-store",
            resource_group_name=args.platform.resource_group_name,
            workspace_name=self.workspace_name,
            name=name,
            properties=machinelearningservices.AzureBlobDatastoreArgs(
                datastore_type="AzureBlob",
                account_name=args.services.storage_name,
                container_name=args.services.data_container,
                endpoint=args.platform.cloud.storage_suffix,
                protocol="https",
                credentials=machinelearningservices.NoneDatastoreCredentialsArgs(credentials_type="None"),
                service_data_access_auth_identity=(
                    "WorkspaceUserAssignedIdentity" if args.identity else "WorkspaceSystemAssignedIdentity"
                ),
                subscription_id=args.platform.client.subscription_id,
                resource_group=args.platform.resource_group_name,
            ),
            # The service checks from outside the network, where the account is out of reach.
            skip_validation=True,
            opts=self._child,
        )
        return known_id(datastore, name)


def _identity(args: WorkspaceArgs) -> machinelearningservices.ManagedServiceIdentityArgs:
    """The identities: its own, and the one that may use the key."""
    used = [identity.identity_id for identity in (args.identity, args.key) if identity]
    own = "UserAssigned" if args.identity else "SystemAssigned"
    kind = "SystemAssigned,UserAssigned" if used and not args.identity else own
    return machinelearningservices.ManagedServiceIdentityArgs(type=kind, user_assigned_identities=used or None)


def _managed_network(settings: ManagedNetworkSettings) -> machinelearningservices.ManagedNetworkSettingsArgs | None:
    """The network that Azure ML manages for compute.

    https://learn.microsoft.com/azure/machine-learning/how-to-managed-network
    """
    if settings.isolation_mode == "Disabled":
        return None
    return machinelearningservices.ManagedNetworkSettingsArgs(
        isolation_mode=settings.isolation_mode,
        firewall_sku=settings.firewall_sku if settings.isolation_mode == "AllowOnlyApprovedOutbound" else None,
    )


def _workspace_encryption(
    key: CustomerKey | None, vault_id: pulumi.Output[str]
) -> machinelearningservices.EncryptionPropertyArgs | None:
    """A key of one's own for what the service itself keeps, in a resource group of its own beside ours.

    Its newer place, on the service's side, does not take a vault that is closed to the public network.
    https://learn.microsoft.com/azure/machine-learning/concept-customer-managed-keys
    """
    if key is None:
        return None
    return machinelearningservices.EncryptionPropertyArgs(
        status="Enabled",
        identity=machinelearningservices.IdentityForCmkArgs(user_assigned_identity=key.identity_id),
        key_vault_properties=machinelearningservices.KeyVaultPropertiesArgs(
            key_vault_arm_id=vault_id, key_identifier=key.key_uri_with_version
        ),
    )
