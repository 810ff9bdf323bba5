"""What the gate demands of single properties, as data."""

from tests.policy import rows_compute, rows_governance, rows_kubernetes, rows_network, rows_services

ROWS = [
    *rows_services.ROWS,
    *rows_compute.ROWS,
    *rows_kubernetes.ROWS,
    *rows_network.ROWS,
    *rows_governance.ROWS,
]
