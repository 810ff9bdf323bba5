"""What is in storage accounts and registries."""

from __future__ import annotations

from typing import Any

from tests.unit.azure.harness import GROUP, Inputs


def in_account(**inputs: Any) -> Inputs:
    return {"resourceGroupName": GROUP, "accountName": "stdemo", **inputs}


def blob_service(**other: Any) -> Inputs:
    return in_account(
        blobServicesName="default",
        isVersioningEnabled=True,
        changeFeed={"enabled": True},
        deleteRetentionPolicy={"enabled": True, "days": 14},
        containerDeleteRetentionPolicy={"enabled": True, "days": 14},
        **other,
    )


def file_service(days: int = 14) -> Inputs:
    return in_account(fileServicesName="default", shareDeleteRetentionPolicy={"enabled": True, "days": days})


def share(**other: Any) -> Inputs:
    return in_account(shareName="code", **{"shareQuota": 100, "accessTier": "Hot", **other})


def rule(name: str = "old", **definition: Any) -> Inputs:
    actions = {"baseBlob": {"tierToCool": {"daysAfterModificationGreaterThan": 30}}}
    given = {"actions": actions, "filters": {"blobTypes": ["blockBlob"]}, **definition}
    return {"name": name, "type": "Lifecycle", "enabled": True, "definition": given}


def lifecycle(*rules: Inputs) -> Inputs:
    return in_account(managementPolicyName="default", policy={"rules": list(rules)})
