"""What ends a report with one line: what is wrong, where, and what to do."""


class ReportError(Exception):
    """A report that cannot be made, in words for whoever asked for it."""
