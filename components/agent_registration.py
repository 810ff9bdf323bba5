"""How an agent registers with Azure Pipelines: a script for machines, environment variables for containers."""

import base64
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi
from pulumi_azure_native import containerinstance

from components.settings import AgentSettings

SCRIPT = Path(__file__).with_name("agent_init.sh")
_VALUE = re.compile(r"@\{([A-Z0-9_]+)\}")


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What an agent registers with.

    Attributes:
        settings: Required. Organization, way of signing in, version and download.
        pool: Required. Agent pool that it joins.
        tenant_id: Required. Entra tenant of a service principal.
        token: Required. Personal access token, a secret; empty where another way of signing in is set.
        client_secret: Required. Secret of a service principal; empty where another way of signing in is set.
    """

    settings: AgentSettings
    pool: str
    tenant_id: str
    token: pulumi.Output[str]
    client_secret: pulumi.Output[str]

    def script(self) -> pulumi.Output[str]:
        """`agent_init.sh` with its values filled in, as CustomScript takes it: base64; a secret.

        https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
        """
        return pulumi.Output.secret(
            pulumi.Output.all(self.token, self.client_secret).apply(
                lambda secrets: base64.b64encode(
                    render_init_script(
                        self.settings, self.pool, self.tenant_id, token=secrets[0], client_secret=secrets[1]
                    ).encode()
                ).decode()
            )
        )

    def environment(
        self, agent_name: str, identity_client_id: pulumi.Output[str]
    ) -> list[containerinstance.EnvironmentVariableArgs]:
        """The variables that Microsoft's container agent reads, secrets as secure values only.

        https://learn.microsoft.com/azure/devops/pipelines/agents/docker#environment-variables

        Args:
            agent_name: name of the agent in its pool.
            identity_client_id: client id of the container's identity.
        """
        plain: dict[str, pulumi.Input[str]] = {
            "AZP_URL": self.settings.organization_url,
            "AZP_POOL": self.pool,
            "AZP_AGENT_NAME": agent_name,
        }
        secure: dict[str, pulumi.Output[str]] = {}
        match self.settings.authentication:
            case "personalAccessToken":
                secure["AZP_TOKEN"] = self.token
            case "servicePrincipal":
                plain |= {"AZP_CLIENTID": self.settings.client_id or "", "AZP_TENANTID": self.tenant_id}
                secure["AZP_CLIENTSECRET"] = self.client_secret
            case "managedIdentity":
                # Not AZP_CLIENTID: Microsoft's start.sh takes that for a service principal and asks for its secret.
                plain["AZURE_CLIENT_ID"] = identity_client_id
        return _variables(plain) + [
            containerinstance.EnvironmentVariableArgs(name=name, secure_value=pulumi.Output.secret(value))
            for name, value in secure.items()
        ]

    def admission_steps(self, identities: Mapping[str, pulumi.Output[str]], note: str) -> list[pulumi.Output[str]]:
        """What a person does in Azure DevOps so that these agents may register: a line each.

        https://learn.microsoft.com/azure/devops/pipelines/agents/service-principal-agent-registration

        Args:
            identities: object ids of the agents' identities, by the identity's name.
            note: what to know about the time, where the identity comes with the agent.
        """
        where = f"of {self.settings.organization_url}"
        match self.settings.authentication:
            case "managedIdentity":
                return [
                    pulumi.Output.format(
                        "Add the managed identity {0} (object id {1}) to the users {2} (access level Basic) and as "
                        "administrator to its agent pool {3}: {4}.",
                        *(name, principal_id, where, self.pool, note),
                    )
                    for name, principal_id in identities.items()
                ]
            case "servicePrincipal":
                step = f"Add the service principal {self.settings.client_id} as administrator to agent pool {self.pool}"
                return [pulumi.Output.from_input(f"{step} {where}, before the agents are made.")]
            case _:
                return []


def _variables(values: Mapping[str, pulumi.Input[str]]) -> list[containerinstance.EnvironmentVariableArgs]:
    return [containerinstance.EnvironmentVariableArgs(name=name, value=value) for name, value in values.items()]


def render_init_script(
    settings: AgentSettings, pool: str, tenant_id: str, *, token: str = "", client_secret: str = ""
) -> str:
    """`agent_init.sh` with its values filled in, each quoted for the shell.

    Args:
        settings: the agents' settings; `authentication` says which of the secrets goes in.
        pool: agent pool to join.
        tenant_id: Entra tenant of a service principal.
        token: personal access token.
        client_secret: secret of a service principal.
    """
    with_token = settings.authentication == "personalAccessToken"
    with_secret = settings.authentication == "servicePrincipal"
    values = {
        "AGENT_VERSION": settings.agent_version,
        "AGENT_DOWNLOAD_URL": settings.download_url.replace("{version}", settings.agent_version),
        "AGENT_SHA256": settings.download_sha256 or "",
        "ADO_ORG_SERVICE_URL": settings.organization_url,
        "AGENT_POOL": pool,
        "AUTHENTICATION": settings.authentication,
        "CLIENT_ID": settings.client_id or "",
        "TENANT_ID": tenant_id,
        "CLIENT_SECRET": client_secret if with_secret else "",
        "ADO_PAT": token if with_token else "",
    }
    return _VALUE.sub(lambda mark: shlex.quote(values[mark[1]]), SCRIPT.read_text())
