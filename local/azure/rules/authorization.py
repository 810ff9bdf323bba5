"""Role assignments, locks, and credentials that others' tokens are exchanged for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from local.azure import facts
from local.azure.errors import ArmError
from local.azure.request import Request, Rule
from local.azure.rules.roles import ROLES
from local.azure.store import Record, Store
from local.azure.values import dig, texts

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ROLE_ID = re.compile(rf"(/.+)?/providers/Microsoft\.Authorization/roleDefinitions/{GUID.pattern}", re.IGNORECASE)
_PRINCIPALS = ("User", "Group", "ServicePrincipal", "ForeignGroup", "Device")
_LEVELS = ("CanNotDelete", "ReadOnly")
_ASSIGNMENTS = "Microsoft.Authorization/roleAssignments"
_MOST_CREDENTIALS = 20  # of one identity


def identity_with(store: Store, principal: str) -> Record | None:
    """Find the resource whose managed identity has an object id: it is one, it has one, or it brought one along."""
    wanted = principal.lower()
    for record in store.resources():
        if record.type != _ASSIGNMENTS and wanted in (found.lower() for found in _principals(record.properties)):
            return record
    return None


def _principals(properties: Any) -> Iterator[str]:
    """Give the object ids in an answer, wherever a service puts them: AKS says `objectId` of its kubelet identity."""
    if isinstance(properties, dict):
        for name, item in properties.items():
            if name in ("principalId", "objectId") and isinstance(item, str):
                yield item
            elif name != "accessPolicies":
                yield from _principals(item)
    elif isinstance(properties, list):
        for item in properties:
            yield from _principals(item)


def _names(request: Request) -> Iterator[ArmError]:
    if not GUID.fullmatch(request.name):
        yield ArmError(
            "InvalidRoleAssignmentId",
            f"The role assignment ID '{request.name}' is not valid. The role assignment ID must be a GUID.",
            "roleAssignmentName",
        )
    principal = str(request.get("principalId"))
    if not GUID.fullmatch(principal):
        yield ArmError(
            "InvalidPrincipalId",
            f"A valid principal ID must be provided for role assignment: '{principal}' is not a GUID.",
            "principalId",
        )


def _role(request: Request) -> Iterator[ArmError]:
    """Take the id of a role that there is, and neither the role's name nor its GUID alone.

    A name, or the id of something else: https://github.com/Azure/bicep-registry-modules/issues/1898 and
    https://github.com/Azure/bicep/issues/7943; a GUID alone: https://github.com/Azure/azure-cli/issues/2458 (observed).
    """
    text = str(request.get("roleDefinitionId"))
    role = text.rsplit("/", 1)[-1].lower()
    if GUID.fullmatch(text):
        yield ArmError("BadRequestFormat", "The request was incorrectly formatted.", "roleDefinitionId")
    elif not _ROLE_ID.fullmatch(text):
        yield ArmError("InvalidRoleDefinitionId", f"The role definition ID '{text}' is not valid.", "roleDefinitionId")
    elif role not in ROLES:
        yield ArmError(
            "RoleDefinitionDoesNotExist",
            f"The specified role definition with ID '{role}' does not exist. (Those that are known here are in "
            "local/azure/rules/roles.py.)",
            "roleDefinitionId",
        )


def _principal(request: Request) -> Iterator[ArmError]:
    principal, kind = str(request.get("principalId")), request.get("principalType")
    if kind is not None and kind not in _PRINCIPALS:
        yield ArmError("InvalidPrincipalType", f"'{kind}' is none of {', '.join(_PRINCIPALS)}.", "principalType")
        return
    known = principal.lower() == facts.OBJECT or identity_with(request.store, principal) is not None
    if known and kind not in (None, "ServicePrincipal"):
        yield ArmError(
            "UnmatchedPrincipalType",
            f"The PrincipalId '{principal}' has type 'ServicePrincipal', which is different from specified "
            f"PrinciaplType '{kind}'.",
            "principalType",
        )
    if not known and kind is None:
        yield ArmError(
            "PrincipalNotFound",
            f"Principal {principal.replace('-', '')} does not exist in the directory {request.tenant}. Check that you "
            "have the correct principal ID. If you are creating this principal and then immediately assigning a role, "
            "this error might be related to a replication delay. In this case, set the role assignment principalType "
            "property to a value, such as ServicePrincipal, User, or Group.",
            "principalId",
        )


def _same(request: Request) -> Iterator[ArmError]:
    mine = _grant(request.inputs)
    for other in request.store.of_type(request.type):
        if other.arm_id.key != request.id.key and _grant(other.inputs) == mine:
            yield ArmError(
                "RoleAssignmentExists", f"The role assignment already exists: {other.name} grants the same role."
            )


def _grant(inputs: object) -> tuple[str, ...]:
    names = ("scope", "principalId", "roleDefinitionId")
    scope, principal, role = (str(dig(inputs, name)).lower().strip("/") for name in names)
    return scope, principal, role.rsplit("/", 1)[-1]


def _condition(request: Request) -> Iterator[ArmError]:
    if request.get("condition") and request.get("conditionVersion") != "2.0":
        yield ArmError("ConditionVersionNotSupported", "A condition needs conditionVersion 2.0.", "conditionVersion")


def _lock(request: Request) -> Iterator[ArmError]:
    level = request.get("level")
    if level not in _LEVELS:
        yield ArmError("InvalidLockLevel", f"The lock level must be one of {', '.join(_LEVELS)}, got {level}.", "level")
    if len(str(request.get("notes") or "")) > 512:
        yield ArmError("InvalidLockNotes", "The notes of a lock have at most 512 characters.", "notes")


def _credential(request: Request) -> Iterator[ArmError]:
    issuer, subject = str(request.get("issuer") or ""), str(request.get("subject") or "")
    if not issuer.startswith("https://"):
        yield ArmError("BadRequest", f"The issuer must be an https address, got '{issuer}'.", "issuer")
    if not subject:
        yield ArmError("BadRequest", "The subject must not be empty.", "subject")
    if len(texts(request.get("audiences"))) != 1:
        yield ArmError("BadRequest", "A federated identity credential has exactly one audience.", "audiences")
    siblings = request.store.children(request.id.text.rsplit("/", 2)[0], request.type)
    others = [one for one in siblings if one.arm_id.key != request.id.key]
    if len(others) >= _MOST_CREDENTIALS:
        yield ArmError(
            "FederatedIdentityCredentialsLimitExceeded",
            f"An identity has at most {_MOST_CREDENTIALS} federated identity credentials.",
        )
    for other in others:
        if (other.inputs.get("issuer"), other.inputs.get("subject")) == (issuer, subject):
            yield ArmError("BadRequest", f"Issuer and subject must be unique: {other.name} has the same.", "subject")


def _audience(request: Request) -> Iterator[ArmError]:
    """Nobody has a token for an empty audience."""
    if any(not one.strip() for one in texts(request.get("audiences"))):
        yield ArmError("BadRequest", "The audience of a federated identity credential must not be empty.", "audiences")


_ROLES = "https://learn.microsoft.com/azure/role-based-access-control/"
_FEDERATION = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations"

RULES: dict[str, tuple[Rule, ...]] = {
    "Microsoft.Authorization/roleAssignments": (
        Rule(_names, "documented", _ROLES + "troubleshooting"),
        Rule(_role, "documented", _ROLES + "troubleshooting"),
        Rule(_principal, "documented", _ROLES + "troubleshooting"),
        Rule(_condition, "documented", _ROLES + "conditions-overview"),
        Rule(_same, "documented", _ROLES + "troubleshooting"),
    ),
    "Microsoft.Authorization/locks": (
        Rule(_lock, "assumed", "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources"),
    ),
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials": (
        Rule(_credential, "documented", _FEDERATION),
        Rule(_audience, "assumed", _FEDERATION),
    ),
}
