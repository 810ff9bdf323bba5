"""The gate as an analyzer: the program that the engine talks to while it plans.

It speaks the engine's protocol itself, as the policy SDK's own server cannot be used here: that turns a mandatory
policy which meets an unknown value into an advisory note, skips what a configuration disabled before anybody can
object, and reads every resource anew for every policy.
"""

import os
import sys
import time
from collections.abc import Sequence
from concurrent import futures
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2 as proto
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2
from pulumi_policy import EnforcementLevel

from gate.config import Config, RuleConfig
from gate.model import Rule
from gate.run import OWN, Finding, Gate
from gate.stack import Resource
from gate.wire import read

_HERE = "127.0.0.1"
_UNLIMITED = [("grpc.max_receive_message_length", -1)]
_LEVELS = {level: proto.EnforcementLevel.Value(level.name) for level in EnforcementLevel}
_LOOK = 1.0  # seconds between two looks whether the engine is still there
_FRAMEWORK = "Azure Policy built-in definitions"


@dataclass(frozen=True, kw_only=True)
class Pack:
    """What people see of the pack as a whole; its version is in PulumiPolicy.yaml."""

    name: str
    display_name: str
    description: str
    provider: str
    tags: tuple[str, ...]


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """Answers the engine."""

    def __init__(self, pack: Pack, rules: Sequence[Rule]) -> None:
        self._pack = pack
        self._rules = rules
        self._config = Config()
        self._planning = os.environ.get("PULUMI_DRY_RUN", "true") != "false"
        self._gate = Gate(rules)

    def GetAnalyzerInfo(self, _request: Any, _context: Any) -> proto.AnalyzerInfo:  # noqa: N802 # the protocol's name
        """What the pack and its rules are."""
        pack = self._pack
        return proto.AnalyzerInfo(
            name=pack.name,
            displayName=pack.display_name,
            description=pack.description,
            provider=pack.provider,
            tags=pack.tags,
            version="0.0.1",
            supportsConfig=True,
            policies=[_policy_info(rule) for rule in (*self._rules, *OWN)],
        )

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:  # noqa: N802
        """The version of the protocol's other end."""
        return plugin_pb2.PluginInfo(version="0.0.1")

    def ConfigureStack(self, request: Any, _context: Any) -> proto.AnalyzerStackConfigureResponse:  # noqa: N802
        """Note whether this is a preview."""
        self._planning = request.dry_run
        self._gate = Gate(self._rules, self._config, planning=self._planning)
        return proto.AnalyzerStackConfigureResponse()

    def Configure(self, request: Any, _context: Any) -> empty_pb2.Empty:  # noqa: N802
        """Take over what the team set."""
        self._config = Config(
            {
                rule: RuleConfig(
                    level=EnforcementLevel[proto.EnforcementLevel.Name(given.enforcementLevel)],
                    settings=json_format.MessageToDict(given.properties),
                )
                for rule, given in request.policyConfig.items()
            }
        )
        self._gate = Gate(self._rules, self._config, planning=self._planning)
        return empty_pb2.Empty()

    def Remediate(self, _request: Any, _context: Any) -> proto.RemediateResponse:  # noqa: N802
        """Change nothing: a person decides."""
        return proto.RemediateResponse()

    def Analyze(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """What the rules say of one resource."""
        return self._response(self._gate.resource(_resource(request)))

    def AnalyzeStack(self, request: Any, _context: Any) -> proto.AnalyzeResponse:  # noqa: N802
        """What the rules say of the whole stack."""
        return self._response(self._gate.stack([_stack_resource(one) for one in request.resources]))

    def _response(self, findings: Sequence[Finding]) -> proto.AnalyzeResponse:
        return proto.AnalyzeResponse(diagnostics=[self._diagnostic(finding) for finding in findings])

    def _diagnostic(self, finding: Finding) -> proto.AnalyzeDiagnostic:
        description = _description(finding.rule)
        return proto.AnalyzeDiagnostic(
            policyName=finding.rule.id,
            policyPackName=self._pack.name,
            policyPackVersion="0.0.1",
            description=description,
            message=f"{description}\n{finding.message}",
            urn=finding.urn,
            enforcementLevel=_LEVELS[finding.level],
            severity=_severity(finding.severity.name),
        )


def _resource(request: Any) -> Resource:
    return Resource(
        urn=request.urn,
        token=request.type,
        name=request.name,
        props=read(request.properties),
        parent=request.options.parent,
        provider=request.provider.type,
    )


def _stack_resource(request: Any) -> Resource:
    return Resource(
        urn=request.urn,
        token=request.type,
        name=request.name,
        props=read(request.properties),
        parent=request.parent,
        provider=request.provider.type,
        sources={name: frozenset(found.urns) for name, found in request.propertyDependencies.items()},
    )


def _severity(name: str) -> Any:
    return proto.PolicySeverity.Value(f"POLICY_SEVERITY_{name}")


def _description(rule: Rule) -> str:
    return f"{rule.demands} {rule.why}"


def _policy_info(rule: Rule) -> proto.PolicyInfo:
    kind = proto.POLICY_TYPE_STACK if rule.stack else proto.POLICY_TYPE_RESOURCE
    info = proto.PolicyInfo(
        name=rule.id,
        displayName=rule.demands.rstrip("."),
        description=_description(rule),
        enforcementLevel=_LEVELS[rule.enforcement],
        policy_type=kind,
        severity=_severity(rule.severity.name),
        remediation_steps=rule.fix,
        url=rule.url,
        tags=[rule.family, *(f"azure-policy:{control}" for control in [rule.control] if control)],
    )
    if rule.control:
        info.framework.name, info.framework.reference, info.framework.specification = _FRAMEWORK, rule.control, rule.url
    info.configSchema.properties.update(schema_of(rule))
    return info


def schema_of(rule: Rule) -> dict[str, Any]:
    """What a team may set for a rule, as JSON Schema by property."""
    severities = {"type": "string", "enum": ["low", "medium", "high", "critical"], "default": rule.severity.value}
    found: dict[str, Any] = {"severity": {**severities, "description": "How bad a violation is here."}}
    if rule.setting is not None:
        about = {"default": rule.setting.default, "description": rule.setting.about}
        found[rule.setting.name] = {**rule.setting.schema, **about}
    return found


def serve(pack: Pack, rules: Sequence[Rule]) -> None:
    """Answer the engine until it ends this process or is gone; the port goes to standard output, as it expects."""
    # One request at a time: what was seen of a resource is there when the stack is looked at.
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=1), options=_UNLIMITED)
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(pack, rules), server)
    port = server.add_insecure_port(f"{_HERE}:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    parent = os.getppid()
    with suppress(KeyboardInterrupt):  # how the engine says that it is done
        # An engine that was killed says nothing any more: without it, nobody would ever end this process.
        while os.getppid() == parent:
            time.sleep(_LOOK)
