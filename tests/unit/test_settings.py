"""Every mistake in a stack file is one line that says where, what and how; all of them at once."""

import ipaddress
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from components.settings.loader import SettingsError, StackConfig, load_settings
from components.settings.schema import SCHEMA_FILE, rendered, stack_schema
from components.settings.types import duration
from tests.support.recorder import record_stack
from tests.support.stackfiles import PROJECT, PROJECT_ROOT, as_texts

STACKS = sorted(path.name.split(".")[1] for path in PROJECT_ROOT.glob("Pulumi.*.yaml"))


def raw_stack(stack: str = "dev") -> dict[str, Any]:
    text = (PROJECT_ROOT / f"Pulumi.{stack}.yaml").read_text()
    return {key.removeprefix(f"{PROJECT}:"): value for key, value in yaml.safe_load(text)["config"].items()}


def config_of(raw: dict[str, Any], secrets: tuple[str, ...] = ()) -> StackConfig:
    return StackConfig(project=PROJECT, values=as_texts(raw), secret_keys=frozenset(secrets))


def changed(path: str, value: object, stack: str = "dev") -> dict[str, Any]:
    """The stack's config with the value at `path` replaced, or taken away where `value` is `...`."""
    raw = raw_stack(stack)
    *parents, last = path.split(".")
    inner: Any = raw
    for part in parents:
        inner = inner[int(part) if part.isdigit() else part]
    if value is ...:
        del inner[last]
    else:
        inner[int(last) if last.isdigit() else last] = value
    return raw


def mistakes(config: StackConfig) -> list[str]:
    with pytest.raises(SettingsError) as error:
        load_settings(config)
    heading, *lines = str(error.value).splitlines()
    assert heading.endswith("in the config of this stack:")
    return [line.strip() for line in lines]


@pytest.mark.parametrize("stack", STACKS)
def test_committed_stack_files_are_right(stack: str) -> None:
    assert load_settings(config_of(raw_stack(stack))).environment == stack


