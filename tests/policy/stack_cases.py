"""One change each to the compliant stack, and what the gate must then say."""

from tests.policy import (
    stack_cases_agents,
    stack_cases_foreign,
    stack_cases_keys,
    stack_cases_network,
    stack_cases_providers,
    stack_cases_routes,
    stack_cases_services,
)

CASES = [
    *stack_cases_network.CASES,
    *stack_cases_routes.CASES,
    *stack_cases_foreign.CASES,
    *stack_cases_services.CASES,
    *stack_cases_keys.CASES,
    *stack_cases_agents.CASES,
    *stack_cases_providers.CASES,
]
