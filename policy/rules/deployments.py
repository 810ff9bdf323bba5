"""Deployments of templates: what a template makes, no rule about that type sees."""

from gate.model import HIGH, Check, Rule, is_unset, prop
from gate.nodes import ABSENT, Node, is_mapping

from rules.governance import FAMILY

KINDS = tuple(
    f"resources:Deployment{scope}"
    for scope in ("", "AtManagementGroupScope", "AtScope", "AtSubscriptionScope", "AtTenantScope")
)
RESOURCES = "properties.template.resources[]"
_PLAN = "microsoft.security/pricings"
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
    if kind.lower() in _NEEDS_ONE:
        return None
    return f"{resource.path}.type is {kind or 'not set'!r}, must be one that azure-native cannot make"


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
            Check(of=KINDS, each=RESOURCES, judge=makes_what_nothing_else_can),
        ),
    ),
)
