"""A private Kubernetes cluster for models: who it works as, where it is reached from, and how models are served."""

import base64
import dataclasses
import json
import re
from typing import Any

import pulumi
import pytest
from pulumi_azure_native import resources
from pydantic import ValidationError

from components.identity import ROLES
from components.kubernetes import Kubernetes, KubernetesArgs
from components.kubernetes_attachment import NODES_FOR_HIGH_AVAILABILITY
from components.naming import Names
from components.settings import AksSettings, MaintenanceSettings
from tests.support.platform import demo_platform
from tests.support.recorder import SUBSCRIPTION, TENANT, Recording, Registration, record

ADMINS = "5f1b8c9e-2d47-4c8f-9f0a-61f3f4c2a7d0"
CERTIFICATE, KEY = "-----BEGIN CERTIFICATE----- made up", "-----BEGIN PRIVATE KEY----- made up"
CLUSTER, POOL = "containerservice:ManagedCluster", "containerservice:AgentPool"
EXTENSION, BINDING = "kubernetesconfiguration:Extension", "containerservice:TrustedAccessRoleBinding"
COMPUTE, ROLE = "machinelearningservices:Compute", "authorization:RoleAssignment"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-wwwwwwww-eeeee/providers"
CLUSTER_ID = f"{GROUP}/Microsoft.ContainerService/managedClusters/aks-wwwwwwww-eeeee"


def aks(**changes: Any) -> AksSettings:
    return AksSettings(**{"admin_groups": (ADMINS,), "scoring_host": "models.example.com", **changes})


def recorded(
    settings: AksSettings | None = None,
    zones: tuple[str, ...] = (),
    location: str = "eastasia",
    tls: tuple[str, str] = ("", ""),
    config: dict[str, str] | None = None,
    **changes: Any,
) -> Recording:
    def program() -> None:
        platform = demo_platform(location, zones=zones)
        names = Names(workload="w" * 8, environment="e" * 5, suffix=platform.names.suffix)
        vnet = resources.ResourceGroup("vnet")
        further = {key: pulumi.Output.from_input(value) for key, value in changes.items() if isinstance(value, str)}
        given: dict[str, Any] = {"disk_encryption_set_id": None, **changes, **further}
        kubernetes = Kubernetes(
            "kubernetes",
            KubernetesArgs(
                platform=dataclasses.replace(platform, names=names, group_name=names.of("rg")),
                settings=settings or aks(),
                subnet_id=vnet.urn.apply(lambda _: "aks-subnet"),
                vnet=vnet,
                vnet_id=vnet.urn.apply(lambda _: "vnet-id"),
                zone_id=pulumi.Output.from_input("zone-id"),
                workspace_name=resources.ResourceGroup("workspace").urn.apply(lambda _: "mlw"),
                registry_id=pulumi.Output.from_input("registry-id"),
                log_analytics_id=pulumi.Output.from_input("logs-id"),
                certificate=pulumi.Output.secret(tls[0]),
                key=pulumi.Output.secret(tls[1]),
                after=[resources.ResourceGroup("egress")],
                workspace_ready=[resources.ResourceGroup("workspace-endpoint")],
                **{"outbound": "userAssignedNATGateway", **given},
            ),
        )
        pulumi.export("cluster_id", kubernetes.cluster_id)
        pulumi.export("cluster_name", kubernetes.cluster_name)
        pulumi.export("private_fqdn", kubernetes.private_fqdn)
        pulumi.export("principals", pulumi.Output.all(**kubernetes.principal_ids))
        pulumi.export("computes", list(kubernetes.compute_principal_ids))
        pulumi.export("manual_steps", pulumi.Output.all(*kubernetes.manual_steps))

    return record(program, config)


@pytest.fixture(scope="module")
def plain() -> Recording:
    return recorded()


@pytest.fixture(scope="module")
def complete() -> Recording:
    return recorded(
        aks(
            tier="Premium",
            upgrade_channel="patch",
            maintenance=MaintenanceSettings(day="Saturday", start="0130", hours=6, utc_offset="+08:00"),
            vm_size="Standard_NC4as_T4_v3",
            min_nodes=NODES_FOR_HIGH_AVAILABILITY,
            max_nodes=6,
            local_accounts=True,
        ),
        zones=("1", "2", "3"),
        tls=(CERTIFICATE, KEY),
        outbound="userDefinedRouting",
        disk_encryption_set_id="des-id",
        workspace_principal_id="workspace-principal",
        data_collection_endpoint_id="dce-id",
        defender=True,
    )


