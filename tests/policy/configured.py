"""The analyzer as the engine configures it: a levels file merged into the defaults that the pack told."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gate.model import Rule
from gate.server import Analyzer, Pack
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2 as proto
from rules.catalogue import RULES

from tests.policy.gate import provider_of, token_of, urn

Levels = Mapping[str, Any]
"""A levels file's contents: by rule, a level or an object of settings."""

_PACK = Pack(name="pack", display_name="Pack", description="About it.", provider="azure-native", tags=())
_ROOT = "pulumi:pulumi:Stack"
_EVERY = "all"


def analyzer(levels: Levels, rules: Sequence[Rule] = RULES) -> Analyzer:
    """An analyzer after the engine's `Configure`."""
    made = Analyzer(_PACK, rules)
    policies = made.GetAnalyzerInfo(None, None).policies
    merged = {policy.name: _declared(policy) for policy in policies}
    given = {name: {"enforcementLevel": one} if isinstance(one, str) else dict(one) for name, one in levels.items()}
    for one in merged.values():
        one.update(given.get(_EVERY, {}))
    for name, one in given.items():
        merged.setdefault(name, {"enforcementLevel": "advisory"}).update(one)
    made.Configure(proto.ConfigureAnalyzerRequest(policyConfig={n: _wire(one) for n, one in merged.items()}), None)
    return made


def _declared(policy: proto.PolicyInfo) -> dict[str, Any]:
    schema = json_format.MessageToDict(policy.configSchema)["properties"]
    defaults = {name: one["default"] for name, one in schema.items() if "default" in one}
    return {"enforcementLevel": proto.EnforcementLevel.Name(policy.enforcementLevel).lower(), **defaults}


def _wire(one: dict[str, Any]) -> proto.PolicyConfig:
    level = proto.EnforcementLevel.Value(one.pop("enforcementLevel").upper())
    made = proto.PolicyConfig(enforcementLevel=level)
    made.properties.update(one)
    return made


def said_of(one: Analyzer, kind: str, props: Mapping[str, Any], name: str = "it") -> list[proto.AnalyzeDiagnostic]:
    """What an analyzer says of one resource."""
    token = token_of(kind)
    made_by = proto.AnalyzerProviderResource(type=provider_of(token))
    request = proto.AnalyzeRequest(urn=urn(name, token), type=token, name=name, provider=made_by)
    request.properties.update(dict(props))
    return list(one.Analyze(request, None).diagnostics)


def said_of_configuration(one: Analyzer) -> list[proto.AnalyzeDiagnostic]:
    """What an analyzer says before it looks at any resource of the stack."""
    return said_of(one, _ROOT, {})


def said_at_the_end(one: Analyzer) -> list[proto.AnalyzeDiagnostic]:
    """What an analyzer says of a stack without resources."""
    return list(one.AnalyzeStack(proto.AnalyzeStackRequest(), None).diagnostics)


def environment(name: str) -> dict[str, Any]:
    """A levels file that the pack ships."""
    file = Path(__file__).parents[2] / "policy" / "environments" / f"{name}.json"
    contents: dict[str, Any] = json.loads(file.read_text())
    return contents
