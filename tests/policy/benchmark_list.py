"""Writes data/benchmark.json: which controls of the Microsoft cloud security benchmark each Azure Policy serves.

The built-in initiative says so, in the groups of its definitions. With a copy of https://github.com/Azure/azure-policy:

    python tests/policy/benchmark_list.py \
        "azure-policy/built-in-policies/policySetDefinitions/Security Center/AzureSecurityCenter.json" \
        > tests/policy/data/benchmark.json
"""

import json
import sys
from pathlib import Path
from typing import Any

_GROUP = "Azure_Security_Benchmark_v3.0_"


def listed(initiative: dict[str, Any]) -> str:
    """The file's text for the initiative's definition."""
    about = initiative["properties"]
    rows = sorted(
        (
            member["policyDefinitionId"].rpartition("/")[2],
            member["policyDefinitionReferenceId"],
            sorted(group.removeprefix(_GROUP) for group in member["groupNames"]),
        )
        for member in about["policyDefinitions"]
    )
    lines = ",\n".join(
        f"  {json.dumps(policy)}: {json.dumps({'reference': reference, 'controls': controls})}"
        for policy, reference, controls in rows
    )
    return (
        f'{{\n "initiative": "{initiative["name"]}",\n "version": "{about["metadata"]["version"]}",\n'
        f' "made_by": "tests/policy/benchmark_list.py",\n "definitions": {{\n{lines}\n }}\n}}\n'
    )


if __name__ == "__main__":
    sys.stdout.write(listed(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8-sig"))))
