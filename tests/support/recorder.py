"""Runs the whole program on Pulumi's mocks and records every registration as the engine would receive it."""

import asyncio
import contextvars
import logging
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime import mocks, rpc
from pulumi.runtime.config import set_all_config
from pulumi.runtime.stack import run_pulumi_func

from components.clouds import PUBLIC
from tests.support.stackfiles import PROJECT, PROJECT_ROOT, as_texts, stack_file

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-8888-9999-000000000000"
SUFFIX = "kqzwtv"

HUB = "organization/secure-mlops/hub"
_HUB_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-hub-test/providers/Microsoft.Network"
HUB_OUTPUT: dict[str, Any] = {
    "location": "eastasia",
    "subscriptionId": SUBSCRIPTION,
    "resourceGroup": "rg-hub-test",
    "vnetId": f"{_HUB_GROUP}/virtualNetworks/vnet-hub-test-bastion",
    "vnetName": "vnet-hub-test-bastion",
    "addressSpace": "10.0.0.0/22",
    "outside": {"VpnClients": "172.20.0.0/24"},
    "consumers": {"JumpHost": "10.0.0.64/28", "Agents": "10.0.1.0/26", "VpnClients": "172.20.0.0/24"},
    "hasGateways": True,
    "zones": {
        zone: f"{_HUB_GROUP}/privateDnsZones/{zone}"
        for zone in PUBLIC.zones_of_all(
            ("amlworkspace", "blob", "file", "queue", "table", "dfs", "vault", "registry", "management"), "eastasia"
        )
    },
    "agents": {"agent-01": "aaaaaaaa-0000-4000-8000-000000000003"},
}
"""What the stack of a hub tells: `components.hub.told`."""

# The input that becomes the output `name`.
_OWN_NAME = {
    "azure-native:storage:StorageAccount": "accountName",
    "azure-native:keyvault:Vault": "vaultName",
    "azure-native:containerregistry:Registry": "registryName",
    "azure-native:operationalinsights:Workspace": "workspaceName",
    "azure-native:machinelearningservices:Workspace": "workspaceName",
    "azure-native:resources:ResourceGroup": "resourceGroupName",
}

# Outputs that are made up where the resource is made, with the value that a recording has for them.
_MADE_UP = {
    "random:index/randomPassword:RandomPassword": ("result", "Generated-{name}-1"),
    "azure-native:network:ExpressRouteCircuit": ("serviceKey", "service-key-of-{name}"),
}


class UnansweredInvokeError(Exception):
    """The program called a function that the recorder does not answer."""


class DuplicateUrnError(Exception):
    """Two registrations have the same URN: the engine would refuse the second."""


# Outputs that programs look at and that no input gives; objects are merged into the input of that name.
_MADE_BY_AZURE: dict[str, dict[str, Any]] = {
    "azure-native:managedidentity:UserAssignedIdentity": {"principalId": "principal", "clientId": "client"},
    "azure-native:keyvault:Vault": {"properties": {"vaultUri": "https://kv.vault.azure.net/"}},
    "azure-native:keyvault:Key": {"keyUri": "uri", "keyUriWithVersion": "uri-with-version"},
    "azure-native:containerservice:ManagedCluster": {
        "oidcIssuerProfile": {"issuerURL": "https://eastasia.oic.prod-aks.azure.com/tenant/cluster/"},
        "privateFQDN": "fqdn",
    },
    "azure-native:machinelearningservices:OnlineEndpoint": {"properties": {"scoringUri": "https://online/score"}},
    "azure-native:machinelearningservices:BatchEndpoint": {"properties": {"scoringUri": "https://batch/jobs"}},
}


@dataclass(frozen=True)
class Registration:
    """One RegisterResource request.

    Attributes:
        urn: the resource's URN.
        kind: type token.
        name: Pulumi name.
        custom: False for components.
        parent: URN of the parent.
        inputs: input properties, secrets opened.
        secrets: paths of the inputs that are secret.
        request: the request itself: options such as protect, aliases, dependencies.
    """

    urn: str
    kind: str
    name: str
    custom: bool
    parent: str
    inputs: dict[str, Any]
    secrets: frozenset[str]
    request: Any

    def depends_on(self, other: "Registration", prop: str | None = None) -> bool:
        """Whether this resource depends on `other`, through property `prop` if one is given."""
        if prop is None:
            return other.urn in self.request.dependencies
        return other.urn in self.request.propertyDependencies[prop].urns


@dataclass
class Recording:
    """Everything one run of the program registered, gave out and warned of."""

    resources: list[Registration] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Registration]:
        """Resources of a type, by its token without `azure-native:`."""
        return [r for r in self.resources if r.kind in (kind, f"azure-native:{kind}")]

    def one(self, kind: str, name: str | None = None) -> Registration:
        """The only resource of a type, or the only one of that Pulumi name."""
        found = [r for r in self.of(kind) if name in (None, r.name)]
        assert len(found) == 1, f"{len(found)} of {kind} {name or ''}: {[r.name for r in self.of(kind)]}"
        return found[0]

    @property
    def azure(self) -> list[Registration]:
        """Resources of Azure, without components."""
        return [r for r in self.resources if r.kind.startswith("azure-native:")]


