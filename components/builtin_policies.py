"""Azure's built-in policies for such a platform, as a table to hold against Microsoft's definitions.

Each row is a file of https://github.com/Azure/azure-policy/tree/master/built-in-policies/policyDefinitions with that
`name`: which effects it allows, and under which parameter. Left out on purpose: "Authentication to Linux machines
should require SSH keys" (630c64f9-...), which reports every machine that has no guest configuration agent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from components.settings import MachineSettings, Settings, WorkspaceSettings

Stance = Literal["Audit", "Deny"]


class Effect(Enum):
    """What a definition lets its assignment decide."""

    CHOICE = "audit or deny, by the parameter effect"
    AUDIT = "audit at most"
    IF_NOT_EXISTS = "audit of something that ought to be there"
    DENY = "deny always, without a parameter: an override makes it audit"


@dataclass(frozen=True, kw_only=True)
class Contradiction:
    """When the stack's own options do what a policy forbids: it reports then, whatever the settings say.

    Attributes:
        because: what of the settings does it, for a person.
        holds: whether the settings say so.
    """

    because: str
    holds: Callable[[Settings], bool]


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """One built-in policy.

    Attributes:
        key: short name, part of the assignment's names.
        definition: name of the definition, a GUID.
        demands: what it demands, for a person.
        effect: what can be decided.
        parameter: name of the parameter that decides.
        unless: when the stack itself contradicts it.
    """

    key: str
    definition: str
    demands: str
    effect: Effect
    parameter: str = "effect"
    unless: Contradiction | None = None

    def stance(self, settings: Settings) -> Stance:
        """What is asked of it: Deny where that is wanted, possible and no contradiction of the stack itself."""
        possible = self.effect in (Effect.CHOICE, Effect.DENY)
        contradicted = self.unless is not None and self.unless.holds(settings)
        return "Deny" if settings.governance.policies == "Deny" and possible and not contradicted else "Audit"

    def parameters(self, stance: Stance) -> dict[str, str]:
        """Values of the definition's parameters."""
        if self.effect is Effect.DENY:
            return {}
        return {self.parameter: "AuditIfNotExists" if self.effect is Effect.IF_NOT_EXISTS else stance}


def _keyless(what: Literal["workspace", "storage", "registry"]) -> Contradiction:
    return Contradiction(
        because=f"encryption.customerManagedKeys does not name {what}",
        holds=lambda settings: what not in settings.encryption.customer_managed_keys,
    )


def _machines(settings: Settings) -> list[MachineSettings]:
    agents = settings.agents
    candidates = (settings.access.jump_host, *((agents.vm, agents.vmss) if agents else ()))
    return [machine for machine in candidates if machine is not None]


def _workspace(check: Callable[[WorkspaceSettings], bool]) -> Callable[[Settings], bool]:
    """A check of the workspace's settings; a hub, which has none, passes."""
    return lambda settings: settings.workspace is not None and check(settings.workspace)


_PUBLIC_LOGS = Contradiction(
    because="monitor.privateLinkScope is off, so logs come and go by the public side",
    holds=lambda settings: not settings.monitor.private_link_scope,
)
_C, _A, _N, _D = Effect.CHOICE, Effect.AUDIT, Effect.IF_NOT_EXISTS, Effect.DENY


def _row(
    key: str, definition: str, effect: Effect, demands: str, unless: Contradiction | None = None, **more: str
) -> BuiltIn:
    return BuiltIn(key=key, definition=definition, effect=effect, demands=demands, unless=unless, **more)


