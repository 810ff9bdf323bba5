"""Single resources that rules with logic of their own must refuse, as data."""

from typing import Any

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import UNKNOWN, put

_INBOUND = "azure-network-nsg-internet-inbound"
_RULE = COMPLIANT["network:SecurityRule"]
_GROUP = COMPLIANT["network:NetworkSecurityGroup"]
_EXTENSION = "azure-compute-extension-plain-secrets"
_START_DATA = "azure-compute-vm-start-data-secrets"
_CONTAINER = "azure-containerinstance-group-plain-secrets"
_SIGNATURE = "https://st.blob.core.windows.net/c/init.sh?sv=2024&sig=abcdefghijklmnopqrstuvwxyz0123456789%3D"
_TOKEN = "a" * 52

# rule, type, properties, what the message says
CASES: list[tuple[str, str, dict[str, Any], str]] = [
    *(
        (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": source}, f"allows inbound from {source}")
        for source in (
            "*",
            "Internet",
            "internet",
            "0.0.0.0/0",
            "::/0",
            "52.0.0.0/8",
            "8.8.8.8",
            "10.0.0.0/7",
            "2001:db8::/32",
            "10.0.0.1-52.0.0.1",
            "10.0.0.0/8,8.8.8.8",
            "AzureCloud",
            "AzureMachineLearning",
            "AzureFrontDoor.Backend",
        )
    ),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", "1.2.3.0/24"]},
        "allows inbound from 1.2.3.0/24",
    ),
    (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": None}, "allows inbound from *"),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": "*", "destinationPortRange": None, "destinationPortRanges": ["443", "22"]},
        "allows inbound from *",
    ),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefix": "*", "destinationPortRange": "443", "protocol": "*"},
        "allows inbound from *",
    ),
    (_INBOUND, "network:SecurityRule", {**_RULE, "direction": UNKNOWN}, "undecided: direction"),
    (_INBOUND, "network:SecurityRule", {**_RULE, "sourceAddressPrefix": UNKNOWN}, "undecided: sourceAddressPrefix"),
    (
        _INBOUND,
        "network:SecurityRule",
        {**_RULE, "sourceAddressPrefixes": ["10.0.0.0/8", UNKNOWN]},
        "undecided: sourceAddressPrefixes[1]",
    ),
    (
        _INBOUND,
        "network:NetworkSecurityGroup",
        put(_GROUP, "securityRules.0.sourceAddressPrefix", "Internet"),
        "securityRules[0] 'ssh' allows inbound from Internet",
    ),
    (
        _INBOUND,
        "network:NetworkSecurityGroup",
        put(_GROUP, "securityRules.1", UNKNOWN),
        "undecided: securityRules[1]",
    ),
    (_INBOUND, "network:NetworkSecurityGroup", put(_GROUP, "securityRules", UNKNOWN), "undecided: securityRules"),
    *(
        (
            _EXTENSION,
            "compute:VirtualMachineExtension",
            {"type": kind, "settings": {key: "echo"}},
            f"settings.{key} holds",
        )
        for kind in ("CustomScript", "CustomScriptExtension", "customScript")
        for key in ("script", "commandToExecute")
    ),
    *(
        (_EXTENSION, "compute:VirtualMachineExtension", {"type": "Agent", "settings": settings}, says)
        for settings, says in (
            ({"PATToken": "x"}, "settings.PATToken is named like a credential"),
            ({"pat": "x"}, "is named like a credential"),
            ({"azpPat": "x"}, "is named like a credential"),
            ({"workspaceKey": "x"}, "is named like a credential"),
            ({"a": [{"client_secret": "x"}]}, "settings.a[0].client_secret is named"),
            ({"fileUris": [_SIGNATURE]}, "settings.fileUris[0] holds a shared access signature"),
            ({"args": f"--auth pat --token {_TOKEN}"}, "settings.args holds"),
            ({"args": "AZP_TOKEN=hunter2hunter2"}, "holds a literal password or token"),
            ({"args": "-----BEGIN RSA PRIVATE KEY-----"}, "holds a private key"),
            ({"args": UNKNOWN}, "undecided: settings.args"),
        )
    ),
    (_EXTENSION, "compute:VirtualMachineExtension", {"type": "Agent", "settings": UNKNOWN}, "undecided: settings"),
    (_EXTENSION, "compute:VirtualMachineExtension", {"type": UNKNOWN, "settings": {}}, "undecided: type"),
    (
        _EXTENSION,
        "compute:VirtualMachineScaleSetExtension",
        {"type": "CustomScript", "settings": {"script": "x"}},
        "settings.script holds the script in the clear",
    ),
    (
        _EXTENSION,
        "compute:VirtualMachineScaleSet",
        put(
            COMPLIANT["compute:VirtualMachineScaleSet"],
            "virtualMachineProfile.extensionProfile.extensions.0.settings.commandToExecute",
            "sh agent_init.sh",
        ),
        "extensions[0].settings.commandToExecute holds the script in the clear",
    ),
    (
        _START_DATA,
        "compute:VirtualMachine",
        # base64 of "#!/bin/sh\nAZP_TOKEN=hunter2hunter2\n"
        put(
            COMPLIANT["compute:VirtualMachine"],
            "osProfile.customData",
            "IyEvYmluL3NoCkFaUF9UT0tFTj1odW50ZXIyaHVudGVyMgo=",
        ),
        "osProfile.customData holds a literal password or token",
    ),
    (
        _START_DATA,
        "compute:VirtualMachine",
        put(COMPLIANT["compute:VirtualMachine"], "userData", _SIGNATURE),
        "userData holds a shared access signature",
    ),
    (
        _START_DATA,
        "compute:VirtualMachineScaleSet",
        put(COMPLIANT["compute:VirtualMachineScaleSet"], "virtualMachineProfile.userData", UNKNOWN),
        "undecided: virtualMachineProfile.userData",
    ),
    (
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"containers": [{"environmentVariables": [{"name": "AZP_TOKEN", "value": "x"}]}]},
        "containers[0].environmentVariables[0].value ('AZP_TOKEN') holds a value named like a credential",
    ),
    (
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"initContainers": [{"environmentVariables": [{"name": "URL", "value": _SIGNATURE}]}]},
        "holds a shared access signature",
    ),
    (
        "azure-any-public-access",
        "cognitiveservices:Account",
        {"properties": {"publicNetworkAccess": "Enabled"}},
        "properties.publicNetworkAccess is 'Enabled', must be 'Disabled'",
    ),
    (
        "azure-any-public-access",
        "documentdb:DatabaseAccount",
        {"publicNetworkAccess": UNKNOWN},
        "undecided: publicNetworkAccess",
    ),
    (
        "azure-any-public-access",
        "azure-native:documentdb/v20230401:DatabaseAccount",
        {"publicNetworkAccess": "Enabled"},
        "publicNetworkAccess is 'Enabled'",
    ),
    ("azure-any-local-auth", "servicebus:Namespace", {"disableLocalAuth": False}, "disableLocalAuth is False"),
    (
        "azure-any-tls",
        "sql:Server",
        {"minimalTlsVersion": "1.1"},
        "minimalTlsVersion is '1.1', must be TLS 1.2 or newer",
    ),
    ("azure-any-tls", "web:WebApp", {"siteConfig": {"minTlsVersion": "1.0"}}, "siteConfig.minTlsVersion is '1.0'"),
    ("azure-any-unreviewed-type", "web:WebApp", {}, "is of a type that no rule of this gate names"),
    ("azure-any-foreign-provider", "azure:storage/account:Account", {}, "does not understand"),
    ("azure-any-foreign-provider", "azapi:resources:Resource", {}, "does not understand"),
]
