"""Container insights of a Kubernetes cluster: what its agent collects, and from where it takes its orders.

The agent signs in with the cluster's identity, as Log Analytics takes no keys: it collects nothing without a rule.
https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-authentication
"""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.platform import Platform

# Logs, inventory and performance of nodes and pods, as Microsoft's own templates ask for them.
# https://github.com/microsoft/Docker-Provider/tree/ci_prod/scripts/onboarding/aks/onboarding-msi-terraform
STREAM = "Microsoft-ContainerInsights-Group-Default"
DESTINATION = "ciworkspace"
SETTINGS = {
    "dataCollectionSettings": {
        "interval": "5m",
        # What Azure itself runs on the cluster is left out, which is most of the cost.
        "namespaceFilteringMode": "Exclude",
        "namespaces": ["kube-system", "gatekeeper-system"],
        "enableContainerLogV2": True,
    }
}


@dataclass(frozen=True, kw_only=True)
class ContainerInsightsArgs:
    """What the collection is made from.

    Attributes:
        platform: Required. Where everything goes.
        cluster_id: Required. The cluster.
        log_analytics_id: Required. Log Analytics workspace that everything goes to.
        endpoint_id: Conditional. Data collection endpoint that the agent takes its orders from; required where a
            private link scope secures Azure Monitor, as it asks at the public one otherwise.
    """

    platform: Platform
    cluster_id: pulumi.Output[str]
    log_analytics_id: pulumi.Output[str]
    endpoint_id: pulumi.Output[str] | None = None


class ContainerInsights(pulumi.ComponentResource):
    """The rule, and its association with the cluster."""

    def __init__(self, name: str, args: ContainerInsightsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:kubernetes_monitoring:ContainerInsights", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        platform = args.platform
        rule_name = platform.names.of("dcr", "aks")
        rule = monitor.DataCollectionRule(
            "collection-rule-aks",
            resource_group_name=platform.resource_group_name,
            data_collection_rule_name=rule_name,
            location=platform.location,
            kind="Linux",
            data_collection_endpoint_id=args.endpoint_id,
            data_sources=monitor.DataCollectionRuleDataSourcesArgs(
                extensions=[
                    monitor.ExtensionDataSourceArgs(
                        name="ContainerInsightsExtension",
                        extension_name="ContainerInsights",
                        extension_settings=SETTINGS,
                        streams=[STREAM],
                    )
                ]
            ),
            destinations=monitor.DataCollectionRuleDestinationsArgs(
                log_analytics=[
                    monitor.LogAnalyticsDestinationArgs(name=DESTINATION, workspace_resource_id=args.log_analytics_id)
                ]
            ),
            data_flows=[monitor.DataFlowArgs(streams=[STREAM], destinations=[DESTINATION])],
            tags=platform.tags,
            opts=child,
        )
        monitor.DataCollectionRuleAssociation(
            "collection-aks",
            resource_uri=args.cluster_id,
            association_name="ContainerInsightsExtension",
            data_collection_rule_id=platform.id_of(rule, "Microsoft.Insights/dataCollectionRules", rule_name),
            opts=child,
        )
        if args.endpoint_id is not None:
            monitor.DataCollectionRuleAssociation(
                "collection-aks-endpoint",
                resource_uri=args.cluster_id,
                # Azure takes an endpoint's association under this name only.
                association_name="configurationAccessEndpoint",
                data_collection_endpoint_id=args.endpoint_id,
                opts=child,
            )
        self.register_outputs({})
