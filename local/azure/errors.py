"""What Azure says when it refuses: a code, a message and the property at fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ArmError(Exception):
    """A refusal in the form Azure Resource Manager gives it.

    The text never carries a property's value unless the value is a name or an address: secrets stay out of it.
    """

    def __init__(self, code: str, message: str, target: str = "") -> None:
        """Make the error.

        Args:
            code: Azure's error code, which programs and search engines know it by.
            message: What was wrong, the value given, the values allowed.
            target: Path of the property at fault; empty when no single property is.
        """
        super().__init__(code, message, target)
        self.code = code
        self.message = message
        self.target = target

    def __str__(self) -> str:
        """Give the one line that ends up in the engine's diagnostics."""
        tail = f' Target="{self.target}"' if self.target else ""
        return f'Code="{self.code}" Message="{self.message}"{tail}'


class PartlyDoneError(Exception):
    """Azure took a request and did not come to a good end: the resource is there all the same.

    The engine keeps such a resource with what went wrong, and writes it again at the next update.
    """

    def __init__(self, reason: str, resource_id: str, properties: Mapping[str, Any]) -> None:
        """Make the error.

        Args:
            reason: What went wrong.
            resource_id: The resource.
            properties: What it answers now; empty when it could not be asked.
        """
        super().__init__(reason)
        self.resource_id = resource_id
        self.properties = properties


class UnsupportedError(Exception):
    """The emulator does not know this type, call or situation, and says so rather than guess."""
