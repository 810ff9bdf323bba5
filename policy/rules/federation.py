"""Federated credentials: whose workloads an identity trusts, beside that each names one."""

import re
from collections.abc import Sequence

from gate.model import HIGH, TEXTS, Check, Rule, Setting
from gate.nodes import Node

from rules.kubernetes import FAMILY

_KIND = "managedidentity:FederatedIdentityCredential"
_SERVICE_ACCOUNT = "system:serviceaccount:"
_GITHUB = "token.actions.githubusercontent.com"
_AZURE_PIPELINES = "vstoken.dev.azure.com"
_ENTRA = re.compile(r"^login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn)$")
# Whose a subject is: `repo:owner/repository:...` of GitHub, `sc://organization/project/connection` of Azure DevOps.
_OF_GITHUB = re.compile(r"^repo:(?P<owner>[^/:]+)/(?P<part>[^/:]+):")
_OF_PIPELINES = re.compile(r"^sc://(?P<owner>[^/]+)/(?P<part>[^/]+)/")


def _owner(credential: Node) -> list[str] | None:
    """Whose workloads a credential trusts, from wide to narrow; None where the issuer is a cluster or nobody known."""
    host, _, rest = credential.text("issuer").lower().removeprefix("https://").partition("/")
    subject = credential.text("subject").lower()
    # Azure Pipelines has its own issuer, and Entra's for newer connections: the subject says that it is one.
    named = _OF_GITHUB.match(subject) if host == _GITHUB else _OF_PIPELINES.match(subject)
    if named and (host in (_GITHUB, _AZURE_PIPELINES) or _ENTRA.match(host)):
        return [named["owner"], f"{named['owner']}/{named['part']}"]
    if _ENTRA.match(host):
        return [rest.partition("/")[0]]
    return [subject] if host in (_GITHUB, _AZURE_PIPELINES) else None


def trusted_only(trusted: Sequence[str]) -> tuple[Check, ...]:
    """The check that whoever an identity trusts is one of those that a team listed."""
    names = {name.lower() for name in trusted}

    def judge(credential: Node) -> str | None:
        owner = _owner(credential)
        if owner is None or names & set(owner):
            return None
        return f"trusts workloads of {owner[-1]!r}, which nobody listed"

    # A service account is of a cluster: whether that is one of the stack's, the rule about the issuer decides.
    return (Check(of=(_KIND,), judge=judge, when=lambda node: not node.text("subject").startswith(_SERVICE_ACCOUNT)),)


RULES = (
    Rule(
        id="azure-managedidentity-federation-owner",
        demands="An identity accepts tokens of owners that the team listed: of repositories, organizations, tenants.",
        why="Everybody has a repository on GitHub: that a subject names one does not say whose it is.",
        fix="correct the subject; or add the owner, owner/repository, organization or tenant to the setting trusted",
        family=FAMILY,
        severity=HIGH,
        url="https://learn.microsoft.com/entra/workload-id/workload-identity-federation",
        setting=Setting(
            name="trusted",
            about="Owners or owner/repository of GitHub, organizations or organization/project of Azure DevOps,"
            " ids of tenants; case does not matter.",
            schema=TEXTS,
            default=[],
            checks=trusted_only,
        ),
        production_only=True,
    ),
)
