"""Names and tags of every resource, in the Cloud Adoption Framework's abbreviations.

https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations

A name is known before anything exists, but where it is unique in the world or stays reserved after deletion (storage,
vault, registry, workspace, logs, compute instances): those end in the stack's random suffix, the only random thing.
"""

from dataclasses import dataclass

import pulumi

SUFFIX_LENGTH = 6
"""Letters of the suffix: with the settings' limits every name stays within Azure's 24 characters."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """The names of one stack.

    Attributes:
        workload: short name of the workload, 2-8 characters.
        environment: short name of the environment, 2-5 characters.
        suffix: the stack's six random letters; unknown until they are made.
    """

    workload: str
    environment: str
    suffix: pulumi.Output[str]

    def of(self, abbreviation: str, *parts: str) -> str:
        """A name that is known at once, such as `vnet-mlops-prod-aml`."""
        return "-".join([abbreviation, self.workload, self.environment, *parts])

    def unique(self, abbreviation: str) -> pulumi.Output[str]:
        """A name with the suffix, such as `kv-mlops-prod-kqzwtv`."""
        return self.suffix.apply(lambda suffix: f"{self.of(abbreviation)}-{suffix}")

    def unique_compact(self, abbreviation: str) -> pulumi.Output[str]:
        """The same for services that allow letters and digits only, such as `stmlopsprodkqzwtv`."""
        return self.suffix.apply(lambda suffix: f"{abbreviation}{self.workload}{self.environment}{suffix}")

    def with_suffix(self, name: str) -> pulumi.Output[str]:
        """`name`, a hyphen, the suffix."""
        return self.suffix.apply(lambda suffix: f"{name}-{suffix}")


def common_tags(workload: str, environment: str, own: dict[str, str]) -> dict[str, str]:
    """Tags of every resource that takes tags: who it belongs to, and that a program looks after it."""
    return {**own, "workload": workload, "environment": environment, "managedBy": "pulumi"}
