"""All rules, in the order in which the README lists them."""

from rules import (
    general,
    hardening,
    identity,
    inbound,
    keys,
    kubernetes,
    machine_learning,
    monitoring,
    private_endpoints,
    public_access,
    public_ips,
    secrets,
    sign_in,
    subnets,
    tls,
)
from rules.model import Rule

_NAMED: tuple[Rule, ...] = (
    *public_access.RULES,
    *public_ips.RULES,
    *inbound.RULES,
    *subnets.RULES,
    *private_endpoints.RULES,
    *keys.RULES,
    *sign_in.RULES,
    *secrets.RULES,
    *tls.RULES,
    *machine_learning.RULES,
    *kubernetes.RULES,
    *identity.RULES,
    *monitoring.RULES,
    *hardening.RULES,
    *general.RULES,
)

RULES: tuple[Rule, ...] = (
    *_NAMED,
    general.unreviewed_types(
        frozenset(kind for rule in _NAMED if rule.family != general.FAMILY for kind in rule.types),
    ),
)
