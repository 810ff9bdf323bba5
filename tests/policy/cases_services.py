"""Clusters, keys and managed networks with settings that only show together."""

from rules.deployments import KINDS

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import DROP, UNKNOWN, put
from tests.policy.resource_case import Case

_AKS = COMPLIANT["containerservice:ManagedCluster"]
_EXTENSION = COMPLIANT["kubernetesconfiguration:Extension"]
_KEY = COMPLIANT["keyvault:Key"]
_ACCOUNT = COMPLIANT["storage:StorageAccount"]
_INGRESS = "azure-containerservice-cluster-public-ingress"
_ADDON = "azure-containerservice-cluster-policy-addon"
_INFERENCE = "azure-kubernetesconfiguration-extension-public-inference"
_ROUTING = "ingressProfile.webAppRouting"
_PLAN = {"type": "Microsoft.Security/pricings", "properties": {"pricingTier": "Standard"}}
_ASIDE = {"type": "Microsoft.Storage/storageAccounts", "name": "aside"}
_GITHUB = "https://token.actions.githubusercontent.com"
_PIPELINES = "https://vstoken.dev.azure.com/0a1b"
_TENANT = "https://login.microsoftonline.com/66666666-7777-4888-8999-000000000000/v2.0"
_BY_PARAMETER = {
    "operation": "addOrReplace",
    "field": "Microsoft.KeyVault/vaults/publicNetworkAccess",
    "value": "[parameters('access')]",
}

