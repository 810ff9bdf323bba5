"""Endpoints of the workspace that models are served at: managed online endpoints and batch endpoints, both private.

Deployments on them, and how traffic is shared among these, belong to whoever trains and deploys models.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import machinelearningservices as ml

from components.platform import Platform, object_id
from components.settings import BatchEndpointSettings, InferenceSettings, OnlineEndpointSettings


@dataclass(frozen=True, kw_only=True)
class EndpointsArgs:
    """What the endpoints are made from.

    Attributes:
        platform: Required. Where everything goes.
        settings: Required. Online and batch endpoints.
        workspace_name: Required. Workspace that they belong to.
        after: Required. The workspace's private endpoint and its names: the one way to what is closed to the public.
    """

    platform: Platform
    settings: InferenceSettings
    workspace_name: pulumi.Output[str]
    after: Sequence[pulumi.Resource]


class Endpoints(pulumi.ComponentResource):
    """Online and batch endpoints, each with an identity of its own.

    An online endpoint's identity gets AcrPull, Storage Blob Data Reader (or Contributor, where the account takes no
    shared keys) and AzureML Metrics Writer from Azure Machine Learning itself: the same again answers
    `RoleAssignmentExists`. A batch job works as whoever calls and as the cluster it runs on: a batch endpoint's own
    identity needs no role.
    https://learn.microsoft.com/azure/machine-learning/concept-endpoints-online-auth#automatic-role-assignment-for-endpoint-identity
    https://learn.microsoft.com/azure/machine-learning/how-to-authenticate-batch-endpoint

    Attributes:
        online_names: names of the online endpoints with the stack's suffix, by name in the settings.
        batch_names: the same of batch endpoints.
        endpoint_ids: ARM ids of all, by name in the settings.
        scoring_uris: addresses that callers inside the network use, by name in the settings.
        principal_ids: object ids of their identities, by name in the settings.
    """

    online_names: dict[str, pulumi.Output[str]]
    batch_names: dict[str, pulumi.Output[str]]
    endpoint_ids: dict[str, pulumi.Output[str]]
    scoring_uris: dict[str, pulumi.Output[str]]
    principal_ids: dict[str, pulumi.Output[str]]

    def __init__(self, name: str, args: EndpointsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:inference:Endpoints", name, None, opts)
        self._args = args
        online = {endpoint.name: self._online(endpoint) for endpoint in args.settings.online_endpoints}
        batch = {endpoint.name: self._batch(endpoint) for endpoint in args.settings.batch_endpoints}
        made: dict[str, ml.OnlineEndpoint | ml.BatchEndpoint] = {**online, **batch}
        self.online_names = {key: args.platform.names.with_suffix(key) for key in online}
        self.batch_names = {key: args.platform.names.with_suffix(key) for key in batch}
        self.endpoint_ids = {key: endpoint.id for key, endpoint in made.items()}
        self.scoring_uris = {key: endpoint.properties.apply(_scoring_uri) for key, endpoint in made.items()}
        self.principal_ids = {key: object_id(endpoint.identity) for key, endpoint in made.items()}
        self.register_outputs({"scoring_uris": self.scoring_uris})

    def _options(self, left_alone: Sequence[str]) -> pulumi.ResourceOptions:
        """Options of an endpoint.

        Args:
            left_alone: what deployments change, as paths of properties.
        """
        return pulumi.ResourceOptions(
            parent=self,
            # Closed to the public, an endpoint answers through the workspace's private endpoint alone.
            # https://learn.microsoft.com/azure/machine-learning/concept-secure-online-endpoint
            depends_on=list(self._args.after),
            ignore_changes=list(left_alone),
        )

    def _online(self, endpoint: OnlineEndpointSettings) -> ml.OnlineEndpoint:
        platform = self._args.platform
        return ml.OnlineEndpoint(
            f"online-{endpoint.name}",
            resource_group_name=platform.resource_group_name,
            workspace_name=self._args.workspace_name,
            # Unique in its region, as it is part of a host name.
            endpoint_name=platform.names.with_suffix(endpoint.name),
            location=platform.location,
            identity=ml.ManagedServiceIdentityArgs(type="SystemAssigned"),
            properties=ml.OnlineEndpointPropertiesArgs(
                auth_mode=endpoint.authentication,
                public_network_access="Disabled",
            ),
            tags=platform.tags,
            opts=self._options(["properties.traffic", "properties.mirrorTraffic"]),
        )

    def _batch(self, endpoint: BatchEndpointSettings) -> ml.BatchEndpoint:
        """A batch endpoint: it has no switch for the public network, it is as closed as its workspace.

        https://learn.microsoft.com/azure/machine-learning/how-to-secure-batch-endpoint
        """
        platform = self._args.platform
        return ml.BatchEndpoint(
            f"batch-{endpoint.name}",
            resource_group_name=platform.resource_group_name,
            workspace_name=self._args.workspace_name,
            endpoint_name=platform.names.with_suffix(endpoint.name),
            location=platform.location,
            identity=ml.ManagedServiceIdentityArgs(type="SystemAssigned"),
            # The only way to sign in that batch endpoints have.
            properties=ml.BatchEndpointPropertiesArgs(auth_mode="AADToken"),
            tags=platform.tags,
            opts=self._options(["properties.defaults"]),
        )


def _scoring_uri(
    properties: ml.outputs.OnlineEndpointPropertiesResponse | ml.outputs.BatchEndpointPropertiesResponse,
) -> str:
    """The address that Azure gave an endpoint."""
    return properties.scoring_uri or ""
