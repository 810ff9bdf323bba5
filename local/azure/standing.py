"""Resources that a subscription has from the start: nobody makes them, and nobody can delete them."""

from __future__ import annotations

from local.azure import schema
from local.azure.defender import PLANS
from local.azure.ids import SUBSCRIPTION, ArmId
from local.azure.store import Record, Store

PRICINGS = "Microsoft.Security/pricings"
_PRICING = "azure-native:security:Pricing"


def settle(store: Store, resource_id: str) -> None:
    """Write down what is there from the start, once somebody asks for it: the Defender plans, all of them free.

    The plans answer a GET whether anybody set them or not, so the provider never creates one: it says that the resource
    exists already, and wants it imported. https://learn.microsoft.com/rest/api/defenderforcloud/pricings/get
    """
    asked = ArmId(resource_id)
    parts = asked.text.strip("/").split("/")
    if len(parts) != 6 or asked.type.lower() != PRICINGS.lower() or store.get(asked.text) is not None:
        return
    plan, scope = PLANS.get(asked.name.lower()), asked.parent
    if plan is None or scope is None or scope.type != SUBSCRIPTION:
        return
    version = schema.resource(_PRICING).api_version
    answer = {
        "name": plan.name,
        "type": PRICINGS,
        "azureApiVersion": version,
        "pricingTier": "Free",
        "freeTrialRemainingTime": "P30D",
        "resourcesCoverageStatus": "NotCovered",
    }
    text = f"{scope.text}/providers/{PRICINGS}/{plan.name}"
    store.put(Record(text, PRICINGS, _PRICING, {}, answer, comes_with=scope.text))
