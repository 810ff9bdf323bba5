"""A Managed DevOps Pool: Microsoft keeps the agents' machines, in a subnet of ours.

Once, before: the subscription has the providers Microsoft.DevOpsInfrastructure and Microsoft.DevCenter registered and
cores of the size in its quota for Managed DevOps Pools; the organization belongs to the subscription's Entra tenant;
and whoever deploys is an organization-level administrator of agent pools there.
https://learn.microsoft.com/azure/devops/managed-devops-pools/prerequisites
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import devcenter, devopsinfrastructure

from components.identity import Grant, RoleGrants, RoleGrantsArgs, UserIdentity
from components.platform import Platform
from components.settings import ManagedAgents

LABEL = "managed-agents"


@dataclass(frozen=True, kw_only=True)
class ManagedAgentPoolArgs:
    """What the pool is made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Size, image, most agents, projects, who joins the subnet.
        organization_url: Required. Azure DevOps organization.
        subnet_id: Required. Subnet delegated to Managed DevOps Pools.
        vnet_id: Required. Its VNet.
        settled: Required. What to wait for before attaching to the subnet.
    """

    platform: Platform
    settings: ManagedAgents
    organization_url: str
    subnet_id: pulumi.Output[str]
    vnet_id: pulumi.Output[str]
    settled: Sequence[pulumi.Resource]


class ManagedAgentPool(pulumi.ComponentResource):
    """The pool with the dev center and the project that it belongs to. Its agents take one job each, and go.

    Attributes:
        pool: name of the pool, in Azure and in Azure DevOps.
        principal_id: object id of the identity that jobs can use.
        manual_steps: what a person does in Azure DevOps.
    """

    pool: pulumi.Output[str]
    principal_id: pulumi.Output[str]
    manual_steps: list[pulumi.Output[str]]

    def __init__(self, name: str, args: ManagedAgentPoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:agent_managed_pool:ManagedAgentPool", name, None, opts)
        self._child = pulumi.ResourceOptions(parent=self)
        self._args = args
        # Unique in all of Azure: https://learn.microsoft.com/azure/devops/managed-devops-pools/quickstart-arm-template
        self.pool = args.platform.names.unique("mdp")
        identity = UserIdentity.create(LABEL, args.platform, self._child)
        self.principal_id = identity.principal_id
        self._pool(identity.identity_id, self._project_id(), self._grants().assignments)
        self.manual_steps = [
            pulumi.Output.format(
                "In {0} permit pipelines to use agent pool {1} when they first ask for it.",
                *(args.organization_url, self.pool),
            )
        ]
        self.register_outputs({"pool": self.pool})

    def _grants(self) -> RoleGrants:
        """What lets the service join the subnet: Microsoft demands both roles, on the VNet.

        https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-networking
        """
        args = self._args
        reasons = {
            "Reader": "Managed DevOps Pools looks the subnet up.",
            "Network Contributor": "Managed DevOps Pools joins the subnet and links itself to it.",
        }
        return RoleGrants(
            f"{LABEL}-roles",
            RoleGrantsArgs(
                platform=args.platform,
                grants=[
                    Grant(
                        name=f"{LABEL}-vnet-{role.split()[0].lower()}",
                        principal_id=args.settings.infrastructure_principal,
                        role=role,
                        scope=args.vnet_id,
                        why=why,
                    )
                    for role, why in reasons.items()
                ],
            ),
            opts=self._child,
        )

    def _project_id(self) -> pulumi.Output[str]:
        platform = self._args.platform
        center = devcenter.DevCenter(
            "dev-center",
            resource_group_name=platform.resource_group_name,
            # Beside the tenant's id part of a host name, so unique in the tenant.
            # https://learn.microsoft.com/rest/api/devcenter/developer/dev-centers
            dev_center_name=platform.names.unique("dc"),
            location=platform.location,
            tags=platform.tags,
            opts=self._child,
        )
        name = platform.names.of("dcp")
        project = devcenter.Project(
            "dev-center-project",
            resource_group_name=platform.resource_group_name,
            project_name=name,
            location=platform.location,
            dev_center_id=center.id,
            tags=platform.tags,
            opts=self._child,
        )
        return platform.id_of(project, "Microsoft.DevCenter/projects", name)

    def _pool(
        self, identity_id: pulumi.Output[str], project_id: pulumi.Output[str], may_join: Sequence[pulumi.Resource]
    ) -> devopsinfrastructure.Pool:
        platform, settings = self._args.platform, self._args.settings
        return devopsinfrastructure.Pool(
            "managed-pool",
            resource_group_name=platform.resource_group_name,
            pool_name=self.pool,
            location=platform.location,
            dev_center_project_resource_id=project_id,
            maximum_concurrency=settings.most,
            identity=devopsinfrastructure.ManagedServiceIdentityArgs(
                type=devopsinfrastructure.ManagedServiceIdentityType.USER_ASSIGNED,
                user_assigned_identities=[identity_id],
            ),
            agent_profile=devopsinfrastructure.StatelessAgentProfileArgs(kind="Stateless"),
            organization_profile=self._organization_profile(),
            fabric_profile=devopsinfrastructure.VmssFabricProfileArgs(
                kind="Vmss",
                sku=devopsinfrastructure.DevOpsAzureSkuArgs(name=settings.vm_size),
                images=[devopsinfrastructure.PoolImageArgs(well_known_image_name=settings.image, buffer="*")],
                network_profile=devopsinfrastructure.NetworkProfileArgs(subnet_id=self._args.subnet_id),
                os_profile=devopsinfrastructure.OsProfileArgs(logon_type=devopsinfrastructure.LogonType.SERVICE),
                storage_profile=devopsinfrastructure.StorageProfileArgs(
                    os_disk_storage_account_type=devopsinfrastructure.OsDiskStorageAccountType.STANDARD_SSD
                ),
            ),
            tags=platform.tags,
            opts=pulumi.ResourceOptions.merge(
                self._child,
                pulumi.ResourceOptions(
                    # The service looks at its own roles on the VNet while it makes the pool.
                    depends_on=[*self._args.settled, *may_join],
                    # A pool holds its subnet: it goes before a VNet that is replaced.
                    replace_on_changes=["fabricProfile.networkProfile"],
                ),
            ),
        )

    def _organization_profile(self) -> devopsinfrastructure.AzureDevOpsOrganizationProfileArgs:
        """One organization gets all agents; who administers pools there administers this one too.

        https://learn.microsoft.com/azure/devops/managed-devops-pools/configure-security
        """
        settings = self._args.settings
        return devopsinfrastructure.AzureDevOpsOrganizationProfileArgs(
            kind="AzureDevOps",
            organizations=[
                devopsinfrastructure.OrganizationArgs(
                    url=self._args.organization_url,
                    projects=list(settings.projects) or None,
                    parallelism=settings.most,
                    open_access=False,
                )
            ],
            permission_profile=devopsinfrastructure.AzureDevOpsPermissionProfileArgs(
                kind=devopsinfrastructure.AzureDevOpsPermissionType.INHERIT
            ),
        )
