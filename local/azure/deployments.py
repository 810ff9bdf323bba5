"""Templates of Azure Resource Manager, deployed to a subscription: as far as Defender plans go.

A plan is there from the start, so the provider cannot create one as a resource of its own: a template can set it.
What a template sets stays when the deployment is deleted.
Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-subscription (documented).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from local.azure.errors import ArmError, UnsupportedError
from local.azure.request import Request
from local.azure.standing import PRICINGS
from local.azure.values import dig, objects, texts

DEPLOYMENTS = "Microsoft.Resources/deployments"
PRICING = "azure-native:security:Pricing"
_ID = re.compile(r"\[subscriptionResourceId\(\s*'(?P<type>[^']+)'\s*,\s*'(?P<name>[^']+)'\s*\)\]")
_SCHEMA = "subscriptiondeploymenttemplate.json"
_KEYS = ("type", "apiVersion", "name")


def refusals(request: Request) -> Iterator[ArmError]:
    """Find what is wrong with a deployment before anything is deployed."""
    template = request.get("properties.template")
    if request.get("properties.mode") != "Incremental":
        yield ArmError(
            "InvalidDeployment", "A deployment to a subscription must be of mode Incremental.", "properties.mode"
        )
    if not isinstance(template, Mapping):
        if request.get("properties.templateLink"):
            raise UnsupportedError("the local Azure emulator opens no connection: give the template itself, not a link")
        yield ArmError("InvalidTemplate", "A deployment needs a template.", "properties.template")
        return
    for reason in _mistakes(template):
        yield ArmError("InvalidTemplate", f"Deployment template validation failed: '{reason}'.", "properties.template")


def _mistakes(template: Mapping[str, Any]) -> Iterator[str]:
    if _SCHEMA not in str(template.get("$schema")).lower():
        yield "The template's $schema must be that of a deployment to a subscription"
    if not template.get("contentVersion"):
        yield "The template has no contentVersion"
    defined = {_key(one) for one in objects(template.get("resources"))}
    for one in objects(template.get("resources")):
        for name in _KEYS:
            if not one.get(name):
                yield f"The template resource '{one.get('name')}' has no {name}"
        for needed in _needed(one):
            if needed not in defined:
                yield f"The resource '{needed}' is not defined in the template"


def plans(request: Request) -> list[dict[str, Any]]:
    """Give the inputs of the plans that a template sets, in the order of their dependencies.

    Raises:
        ArmError: Two of them would be written at once.
        UnsupportedError: The template holds something else.
    """
    resources = objects(dig(request.inputs, "properties.template.resources"))
    for one in resources:
        if str(one.get("type")).lower() != PRICINGS.lower():
            raise UnsupportedError(f"the local Azure emulator deploys templates of {PRICINGS} only, not {one['type']}")
    ordered = sorted(resources, key=lambda one: len(_before(one, resources)))
    for earlier, later in itertools.pairwise(ordered):
        if _key(earlier) not in _before(later, resources):
            # https://github.com/Azure/azure-powershell/issues/10842 (observed)
            raise ArmError(
                "Conflict",
                f"Another update operation is in progress: {later['name']} has to depend on {earlier['name']}.",
                "properties.template.resources",
            )
    scope = f"subscriptions/{request.subscription}"
    return [{"scopeId": scope, "pricingName": one["name"], **(one.get("properties") or {})} for one in ordered]


def _key(resource: Mapping[str, Any]) -> str:
    return f"{resource.get('type')}/{resource.get('name')}".lower()


def _needed(resource: Mapping[str, Any]) -> list[str]:
    """Give the keys of what a resource depends on: by expression, or by name alone."""
    found = []
    for text in texts(resource.get("dependsOn")):
        match = _ID.fullmatch(text)
        found.append(f"{match['type']}/{match['name']}".lower() if match else f"{resource.get('type')}/{text}".lower())
    return found


def _before(resource: Mapping[str, Any], resources: list[dict[str, Any]]) -> set[str]:
    """Give the keys of everything that comes before a resource."""
    by_key = {_key(one): one for one in resources}
    found: set[str] = set()
    open_keys = _needed(resource)
    while open_keys:
        key = open_keys.pop()
        if key not in found and key in by_key:
            found.add(key)
            open_keys += _needed(by_key[key])
    return found
