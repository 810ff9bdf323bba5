"""The ways in, the agents, and the secrets that go with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from components.settings.checks.model import Location, Problem, Valid

# https://learn.microsoft.com/azure/virtual-machines/windows/faq
LONGEST_WINDOWS_USER = 20

GATEWAYS: tuple[Location, ...] = (("access", "vpnGateway"), ("access", "expressRoute"))


def there_is_a_way_in(valid: Valid) -> Iterable[Problem]:
    """People get in by Bastion and its jump host, by VPN, or by ExpressRoute."""
    access = valid.get("access")
    if not isinstance(access, dict) or valid.has("hub"):
        return
    gateways = [path for path in GATEWAYS if valid.has(*path)]
    bastion, jump_host = valid.has("access", "bastion"), valid.has("access", "jumpHost")
    if not (bastion or jump_host or gateways):
        yield Problem(
            ("access",), "must have bastion with jumpHost, vpnGateway or expressRoute: nobody gets in otherwise"
        )
    if bastion and not jump_host:
        yield Problem(("access", "jumpHost"), "is missing: Bastion leads to machines, and there is none for people")
    if jump_host and not (bastion or gateways):
        yield Problem(("access", "bastion"), "is missing: nothing else leads to access.jumpHost")


def the_jump_host_fits_its_system(valid: Valid) -> Iterable[Problem]:
    """Linux takes a key; Windows takes a password, which is generated."""
    if not valid.has("access", "jumpHost"):
        return
    windows = valid.get("access", "jumpHost", "os") == "Windows"
    admin = str(valid.get("access", "jumpHost", "adminUsername", default=""))
    if windows and len(admin) > LONGEST_WINDOWS_USER:
        yield Problem(
            ("access", "jumpHost", "adminUsername"),
            f"must have {LONGEST_WINDOWS_USER} characters or fewer on Windows",
            admin,
        )
    path = ("access", "jumpHost", "sshPublicKey")
    given = valid.get("access", "jumpHost")
    has_key = isinstance(given, dict) and given.get("sshPublicKey") is not None
    if not windows and not has_key:
        yield Problem(path, "is missing: a Linux jump host needs its administrator's public key")
    if windows and has_key:
        yield Problem(path, "must not be set: Windows takes a password, which is generated and kept in the vault")


def the_circuit_fits_its_tier(valid: Valid) -> Iterable[Problem]:
    """A Local circuit is billed without limits, and is not a small one.

    https://learn.microsoft.com/azure/expressroute/expressroute-faqs#expressroute-local
    """
    path = ("access", "expressRoute", "circuit")
    if valid.get(*path, "tier") != "Local":
        return
    family = valid.get(*path, "family", default="MeteredData")
    if family != "UnlimitedData":
        yield Problem((*path, "family"), "must be UnlimitedData: the circuit's tier is Local", str(family))
    bandwidth = valid.whole(*path, "bandwidthMbps", default=50)
    if bandwidth < 1000:
        yield Problem((*path, "bandwidthMbps"), "must be 1000 or more: the circuit's tier is Local", str(bandwidth))


def the_vpn_gateway_has_clients(valid: Valid) -> Iterable[Problem]:
    """A VPN gateway is there for people or sites, and people sign in one way."""
    gateway = ("access", "vpnGateway")
    people = (*gateway, "pointToSite")
    if valid.has(*gateway) and not valid.has(*people) and not any(valid.entries(*gateway, "sites")):
        yield Problem(gateway, "must have pointToSite or sites: nobody comes in by it otherwise")
    with_certificate = valid.get(*people, "authentication", default="Entra") == "Certificate"
    has_roots = bool(valid.get(*people, "rootCertificates"))
    if valid.has(*people) and with_certificate and not has_roots:
        yield Problem((*people, "rootCertificates"), "is missing: authentication is Certificate")
    if has_roots and not with_certificate:
        yield Problem((*people, "rootCertificates"), "is not used: authentication is Entra. Remove one of the two")


def shared_keys_belong_to_sites(valid: Valid) -> Iterable[Problem]:
    """Each shared key is that of a site; a site without one gets a generated one."""
    keys = valid.get("vpnSharedKeys", default={})
    entries = valid.entries("access", "vpnGateway", "sites")
    names = {valid.get("access", "vpnGateway", "sites", position, "name") for position, _ in entries}
    for name in sorted(set(keys if isinstance(keys, dict) else {}) - names):
        yield Problem(("vpnSharedKeys", name), "is not used: access.vpnGateway.sites has no such site. Remove it")


def express_route_has_one_circuit(valid: Valid) -> Iterable[Problem]:
    """The gateway leads to one circuit: one that exists, or one made here."""
    path = ("access", "expressRoute")
    both = valid.has(*path, "circuitId") + valid.has(*path, "circuit")
    if valid.has(*path) and both != 1:
        what = "not both" if both else "one of the two is missing"
        yield Problem(path, f"must have circuitId or circuit: {what}")


@dataclass(frozen=True)
class SecretUse:
    """A secret setting, and when it is needed."""

    key: str
    user: str
    used: Callable[[Valid], bool]
    required: bool = True


def registers_itself(valid: Valid) -> bool:
    """Whether any agent registers by itself: scale sets and managed pools are registered by Azure DevOps."""
    return valid.has("agents", "vm") or valid.has("agents", "container")


def _authentication(kind: str) -> Callable[[Valid], bool]:
    return lambda valid: valid.get("agents", "authentication", default="managedIdentity") == kind


def _attached(valid: Valid) -> bool:
    return valid.has("inference", "aks") and valid.get("inference", "aks", "attach", default=True) is not False


SECRETS: tuple[SecretUse, ...] = (
    SecretUse("agentToken", "agents.authentication personalAccessToken", _authentication("personalAccessToken")),
    SecretUse("agentClientSecret", "agents.authentication servicePrincipal", _authentication("servicePrincipal")),
    SecretUse(
        "expressRouteKey",
        "access.expressRoute.circuitId",
        lambda valid: valid.has("access", "expressRoute", "circuitId"),
        required=False,
    ),
    SecretUse("scoringCertificate", "an attached inference.aks", _attached, required=False),
    SecretUse("scoringKey", "an attached inference.aks", _attached, required=False),
)


def secrets_are_there_where_used_and_only_there(valid: Valid) -> Iterable[Problem]:
    """A secret is there exactly where an option uses it."""
    for secret in SECRETS:
        there, used = bool(valid.get(secret.key)), secret.used(valid)
        if used and secret.required and not there:
            yield Problem(
                (secret.key,),
                f"is missing: {secret.user} needs it. Set it with: pulumi config set --secret {secret.key}",
            )
        if there and not used:
            yield Problem((secret.key,), f"is not used: only {secret.user} needs it. Remove one of the two")


def the_certificate_has_its_key(valid: Valid) -> Iterable[Problem]:
    """A certificate is of no use without its private key, nor the other way round."""
    both = ("scoringCertificate", "scoringKey")
    for one, other in (both, both[::-1]):
        if valid.get(one) and not valid.get(other):
            yield Problem((other,), f"is missing: {one} is set. Set it with: pulumi config set --secret {other}")


def agents_can_register(valid: Valid) -> Iterable[Problem]:
    """There are agents, and those that register by themselves have what their way of signing in needs."""
    agents = valid.get("agents")
    if not isinstance(agents, dict):
        return
    if not any(valid.has("agents", kind) for kind in ("vm", "vmss", "container", "managed")):
        yield Problem(("agents",), "must have vm, vmss, container or managed: there is no agent otherwise")
    authentication = valid.get("agents", "authentication", default="managedIdentity")
    if authentication != "managedIdentity" and not registers_itself(valid):
        yield Problem(
            ("agents", "authentication"),
            "must be managedIdentity: neither agents.vm nor agents.container is there to register by itself",
            str(authentication),
        )
    has_client = valid.has("agents", "clientId")
    if authentication == "servicePrincipal" and not has_client:
        yield Problem(("agents", "clientId"), "is missing: agents.authentication is servicePrincipal")
    if has_client and authentication != "servicePrincipal":
        yield Problem(
            ("agents", "clientId"), f"is not used: agents.authentication is {authentication}. Remove one of the two"
        )


CHECKS = (
    there_is_a_way_in,
    the_jump_host_fits_its_system,
    the_circuit_fits_its_tier,
    the_vpn_gateway_has_clients,
    shared_keys_belong_to_sites,
    the_certificate_has_its_key,
    express_route_has_one_circuit,
    secrets_are_there_where_used_and_only_there,
    agents_can_register,
)