def system_pool(recording: Recording) -> dict[str, Any]:
    (pool,) = recording.one(CLUSTER).inputs["agentPoolProfiles"]
    assert isinstance(pool, dict)
    return pool


def roles(recording: Recording) -> dict[str, tuple[str, str, str]]:
    """Principal, role and scope of every role assignment, by Pulumi name."""
    names = {guid: name for name, guid in ROLES.items()}
    return {
        r.name: (r.inputs["principalId"], names[r.inputs["roleDefinitionId"].rsplit("/", 1)[1]], r.inputs["scope"])
        for r in recording.of(ROLE)
    }


def waits_for(what: Registration, *others: Registration) -> None:
    for other in others:
        assert what.depends_on(other), f"{what.name} does not wait for {other.name}"


# --- Who the cluster is ----------------------------------------------------------------------------------------------


# https://learn.microsoft.com/azure/aks/private-clusters#configuration-options-for-private-dns
# https://learn.microsoft.com/azure/aks/pre-created-kubelet-managed-identity
def test_both_identities_have_their_roles_before_the_cluster(plain: Recording) -> None:
    nodes_id = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-wwwwwwww-eeeee-aks-nodes"
    assert roles(plain) == {
        "role-aks-zone": ("principal-of-identity-aks", "Private DNS Zone Contributor", "zone-id"),
        "role-aks-vnet": ("principal-of-identity-aks", "Network Contributor", "vnet-id"),
        "role-aks-nodes": ("principal-of-identity-aks", "Managed Identity Operator", nodes_id),
        "role-aks-nodes-registry": ("principal-of-identity-aks-nodes", "AcrPull", "registry-id"),
    }
    waits_for(plain.one(CLUSTER), *plain.of(ROLE), plain.one("resources:ResourceGroup", "egress"))


def test_the_cluster_and_its_nodes_work_as_those_identities(plain: Recording) -> None:
    identities = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities"
    cluster = plain.one(CLUSTER).inputs
    assert cluster["identity"] == {
        "type": "UserAssigned",
        "userAssignedIdentities": [f"{identities}/id-wwwwwwww-eeeee-aks"],
    }
    assert cluster["identityProfile"] == {
        "kubeletidentity": {
            "resourceId": f"{identities}/id-wwwwwwww-eeeee-aks-nodes",
            "clientId": "client-of-identity-aks-nodes",
            "objectId": "principal-of-identity-aks-nodes",
        }
    }


# https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys: "read access to the DiskEncryptionSet"
def test_a_key_of_ones_own_is_read_and_used_for_every_disk(plain: Recording, complete: Recording) -> None:
    assert roles(complete)["role-aks-disks"] == ("principal-of-identity-aks", "Reader", "des-id")
    assert complete.one(CLUSTER).inputs["diskEncryptionSetID"] == "des-id"
    assert system_pool(complete)["osDiskType"] == complete.one(POOL).inputs["osDiskType"] == "Managed"
    assert "diskEncryptionSetID" not in plain.one(CLUSTER).inputs
    assert "osDiskType" not in system_pool(plain)
    assert "osDiskType" not in plain.one(POOL).inputs


def test_people_sign_in_with_entra_and_azure_says_who_may_what(plain: Recording, complete: Recording) -> None:
    assert plain.one(CLUSTER).inputs["aadProfile"] == {
        "managed": True,
        "enableAzureRBAC": True,
        "adminGroupObjectIDs": [ADMINS],
        "tenantID": TENANT,
    }
    assert plain.one(CLUSTER).inputs["disableLocalAccounts"] is True
    assert complete.one(CLUSTER).inputs["disableLocalAccounts"] is False


# --- Where it is reached from ----------------------------------------------------------------------------------------


# https://learn.microsoft.com/azure/aks/private-clusters
# https://learn.microsoft.com/azure/machine-learning/how-to-secure-kubernetes-inferencing-environment
def test_the_api_server_is_private_and_so_is_its_name(plain: Recording) -> None:
    assert plain.one(CLUSTER).inputs["apiServerAccessProfile"] == {
        "enablePrivateCluster": True,
        "enablePrivateClusterPublicFQDN": False,
        "privateDNSZone": "zone-id",
        "disableRunCommand": True,
    }


