"""The kinds of values that stack files hold: each checks itself, here and in the JSON Schema."""

import difflib
import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    SecretStr,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import core_schema

from components.vocabulary import FORBIDDEN_ADMIN_NAMES, FORBIDDEN_RANGES, REGIONS


@dataclass(frozen=True)
class Matching:
    """Text that matches a pattern whole, here and in the JSON Schema.

    Attributes:
        pattern: regular expression, in the dialect that Python and JSON Schema share.
        meaning: what a person reads after "must be" when it does not match.
    """

    pattern: str
    meaning: str

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise ValueError(f"must be {self.meaning}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$"}


def _network(value: object) -> ipaddress.IPv4Network:
    try:
        network = ipaddress.IPv4Network(str(value), strict=True)
    except ValueError as error:
        raise ValueError(f"must be an IPv4 range in CIDR form such as 10.10.0.0/20 ({error})") from None
    for forbidden, use in FORBIDDEN_RANGES.items():
        if network.overlaps(forbidden):
            raise ValueError(f"must not touch {forbidden} ({use})")
    return network


def sized(smallest: int, why: str) -> AfterValidator:
    """A check that a range is /`smallest` or larger."""

    def check(network: ipaddress.IPv4Network) -> ipaddress.IPv4Network:
        if network.prefixlen > smallest:
            raise ValueError(f"must be /{smallest} or larger ({why})")
        return network

    return AfterValidator(check)


def _region(value: str) -> str:
    if value not in REGIONS:
        near = difflib.get_close_matches(value, REGIONS, n=3, cutoff=0.3) or ["eastasia", "westeurope", "eastus2"]
        raise ValueError(f"must be an Azure region with Azure Machine Learning, such as {', '.join(near)}")
    return value


def _admin(value: str) -> str:
    if value.lower() in FORBIDDEN_ADMIN_NAMES:
        raise ValueError("must not be a user name that Azure refuses (such as admin, root, test, user1)")
    return value


_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def duration(text: str) -> timedelta:
    """The length of an ISO 8601 duration of days, hours, minutes and seconds.

    Raises:
        ValueError: `text` is no such duration.
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        raise ValueError("must be an ISO 8601 duration such as PT120S or PT30M")
    days, hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def _between(least: timedelta, most: timedelta, text: str) -> Callable[[str], str]:
    """A check that a duration lies in a span, which `text` names."""

    def check(value: str) -> str:
        if not least <= duration(value) <= most:
            raise ValueError(f"must be between {text}")
        return value

    return check


def _iso8601(value: str) -> str:
    duration(value)
    return value


def _first_of_month(value: date) -> date:
    if value.day != 1:
        raise ValueError("must be the first day of a month, such as 2026-12-01")
    return value


def _address(value: object) -> str:
    try:
        return str(ipaddress.IPv4Address(str(value)))
    except ValueError:
        raise ValueError("must be an IPv4 address such as 10.0.0.4") from None


def _shared_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-,.-}]{24,128}", value.get_secret_value()):
        raise ValueError("must be 24-128 printable ASCII characters without space, - and ~")
    return value


_RANGE_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^(\d{1,3}\.){3}\d{1,3}/\d{1,2}$"})
AddressRange = Annotated[ipaddress.IPv4Network, BeforeValidator(_network), _RANGE_SCHEMA]
Subnet = Annotated[AddressRange, sized(29, "Azure's smallest subnet")]
Region = Annotated[str, AfterValidator(_region), WithJsonSchema({"enum": sorted(REGIONS)})]
VmSize = Annotated[str, Matching(r"Standard_[A-Za-z0-9_-]+", "a virtual machine size such as Standard_D4s_v5")]
Zone = Literal["1", "2", "3"]
AdminName = Annotated[
    str,
    Matching(r"[a-z_][a-z0-9_-]{0,31}", "1-32 lower-case letters, digits, - or _, a letter or _ first"),
    AfterValidator(_admin),
]
Duration = Annotated[str, AfterValidator(_iso8601)]
# https://learn.microsoft.com/azure/machine-learning/how-to-create-compute-instance#configure-idle-shutdown
IdleShutdown = Annotated[str, AfterValidator(_between(timedelta(minutes=15), timedelta(days=3), "PT15M and P3D"))]
IpAddress = Annotated[str, BeforeValidator(_address), WithJsonSchema({"type": "string", "format": "ipv4"})]
MonthStart = Annotated[date, AfterValidator(_first_of_month)]
TimeOfDay = Annotated[str, Matching(r"([01]\d|2[0-3])[0-5]\d", "a time of day as HHmm such as 1900")]
# https://learn.microsoft.com/windows-hardware/manufacture/desktop/default-time-zones
TimeZone = Annotated[str, Matching(r"[A-Za-z][A-Za-z0-9 .()+:-]{2,63}", "a Windows time zone such as UTC")]
Cron = Annotated[str, Matching(r"(\S+ ){4}\S+", "a cron expression of five fields such as 0 8 * * 1-5")]
ObjectId = Annotated[
    str, Matching(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "an Entra id: a GUID with hyphens")
]
Email = Annotated[str, Matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
ArmId = Annotated[
    str,
    Matching(
        r"/subscriptions/[0-9a-fA-F-]{36}/resourceGroups/[^/]+/providers/[^/]+(/[^/]+/[^/]+)+",
        "an ARM id: /subscriptions/.../resourceGroups/.../providers/...",
    ),
]
# Names of hosts in firewall rules; a star stands for the first labels only.
# https://learn.microsoft.com/azure/firewall/rule-processing
Fqdn = Annotated[
    str,
    Matching(r"(\*\.)?([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}", "a host name such as *.example.org"),
]
HostName = Annotated[
    str, Matching(r"([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}", "a host name such as models.example.org")
]
Domain = Annotated[
    str,
    Matching(r"([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9])?\.)+", "a domain that ends in a dot, such as corp.example."),
]
ShortName = Annotated[
    str, Matching(r"[a-z][a-z0-9-]{0,18}[a-z0-9]", "2-20 lower-case letters, digits or -, a letter first")
]
# https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq (pre-shared key)
SharedKey = Annotated[SecretStr, AfterValidator(_shared_key)]
# https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences
StackName = Annotated[
    str,
    Matching(
        r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+",
        "a stack's whole name: <organization>/<project>/<stack>, such as organization/secure-mlops/hub",
    ),
]
Sha256 = Annotated[str, Matching(r"[0-9a-f]{64}", "a SHA-256 checksum: 64 lower-case hexadecimal digits")]
# A compute cluster's name: the pattern of Microsoft.MachineLearningServices/workspaces/computes.
ClusterName = Annotated[
    str,
    Matching(
        r"(?!.*-\d+$)[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]",
        "3-24 letters, digits or -, a letter first, a letter or digit last, not ending in - and digits alone",
    ),
]
# An instance's name is unique in its region, so the stack's suffix (7 characters) is added to it: 24 in all.
InstanceName = Annotated[
    str, Matching(r"[a-zA-Z][a-zA-Z0-9-]{0,15}[a-zA-Z0-9]", "2-17 letters, digits or -, a letter first")
]
HttpsUrl = Annotated[
    str, Matching(r"https://[A-Za-z0-9.-]+(/[^\s\"'$`\\]*)?", "an https:// address without spaces or quotes")
]
OpenSshPublicKey = Annotated[
    str,
    Matching(
        r"(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]{60,}={0,2}( [^\n]*)?",
        "an OpenSSH public key: ssh-rsa or ssh-ed25519, a space, the key",
    ),
]


class Section(BaseModel):
    """A part of the settings: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True)
