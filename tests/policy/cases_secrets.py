"""Credentials where others can read them."""

from tests.policy.compliant import COMPLIANT
from tests.policy.gate import UNKNOWN, put
from tests.policy.resource_case import Case

_EXTENSION = "azure-compute-extension-plain-secrets"
_START_DATA = "azure-compute-vm-start-data-secrets"
_CONTAINER = "azure-containerinstance-group-plain-secrets"
_SIGNATURE = "https://st.blob.core.windows.net/c/init.sh?sv=2024&sig=abcdefghijklmnopqrstuvwxyz0123456789%3D"
_TOKEN = "a" * 52

CASES: list[Case] = [
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
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"containers": [{"environmentVariables": [{"name": "AZURE_CLIENT_ID", "value": _SIGNATURE}]}]},
        "('AZURE_CLIENT_ID') holds a shared access signature",
    ),
    (
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"containers": [{"environmentVariables": [{"name": "AZP_URL", "value": UNKNOWN}]}]},
        "undecided: containers[0].environmentVariables[0].value",
    ),
    (
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"containers": [{"environmentVariables": [{"name": "AZP_TOKEN", "value": UNKNOWN}]}]},
        "('AZP_TOKEN') holds a value named like a credential",
    ),
    (
        _CONTAINER,
        "containerinstance:ContainerGroup",
        {"initContainers": [{"command": ["sh", "-c", "AZP_TOKEN=0123456789abcdef ./run.sh"]}]},
        "initContainers[0].command[2] holds a literal password or token, must be in secureValue",
    ),
    (
        "azure-kubernetesconfiguration-extension-plain-secrets",
        "kubernetesconfiguration:Extension",
        {"configurationSettings": {"clusterPassword": "x"}},
        "configurationSettings.clusterPassword holds a value named like a credential",
    ),
    (
        "azure-kubernetesconfiguration-extension-plain-secrets",
        "kubernetesconfiguration:Extension",
        {"configurationSettings": {"scoringFe.sslKey": "bm90IGEga2V5"}},
        "configurationSettings.scoringFe.sslKey holds a value named like a credential",
    ),
    (
        "azure-kubernetesconfiguration-extension-plain-secrets",
        "kubernetesconfiguration:Extension",
        {"configurationSettings": UNKNOWN},
        "undecided: configurationSettings",
    ),
]