# https://learn.microsoft.com/azure/aks/use-network-policies, https://learn.microsoft.com/azure/aks/egress-outboundtype
def test_pods_live_in_an_overlay_whose_policies_are_enforced(plain: Recording, complete: Recording) -> None:
    assert plain.one(CLUSTER).inputs["networkProfile"] == {
        "networkPlugin": "azure",
        "networkPluginMode": "overlay",
        "networkDataplane": "cilium",
        "networkPolicy": "cilium",
        "podCidr": "10.244.0.0/16",
        "serviceCidr": "10.245.0.0/16",
        "dnsServiceIP": "10.245.0.10",
        "outboundType": "userAssignedNATGateway",
        "loadBalancerSku": "standard",
    }
    assert complete.one(CLUSTER).inputs["networkProfile"]["outboundType"] == "userDefinedRouting"


def test_the_range_of_services_has_room_for_the_name_server() -> None:
    smallest = recorded(aks(service_range="10.245.0.32/27")).one(CLUSTER).inputs["networkProfile"]
    assert smallest["dnsServiceIP"] == "10.245.0.42"
    with pytest.raises(ValidationError, match="/27 or larger"):
        aks(service_range="10.245.0.0/28")


def test_no_node_has_a_public_address_and_all_stand_in_the_subnet(plain: Recording) -> None:
    vnet = plain.one("resources:ResourceGroup", "vnet")
    for pool in (system_pool(plain), plain.one(POOL).inputs):
        assert pool["enableNodePublicIP"] is False
        assert pool["vnetSubnetID"] == "aks-subnet"
    assert vnet.urn in plain.one(CLUSTER).request.replace_with
    assert "vnetSubnetID" in plain.one(POOL).request.replaceOnChanges


# --- The nodes -------------------------------------------------------------------------------------------------------


# https://learn.microsoft.com/azure/aks/use-system-pools: two nodes at least, three with zones; only what is critical
def test_the_system_pool_is_the_clusters_own(plain: Recording, complete: Recording) -> None:
    for recording, least in ((plain, 2), (complete, 3)):
        pool = system_pool(recording)
        assert pool["mode"] == "System"
        assert pool["nodeTaints"] == ["CriticalAddonsOnly=true:NoSchedule"]
        assert (pool["enableAutoScaling"], pool["count"], pool["minCount"], pool["maxCount"]) == (True, least, least, 3)
    assert system_pool(complete)["availabilityZones"] == ["1", "2", "3"]
    assert "availabilityZones" not in system_pool(plain)


def test_models_run_on_a_pool_of_their_own(complete: Recording) -> None:
    pool = complete.one(POOL)
    assert pool.depends_on(complete.one(CLUSTER), "resourceName")
    assert pool.inputs["mode"] == "User"
    assert "nodeTaints" not in pool.inputs
    assert (pool.inputs["count"], pool.inputs["minCount"], pool.inputs["maxCount"]) == (3, 3, 6)
    assert pool.inputs["availabilityZones"] == ["1", "2", "3"]


# https://learn.microsoft.com/azure/aks/use-trusted-launch#limitations: no Secure Boot with GPU drivers on Ubuntu
def test_nodes_boot_measured_and_signed_where_their_drivers_are(plain: Recording, complete: Recording) -> None:
    signed, measured = {"enableSecureBoot": True, "enableVTPM": True}, {"enableSecureBoot": False, "enableVTPM": True}
    assert system_pool(complete)["securityProfile"] == signed
    assert complete.one(POOL).inputs["securityProfile"] == measured
    assert plain.one(POOL).inputs["securityProfile"] == signed


def test_nodes_are_encrypted_at_their_host_unless_told_otherwise(plain: Recording) -> None:
    assert system_pool(plain)["enableEncryptionAtHost"] is plain.one(POOL).inputs["enableEncryptionAtHost"] is True
    without = recorded(aks(encryption_at_host=False))
    assert system_pool(without)["enableEncryptionAtHost"] is without.one(POOL).inputs["enableEncryptionAtHost"] is False


# --- Versions and drift ----------------------------------------------------------------------------------------------


def test_versions_follow_a_channel_and_no_number_is_written(plain: Recording, complete: Recording) -> None:
    for recording, channel in ((plain, "stable"), (complete, "patch")):
        cluster = recording.one(CLUSTER).inputs
        assert cluster["autoUpgradeProfile"] == {"upgradeChannel": channel, "nodeOSUpgradeChannel": "NodeImage"}
        everything = json.dumps([cluster, recording.one(POOL).inputs])
        assert "kubernetesVersion" not in everything
        assert "orchestratorVersion" not in everything


