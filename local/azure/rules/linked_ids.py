"""Where the id of a resource belongs stands an id, and one of the fitting type.

Azure Resource Manager itself refuses what is no id, before it asks the service; what is an id, though badly formed or
of something else, each service refuses in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure import ids, schema
from local.azure.errors import ArmError
from local.azure.ids import ArmId
from local.azure.request import Request, Rule
from local.azure.rules import linked_types
from local.azure.rules.constraints import CODES
from local.azure.schema import Choice, Entries, Items, Nested, ObjectSpec, Scalar, Shape

_QUALIFIED = ("/subscriptions/", "/providers/")
_INDEX = re.compile(r"\[[^\]]*\]")
_NETWORK = "microsoft.network/"
# Network and compute read references to network resources with one parser, which has its own words.
# What is badly formed: https://github.com/microsoft/MCW-SAP-NetWeaver-on-Azure/issues/19 and
# https://github.com/Azure/azure-cli/issues/2081, what is of another type:
# https://github.com/Azure/terraform-azurerm-computegroup/issues/17 (observed)
_PARSED = (_NETWORK, "microsoft.compute/")
# How a service calls an id that does not fit, where `constraints.CODES` has not the code that its other rules have.
# Data collection: https://github.com/hashicorp/terraform-provider-azurerm/issues/28709 (observed); the others assumed.
_CODES = {
    "microsoft.insights/datacollection": "InvalidPayload",
    "microsoft.machinelearningservices/": "BadRequest",
    "microsoft.network/dns": "BadRequest",
    "microsoft.network/privatednszones/": "BadRequest",
}
_COMPONENTS = "microsoft.insights/components"


def _linked(request: Request) -> Iterator[ArmError]:
    """Look at each property that names another resource."""
    for path, text in _texts(schema.resource(request.token).args, request.inputs, ""):
        wanted = wanted_at(request.type.lower(), path)
        if wanted is None:
            continue
        found = _parse(text)
        if found is None or not _fits(found, wanted):
            yield _refusal(request, path, text, wanted)


def _texts(spec: ObjectSpec, value: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    """Give each text with its path, of properties only: in tags, settings and templates a name means nothing."""
    for name, item in value.items():
        if name in spec.properties:
            yield from _within(spec.properties[name], item, f"{path}.{name}" if path else name)


def _within(shape: Shape, value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(shape, Items) and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _within(shape.item, item, f"{path}[{index}]")
    elif isinstance(shape, Scalar) and isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping) and isinstance(shape, Entries) and not isinstance(shape.item, Scalar):
        for key, item in value.items():
            yield from _within(shape.item, item, f"{path}.{key}")
    elif isinstance(value, Mapping) and isinstance(shape, Nested):
        yield from _texts(schema.nested(shape.of), value, path)
    elif isinstance(value, Mapping) and isinstance(shape, Choice):
        specs = [schema.nested(one) for one in shape.members]
        fitting = (one for one in specs if all(value.get(tag) == word for tag, word in one.constants.items()))
        yield from _texts(next(fitting, specs[0]), value, path)


def _fits(found: ArmId, wanted: tuple[str, ...]) -> bool:
    if wanted in (linked_types.ANY, linked_types.SCOPE):
        return wanted == linked_types.SCOPE or found.type not in (ids.RESOURCE_GROUP, ids.SUBSCRIPTION)
    return found.type.lower() in wanted


def wanted_at(kind: str, path: str) -> tuple[str, ...] | None:
    """Give the types that a property may name, in lower case.

    Args:
        kind: The ARM type of the resource that has the property, in lower case.
        path: The property's path, such as `ipConfigurations[0].subnet.id`.

    Returns:
        The types, or one of the words of `linked_types` for many of them; None when the property names no resource.
    """
    *above, last = _INDEX.sub("", path).split(".")
    name = ".".join([*above[-1:], last]) if last == "id" else last
    wanted = linked_types.OF_TYPE.get((kind, name), linked_types.EVERYWHERE.get(name))
    refers = "." in name and kind.startswith(linked_types.REFERRING) and name not in linked_types.NO_IDS
    return linked_types.ANY if wanted is None and refers else wanted


def _parse(text: str) -> ArmId | None:
    """Read a whole id, of a subscription's or of the tenant's; None when it is none, or has a slash at its end."""
    if text.lower().startswith("/providers/"):
        steps = text.lower().rpartition("/providers/")[2].split("/")
        return ArmId(text) if all(steps) and len(steps) >= 3 and len(steps) % 2 == 1 else None
    found = ids.parse(text)
    return found if found is not None and found.text == text else None


def _refusal(request: Request, path: str, text: str, wanted: tuple[str, ...]) -> ArmError:
    kind = request.type.lower()
    if kind == _COMPONENTS:
        # https://github.com/Azure/azure-cli/issues/14320 (observed)
        return ArmError("BadRequest", "Provided WorkspaceResourceId is invalid", path)
    if not text.lower().startswith(_QUALIFIED):
        return ArmError(
            "LinkedInvalidPropertyId",
            f"Property id '{text}' at path '{path}' is invalid. Expect fully qualified resource Id that start with "
            "'/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.",
            path,
        )
    own = next((code for prefix, code in _CODES.items() if kind.startswith(prefix)), "")
    listed = " or ".join(one.removeprefix(_NETWORK) for one in wanted if one) or "the kind that the property has"
    if not own and kind.startswith(_PARSED) and all(one.startswith(_NETWORK) for one in wanted):
        reason, what = (
            ("InvalidJsonReferenceWrongType", "is referencing resource of a wrong type")
            if _parse(text)
            else ("InvalidJsonReferenceFormat", "is not formatted correctly")
        )
        return ArmError(
            "InvalidRequestFormat",
            f"Cannot parse the request. {reason}: Reference Id {text} {what}. The Id is expected to reference "
            f"resources of type {listed}.",
            path,
        )
    code = own or CODES[kind.split("/", maxsplit=1)[0]]
    return ArmError(code, f"The value of parameter {path} is invalid: '{text}' is not the id of {listed}.", path)


# The same, of a network resource's reference: https://github.com/ernestio/ernest/issues/498 (observed)
RULE = Rule(_linked, "observed", "https://github.com/Azure/azure-powershell/issues/4465")