CASES: list[Case] = [
    (
        _INGRESS,
        "containerservice:ManagedCluster",
        put(_AKS, "addonProfiles.httpApplicationRouting", {"enabled": True}),
        "addonProfiles.httpApplicationRouting.enabled is True",
    ),
    (
        _INGRESS,
        "containerservice:ManagedCluster",
        put(_AKS, _ROUTING, {"enabled": True}),
        f"{_ROUTING}.nginx.defaultIngressControllerType is not set (Azure then makes a public one)",
    ),
    (
        _INGRESS,
        "containerservice:ManagedCluster",
        put(_AKS, _ROUTING, {"enabled": True, "nginx": {"defaultIngressControllerType": "External"}}),
        "defaultIngressControllerType is 'External', must be 'Internal' or 'None'",
    ),
    (
        _INGRESS,
        "containerservice:ManagedCluster",
        put(_AKS, _ROUTING, {"enabled": UNKNOWN}),
        f"undecided: {_ROUTING}.enabled",
    ),
    (_ADDON, "containerservice:ManagedCluster", put(_AKS, "addonProfiles", DROP), "addonProfiles.azurepolicy.enabled"),
    (
        _ADDON,
        "containerservice:ManagedCluster",
        put(_AKS, "addonProfiles.azurepolicy.enabled", False),
        "addonProfiles.azurepolicy.enabled is not True",
    ),
    (
        _ADDON,
        "containerservice:ManagedCluster",
        put(_AKS, "addonProfiles.azurepolicy", UNKNOWN),
        "undecided: addonProfiles.azurepolicy",
    ),
    (
        _INFERENCE,
        "kubernetesconfiguration:Extension",
        put(_EXTENSION, "configurationSettings.internalLoadBalancerProvider", DROP),
        "inferenceRouterServiceType is 'LoadBalancer', must be internal",
    ),
    (
        _INFERENCE,
        "kubernetesconfiguration:Extension",
        put(_EXTENSION, "configurationSettings.internalLoadBalancerProvider", UNKNOWN),
        "undecided: configurationSettings.internalLoadBalancerProvider",
    ),
    (
        "azure-kubernetesconfiguration-extension-insecure-inference",
        "kubernetesconfiguration:Extension",
        put(_EXTENSION, "extensionType", UNKNOWN),
        "undecided: extensionType",
    ),
    ("azure-keyvault-key-size", "keyvault:Key", put(_KEY, "properties.keySize", 1024), "must be 2048 or more"),
    ("azure-keyvault-key-size", "keyvault:Key", put(_KEY, "properties.keySize", "4096"), "must be 2048 or more"),
    ("azure-keyvault-key-size", "keyvault:Key", put(_KEY, "properties.keySize", UNKNOWN), "undecided: properties"),
    ("azure-keyvault-key-size-3072", "keyvault:Key", put(_KEY, "properties.keySize", 2048), "must be 3072 or more"),
    ("azure-keyvault-key-size-3072", "keyvault:Key", put(_KEY, "properties.keySize", DROP), "(Azure then uses 2048)"),
    (
        "azure-keyvault-key-rotation",
        "keyvault:Key",
        put(_KEY, "properties.rotationPolicy", DROP),
        "properties.rotationPolicy.lifetimeActions has no action that rotates the key",
    ),
    (
        "azure-machinelearning-managednetwork-any",
        "machinelearningservices:ManagedNetworkSettingsRule",
        {
            "properties": {
                "type": "ServiceTag",
                "destination": {"serviceTag": "X", "addressPrefixes": ["0.0.0.0/0"], "portRanges": "0-65535"},
            }
        },
        "properties.destination is all ports of 0.0.0.0/0",
    ),
    (
        "azure-machinelearning-managednetwork-any",
        "machinelearningservices:ManagedNetworkSettingsRule",
        {"properties": {"type": UNKNOWN}},
        "undecided: properties.type",
    ),
    (
        "azure-monitor-diagnosticsetting-categories",
        "monitor:DiagnosticSetting",
        {"logs": UNKNOWN, "metrics": []},
        "undecided: logs",
    ),
    (
        "azure-authorization-roledefinition-privileged",
        "authorization:RoleDefinition",
        {"permissions": [{"actions": [UNKNOWN]}]},
        "undecided: permissions[0].actions[0]",
    ),
    (
        "azure-storage-account-sas-expiry",
        "storage:StorageAccount",
        {**_ACCOUNT, "allowSharedKeyAccess": True, "sasPolicy": None},
        "sasPolicy.sasExpirationPeriod is not set",
    ),
    (
        "azure-storage-account-sas-expiry",
        "storage:StorageAccount",
        {**_ACCOUNT, "allowSharedKeyAccess": UNKNOWN},
        "undecided: allowSharedKeyAccess",
    ),
    (
        "azure-keyvault-key-expiry",
        "keyvault:Key",
        put(_KEY, "properties.rotationPolicy", DROP),
        "neither properties.attributes.expires nor properties.rotationPolicy.attributes.expiryTime is set",
    ),
    (
        "azure-network-applicationgateway-tls",
        "network:ApplicationGateway",
        {"sslPolicy": {"policyType": "Custom", "minProtocolVersion": "TLSv1_1"}},
        "sslPolicy.minProtocolVersion is 'TLSv1_1', must be TLS 1.2 or newer",
    ),
    (
        "azure-containerservice-cluster-dashboard",
        "containerservice:ManagedCluster",
        put(_AKS, "addonProfiles.KubeDashboard", {"enabled": True}),
        "addonProfiles.KubeDashboard.enabled is True, must be False",
    ),
    *(
        (
            "azure-managedidentity-federation-subject",
            "managedidentity:FederatedIdentityCredential",
            {"subject": subject},
            f"subject is '{subject}', must name one workload",
        )
        for subject in (
            "*",
            "repo:*",
            "repo:contoso",
            "repo:contoso/*:ref:refs/heads/main",
            "workflow:deploy",
            "ref:x",
            "repo:a/b:pull_request",
        )
    ),
    (
        "azure-resources-deployment-template",
        "resources:DeploymentAtSubscriptionScope",
        {"properties": {"template": {"resources": {"plan": {"type": "Microsoft.Sql/servers"}}}}},
        "properties.template.resources.plan.type is 'Microsoft.Sql/servers', must be one that azure-native cannot make",
    ),
    *(
        (
            "azure-resources-deployment-template",
            kind,
            {"properties": {"template": "{}"}},
            "properties.template is text, must be an object",
        )
        for kind in KINDS
    ),
    (
        "azure-resources-deployment-template",
        "resources:Deployment",
        {"properties": {"template": {"resources": UNKNOWN}}},
        "undecided: properties.template.resources",
    ),
    (
        "azure-resources-deployment-template",
        "resources:Deployment",
        {"properties": {"template": {"resources": [{**_PLAN, "resources": [{**_PLAN, "resources": [_ASIDE]}]}]}}},
        "properties.template.resources[0].resources[0].resources[0].type is 'Microsoft.Storage/storageAccounts'",
    ),
    *(
        (
            "azure-resources-deployment-secrets",
            kind,
            {"properties": {"template": {"resources": [_PLAN], **more}}},
            "calls a function that lists keys",
        )
        for kind in KINDS
        for more in (
            {"outputs": {"key": {"type": "string", "value": "[listKeys(parameters('id'), '2023-01-01').keys[0]]"}}},
            {"variables": {"token": "[concat('?', ListAccountSas (parameters('id'), '2023-01-01').x)]"}},
        )
    ),
    *(
        (
            "azure-managedidentity-federation-owner",
            "managedidentity:FederatedIdentityCredential",
            {"issuer": issuer, "subject": subject},
            says,
        )
        for issuer, subject, says in (
            (_GITHUB, "repo:mallory/models:ref:refs/heads/main", "trusts workloads of 'mallory/models'"),
            (_GITHUB, "models", "trusts workloads of 'models'"),
            (_PIPELINES, "sc://mallory/ml/deploy", "trusts workloads of 'mallory/ml'"),
            (_TENANT, "sc://mallory/ml/deploy", "trusts workloads of 'mallory/ml'"),
            (_TENANT, "some-application", f"trusts workloads of '{_TENANT.split('/')[3]}'"),
            (UNKNOWN, "repo:contoso/models:ref:refs/heads/main", "undecided: issuer"),
        )
    ),
    (
        "azure-authorization-roledefinition-privileged",
        "authorization:RoleDefinition",
        {"permissions": [{"actions": ["*"], "notActions": ["Microsoft.Authorization/*"]}]},
        "permissions[0].actions holds '*', must name a service",
    ),
    (
        "azure-authorization-policyassignment-enforced",
        "authorization:PolicyAssignment",
        {"parameters": {"storageEffect": {"value": "disabled"}}},
        "parameters.storageEffect.value is 'disabled'",
    ),
    (
        "azure-authorization-policydefinition-opens",
        "authorization:PolicyDefinition",
        {"policyRule": {"then": {"details": {"operations": [_BY_PARAMETER]}}}},
        "must be disabled or securedbyperimeter",
    ),
    (
        "azure-authorization-roleassignment-foreign",
        "authorization:RoleAssignment",
        {**COMPLIANT["authorization:RoleAssignment"], "principalType": "ForeignGroup"},
        "principalType is 'ForeignGroup'",
    ),
]
