"""Rules with defects, planted into a copy of the pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import indent

from tests.support.deployment import Deployment

_HEAD = '''\
"""Rules with defects."""

import os
import signal

from gate.model import LOW, Check, Rule, StackCheck
from gate.nodes import UndecidedError, UnidentifiedError

RULES = []


def plant(name, **looks):
    common = {"why": "It must.", "fix": "nothing", "family": "planted", "severity": LOW, "url": "https://x.example"}
    RULES.append(Rule(id=f"azure-x-{name}", demands=f"The planted rule {name} holds.", **common, **looks))
'''

_JUDGE = """

def {name}({arguments}):
{body}


plant("{name}", {looks})
"""


@dataclass(frozen=True)
class Look:
    """How a planted rule looks: what its judge is called with, and how it is declared."""

    arguments: str
    declared: str


RESOURCE = Look("node", 'checks=(Check(of=("{kind}",), judge={name}),)')
STACK = Look("item, stack", 'stack=(StackCheck(of=("{kind}",), judge={name}),)')


def plant(platform: Deployment, look: Look, bodies: Mapping[str, str], kind: str = "resources:ResourceGroup") -> None:
    """Adds rules to the copy's pack, `azure-x-<name>`, each with a judge of that body."""
    rules = [
        _JUDGE.format(
            name=name,
            arguments=look.arguments,
            body=indent(body, "    "),
            looks=look.declared.format(kind=kind, name=name),
        )
        for name, body in bodies.items()
    ]
    (platform.folder / "policy" / "rules" / "planted.py").write_text(_HEAD + "".join(rules))
    main = "policy/__main__.py"
    platform.edit_file(main, "import RULES\n", "import RULES\nfrom rules.planted import RULES as PLANTED\n")
    platform.edit_file(main, "    RULES,\n", "    (*RULES, *PLANTED),\n")
