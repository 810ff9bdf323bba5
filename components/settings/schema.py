"""The JSON Schema of stack files, generated from the settings: editors complete and check with it.

`python -m components.settings.schema` writes it; a test holds the committed file against the code.
"""

import json
from pathlib import Path
from typing import Any

from components.settings.root import SECRET_KEYS, Settings

SCHEMA_FILE = Path(__file__).parents[2] / "schema" / "stack.schema.json"
PROJECT = "secure-mlops"


def stack_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a `Pulumi.<stack>.yaml` of this project."""
    settings = Settings.model_json_schema(by_alias=True)
    definitions = settings.pop("$defs")
    secret = {"type": "object", "required": ["secure"], "properties": {"secure": {"type": "string"}}}
    properties = {f"{PROJECT}:{key}": value for key, value in settings["properties"].items()}
    for key in sorted(SECRET_KEYS):
        name = f"{PROJECT}:{key}"
        shape = properties[name]
        # Secrets of one object are set one by one, so that each is encrypted by itself.
        form = {"type": "object", "additionalProperties": secret} if shape.get("type") == "object" else secret
        properties[name] = {**form, "description": shape["description"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack file of secure-mlops",
        "type": "object",
        "properties": {
            "secretsprovider": {"type": "string"},
            "encryptedkey": {"type": "string"},
            "encryptionsalt": {"type": "string"},
            "config": {
                "type": "object",
                "properties": properties,
                "required": [f"{PROJECT}:{key}" for key in settings["required"]],
                # Other namespaces belong to providers: azure-native:subscriptionId and the like.
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:.+$": {}},
                "additionalProperties": False,
            },
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def rendered() -> str:
    """The schema as the committed file has it."""
    return json.dumps(stack_schema(), indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.parent.mkdir(exist_ok=True)
    SCHEMA_FILE.write_text(rendered())
