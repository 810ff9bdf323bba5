"""Record sets that Azure itself writes into private zones, and takes out again.

A private endpoint's zone group writes the endpoint's names: https://learn.microsoft.com/azure/private-link/private-endpoint-dns.
A link with registration writes the machines of its network: https://learn.microsoft.com/azure/dns/private-dns-autoregistration.
What somebody made goes with its zone, without a question: https://learn.microsoft.com/rest/api/dns/privatedns/private-zones/delete
(documented).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from local.azure import facts, schema
from local.azure.hosts import private_name, relative
from local.azure.ids import ArmId
from local.azure.store import Record, Store
from local.azure.values import dig, objects, texts
from local.azure.wire import Properties

ENDPOINTS = "Microsoft.Network/privateEndpoints"
GROUPS = f"{ENDPOINTS}/privateDnsZoneGroups"
ZONES = "Microsoft.Network/privateDnsZones"
LINKS = f"{ZONES}/virtualNetworkLinks"
_A = f"{ZONES}/A"
_MACHINES, _INTERFACES = "Microsoft.Compute/virtualMachines", "Microsoft.Network/networkInterfaces"
_TOKEN = "azure-native:privatedns:PrivateRecordSet"  # noqa: S105 - a type's token
_TTL = 10  # seconds, of both kinds of records (observed)


def settle(store: Store, changed: Record) -> None:
    """Write the records that follow from a resource that was made or changed."""
    if changed.type == GROUPS:
        _write_group(store, changed)
    elif changed.type == ENDPOINTS:
        for group in store.children(changed.id, GROUPS):
            _write_group(store, group)
    elif changed.type in (LINKS, _MACHINES, _INTERFACES):
        _register(store)


def forget(store: Store, gone: Iterable[Record]) -> None:
    """Take out the records that resources brought along which are no more."""
    types = set()
    for owner in gone:
        types.add(owner.type)
        for record in _written_by(store, owner.id):
            store.delete(record.id)
    if types & {_MACHINES, _INTERFACES}:
        _register(store)


def names_in(endpoint: Record | None, zone: str) -> dict[str, list[str]]:
    """Give the addresses of an endpoint by the names of its record sets in a zone."""
    found: dict[str, list[str]] = {}
    for one in objects(endpoint.properties.get("customDnsConfigs")) if endpoint else []:
        host = str(one.get("fqdn"))
        # a private cluster's name is the private one from the start
        name = relative(host, zone) or relative(private_name(host) or "", zone)
        if name is not None:
            found.setdefault(name, []).extend(texts(one.get("ipAddresses")))
    return found


def group_answer(store: Store, group: ArmId, configuration: Properties) -> list[Properties]:
    """Give what a zone group says of the record sets that it wrote into one of its zones."""
    endpoint = store.get(group.parent.text) if group.parent else None
    zone = ArmId(str(configuration.get("privateDnsZoneId"))).name
    return [
        {
            "fqdn": f"{name}.{zone}",
            "ipAddresses": addresses,
            "provisioningState": "Succeeded",
            "recordSetName": name,
            "recordType": "A",
            "ttl": _TTL,
        }
        for name, addresses in names_in(endpoint, zone).items()
    ]


def _write_group(store: Store, group: Record) -> None:
    endpoint = store.get(group.arm_id.parent.text) if group.arm_id.parent else None
    wanted = {
        f"{zone.id}/A/{name}": addresses
        for configuration in objects(group.properties.get("privateDnsZoneConfigs"))
        if (zone := store.get(str(configuration.get("privateDnsZoneId")))) is not None
        for name, addresses in names_in(endpoint, zone.name).items()
    }
    guid = facts.guid(endpoint.id if endpoint else "", "resource")
    creator = f"created by private endpoint {endpoint.name if endpoint else ''} with resource guid {guid}"
    # The last endpoint of a name has it, whoever had it before: the first one's record is gone. Observed:
    # https://github.com/CDCgov/prime-reportstream/pull/2256
    _replace(store, group.id, wanted, {"metadata": {"creator": creator}, "isAutoRegistered": False})


def _register(store: Store) -> None:
    """Bring the records of all machines up to date, in the zones that their networks register in."""
    for link in store.of_type(LINKS):
        if link.properties.get("registrationEnabled") is True:
            network, zone = str(dig(link.properties, "virtualNetwork.id")), link.arm_id.parent
            wanted = {f"{zone.text if zone else ''}/A/{name}": [address] for name, address in _machines(store, network)}
            own = {key: addresses for key, addresses in wanted.items() if not _is_somebodys(store, key)}
            _replace(store, link.id, own, {"isAutoRegistered": True})
        else:
            _replace(store, link.id, {}, {})


def _is_somebodys(store: Store, record_id: str) -> bool:
    """Say whether somebody made a record set: registration leaves it alone (assumed)."""
    found = store.get(record_id)
    return found is not None and not found.comes_with


def _machines(store: Store, network: str) -> Iterator[tuple[str, str]]:
    """Give the names and addresses of a network's machines, by their primary interfaces."""
    for machine in store.of_type(_MACHINES):
        cards = objects(dig(machine.properties, "networkProfile.networkInterfaces"))
        primary = [one for one in cards if one.get("primary") is True] or cards[:1]
        card = store.get(str(primary[0].get("id"))) if primary else None
        for configuration in objects(card.properties.get("ipConfigurations"))[:1] if card else []:
            subnet, address = str(dig(configuration, "subnet.id")), configuration.get("privateIPAddress")
            if address and subnet.lower().startswith(f"{network.lower()}/"):
                yield str(dig(machine.properties, "osProfile.computerName") or machine.name).lower(), str(address)


def _written_by(store: Store, owner: str) -> list[Record]:
    return [record for record in store.brought_by(owner) if record.type == _A]


def _replace(store: Store, owner: str, wanted: dict[str, list[str]], more: Properties) -> None:
    """Make the records of one owner those that are wanted."""
    for old in _written_by(store, owner):
        if old.id not in wanted:
            store.delete(old.id)
    version = schema.resource(_TOKEN).api_version
    for record_id, addresses in wanted.items():
        _, zone, _, name = record_id.rsplit("/", 3)
        answer = {
            "name": name,
            "type": _A,
            "azureApiVersion": version,
            "etag": facts.guid(record_id, "etag"),
            "fqdn": f"{name}.{zone}.",
            "ttl": _TTL,
            "aRecords": [{"ipv4Address": address} for address in addresses],
            **more,
        }
        store.put(Record(record_id, _A, _TOKEN, {}, answer, comes_with=owner))
