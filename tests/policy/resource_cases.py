"""Single resources that rules with logic of their own must refuse, as data."""

from tests.policy import cases_general, cases_inbound, cases_marked, cases_network, cases_secrets, cases_services
from tests.policy.resource_case import Case

CASES: list[Case] = [
    *cases_inbound.CASES,
    *cases_network.CASES,
    *cases_secrets.CASES,
    *cases_marked.CASES,
    *cases_services.CASES,
    *cases_general.CASES,
]