MISTAKES: list[tuple[str, object, str | None]] = [
    ("location", "eastasai", "config 'secure-mlops:location' must be an Azure region with Azure Machine Learning, such as eastasia, eastus, southeastasia, got eastasai"),
    ("environment", ..., "config 'secure-mlops:environment' is missing. Required. Short name of the environment, part of every resource name."),
    ("environment", "Production", "config 'secure-mlops:environment' must be 2-5 lower-case letters or digits, a letter first, got Production"),
    ("workload", "x", "config 'secure-mlops:workload' must be 2-8 lower-case letters or digits, a letter first, got x"),
    ("zones", ["1", "4"], "config 'secure-mlops:zones[1]' must be one of '1', '2' or '3', got 4"),
    ("zones", ["1", "1"], "config 'secure-mlops:zones' must name each zone once, got ['1', '1']"),
    ("protectData", "maybe", "config 'secure-mlops:protectData' must be true or false, got maybe"),
    ("tags.environment", "x", "config 'secure-mlops:tags.environment' must not be set: the program sets it itself, got x"),
    ("network.aml.addressSpace", "10.0.0.1/20", "config 'secure-mlops:network.aml.addressSpace' must be an IPv4 range in CIDR form such as 10.10.0.0/20 (10.0.0.1/20 has host bits set), got 10.0.0.1/20"),
    ("network.aml.subnets.training", "172.17.0.0/24", "config 'secure-mlops:network.aml.subnets.training' must not touch 172.17.0.0/16 (the Docker bridge of Azure ML's nodes), got 172.17.0.0/24"),
    ("network.aml.subnets.training", "10.99.0.0/24", "config 'secure-mlops:network.aml.subnets.training' must lie inside network.aml.addressSpace 10.10.0.0/20, got 10.99.0.0/24"),
    ("network.aml.subnets.training", "10.10.0.0/24", "config 'secure-mlops:network.aml.subnets.training' must not overlap subnet privateEndpoints 10.10.0.0/26, got 10.10.0.0/24"),
    ("network.aml.subnets.training", "10.10.4.0/30", "config 'secure-mlops:network.aml.subnets.training' must be /29 or larger (Azure's smallest subnet), got 10.10.4.0/30"),
    ("network.aml.subnets.training", "10.10.4.0/29", None),  # 2 nodes, 1 instance: just fits
    ("compute.clusters.0.maxNodes", 3, None),
    ("network.aml.subnets.privateEndpoints", "10.10.0.0/28", "config 'secure-mlops:network.aml.subnets.privateEndpoints' must have 17 addresses or more (12 endpoint addresses, 5 kept by Azure), got 10.10.0.0/28"),
    ("network.bastion.subnets.bastion", "10.10.16.0/27", "config 'secure-mlops:network.bastion.subnets.bastion' must be /26 or larger (Azure's smallest AzureBastionSubnet), got 10.10.16.0/27"),
    ("network.bastion.addressSpace", "10.10.0.0/16", "config 'secure-mlops:network.bastion.addressSpace' must not overlap network.aml.addressSpace 10.10.0.0/20: they are peered, got 10.10.0.0/16"),
    ("network.bastion.subnets.jumpHost", ..., "config 'secure-mlops:network.bastion.subnets.jumpHost' is missing: access.jumpHost needs it"),
    ("workspace.storageSku", "Premium_LRS", "config 'secure-mlops:workspace.storageSku' must be one of 'Standard_LRS', 'Standard_ZRS', 'Standard_GRS' or 'Standard_GZRS', got Premium_LRS"),
    ("workspace.logRetentionDays", 7, "config 'secure-mlops:workspace.logRetentionDays' must be 30 or more, got 7"),
    ("workspace.vaultRetentionDays", 91, "config 'secure-mlops:workspace.vaultRetentionDays' must be 90 or less, got 91"),
    ("workspace.imageBuildCluster", "other", "config 'secure-mlops:workspace.imageBuildCluster' must name a cluster of compute.clusters (cpu-cluster), got other"),
    ("compute.clusters.0.vmSize", "Standard_NC4as_T4_v3", "config 'secure-mlops:workspace.imageBuildCluster' must name a cluster with a CPU size, this one has Standard_NC4as_T4_v3, got cpu-cluster"),
    ("compute.clusters.0.minNodes", 3, "config 'secure-mlops:compute.clusters[0].minNodes' must not be above maxNodes 2, got 3"),
    ("compute.clusters.0.priority", "Cheap", "config 'secure-mlops:compute.clusters[0].priority' must be one of 'Dedicated' or 'LowPriority', got Cheap"),
    ("compute.clusters.0.idleBeforeScaleDown", "120", "config 'secure-mlops:compute.clusters[0].idleBeforeScaleDown' must be an ISO 8601 duration such as PT120S or PT30M, got 120"),
    ("compute.clusters", [], "config 'secure-mlops:compute.clusters' must have 1 entries or more, got []"),
    ("compute.instances.0.name", "cpu-cluster", "config 'secure-mlops:compute.instances[0].name' must be unique, compute.clusters[0] has it too, got cpu-cluster"),
    ("compute.instances.0.idleShutdown", "PT5M", "config 'secure-mlops:compute.instances[0].idleShutdown' must be between PT15M and P3D, got PT5M"),
    ("access.bastion", {"sku": "Basic"}, "config 'secure-mlops:access.bastion.sku' must be one of 'Standard' or 'Premium', got Basic"),
    ("access.jumpHost.adminUsername", "root", "config 'secure-mlops:access.jumpHost.adminUsername' must not be a user name that Azure refuses (such as admin, root, test, user1), got root"),
    ("access.jumpHost.sshPublicKey", "hunter2", "config 'secure-mlops:access.jumpHost.sshPublicKey' must be an OpenSSH public key: ssh-rsa or ssh-ed25519, a space, the key, got hunter2"),
    ("agents.vm.count", 0, "config 'secure-mlops:agents.vm.count' must be 1 or more, got 0"),
    ("agents.vm.count", "two", "config 'secure-mlops:agents.vm.count' must be a whole number, got two"),
    ("agents.vm.count", 50, None),
    ("agents.vm.pool", "$(reboot)", "config 'secure-mlops:agents.vm.pool' must be 1-63 letters, digits, space, . _ or -, got $(reboot)"),
    ("agents.organizationUrl", "http://dev.azure.com/x", "config 'secure-mlops:agents.organizationUrl' must be an https:// address without spaces or quotes, got http://dev.azure.com/x"),
    ("agents.vm.vmsize", "x", "config 'secure-mlops:agents.vm.vmsize' is not a setting: did you mean vmSize? Known here: adminUsername, count, encryptionAtHost, pool, sshPublicKey, vmSize"),
    ("netwrok", {}, "config 'secure-mlops:netwrok' is not a setting: did you mean network? Known here: access, agentClientSecret, agentToken, agents, compute, encryption, environment, expressRouteKey, governance, hub, inference, location, monitor, network, people, privateLink, protectData, scoringCertificate, scoringKey, tags, vpnSharedKeys, workload, workspace, zones"),
    ("compute", "many", "config 'secure-mlops:compute' must be an object with settings of its own, got many"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "line"), MISTAKES)
def test_a_mistake_is_one_line_with_key_value_and_what_is_allowed(path: str, value: object, line: str | None) -> None:
    config = config_of(changed(path, value))
    if line is None:  # the edge of what is allowed
        load_settings(config)
    else:
        assert line in mistakes(config)


