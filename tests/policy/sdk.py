"""The provider's SDK, read as text: importing its modules would take longer than the whole suite."""

from functools import cache
from pathlib import Path

import pulumi_policy

# Found beside the policy SDK.
SDK = Path(pulumi_policy.__file__).parents[1] / "pulumi_azure_native"


@cache
def _texts(module: str) -> list[str]:
    return [
        file.read_text() for file in (SDK / module).glob("*.py") if not file.name.startswith(("_", "get_", "list_"))
    ]


def source_of(kind: str) -> str:
    """The source of a type's class, such as that of `storage:StorageAccount`."""
    module, _ = kind.split(":")
    (source,) = (text for text in _texts(module) if f'type_token("azure-native:{kind}")' in text)
    return source
