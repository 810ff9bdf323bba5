"""What nobody can read from a plan: how much of a stack is used. Assumptions, each said, each to be replaced.

The defaults are those of a small team at work: they are there so that an estimate is whole, not because they are true.
"""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from report.cost.model import HOURS
from report.errors import ReportError

Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
Hours = Annotated[Decimal, Field(ge=0, le=744, allow_inf_nan=False)]
"""Hours of one machine in a month, which has 744 at most."""


def _amount(default: float, description: str) -> Any:
    return Field(Decimal(str(default)), description=description)


class Usage(BaseModel):
    """A month's use of a stack; a usage file sets any of it, in these words as camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True, populate_by_name=True)

    private_endpoint_gb: Amount = _amount(20, "GB through each private endpoint, in each direction.")
    dns_queries: Amount = _amount(100_000, "Queries to each private DNS zone.")
    peering_gb: Amount = _amount(50, "GB through each peering, in each direction.")
    nat_gb: Amount = _amount(50, "GB through each NAT gateway.")
    firewall_gb: Amount = _amount(200, "GB through each firewall.")
    bastion_out_gb: Amount = _amount(5, "GB that each Bastion host sends out.")
    vpn_clients: Amount = _amount(10, "People on a VPN gateway at once.")
    circuit_out_gb: Amount = _amount(100, "GB that leave Azure by each metered ExpressRoute circuit.")
    machine_hours: Hours = _amount(int(HOURS), "Hours of each virtual machine and container group.")
    shutdown_machine_hours: Hours = _amount(220, "Hours of a machine that is switched off every day.")
    scale_set_machine_hours: Amount = _amount(320, "Machine hours of each scale set that others grow and shrink.")
    managed_agent_hours: Amount = _amount(320, "Machine hours of each Managed DevOps Pool.")
    disk_operations: Amount = _amount(1_000_000, "Operations of each standard disk.")
    cluster_node_hours: Amount = _amount(160, "Node hours of each compute cluster beyond those it always runs.")
    instance_hours: Hours = _amount(160, "Hours of each compute instance.")
    online_instances: Amount = _amount(1, "Machines behind each managed online endpoint: pipelines deploy to it.")
    online_size: str = Field("Standard_D2s_v5", description="Their size.")
    blob_gb: Amount = _amount(200, "GB of blobs in each storage account.")
    blob_writes: Amount = _amount(500_000, "Writes of blobs to each storage account.")
    blob_reads: Amount = _amount(2_000_000, "Reads of blobs from each storage account.")
    file_gb: Amount = _amount(20, "GB of files in each storage account.")
    vault_operations: Amount = _amount(100_000, "Operations of each vault.")
    key_operations: Amount = _amount(100_000, "Uses of each key.")
    registry_gb: Amount = _amount(100, "GB of images in each registry.")
    log_gb: Amount = _amount(30, "GB of logs that each Log Analytics workspace takes in.")
    flow_log_gb: Amount = _amount(10, "GB of flow logs of each VNet.")
    alert_mails: Amount = _amount(100, "Mails of each action group.")
    log_alert_resources: Amount = _amount(2, "Resources that each log alert watches one by one.")


def load_usage(file: Path | None) -> Usage:
    """The usage that a YAML or JSON file sets, with the defaults for the rest; None has the defaults alone.

    Raises:
        ReportError: The file cannot be read, or says something that is no usage.
    """
    if file is None:
        return Usage.model_validate({})
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except OSError as error:
        raise ReportError(f"usage file {file} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ReportError(f"usage file {file} is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict):
        raise ReportError(f"usage file {file} must hold settings such as `natGb: 100`")
    try:
        return Usage.model_validate(content)
    except ValidationError as error:
        raise ReportError(f"usage file {file}: {_said(error)}") from error


def _said(error: ValidationError) -> str:
    """All mistakes in one line; an unknown word with the nearest known ones."""
    known = [field.alias or name for name, field in Usage.model_fields.items()]
    parts = []
    for one in error.errors():
        where = ".".join(map(str, one["loc"]))
        if one["type"] == "extra_forbidden":
            parts.append(f"{where} is no usage, known are {', '.join(known)}")
        else:
            parts.append(f"{where}: {one['msg'][:1].lower()}{one['msg'][1:]}, got {one['input']!r}")
    return "; ".join(parts)


def said_usage(usage: Usage) -> str:
    """A usage as a file that `load_usage` reads, each line with what it means."""
    lines = []
    for name, field in Usage.model_fields.items():
        value = getattr(usage, name)
        lines.append(f"# {field.description}\n{field.alias}: {value}\n")
    return "".join(lines)
