"""Properties that hold credentials: the program marks their values as secrets, so that nothing keeps or prints them.

The mark comes with the value: while a value is unknown, nobody can see whether it has one. Such a property is reported
at preview and decided at deployment, before the resource is made.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from gate.model import CRITICAL, Check, Rule
from gate.nodes import Node, UnidentifiedError, is_list, is_mapping
from gate.wire import UNKNOWN

from rules.secrets import FAMILY

_MACHINE = ("osProfile.adminPassword", "osProfile.windowsConfiguration.additionalUnattendContent[].content")

# A test holds the table against the provider's SDK: that the properties exist, and that no other is named like these.
CREDENTIALS: dict[str, tuple[str, ...]] = {
    "compute:VirtualMachine": _MACHINE,
    "compute:VirtualMachineExtension": ("protectedSettings",),
    "compute:VirtualMachineScaleSet": (
        *(f"virtualMachineProfile.{path}" for path in _MACHINE),
        "virtualMachineProfile.extensionProfile.extensions[].protectedSettings",
    ),
    "compute:VirtualMachineScaleSetExtension": ("protectedSettings",),
    "containerinstance:ContainerGroup": (
        "containers[].environmentVariables[].secureValue",
        "initContainers[].environmentVariables[].secureValue",
        "diagnostics.logAnalytics.workspaceKey",
        "extensions[].protectedSettings",
        "imageRegistryCredentials[].password",
        "volumes[].azureFile.storageAccountKey",
        "volumes[].secret",
    ),
    "containerservice:ManagedCluster": (
        "aadProfile.serverAppSecret",
        "servicePrincipalProfile.secret",
        "windowsProfile.adminPassword",
    ),
    "keyvault:Secret": ("properties.value",),
    "kubernetesconfiguration:Extension": ("configurationProtectedSettings",),
    "machinelearningservices:BatchEndpoint": ("properties.keys.primaryKey", "properties.keys.secondaryKey"),
    "machinelearningservices:Compute": (
        "properties.properties.administratorAccount.password",
        "properties.properties.databricksAccessToken",
        "properties.properties.relayConnectionString",
        "properties.properties.serviceBusConnectionString",
        "properties.properties.sslConfiguration.key",
        "properties.properties.userAccountCredentials.adminUserPassword",
    ),
    "machinelearningservices:Datastore": (
        "properties.credentials.secrets.certificate",
        "properties.credentials.secrets.clientSecret",
        "properties.credentials.secrets.key",
        "properties.credentials.secrets.sasToken",
    ),
    "machinelearningservices:OnlineEndpoint": ("properties.keys.primaryKey", "properties.keys.secondaryKey"),
    "network:ApplicationGateway": ("sslCertificates[].data", "sslCertificates[].password"),
    "network:ExpressRouteCircuit": (
        "authorizationKey",
        "authorizations[].authorizationKey",
        "peerings[].connections[].authorizationKey",
        "peerings[].sharedKey",
    ),
    "network:ExpressRouteCircuitAuthorization": ("authorizationKey",),
    "network:ExpressRouteCircuitPeering": ("connections[].authorizationKey", "sharedKey"),
    "network:VirtualNetworkGateway": (
        "vpnClientConfiguration.radiusServerSecret",
        "vpnClientConfiguration.radiusServers[].radiusServerSecret",
    ),
    "network:VirtualNetworkGatewayConnection": ("authorizationKey", "sharedKey"),
}
"""Where each type holds credentials; an object is marked as a whole, or each text in it."""


def _plain(value: Any, steps: Sequence[str], place: str) -> Iterator[str]:
    """The places of texts without a mark, along the steps of a path and in everything at its end.

    Raises:
        UnidentifiedError: a value on the way, or at the end, is not known yet.
    """
    if value is UNKNOWN:
        raise UnidentifiedError(place)
    if is_list(value):
        for number, element in enumerate(value):
            yield from _plain(element, steps, f"{place}[{number}]")
    elif is_mapping(value):
        for key in value.keys() & {steps[0]} if steps else value:
            yield from _plain(value[key], steps[1:], f"{place}.{key}".lstrip("."))
    elif isinstance(value, str) and value and not steps:  # what is marked is a `Secret` here, and none of these
        yield place


def _check(kind: str, path: str) -> Check:
    steps = path.replace("[]", "").split(".")

    def judge(resource: Node) -> str | None:
        places = list(_plain(resource.value, steps, ""))
        return f"not marked as a secret: {', '.join(places)}" if places else None

    return Check(of=(kind,), judge=judge)


RULES = (
    Rule(
        id="azure-any-secret-marked",
        demands="Passwords, keys and tokens are marked as secrets in the program.",
        why="A plain value is in the state and in previews as it is, for everybody who reads one of them.",
        fix="wrap the value in pulumi.Output.secret, or read it with config.require_secret",
        family=FAMILY,
        severity=CRITICAL,
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
        checks=tuple(_check(kind, path) for kind, paths in CREDENTIALS.items() for path in paths),
    ),
)
