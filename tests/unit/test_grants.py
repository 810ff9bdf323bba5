"""Role assignments are rows: what Microsoft documents for each identity, and no more."""

from typing import Any

import pulumi
import pytest

from components.grants import (
    Principals,
    Scopes,
    agent_grants,
    compute_grants,
    people_grants,
    user_assigned_grants,
    workspace_grants,
)
from components.identity import ROLES, Grant, RoleGrants, RoleGrantsArgs
from components.settings import PeopleSettings
from tests.support.platform import demo_platform
from tests.support.recorder import record

SCIENTISTS, ENGINEERS, READERS = (f"{n}c6d8fb2-5c38-4b57-a2d6-9d0b3f6a9e21" for n in (1, 2, 3))


def text(value: str) -> pulumi.Output[str]:
    return pulumi.Output.from_input(value)


def scopes(*groups: str, jump_host: bool = True) -> Scopes:
    return Scopes(
        workspace=text("/workspace"),
        registry=text("/registry"),
        storage=text("/storage"),
        storage_endpoints={group: text(f"/pep-{group}") for group in groups or ("blob", "file")},
        jump_host=text("/jump") if jump_host else None,
    )


def assigned(make: Any) -> set[tuple[str, str, str, str]]:
    """Who, what, on what, as what kind of principal."""

    def program() -> None:
        RoleGrants("roles", RoleGrantsArgs(platform=demo_platform(), grants=make()))

    names = {guid: name for name, guid in ROLES.items()}
    return {
        (
            a.inputs["principalId"],
            names[a.inputs["roleDefinitionId"].rsplit("/", 1)[-1]],
            a.inputs["scope"],
            a.inputs["principalType"],
        )
        for a in record(program).of("authorization:RoleAssignment")
    }


def principals() -> Principals:
    return Principals(
        workspace=text("w"), computes={"cpu": text("c")}, instances={"ada": text("i")}, agents={"agent-01": text("a")}
    )


def test_a_system_assigned_workspace_pulls_images_and_reads_the_storage_endpoints() -> None:
    found = assigned(lambda: workspace_grants(principals(), scopes(), user_assigned=False, registry_role=None))
    assert {row[1:3] for row in found} == {("AcrPull", "/registry"), ("Reader", "/pep-blob"), ("Reader", "/pep-file")}


def test_the_articles_contributor_is_a_choice() -> None:
    found = assigned(lambda: workspace_grants(principals(), scopes(), user_assigned=False, registry_role="Contributor"))
    assert ("w", "Contributor", "/registry", "ServicePrincipal") in found


# https://learn.microsoft.com/azure/machine-learning/how-to-identity-based-service-authentication#user-assigned-managed-identity
def test_a_user_assigned_workspace_gets_what_microsoft_documents() -> None:
    def rows() -> list[Grant]:
        targets = {"storage": text("/storage"), "vault": text("/vault"), "insights": text("/insights")}
        before = user_assigned_grants(text("w"), targets, text("/registry"), None)
        return before + workspace_grants(principals(), scopes(), user_assigned=True, registry_role=None)

    assert {row[1:3] for row in assigned(rows)} == {
        ("Contributor", "/workspace"),
        ("Contributor", "/storage"),
        ("Storage Blob Data Contributor", "/storage"),
        ("Contributor", "/vault"),
        ("Key Vault Administrator", "/vault"),
        ("Contributor", "/registry"),
        ("Contributor", "/insights"),
        ("Reader", "/pep-blob"),
        ("Reader", "/pep-file"),
    }


@pytest.mark.parametrize(
    ("groups", "more"),
    [
        ((), set()),
        (
            ("blob", "file", "queue", "table", "dfs"),
            {("Storage Queue Data Contributor", "/storage"), ("Storage Table Data Contributor", "/storage")},
        ),
    ],
)
def test_compute_pulls_images_and_uses_data_as_itself(groups: tuple[str, ...], more: set[tuple[str, str]]) -> None:
    assert {row[1:3] for row in assigned(lambda: compute_grants(principals(), scopes(*groups)))} == {
        ("AcrPull", "/registry"),
        ("Storage Blob Data Contributor", "/storage"),
        ("Storage File Data Privileged Contributor", "/storage"),
        ("Contributor", "/workspace"),
    } | more


def test_only_instances_may_stop_themselves() -> None:
    found = assigned(lambda: compute_grants(principals(), scopes()))
    assert {row[0] for row in found if row[1] == "Contributor"} == {"i"}


def test_agents_work_on_the_workspace_and_nowhere_else() -> None:
    assert assigned(lambda: agent_grants(principals(), scopes())) == {
        ("a", "AzureML Data Scientist", "/workspace", "ServicePrincipal")
    }


def test_groups_of_people_get_their_roles_as_groups_and_each_once() -> None:
    people = PeopleSettings(data_scientists=(SCIENTISTS,), engineers=(ENGINEERS, SCIENTISTS), readers=(READERS,))
    found = assigned(lambda: people_grants(people, vars(scopes())))
    assert {row[3] for row in found} == {"Group"}

    def of(group: str) -> set[str]:
        return {row[1] for row in found if row[0] == group}

    work = {"AzureML Data Scientist", "Storage Blob Data Contributor", "Storage File Data Privileged Contributor"}
    sign_in = {"Virtual Machine User Login", "Reader"}
    assert of(READERS) == {"Storage Blob Data Reader"} | sign_in
    assert of(ENGINEERS) == work | sign_in | {"AzureML Compute Operator", "AcrPush"}
    assert of(SCIENTISTS) == of(ENGINEERS), "in both kinds: the roles of both, none twice"


def test_without_a_jump_host_nobody_signs_in_to_it() -> None:
    people = PeopleSettings(readers=(READERS,))
    found = assigned(lambda: people_grants(people, vars(scopes(jump_host=False))))
    assert {row[2] for row in found} == {"/workspace", "/storage"}
