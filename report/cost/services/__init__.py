"""From resources to meters, one family a file."""
