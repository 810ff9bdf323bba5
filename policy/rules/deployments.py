"""Deployments of templates: what a template makes, no rule about that type sees."""

import re

from gate.model import HIGH, MEDIUM, Check, Rule, equals, is_unset, prop
from gate.nodes import ABSENT, Node, is_mapping, known, leaves

from rules.governance import FAMILY

KINDS = tuple(
    f"resources:Deployment{scope}"
    for scope in ("", "AtManagementGroupScope", "AtScope", "AtSubscriptionScope", "AtTenantScope")
)
RESOURCES = "properties.template.resources[]"
_PLAN = "microsoft.security/pricings"
# Functions of templates that give keys and tokens: listKeys, listAccountSas, listCredentials and the like.
# https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions-resource
_LISTING = re.compile(r"\blist\w*\s*\(", re.IGNORECASE)
# What azure-native cannot make: Azure has it from the start, and nothing deletes it.
_NEEDS_ONE = {_PLAN}


def is_readable(deployment: Node) -> str | None:
    """What is wrong with how a template is given: as text, which nothing looks into."""
    template = deployment.at("properties.template")
    if template.value is ABSENT or is_mapping(template.value):
        return None
    return f"{template.path} is text, must be an object"


def makes_what_nothing_else_can(resource: Node) -> str | None:
    """What is wrong with a resource of a template: azure-native makes its type, before the eyes of this gate."""
    kind = resource.text("type")
    if kind.lower() not in _NEEDS_ONE:
        return f"{resource.path}.type is {kind or 'not set'!r}, must be one that azure-native cannot make"
    inner = (makes_what_nothing_else_can(known(element)) for _, element in resource.at("resources").items())
    return next(filter(None, inner), None)


def lists_no_keys(deployment: Node) -> str | None:
    """What is wrong with a template's expressions: one asks for keys, and the records of the deployment keep them."""
    for _, member in leaves(deployment.at("properties.template")):
        leaf = known(member)
        if isinstance(leaf.value, str) and leaf.value.startswith("[") and _LISTING.search(leaf.value):
            return f"{leaf.path} calls a function that lists keys, must not"
    return None


def is_a_plan(resource: Node) -> bool:
    """Whether a resource of a template is a plan of Defender for Cloud."""
    return resource.text("type").lower() == _PLAN


RULES = (
    Rule(
        id="azure-resources-deployment-template",
        demands="A deployment's template makes nothing that azure-native can make.",
        why="What a template makes is no resource of the program: no rule of this gate looks at it.",
        fix="make the resource with azure-native",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax",
        checks=(
            Check(of=KINDS, judge=is_readable),
            prop(KINDS, "properties.templateLink", is_unset(), absent_ok=True),
            prop(KINDS, "properties.onErrorDeployment", is_unset(), absent_ok=True),
            Check(of=KINDS, each=RESOURCES, judge=makes_what_nothing_else_can),
        ),
    ),
    Rule(
        id="azure-resources-deployment-mode",
        demands="A deployment adds to what there is.",
        why="In the mode Complete Azure deletes whatever the group has and the template does not name.",
        fix='set properties.mode to "Incremental"',
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-modes",
        checks=(prop(KINDS, "properties.mode", equals("Incremental")),),
    ),
    Rule(
        id="azure-resources-deployment-secrets",
        demands="A deployment's records hold no keys: its template calls no list function, and nothing is logged for"
        " debugging.",
        why="Outputs and debugging records are there for every reader of the group.",
        fix="remove the call and properties.debug_setting",
        family=FAMILY,
        severity=MEDIUM,
        url="https://learn.microsoft.com/azure/azure-resource-manager/templates/best-practices",
        checks=(
            Check(of=KINDS, judge=lists_no_keys),
            prop(KINDS, "properties.debugSetting", is_unset(), absent_ok=True),
        ),
    ),
)