# https://learn.microsoft.com/azure/aks/long-term-support
def test_the_premium_tier_brings_long_term_support(plain: Recording, complete: Recording) -> None:
    assert complete.one(CLUSTER).inputs["supportPlan"] == "AKSLongTermSupport"
    assert complete.one(CLUSTER).inputs["sku"] == {"name": "Base", "tier": "Premium"}
    assert "supportPlan" not in plain.one(CLUSTER).inputs


# https://learn.microsoft.com/azure/aks/planned-maintenance
def test_upgrades_keep_to_their_window(plain: Recording, complete: Recording) -> None:
    windows = complete.of("containerservice:MaintenanceConfiguration")
    assert {w.inputs["configName"] for w in windows} == {
        "aksManagedAutoUpgradeSchedule",
        "aksManagedNodeOSUpgradeSchedule",
    }
    for window in windows:
        assert window.inputs["maintenanceWindow"] == {
            "schedule": {"weekly": {"dayOfWeek": "Saturday", "intervalWeeks": 1}},
            "startTime": "01:30",
            "utcOffset": "+08:00",
            "durationHours": 6,
        }
    assert plain.of("containerservice:MaintenanceConfiguration") == []


def test_what_azure_changes_by_itself_is_no_drift(plain: Recording) -> None:
    assert list(plain.one(CLUSTER).request.ignoreChanges) == ["agentPoolProfiles", "kubernetesVersion"]
    assert list(plain.one(POOL).request.ignoreChanges) == ["count", "orchestratorVersion"]
    assert list(plain.one(EXTENSION).request.ignoreChanges) == ["version", "statuses"]
    assert "properties.properties.instanceTypes" in plain.one(COMPUTE).request.ignoreChanges


def test_a_change_of_the_system_pool_does_not_pass_unseen(plain: Recording) -> None:
    assert "tags.systemPool" in plain.one(CLUSTER).request.replaceOnChanges
    changed = (
        recorded(aks(system_vm_size="Standard_D8s_v5")),
        recorded(aks(encryption_at_host=False)),
        recorded(zones=("1",)),
        recorded(disk_encryption_set_id="des-id"),
    )
    said = [r.one(CLUSTER).inputs["tags"]["systemPool"] for r in (plain, *changed)]
    assert len(set(said)) == len(said)


# --- What watches over it --------------------------------------------------------------------------------------------


def test_azure_policy_monitor_and_cleaning_are_on(plain: Recording, complete: Recording) -> None:
    cluster = plain.one(CLUSTER).inputs
    assert cluster["addonProfiles"] == {
        "azurepolicy": {"enabled": True},
        "omsagent": {
            "enabled": True,
            "config": {"logAnalyticsWorkspaceResourceID": "logs-id", "useAADAuth": "true"},
        },
    }
    assert cluster["securityProfile"] == {
        "workloadIdentity": {"enabled": True},
        "imageCleaner": {"enabled": True, "intervalHours": 168},
    }
    assert cluster["oidcIssuerProfile"] == {"enabled": True}
    assert complete.one(CLUSTER).inputs["securityProfile"]["defender"] == {
        "logAnalyticsWorkspaceResourceId": "logs-id",
        "securityMonitoring": {"enabled": True},
    }


# https://learn.microsoft.com/azure/azure-monitor/containers/container-insights-authentication: no rule, no logs
def test_the_monitors_agent_is_told_what_to_collect_and_where_to_ask(plain: Recording, complete: Recording) -> None:
    rule = plain.one("monitor:DataCollectionRule").inputs
    (source,) = rule["dataSources"]["extensions"]
    assert (source["extensionName"], source["streams"]) == (
        "ContainerInsights",
        ["Microsoft-ContainerInsights-Group-Default"],
    )
    assert rule["destinations"] == {"logAnalytics": [{"name": "ciworkspace", "workspaceResourceId": "logs-id"}]}
    assert rule["dataFlows"] == [{"streams": source["streams"], "destinations": ["ciworkspace"]}]
    assert "dataCollectionEndpointId" not in rule
    assert complete.one("monitor:DataCollectionRule").inputs["dataCollectionEndpointId"] == "dce-id"
    association = plain.one("monitor:DataCollectionRuleAssociation")
    assert association.inputs["resourceUri"] == CLUSTER_ID
    assert association.depends_on(plain.one(CLUSTER), "resourceUri")
    assert association.depends_on(plain.one("monitor:DataCollectionRule"), "dataCollectionRuleId")
    names = {a.inputs["associationName"] for a in complete.of("monitor:DataCollectionRuleAssociation")}
    assert names == {"ContainerInsightsExtension", "configurationAccessEndpoint"}


