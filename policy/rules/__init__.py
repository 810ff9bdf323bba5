"""The rules of the gate: declarations, one family a file, that start nothing when they are imported."""
