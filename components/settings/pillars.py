"""Settings of the five pillars beside the network: people, encryption, policy, monitoring."""

from typing import Literal

from pydantic import Field

from components.settings.types import Email, MonthStart, ObjectId, Section


class PeopleSettings(Section):
    """Entra groups, and what their members may do on the workspace and its data."""

    data_scientists: tuple[ObjectId, ...] = Field(
        (), description="Optional. Groups that run experiments and read and write data; none by default."
    )
    engineers: tuple[ObjectId, ...] = Field(
        (),
        description="Optional. Groups that also manage compute, push images and deploy models; none by default.",
    )
    readers: tuple[ObjectId, ...] = Field(
        (), description="Optional. Groups that look at the workspace and its data; none by default."
    )


class EncryptionSettings(Section):
    """Encryption at rest."""

    customer_managed_keys: tuple[Literal["workspace", "storage", "registry", "disks"], ...] = Field(
        (),
        description="Optional. What to encrypt with a key of one's own in the vault: workspace, storage, registry, "
        "disks (of machines and cluster nodes); nothing by default. Cannot be changed later on workspace and registry.",
    )
    rotate_after_days: int = Field(
        365,
        ge=28,
        le=730,
        description="Optional. Days after which the key gets a new version, 28-730; a year by default.",
    )
    infrastructure_encryption: bool = Field(
        True,
        description="Optional. Encrypt the storage account twice; on by default. Cannot be changed later.",
    )


class BudgetSettings(Section):
    """A monthly budget of the resource group, with mails at 80 % and 100 % and where the forecast is above it."""

    monthly_amount: int = Field(ge=1, description="Required. Amount a month, in the subscription's currency.")
    start: MonthStart = Field(
        description="Required. First day of the month it starts, such as 2026-12-01; not before the current month."
    )
    contact_emails: tuple[Email, ...] = Field(min_length=1, max_length=50, description="Required. Who gets the mails.")


DefenderPlan = Literal["StorageAccounts", "KeyVaults", "Containers", "VirtualMachines", "Arm"]


class GovernanceSettings(Section):
    """Azure Policy, Defender for Cloud, locks, budget."""

    policies: Literal["Off", "Audit", "Deny"] = Field(
        "Off",
        description="Optional. Assign Azure's built-in policies for such a platform to the resource group, reporting "
        "(Audit) or refusing (Deny); off by default.",
    )
    benchmark: bool = Field(
        False,
        description="Optional. Assign the Microsoft cloud security benchmark to the resource group; off by default.",
    )
    defender: tuple[DefenderPlan, ...] = Field(
        (),
        description="Optional. Defender plans to switch on; none by default, as they hold for the whole subscription, "
        "and stay on when the stack is gone.",
    )
    locks: bool = Field(
        False, description="Optional. Locks against deletion on what holds data, whoever deletes; off by default."
    )
    budget: BudgetSettings | None = Field(None, description="Optional. A budget; none by default.")


class AlertSettings(Section):
    """Mails about failed runs and nodes, slow endpoints and silent agents."""

    emails: tuple[Email, ...] = Field(min_length=1, description="Required. Who gets the mails.")
    silent_minutes: Literal[10, 15, 30, 60] = Field(
        15, description="Optional. Minutes without a sign of life after which a machine counts as silent."
    )
    latency_ms: int = Field(
        5000,
        ge=1,
        description="Optional. Milliseconds that the slowest hundredth of requests to an online endpoint may take; "
        "5000 by default.",
    )


class FlowLogSettings(Section):
    """Flow logs of both VNets, in a storage account of their own."""

    retention_days: int = Field(90, ge=1, le=365, description="Optional. Days they are kept; 90 by default.")
    traffic_analytics: bool = Field(
        True,
        description="Optional. Traffic analytics: what the logs say, summed up in Log Analytics; on by default. Azure "
        "makes a data collection rule and endpoint for it beside Log Analytics, named NWTA-....",
    )


class MonitorSettings(Section):
    """Azure Monitor."""

    private_link_scope: bool = Field(
        False,
        description="Optional. Reach Application Insights and Log Analytics by private link only; off by default, "
        "then their ingestion stays public and the policy gate says so.",
    )
    diagnostics: bool = Field(
        True,
        description="Optional. Logs and metrics of every resource that has them go to Log Analytics; on by default.",
    )
    alerts: AlertSettings | None = Field(None, description="Optional. Alerts; none by default.")
    flow_logs: FlowLogSettings | None = Field(None, description="Optional. VNet flow logs; none by default.")