class _Azure(mocks.Mocks):
    """Answers as Azure would, as far as the program looks at answers."""

    def call(self, args: mocks.MockCallArgs) -> Any:
        if args.token == "azure-native:authorization:getClientConfig":
            return {"subscriptionId": SUBSCRIPTION, "tenantId": TENANT, "clientId": "client", "objectId": "object"}
        if args.token == "pulumi:pulumi:readStackOutputs" and args.args["name"] == HUB:
            return {"name": HUB, "outputs": {"hub": HUB_OUTPUT}, "secretOutputNames": []}
        raise UnansweredInvokeError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        state = dict(args.inputs)
        if args.typ == "random:index/randomString:RandomString":
            return args.name, {**state, "result": SUFFIX}
        if args.typ in _MADE_UP:
            output, value = _MADE_UP[args.typ]
            state[output] = value.format(name=args.name)
        if args.typ in _OWN_NAME:
            state["name"] = args.inputs.get(_OWN_NAME[args.typ])
        if "identity" in state:
            own = {**state["identity"], "principalId": f"principal-of-{args.name}", "tenantId": TENANT}
            # Asked for as a list of ids, answered as an object.
            users = own.pop("userAssignedIdentities", [])
            state["identity"] = {**own, "userAssignedIdentities": {identity: {} for identity in users}}
        for path, value in _MADE_BY_AZURE.get(args.typ, {}).items():
            state[path] = (
                {**args.inputs.get(path, {}), **value} if isinstance(value, dict) else f"{value}-of-{args.name}"
            )
        return f"/subscriptions/{SUBSCRIPTION}/fake/{args.typ}/{args.name}", state


class _Warnings(logging.Handler):
    """Notes the warnings that the program logs to the engine."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(logging.WARNING)
        self._recording = recording

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno == logging.WARNING:
            self._recording.warnings.append(record.getMessage())


class _Recorder(mocks.MockMonitor):
    """Sees whole requests, where mocks see inputs only."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(_Azure())
        self._recording = recording

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 # the protocol's name
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in {r.urn for r in self._recording.resources}:
            raise DuplicateUrnError(urn)
        raw = rpc.deserialize_properties(request.object)
        secrets: set[str] = set()
        inputs = _opened(raw, "", secrets)
        self._recording.resources.append(
            Registration(
                urn, request.type, request.name, request.custom, request.parent, inputs, frozenset(secrets), request
            )
        )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call] # pulumi.runtime.mocks is untyped


def _opened(value: Any, path: str, secrets: set[str]) -> Any:
    """The value without secret wrappers; the paths that had one go into `secrets`."""
    if rpc.is_rpc_secret(value):
        secrets.add(path)
        return _opened(rpc.unwrap_rpc_secret(value), path, secrets)
    if isinstance(value, dict):
        return {key: _opened(inner, f"{path}.{key}".lstrip("."), secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_opened(inner, f"{path}[{index}]", secrets) for index, inner in enumerate(value)]
    return value


def stack_config(stack: str, **changes: Any) -> dict[str, str]:
    """A stack's config as the engine hands it over, with top-level keys replaced; None takes one away."""
    file = stack_file(stack)
    own = as_texts({**file.config, **file.nested_secrets(), **changes})
    provider = {f"azure-native:{key}": value for key, value in file.provider.items()}
    return {**provider, **{f"{PROJECT}:{key}": value for key, value in own.items()}}


def record(
    program: Callable[[], object], config: Mapping[str, str] | None = None, secret_keys: tuple[str, ...] = ()
) -> Recording:
    """What `program` registers, run to its end on mocks in a context of its own."""
    recording = Recording()

    # Pulumi leaves a failed run's futures alone; asyncio would complain about each, as language hosts know too.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)

    async def run() -> None:
        # Mocks alone would share the list of unfinished outputs with runs that failed before.
        pulumi.runtime.settings.reset_options(project=PROJECT, stack="test")
        set_all_config(dict(config or {}), [f"{PROJECT}:{key}" for key in secret_keys])
        engine = logging.Logger("engine")
        engine.parent = logging.getLogger()
        engine.addHandler(_Warnings(recording))
        mocks.set_mocks(
            _Azure(), project=PROJECT, stack="test", preview=False, logger=engine, monitor=_Recorder(recording)
        )
        await run_pulumi_func(lambda: _discarded(program()))
        root = pulumi.runtime.settings.get_root_resource()
        recording.outputs = await _resolved(getattr(root, "outputs", {}))

    def in_own_loop() -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)  # the SDK makes futures before anything runs
        try:
            loop.run_until_complete(run())
        finally:
            _end_what_is_left(loop)
            asyncio.set_event_loop(None)
            loop.close()

    contextvars.copy_context().run(in_own_loop)
    return recording


def _end_what_is_left(loop: asyncio.AbstractEventLoop) -> None:
    """A run that failed leaves outputs that nobody waits for: ended here, they cannot disturb later runs."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_default_executor())


def _discarded(_result: object) -> None:
    """A program's last value is of no interest to the engine."""


async def _resolved(outputs: dict[str, Any]) -> dict[str, Any]:
    return {key: await pulumi.Output.from_input(value).future() for key, value in outputs.items()}


def record_stack(stack: str, secret_keys: tuple[str, ...] = (), **changes: Any) -> Recording:
    """What the project's own program registers for a stack file with some keys replaced."""
    secrets = {*secret_keys, *stack_file(stack).nested_secrets()}
    return record(
        lambda: runpy.run_path(str(PROJECT_ROOT / "__main__.py"), run_name="__main__"),
        stack_config(stack, **changes),
        tuple(secrets),
    )


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a nested value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
