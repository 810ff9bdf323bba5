"""All rules, in the order in which the README lists them."""

from gate.model import Rule
from gate.stack import ANY

from rules import (
    agents,
    alerts,
    diagnostics,
    dns,
    encryption,
    firewall,
    flow_logs,
    gateways,
    general,
    generated,
    governance,
    hardening,
    identity,
    inbound,
    keys,
    kubernetes,
    kubernetes_extension,
    kubernetes_operations,
    machine_learning,
    machines,
    managed_network,
    management_ports,
    ml_endpoints,
    monitoring,
    private_endpoints,
    private_only,
    public_access,
    public_ips,
    routes,
    secrets,
    service_endpoints,
    sign_in,
    subnets,
    tags,
    tls,
)
from rules.reviewed import NOTHING_TO_DEMAND

_NAMED: tuple[Rule, ...] = (
    *public_access.RULES,
    *public_ips.RULES,
    *inbound.RULES,
    *management_ports.RULES,
    *subnets.RULES,
    *routes.RULES,
    *firewall.RULES,
    *gateways.RULES,
    *dns.RULES,
    *service_endpoints.RULES,
    *private_endpoints.RULES,
    *keys.RULES,
    *sign_in.RULES,
    *secrets.RULES,
    *generated.RULES,
    *tls.RULES,
    *encryption.RULES,
    *machine_learning.RULES,
    *managed_network.RULES,
    *ml_endpoints.RULES,
    *kubernetes.RULES,
    *kubernetes_operations.RULES,
    *kubernetes_extension.RULES,
    *agents.RULES,
    *machines.RULES,
    *identity.RULES,
    *governance.RULES,
    *monitoring.RULES,
    *diagnostics.RULES,
    *alerts.RULES,
    *flow_logs.RULES,
    *hardening.RULES,
)

_NAMED_TYPES = frozenset(kind for rule in _NAMED for kind in rule.types if kind != ANY)

RULES: tuple[Rule, ...] = private_only.noted(
    (
        *_NAMED,
        tags.required_tags(_NAMED_TYPES | NOTHING_TO_DEMAND),
        *general.RULES,
        general.unreviewed_types(_NAMED_TYPES | NOTHING_TO_DEMAND),
    )
)
