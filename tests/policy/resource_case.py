"""What a case of a rule with logic of its own is."""

from typing import Any

Case = tuple[str, str, dict[str, Any], str]
"""Rule, type, properties, what the message says."""
