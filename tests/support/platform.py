"""A platform for tests of single components, as `__main__.py` would make it."""

from typing import Any

from pulumi_azure_native import resources
from pulumi_random import RandomString

from components.naming import Names, common_tags
from components.platform import Client, Platform
from components.settings import Settings
from components.settings.loader import StackConfig, load_settings
from tests.support.stackfiles import PROJECT, as_texts, merged, stack_file


def demo_platform(location: str = "eastasia", zones: tuple[str, ...] = (), protect_data: bool = False) -> Platform:
    """The platform `mlops` `demo`; call it inside a recorded program."""
    suffix = RandomString("suffix", length=6)
    names = Names(workload="mlops", environment="demo", suffix=suffix.result)
    tags = common_tags("mlops", "demo", {"owner": "tests"})
    group = resources.ResourceGroup("platform", resource_group_name=names.of("rg"), location=location, tags=tags)
    return Platform(
        client=Client.current(location),
        location=location,
        names=names,
        tags=tags,
        group=group,
        group_name=names.of("rg"),
        zones=zones,
        protect_data=protect_data,
    )


def settings_of(stack: str, **changes: Any) -> Settings:
    """The settings of a stack, with what is changed merged in: `settings_of("dev", network={"egress": {...}})`."""
    file = stack_file(stack)
    config = merged({**file.config, **file.nested_secrets()}, changes)
    keys = frozenset(file.nested_secrets())
    return load_settings(StackConfig(project=PROJECT, values=as_texts(config), secret_keys=keys))