POLICIES: tuple[BuiltIn, ...] = (
    _row("ml-private", "438c38d2-3772-465a-a9cc-7a6666a275ce", _C, "The workspace is closed to the public network."),
    _row("ml-link", "45e05259-1eb5-4f70-9574-baf73e9d219b", _A, "The workspace has a private endpoint."),
    _row("ml-compute-vnet", "7804b5c7-01dc-4723-969b-ae300cc07ff1", _A, "Compute is in a virtual network."),
    _row("ml-compute-auth", "e96a9a5f-07ca-471b-9bc5-6a0f33cbd68f", _C, "Compute takes no local sign-in."),
    _row("ml-instance-idle", "679ddf89-ab8f-48a5-9029-e76054077449", _C, "Compute instances stop when idle."),
    _row("ml-key", "ba769a63-b8cc-4b2d-abf6-ac33c7204be8", _C, "The workspace has a key of its own.",
         _keyless("workspace")),
    _row("ml-identity", "5f0c7d88-c7de-45b8-ac49-db49e72eaa78", _C, "The workspace has a user-assigned identity.",
         Contradiction(because="workspace.identity is SystemAssigned",
                       holds=_workspace(lambda workspace: workspace.identity != "UserAssigned"))),
    _row("ml-logs", "afe0c3be-ba3b-4544-ba52-0c99672a8ad6", _N, "The workspace's resource logs are kept."),
    _row("st-no-public-blobs", "4fa4b6c0-31ca-4c0d-b10d-24b96f62a751", _C, "Blobs are never public."),
    _row("st-private", "b2982f36-99f2-4db5-8eff-283140c09693", _C, "Storage is closed to the public network."),
    _row("st-default-deny", "34c877ad-507e-4c82-993e-3452a6e0ad3c", _C, "Storage lets nobody in by default."),
    _row("st-no-keys", "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54", _C, "Storage takes no shared keys."),
    _row("st-one-tenant", "92a89a79-6c52-4a7e-a03f-61306fc49312", _C, "Storage is not copied to other tenants."),
    _row("st-tls", "fe83a0eb-a853-422d-aac2-1bffd182c5d0", _C, "Storage takes TLS 1.2 or newer."),
    _row("st-https", "404c3081-a854-4457-ae30-26a93ef643f9", _C, "Storage takes HTTPS only."),
    _row("st-encrypted-twice", "4733ea7b-a883-42fe-8cac-97454c2a9e4a", _C, "Storage is encrypted twice.",
         Contradiction(because="encryption.infrastructureEncryption is off",
                       holds=lambda settings: not settings.encryption.infrastructure_encryption)),
    _row("st-link", "6edd7eda-6dd8-40f7-810d-67160c639cd9", _N, "Storage has a private endpoint."),
    _row("st-key", "6fac406b-40ca-413b-bf8e-0bf964659c25", _A, "Storage has a key of its own."),
    _row("kv-purge-protection", "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53", _C, "Nobody purges the vault."),
    _row("kv-soft-delete", "1e66c121-a66a-4b1f-9b83-0fd99bf0fc2d", _C, "A deleted vault can be recovered."),
    _row("kv-roles", "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5", _C, "Roles decide who reads the vault."),
    _row("kv-private", "405c5871-3e91-4644-8a63-58e19d68ff5b", _C, "The vault is closed to the public network."),
    _row("kv-link", "a6abeaec-4d90-4a02-805f-6b26c4d3fbe9", _A, "The vault has a private endpoint.",
         parameter="audit_effect"),
    _row("kv-logs", "cf820ca0-f99e-4f3e-84fb-66e913812d21", _N, "The vault's resource logs are kept."),
    _row("cr-private", "0fdf0491-d080-4575-b627-ad0e843cba0f", _C, "The registry is closed to the public network."),
    _row("cr-no-admin", "dc921057-6b28-4fbe-9b83-f7bec05db6c2", _C, "The registry has no administrator account.",
         Contradiction(because="workspace.registry.adminUser is on",
                       holds=_workspace(lambda workspace: workspace.registry.admin_user))),
    _row("cr-no-anonymous", "9f2dea28-e834-476c-99c5-3507b4728395", _C, "Nobody pulls images without signing in."),
    _row("cr-no-export", "524b0254-c285-4903-bee6-bb8126cde579", _C, "Images do not leave the registry.",
         Contradiction(because="workspace.registry.allowExport is on",
                       holds=_workspace(lambda workspace: workspace.registry.allow_export))),
    _row("cr-sku", "bd560fc0-3c69-498a-ae9f-aa8eb7de0e13", _C, "The registry's SKU takes private endpoints."),
    _row("cr-link", "e8eef0a8-67cf-4eb4-9386-14b0e78733d4", _A, "The registry has a private endpoint."),
    _row("cr-key", "5b9159ae-1701-4a6f-9a7a-aa9c8ddd0580", _C, "The registry has a key of its own.",
         _keyless("registry")),
    _row("nic-no-public-ip", "83a86a26-fd1f-447c-b59d-e51f44264114", _D, "No machine has a public address."),
    _row("nic-no-forwarding", "88c0b9da-ce96-4b03-9635-f29a937e2900", _D, "No machine forwards others' traffic."),
    _row("vm-host-encryption", "fc4d8e41-e223-45ea-9bf5-eada37891d87", _C, "Machines are encrypted at the host.",
         Contradiction(because="encryptionAtHost of a machine is off",
                       holds=lambda settings: not all(m.encryption_at_host for m in _machines(settings)))),
    _row("vm-trusted-launch", "c95b54ad-0614-4633-ab29-104b01235cbf", _A, "Machines start by Trusted Launch."),
    _row("vm-vtpm", "1c30f9cd-b84c-49cc-aa2c-9288447cc3b3", _A, "Machines have a virtual TPM."),
    _row("disk-private", "8405fdab-1faf-48aa-b702-999c9c172094", _C, "Disks are closed to the public network.",
         Contradiction(because="Azure makes a machine's disk, with defaults that let whoever may export it do so",
                       holds=lambda settings: bool(_machines(settings)))),
    _row("snet-nsg", "e71308d3-144b-4262-b144-efdc3cc90517", _N, "Subnets have a network security group."),
    _row("snet-private", "7bca8353-aa3b-429b-904a-9229c4385837", _C, "Subnets have no way out by default."),
    _row("snet-gateway", "35f9c03a-cc27-418e-9c0c-539ff999d010", _D, "A gateway's subnet has no security group."),
    _row("vm-ports-closed", "22730e10-96f6-4aac-ad84-9383d35b5917", _N, "Management ports are closed."),
    _row("log-private", "6c53d030-cc64-46f0-906d-2bc061cd1334", _C, "Log Analytics is closed to the public network.",
         _PUBLIC_LOGS),
    _row("log-entra-only", "e15effd4-2278-4c65-a0da-4d6f6d1890e2", _C, "Log Analytics takes Entra sign-in only."),
    _row("appi-private", "1bc02227-0cb6-4e11-8f53-eb0b22eab7e8", _C,
         "Application Insights is closed to the public network.", _PUBLIC_LOGS),
    _row("appi-entra-only", "199d5677-e4d9-4264-9465-efe1839c06bd", _C,
         "Application Insights takes Entra sign-in only."),
    _row("appi-workspace", "d550e854-df1a-4de9-bf44-cd894b39a95e", _C,
         "Application Insights keeps its data in Log Analytics."),
)  # fmt: skip

# Microsoft cloud security benchmark: built-in-policies/policySetDefinitions/Security Center.
BENCHMARK = "1f3afdf9-d0c9-4c3d-847f-89da613e70a8"