# --- Azure Machine Learning on it ------------------------------------------------------------------------------------


# https://learn.microsoft.com/azure/machine-learning/how-to-deploy-kubernetes-extension
# https://github.com/Azure/AML-Kubernetes/blob/master/files/deployextension.json
def test_models_are_served_inside_the_network_over_tls(plain: Recording) -> None:
    extension = plain.one(EXTENSION).inputs
    assert extension["configurationSettings"] == {
        "enableTraining": "False",
        "enableInference": "True",
        "allowInsecureConnections": "False",
        "inferenceRouterServiceType": "LoadBalancer",
        "internalLoadBalancerProvider": "azure",
        "scoringFe.serviceType.internalLoadBalancer": "True",
        "inferenceRouterHA": "False",
        "clusterPurpose": "DevTest",
        "sslCname": "models.example.com",
        "sslSecret": "azureml-tls",
        "scoringFe.sslSecret": "azureml-tls",
        "installNvidiaDevicePlugin": "False",
        "cluster_name": CLUSTER_ID,
        "clusterId": CLUSTER_ID,
        "prometheus.prometheusSpec.externalLabels.cluster_name": CLUSTER_ID,
        "cluster_name_friendly": "aks-wwwwwwww-eeeee",
        "location": "eastasia",
        "jobSchedulerLocation": "eastasia",
        "domain": "eastasia.cloudapp.azure.com",
        "relayserver.enabled": "false",
        "servicebus.enabled": "false",
        "nginxIngress.enabled": "true",
    }
    assert extension["extensionType"] == "Microsoft.AzureML.Kubernetes"
    assert extension["scope"] == {"cluster": {"releaseNamespace": "azureml"}}
    assert extension["identity"] == {"type": "SystemAssigned"}
    assert extension["autoUpgradeMinorVersion"] is True
    assert "version" not in extension
    path = [extension[key] for key in ("clusterRp", "clusterResourceName", "clusterName")]
    assert path == ["Microsoft.ContainerService", "managedClusters", "aks-wwwwwwww-eeeee"]


# "three inference router replicas [...] requires at least three worker nodes", and drivers for GPUs only if asked for
def test_the_router_is_threefold_where_there_are_nodes_for_it(complete: Recording) -> None:
    settings = complete.one(EXTENSION).inputs["configurationSettings"]
    assert (settings["inferenceRouterHA"], settings["clusterPurpose"]) == ("True", "FastProd")
    assert settings["installNvidiaDevicePlugin"] == "True"


def test_certificate_and_key_are_seen_by_nobody(complete: Recording) -> None:
    extension = complete.one(EXTENSION)
    encoded = [base64.b64encode(text.encode()).decode() for text in (CERTIFICATE, KEY)]
    protected = extension.inputs["configurationProtectedSettings"]
    assert protected == {"scoringFe.sslCert": encoded[0], "scoringFe.sslKey": encoded[1]}
    assert extension.secrets == {"configurationProtectedSettings"}
    assert list(extension.request.additionalSecretOutputs) == ["configurationProtectedSettings"]
    assert not {"sslSecret", "scoringFe.sslSecret"} & set(extension.inputs["configurationSettings"])
    for resource in complete.resources:
        plain = {key: value for key, value in resource.inputs.items() if key not in resource.secrets}
        assert not [text for text in (CERTIFICATE, KEY, *encoded) if text in json.dumps(plain)], resource.name
    assert not [text for text in (CERTIFICATE, KEY, *encoded) if text in json.dumps(complete.outputs)]


def test_without_them_the_kubernetes_secret_holds_both(plain: Recording) -> None:
    assert plain.one(EXTENSION).inputs.get("configurationProtectedSettings", {}) == {}


