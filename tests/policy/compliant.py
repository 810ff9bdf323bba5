"""A compliant resource of each type that the gate reads: every test changes one thing in one of these."""

from typing import Any

from rules.diagnostics import LOGGED

from tests.policy.examples.common import tagged
from tests.policy.examples.compute import COMPUTE
from tests.policy.examples.compute import WINDOWS as _WINDOWS
from tests.policy.examples.network import BASTION_GROUP as _BASTION_GROUP
from tests.policy.examples.network import NETWORK
from tests.policy.examples.services import GOVERNANCE, MACHINE_LEARNING, MONITORING, SERVICES
from tests.policy.examples.services import INSTANCE as _INSTANCE
from tests.policy.gate import UNKNOWN, R

COMPLIANT: dict[str, dict[str, Any]] = {
    kind: tagged(kind, props)
    for kind, props in (NETWORK | COMPUTE | MACHINE_LEARNING | SERVICES | MONITORING | GOVERNANCE).items()
}
INSTANCE = tagged("machinelearningservices:Compute", _INSTANCE)
WINDOWS = tagged("compute:VirtualMachine", _WINDOWS)
BASTION_GROUP = tagged("network:NetworkSecurityGroup", _BASTION_GROUP)


def example(kind: str, name: str, props: dict[str, Any] | None = None, deps: dict[str, list[str]] | None = None) -> R:
    """A compliant resource of a stack, or one with properties of its own and the tags that it must have."""
    return R(kind, name, COMPLIANT[kind] if props is None else tagged(kind, props), deps or {})


def endpoint(name: str, target: str) -> list[R]:
    """A private endpoint to a resource of the stack, with its zone group."""
    return [
        example(
            "network:PrivateEndpoint",
            name,
            {
                "privateEndpointName": name,
                "privateLinkServiceConnections": [{"groupIds": ["x"], "privateLinkServiceId": UNKNOWN}],
            },
            {"privateLinkServiceConnections": [target]},
        ),
        example(
            "network:PrivateDnsZoneGroup",
            f"{name}-zones",
            {**COMPLIANT["network:PrivateDnsZoneGroup"], "privateEndpointName": name},
        ),
    ]


def logged(name: str) -> R:
    """A diagnostic setting for a resource of the stack."""
    return example(
        "monitor:DiagnosticSetting",
        f"diag-{name}",
        {"workspaceId": UNKNOWN, "logs": [{"categoryGroup": "allLogs", "enabled": True}]},
        {"resourceUri": [name], "workspaceId": ["log"]},
    )


def _logged_storage(name: str) -> list[R]:
    account = f"/subscriptions/0/x/Microsoft.Storage/storageAccounts/{name}"
    setting = COMPLIANT["monitor:DiagnosticSetting"]
    return [
        example(
            "monitor:DiagnosticSetting",
            f"diag-{name}-{service}",
            {**setting, "resourceUri": f"{account}/{service}/default"},
        )
        for service in ("blobServices", "fileServices", "queueServices", "tableServices")
    ]


def _core() -> list[R]:
    return [
        example("resources:ResourceGroup", "rg"),
        example("network:NetworkSecurityGroup", "nsg-training"),
        example("network:NetworkSecurityGroup", "nsg-bastion", BASTION_GROUP),
        example("network:VirtualNetwork", "vnet", None, {"subnets": ["nsg-training", "nsg-bastion"]}),
        example("network:FlowLog", "flow"),
        example("network:PublicIPAddress", "pip-nat", {"publicIpAddressName": "pip-nat"}),
        example("network:PublicIPAddress", "pip-bas", {"publicIpAddressName": "pip-bas"}),
        example("network:NatGateway", "nat", None, {"publicIpAddresses": ["pip-nat"]}),
        example("network:BastionHost", "bas"),
        example("storage:StorageAccount", "st"),
        example("storage:BlobServiceProperties", "st-blobs"),
        example("keyvault:Vault", "kv"),
        example("containerregistry:Registry", "cr"),
        example("operationalinsights:Workspace", "log"),
        example("applicationinsights:Component", "appi"),
        example("monitor:PrivateLinkScope", "ampls"),
        example("monitor:PrivateLinkScopedResource", "link-appi"),
        example("monitor:PrivateLinkScopedResource", "link-log", {}, {"linkedResourceId": ["log"]}),
        example("machinelearningservices:Workspace", "mlw"),
        example("machinelearningservices:Compute", "cpu"),
        example("machinelearningservices:Compute", "ci", {**INSTANCE, "computeName": "ci"}),
    ]


def stack() -> list[R]:
    """A small stack that nothing is wrong with."""
    core = _core()
    return [
        *core,
        *(logged(resource.name) for resource in core if resource.kind in LOGGED),
        *_logged_storage("st"),
        *(part for name in ("st", "kv", "cr", "mlw", "ampls") for part in endpoint(f"pep-{name}", name)),
    ]
