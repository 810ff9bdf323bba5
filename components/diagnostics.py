"""Logs and metrics of every resource that has them, sent to Log Analytics."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import monitor

from components.diagnostic_settings import METRICS, SENT, Sent
from components.inventory import Inventory, Noted

SETTING_NAME = "to-log-analytics"


@dataclass(frozen=True, kw_only=True)
class DiagnosticsArgs:
    """What the diagnostic settings are made from.

    Attributes:
        log_analytics_id: Required. Log Analytics workspace that everything goes to.
        inventory: Required. What there is: settings are made for what it noted before this component is made.
    """

    log_analytics_id: pulumi.Output[str]
    inventory: Inventory


class Diagnostics(pulumi.ComponentResource):
    """One diagnostic setting a resource, and one more for each service of a storage account.

    Attributes:
        settings: the settings, by what they are for.
    """

    settings: dict[str, monitor.DiagnosticSetting]

    def __init__(self, name: str, args: DiagnosticsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-mlops:diagnostics:Diagnostics", name, None, opts)
        self._log_analytics_id = args.log_analytics_id
        self.settings = {}
        for noted in args.inventory.so_far(SENT):
            for sent in SENT[noted.kind]:
                label = _label(noted, sent)
                self.settings[label] = self._setting(label, noted, sent)
        self.register_outputs({})

    def _setting(self, label: str, noted: Noted, sent: Sent) -> monitor.DiagnosticSetting:
        logs = [
            *([monitor.DiagnosticsLogSettingsArgs(category_group=sent.group, enabled=True)] if sent.group else []),
            *(monitor.DiagnosticsLogSettingsArgs(category=category, enabled=True) for category in sent.categories),
        ]
        metrics = [monitor.DiagnosticsMetricSettingsArgs(category=METRICS, enabled=True)] if sent.metrics else []
        below = sent.below
        return monitor.DiagnosticSetting(
            f"diagnostics-{label}",
            resource_uri=noted.resource.id.apply(lambda arm_id: arm_id + below),
            name=SETTING_NAME,
            workspace_id=self._log_analytics_id,
            log_analytics_destination_type="Dedicated" if sent.dedicated else None,
            logs=logs or None,
            metrics=metrics or None,
            opts=pulumi.ResourceOptions(parent=self),
        )


def _label(noted: Noted, sent: Sent) -> str:
    """Unique, as Pulumi names are so among resources of one kind only: `keyvault-vault-vault`."""
    kind = noted.kind.replace(":", "-").lower()
    service = sent.below.split("/")[1] if sent.below else ""
    return "-".join(filter(None, [kind, noted.name, service]))
