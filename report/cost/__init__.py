"""What a stack costs in a month, from a dated price table, and what a change does to it.

`estimate` and `difference` are pure: planned or deployed resources in, lines and what is unknown out.
"""

from report.cost.estimate import difference, estimate
from report.cost.model import Change, Difference, Estimate, Free, Line, Unknown
from report.cost.prices import Table, load_prices
from report.cost.usage import Usage, load_usage

__all__ = [
    "Change",
    "Difference",
    "Estimate",
    "Free",
    "Line",
    "Table",
    "Unknown",
    "Usage",
    "difference",
    "estimate",
    "load_prices",
    "load_usage",
]