# https://github.com/Azure/AML-Kubernetes/blob/master/docs/azureml-aks-ta-support.md
def test_the_workspace_comes_in_by_trusted_access_where_there_are_no_local_accounts(
    plain: Recording, complete: Recording
) -> None:
    binding = plain.one(BINDING)
    workspace = f"{GROUP}/Microsoft.MachineLearningServices/workspaces/mlw"
    assert binding.inputs["sourceResourceId"] == workspace
    assert binding.inputs["roles"] == ["Microsoft.MachineLearningServices/workspaces/mlworkload"]
    assert binding.depends_on(plain.one("resources:ResourceGroup", "workspace"), "sourceResourceId")
    assert complete.of(BINDING) == []


# Two operations on one cluster at once answer OperationNotAllowed: https://github.com/Azure/telescope/pull/1213
def test_pool_binding_extension_and_attachment_come_one_after_the_other(plain: Recording) -> None:
    pool, binding, extension, compute = (plain.one(kind) for kind in (POOL, BINDING, EXTENSION, COMPUTE))
    waits_for(binding, pool)
    waits_for(extension, pool, binding)
    waits_for(compute, binding, extension, plain.one("resources:ResourceGroup", "workspace-endpoint"))


# https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
def test_the_cluster_is_a_compute_of_the_workspace(plain: Recording) -> None:
    compute = plain.one(COMPUTE)
    identity = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities/id-wwwwwwww-eeeee-aks-models"
    assert compute.inputs["properties"] == {
        "computeType": "Kubernetes",
        "computeLocation": "eastasia",
        "resourceId": CLUSTER_ID,
        "properties": {"namespace": "azureml-models"},
    }
    assert compute.inputs["identity"] == {"type": "UserAssigned", "userAssignedIdentities": [identity]}
    assert compute.depends_on(plain.one(CLUSTER), "properties")
    assert plain.one(CLUSTER).urn in compute.request.replace_with
    assert plain.outputs["computes"] == [compute.inputs["computeName"]] == ["kubernetes"]


# https://learn.microsoft.com/azure/machine-learning/how-to-attach-kubernetes-to-workspace
# Contributor: "required only for AKS clusters that use the Trusted Access feature"
@pytest.mark.parametrize(("local_accounts", "last"), [(True, "Reader"), (False, "Contributor")])
def test_a_user_assigned_workspace_identity_gets_its_roles_before_the_cluster_is_attached(
    plain: Recording, local_accounts: bool, last: str
) -> None:
    recording = recorded(aks(local_accounts=local_accounts), workspace_principal_id="workspace-principal")
    given = {role for _, role, scope in roles(recording).values() if scope == CLUSTER_ID}
    assert given == {"Kubernetes Extension Contributor", "Azure Kubernetes Service Cluster Admin Role", last}
    for assignment in recording.of(ROLE):
        if assignment.inputs["scope"] == CLUSTER_ID:
            assert assignment.inputs["principalId"] == "workspace-principal"
            waits_for(recording.one(COMPUTE), assignment)
    assert not [name for name in roles(plain) if name.startswith("role-workspace")]


# https://learn.microsoft.com/azure/aks/workload-identity-overview
# https://learn.microsoft.com/azure/machine-learning/reference-kubernetes: workloads run as the namespace's `default`
def test_pods_beside_the_models_may_work_as_their_identity(plain: Recording) -> None:
    credential = plain.one("managedidentity:FederatedIdentityCredential")
    assert credential.inputs["resourceName"] == "id-wwwwwwww-eeeee-aks-models"
    assert credential.inputs["issuer"] == "https://eastasia.oic.prod-aks.azure.com/tenant/cluster/"
    assert credential.inputs["subject"] == "system:serviceaccount:azureml-models:default"
    assert credential.inputs["audiences"] == ["api://AzureADTokenExchange"]
    assert credential.depends_on(plain.one(CLUSTER), "issuer")


def test_other_clouds_exchange_tokens_for_another_audience() -> None:
    recording = recorded(location="usgovvirginia", config={"azure-native:environment": "usgovernment"})
    credential = recording.one("managedidentity:FederatedIdentityCredential")
    assert credential.inputs["audiences"] == ["api://AzureADTokenExchangeUSGov"]


def test_a_cluster_that_is_not_attached_knows_nothing_of_azure_ml() -> None:
    recording = recorded(aks(attach=False))
    for kind in (EXTENSION, BINDING, COMPUTE, "managedidentity:FederatedIdentityCredential"):
        assert recording.of(kind) == []
    assert recording.one(POOL)
    assert recording.outputs["computes"] == recording.warnings == []
    assert len(recording.outputs["manual_steps"]) == 1


