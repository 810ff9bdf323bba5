"""Passwords that the program generates: where they may go is known, so where else they go can be seen."""

from gate.model import CRITICAL, Rule, StackCheck
from gate.stack import ANY, Item, Stack
from gate.tokens import is_generated_password

from rules.secrets import FAMILY

# Where Azure keeps a password to itself: properties that no reader gets back.
_KEPT: dict[str, set[str]] = {
    "compute:VirtualMachine": {"osProfile"},
    "compute:VirtualMachineExtension": {"protectedSettings"},
    "compute:VirtualMachineScaleSet": {"virtualMachineProfile"},
    "compute:VirtualMachineScaleSetExtension": {"protectedSettings"},
    "containerinstance:ContainerGroup": {"containers", "initContainers"},
    "containerservice:ManagedCluster": {"windowsProfile"},
    "keyvault:Secret": {"properties"},
    "kubernetesconfiguration:Extension": {"configurationProtectedSettings"},
    "network:VirtualNetworkGatewayConnection": {"sharedKey"},
}


def goes_where_it_is_kept(item: Item, stack: Stack) -> str | None:
    """What is wrong with where a generated password goes."""
    shown = sorted(
        name
        for name, sources in item.resource.sources.items()
        if name not in _KEPT.get(item.type, set()) and any(is_generated_password(stack.token_of(s)) for s in sources)
    )
    return f"{', '.join(shown)} is made from a generated password, and every reader gets it back" if shown else None


RULES = (
    Rule(
        id="azure-any-generated-password",
        demands="A generated password goes only where Azure keeps it: a machine's profile, protected settings,"
        " the vault.",
        why="Everything else about a resource is returned to every reader, and printed in previews.",
        fix="keep the password as a keyvault.Secret, and let whoever needs it read it there",
        family=FAMILY,
        severity=CRITICAL,
        url="https://learn.microsoft.com/azure/key-vault/secrets/secrets-best-practices",
        stack=(StackCheck(of=(ANY,), judge=goes_where_it_is_kept),),
    ),
)
