"""Each way to break what the topology's rules demand."""

from tests.policy.topology import (
    cases_identity,
    cases_names,
    cases_networks,
    cases_outside,
    cases_traffic,
    cases_training,
    cases_ways,
)

CASES = [
    *cases_networks.CASES,
    *cases_names.CASES,
    *cases_ways.CASES,
    *cases_training.CASES,
    *cases_traffic.CASES,
    *cases_identity.CASES,
    *cases_outside.CASES,
]