def test_zones_are_refused_in_a_region_that_has_none() -> None:
    raw = raw_stack("prod") | {"location": "westus"}
    lines = mistakes(config_of(raw))
    assert "config 'secure-mlops:zones' must be empty: westus has no availability zones, got ['1', '2', '3']" in lines
    assert any("workspace.registry.zoneRedundancy' must be false" in line for line in lines)


def test_an_agents_subnet_too_small_is_reported() -> None:
    raw = changed("network.bastion.subnets.agents", "10.10.17.0/29") | {}
    raw["agents"]["vm"]["count"] = 4
    assert mistakes(config_of(raw)) == [
        "config 'secure-mlops:network.bastion.subnets.agents' must have 9 addresses or more (4 agents at most, 5 kept by Azure), "
        "got 10.10.17.0/29"
    ]


def test_all_mistakes_come_at_once_even_between_settings_that_are_wrong_themselves() -> None:
    raw = changed("network.aml.subnets.training", "10.99.0.0/30")
    raw |= {"location": "nowhere", "netwrok": {}}
    raw["agents"]["vm"]["count"] = "many"
    lines = mistakes(config_of(raw))
    assert len(lines) == 6  # too small twice (for Azure, for its nodes), outside its VNet, region, typo, count
    assert sum("subnets.training" in line for line in lines) == 3


def test_a_token_must_be_a_secret_and_is_never_shown() -> None:
    raw = changed("agents.authentication", "personalAccessToken") | {"agentToken": "hunter2"}
    lines = mistakes(config_of(raw))
    assert lines == [
        "config 'secure-mlops:agentToken' must be a secret: pulumi config set --secret agentToken, got [hidden]"
    ]
    settings = load_settings(config_of(raw, secrets=("agentToken",)))
    assert "hunter2" not in repr(settings)
    assert settings.agent_token is not None
    assert settings.agent_token.get_secret_value() == "hunter2"


def test_a_token_and_its_authentication_go_together() -> None:
    without = mistakes(config_of(changed("agents.authentication", "personalAccessToken")))
    assert without == [
        "config 'secure-mlops:agentToken' is missing: agents.authentication personalAccessToken needs it. "
        "Set it with: pulumi config set --secret agentToken"
    ]
    unused = mistakes(config_of(raw_stack() | {"agentToken": "hunter2"}, secrets=("agentToken",)))
    assert unused == [
        "config 'secure-mlops:agentToken' is not used: only agents.authentication personalAccessToken needs it. "
        "Remove one of the two"
    ]


def test_a_secret_anywhere_else_is_refused_and_not_shown() -> None:
    lines = mistakes(config_of(raw_stack(), secrets=("location",)))
    assert lines == [
        "config 'secure-mlops:location' must not be a secret (only agentClientSecret, agentToken, expressRouteKey, "
        "scoringCertificate, scoringKey, vpnSharedKeys is), got [hidden]"
    ]


def test_the_program_stops_with_the_report_and_makes_nothing() -> None:
    with pytest.raises(SettingsError, match="1 mistake in the config"):
        record_stack("dev", location="nowhere")


@given(st.integers(0, 30), st.integers(0, 2**32 - 1))
def test_a_training_subnet_is_accepted_exactly_where_it_lies_in_its_vnet_and_fits(prefix: int, address: int) -> None:
    subnet = ipaddress.IPv4Network((address, prefix), strict=False)
    inside = subnet.subnet_of(ipaddress.IPv4Network("10.10.0.0/20"))
    clear = not subnet.overlaps(ipaddress.IPv4Network("10.10.0.0/26"))
    right = inside and clear and subnet.num_addresses >= 8
    config = config_of(changed("network.aml.subnets.training", str(subnet)))
    if right:
        load_settings(config)
    else:
        assert mistakes(config)


@given(st.integers(0, 3), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_duration_means_its_parts(days: int, hours: int, minutes: int, seconds: int) -> None:
    expected = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    assert duration(f"P{days}DT{hours}H{minutes}M{seconds}S").total_seconds() == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "30M", "PT1.5H", "P1W", "-PT5M"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO 8601"):
        duration(text)


def test_the_committed_schema_is_what_the_settings_say() -> None:
    assert SCHEMA_FILE.read_text() == rendered(), "run: python -m components.settings.schema"


@pytest.mark.parametrize("stack", STACKS)
def test_editors_accept_the_committed_stack_files(stack: str) -> None:
    text = (PROJECT_ROOT / f"Pulumi.{stack}.yaml").read_text()
    assert text.startswith("# yaml-language-server: $schema=schema/stack.schema.json")
    jsonschema.validate(yaml.safe_load(text), stack_schema())


@pytest.mark.parametrize("path", ["location", "environment", "agents.vm.pool", "network.aml.subnets.training"])
def test_editors_mark_a_wrong_value(path: str) -> None:
    raw = {f"{PROJECT}:{key}": value for key, value in changed(path, "!").items()}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"config": raw}, stack_schema())
