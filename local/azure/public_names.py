"""What public DNS says of the names of deployed services.

A service with a private endpoint has a CNAME there, to its name in the private zone.
Source: https://learn.microsoft.com/azure/private-link/private-endpoint-dns (documented).
"""

from __future__ import annotations

from local.azure.hosts import hosts_of, private_name, relative
from local.azure.records import ENDPOINTS
from local.azure.rules.endpoints import ONLINE
from local.azure.rules.ml_network import WORKSPACES
from local.azure.store import Record, Store
from local.azure.values import dig, objects


def public_alias(store: Store, name: str) -> str | None:
    """Give the name that public DNS leads a name to; None where it answers with a public address."""
    host = _of_workspace(store, name) or name
    if not _has_endpoint(store, host):
        return None
    alias = private_name(host)
    return alias.lower() if alias and ".privatelink." not in host else None


def _has_endpoint(store: Store, host: str) -> bool:
    fqdns = [
        str(one.get("fqdn")).lower()
        for endpoint in store.of_type(ENDPOINTS)
        for one in objects(endpoint.properties.get("customDnsConfigs"))
    ]
    return any(host == fqdn or (fqdn.startswith("*.") and host.endswith(fqdn[1:])) for fqdn in fqdns)


def _of_workspace(store: Store, name: str) -> str | None:
    """Give the workspace's name behind that of a compute instance or a managed online endpoint.

    Source: https://learn.microsoft.com/azure/machine-learning/how-to-custom-dns (documented).
    """
    for workspace in store.of_type(WORKSPACES):
        region, number = str(workspace.properties.get("location")), str(workspace.properties.get("workspaceId"))
        hosts = hosts_of(region)
        instance = relative(name, f"{region}.{hosts.instances}")
        if instance is not None and _computes(store, workspace, instance):
            return f"{number}.workspace.{region}.{hosts.workspace}"
        endpoint = relative(name, f"{region}.{hosts.scoring}")
        if endpoint is not None and store.get(f"{workspace.id}/{ONLINE.rpartition('/')[2]}/{endpoint}") is not None:
            return f"{endpoint}.{number}.inference.{region}.{hosts.workspace}"
    return None


def _computes(store: Store, workspace: Record, instance: str) -> bool:
    """Say whether a workspace has a compute instance; SSH goes to another name of it."""
    names = (instance, instance.removesuffix("-22"))
    found = [store.get(f"{workspace.id}/computes/{name}") for name in names]
    return any(one is not None and dig(one.inputs, "properties.computeType") == "ComputeInstance" for one in found)
