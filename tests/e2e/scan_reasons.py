"""Checks of checkov that prod fails, each with the reason; what the gate says of a check already is not said again."""

from collections.abc import Mapping

from rules.checkov import NOT_DEMANDED

Failure = tuple[str, str]
"""A check, and a pattern of the resource's name."""

REASONS: Mapping[Failure, str] = {
    # The gate advises these two, and leaves them to whoever pays.
    (
        "CKV_AZURE_112",
        "kv-mlops-prod-*/cmk",
    ): "a key in hardware needs a Premium vault: azure-keyvault-key-hsm advises it",
    ("CKV_AZURE_166", "crmlopsprod*"): (
        "quarantine needs a scanner that releases images, without one nothing can be pulled:"
        " azure-containerregistry-registry-quarantine advises it"
    ),
    # Here checkov looks in another place.
    ("CKV_AZURE_183", "vnet-mlops-prod-aml"): (
        "checkov wants the DNS server in the network's own ranges: it is the firewall's private address in the peered"
        " network; azure-network-dns-servers demands a private one"
    ),
    ("CKV_AZURE_216", "afw-mlops-prod"): (
        "checkov reads the mode of a firewall without a policy: this one's policy has Deny, as azure-network-firewall"
        " rules demand"
    ),
    ("CKV_AZURE_243", "mlw-mlops-prod-*"): (
        "checkov looks for an endpoint among the outbound rules of a managed network: prod's compute is in a network of"
        " ours, and the workspace's own endpoint is a resource beside it"
    ),
    ("CKV_AZURE_50", "vm-mlops-prod-*"): NOT_DEMANDED["CKV_AZURE_50"],
    ("CKV_AZURE_182", "vnet-mlops-prod-*"): NOT_DEMANDED["CKV_AZURE_182"],
    ("CKV_AZURE_206", "st*mlopsprod*"): NOT_DEMANDED["CKV_AZURE_206"],
}
