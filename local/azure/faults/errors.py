"""How a request can go wrong other than by a plain refusal."""

from __future__ import annotations

from local.azure.errors import ArmError


class TransientError(ArmError):
    """An answer that the provider waits out and asks again.

    Attributes:
        status: The HTTP status.
        retry_after: Seconds to wait before the next try, as the answer says; None where it does not.
    """

    def __init__(self, status: int, code: str, message: str, retry_after: float | None = None) -> None:
        """Make the error."""
        super().__init__(code, message)
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        """Give the line that the provider shows once it has stopped asking."""
        return f"Status={self.status} {super().__str__()}"


class ConnectionCutError(ArmError):
    """No answer came: whether the request had its effect, nobody can tell."""

    def __init__(self, message: str) -> None:
        """Make the error."""
        super().__init__("ConnectionCut", message)

    def __str__(self) -> str:
        """Give what the provider shows: what its HTTP client says."""
        return self.message


class OperationFailedError(ArmError):
    """Azure took the request and failed while it worked on it: the resource is there, in the state `Failed`.

    Attributes:
        resource_id: The resource.
    """

    def __init__(self, code: str, message: str, resource_id: str) -> None:
        """Make the error."""
        super().__init__(code, message)
        self.resource_id = resource_id


class UnfinishedError(Exception):
    """The provider stopped waiting while Azure worked on what it had taken.

    Attributes:
        resource_id: The resource.
    """

    def __init__(self, reason: str, resource_id: str) -> None:
        """Make the error."""
        super().__init__(reason)
        self.resource_id = resource_id
