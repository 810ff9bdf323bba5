"""A mistake that a person can put right."""


class LocalError(Exception):
    """What is wrong, where, and what to do, in one line."""
