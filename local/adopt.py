"""`python -m local adopt FILE LOG`: take over what is in Azure already and not in the state.

The answer to a creation can get lost: Azure has the resource, the state does not, and every later `up` says that it
exists already. `pulumi preview --import-file FILE` lists all that an `up` would create; this keeps of it what the `up`
found there, with the ids from its messages, so that `pulumi import --file FILE` takes over just that. It reads and
writes these two files only, so it does for real Azure, too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local.arguments import Arguments
from local.errors import LocalError

HELP = """\
python -m local adopt FILE LOG   keep of an import file what exists already, and fill in its ids

  FILE   what `preview --import-file FILE` wrote; written over
  LOG    what the `up` printed that failed as resources exist already

Then `import --file FILE --protect=false --generate-code=false` takes them over. See docs/faults.md.
"""

# In the list of diagnostics: `  azure-native:network:NatGateway (ng-aml):`, and what is wrong with it below.
_HEAD = re.compile(r"^  (?P<type>[\w-]+:[\w/]+:\w+) \((?P<name>.+)\):$")
_EXISTS = re.compile(r"cannot create already existing (?:sub)?resource '(?P<id>[^']+)'")
Named = tuple[str, str]
"""Type and Pulumi name of a resource."""


def run(args: Arguments) -> int:
    """Do the command.

    Args:
        args: The command line.

    Returns:
        The exit code.

    Raises:
        LocalError: A file is missing or is something else, or nothing in them fits together.
    """
    if args.wants_help:
        print(HELP, end="")
        return 0
    if len(args.words) != 3:
        raise LocalError("`python -m local adopt` takes two files: the import file, and what `up` printed")
    file, log = (args.directory / Path(word).expanduser() for word in args.words[1:])
    found = dict(existing(_read(log)))
    try:
        tree = json.loads(_read(file))
        kept = adopted(tree["resources"], found)
    except (ValueError, KeyError, TypeError) as error:
        raise LocalError(f"{file} is no import file: `pulumi preview --import-file {file.name}` writes one") from error
    if not kept:
        raise LocalError(f"{log} names nothing that exists already and is in {file}")
    file.write_text(json.dumps({**tree, "resources": kept}, indent=2) + "\n", encoding="utf-8")
    for resource in kept:
        if "id" in resource:
            print(f"{resource['type']} {_name(resource)}: {resource['id']}")
    return 0


def existing(log: str) -> Iterator[tuple[Named, str]]:
    """Find in what an `up` printed the resources that exist already, with their ids.

    Args:
        log: The text, without colors.
    """
    about: Named | None = None
    for line in log.splitlines():
        if head := _HEAD.match(line):
            about = (head["type"], head["name"])
        elif about and (there := _EXISTS.search(line)):
            yield about, there["id"]


def adopted(resources: list[dict[str, Any]], found: dict[Named, str]) -> list[dict[str, Any]]:
    """Keep the entries of an import file for what exists, with its ids, and for the components that hold it.

    Args:
        resources: The entries.
        found: The ids of what exists.
    """
    by_name = {resource["name"]: resource for resource in resources}
    ids = {
        resource["name"]: found[resource["type"], _name(resource)]
        for resource in resources
        if (resource["type"], _name(resource)) in found
    }
    needed = set(ids)
    for name in ids:
        parent = by_name[name].get("parent")
        while parent in by_name:
            needed.add(parent)
            parent = by_name[parent].get("parent")
    return [
        {**resource, "id": ids[resource["name"]]} if resource["name"] in ids else resource
        for resource in resources
        if resource["name"] in needed
    ]


def _name(resource: dict[str, Any]) -> str:
    """Give the Pulumi name; the entry's own name differs where two resources share one."""
    return str(resource.get("logicalName", resource["name"]))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise LocalError(f"{file}: {error.strerror}") from error