# --- What people are told --------------------------------------------------------------------------------------------


def test_an_attached_cluster_without_local_accounts_says_so_in_one_line(plain: Recording, complete: Recording) -> None:
    (warning,) = plain.warnings
    assert "inference.aks.localAccounts" in warning
    assert "\n" not in warning
    assert complete.warnings == []


def test_where_trusted_access_is_not_the_warning_says_that_attaching_fails() -> None:
    recording = recorded(location="chinanorth3", config={"azure-native:environment": "china"})
    (warning,) = recording.warnings
    assert "Azure in China has no AKS Trusted Access" in warning


def test_retired_sizes_are_named() -> None:
    recording = recorded(aks(vm_size="Standard_NC6s_v3", local_accounts=True))
    (warning,) = recording.warnings
    assert warning.startswith("Kubernetes, models' pool: Standard_NC6s_v3 is retired on 2025-09-30")


def test_what_the_private_api_wants_of_a_person_is_one_line_each(plain: Recording, complete: Recording) -> None:
    for recording in (plain, complete):
        steps = recording.outputs["manual_steps"]
        assert len(steps) == 4
        assert not [step for step in steps if "\n" in step]
    sign_in, namespace, tls, dns = plain.outputs["manual_steps"]
    assert "--resource-group rg-wwwwwwww-eeeee --name aks-wwwwwwww-eeeee" in sign_in
    assert "kubectl create namespace azureml-models" in namespace
    assert "client-id=client-of-identity-aks-models" in namespace
    assert "kubectl create secret generic azureml-tls --namespace azureml" in tls
    assert "models.example.com" in dns
    assert "kubectl" not in complete.outputs["manual_steps"][2]


def test_others_find_the_cluster_and_its_identities(plain: Recording) -> None:
    assert plain.outputs["cluster_id"] == CLUSTER_ID
    assert plain.outputs["cluster_name"] == "aks-wwwwwwww-eeeee"
    assert plain.outputs["private_fqdn"] == "fqdn-of-cluster"
    assert plain.outputs["principals"] == {
        "aks": "principal-of-identity-aks",
        "aks-nodes": "principal-of-identity-aks-nodes",
        "kubernetes": "principal-of-identity-aks-models",
    }


# https://github.com/Azure/bicep-types-az/tree/main/generated (patterns of the API specification)
NAMES = {
    CLUSTER: ("resourceName", r"[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]"),
    POOL: ("agentPoolName", r"[a-z][a-z0-9]{0,11}"),
    BINDING: ("trustedAccessRoleBindingName", r"[A-Za-z0-9-]{1,24}"),
    COMPUTE: ("computeName", r"[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}"),
    "managedidentity:UserAssignedIdentity": ("resourceName", r"[0-9a-zA-Z][0-9a-zA-Z-_]{2,127}"),
    "managedidentity:FederatedIdentityCredential": (
        "federatedIdentityCredentialResourceName",
        r"[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}",
    ),
    "monitor:DataCollectionRule": ("dataCollectionRuleName", r"[^<>*%&:\\?/]{1,64}"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_legal_at_their_longest(plain: Recording, kind: str) -> None:
    prop, pattern = NAMES[kind]
    assert plain.of(kind)
    for found in plain.of(kind):
        assert re.fullmatch(pattern, found.inputs[prop]), found.inputs[prop]


# https://learn.microsoft.com/azure/aks/faq: up to 80 characters; https://aka.ms/aks-naming-rules: up to 54
def test_the_nodes_have_a_resource_group_with_a_name(plain: Recording) -> None:
    cluster = plain.one(CLUSTER).inputs
    assert cluster["nodeResourceGroup"] == "rg-wwwwwwww-eeeee-aks-nodes"
    assert len(cluster["dnsPrefix"]) <= 54


def test_all_that_takes_tags_has_the_platforms(plain: Recording) -> None:
    tagged = (CLUSTER, POOL, COMPUTE, "managedidentity:UserAssignedIdentity", "monitor:DataCollectionRule")
    for kind in tagged:
        for found in plain.of(kind):
            assert found.inputs["tags"]["managedBy"] == "pulumi", found.name
    assert system_pool(plain)["tags"]["managedBy"] == "pulumi"
