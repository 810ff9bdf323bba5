"""Nothing of a person's own login, state or cloud reaches a local run."""

from pathlib import Path

import pytest

from local.environment import debug_providers, engine_environment, scrub

OURS = {"PATH": "/usr/bin:/old", "HOME": "/home/me", "HTTPS_PROXY": "proxy"}
FOREIGN = {
    "PULUMI_BACKEND_URL": "azblob://state",
    "PULUMI_ACCESS_TOKEN": "pul-1",
    "PULUMI_CONFIG": "{}",
    "PULUMI_CONFIG_PASSPHRASE_FILE": "/secret",
    "PULUMI_STACK": "prod",
    "pulumi_home": "/home/me/.pulumi",
    "ARM_CLIENT_SECRET": "s",
    "AZURE_STORAGE_KEY": "k",
    "AWS_PROFILE": "p",
    "GOOGLE_APPLICATION_CREDENTIALS": "g",
    "IDENTITY_ENDPOINT": "http://169.254.169.254",
    "VAULT_TOKEN": "v",
}


def test_only_what_is_harmless_stays() -> None:
    environment = {**OURS, **FOREIGN}
    scrub(environment)
    assert environment == {**OURS, "PULUMI_ERROR_OUTPUT_STRING": "1"}


def test_the_engine_gets_local_state_only() -> None:
    given = {**OURS, **FOREIGN}
    environment = engine_environment(
        given, backend={"PULUMI_BACKEND_URL": "file:///state"}, home=Path("/p/home"), path=[Path("/bin1")]
    )
    assert {name: value for name, value in environment.items() if name.startswith("PULUMI")} == {
        "PULUMI_BACKEND_URL": "file:///state",
        "PULUMI_HOME": "/p/home",
        "PULUMI_CONFIG_PASSPHRASE": "local",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "1",
        "PULUMI_ERROR_OUTPUT_STRING": "1",
    }
    assert environment["PATH"] == "/bin1:/usr/bin:/old"
    assert not environment.keys() & {name for name in FOREIGN if not name.startswith("PULUMI_")}


@pytest.mark.parametrize("without", ["pulumi-language-python", None])
def test_an_old_installations_language_host_is_not_found(without: str | None, tmp_path: Path) -> None:
    (tmp_path / "pulumi-language-python").touch()
    parent = {"PATH": f"{tmp_path}:/usr/bin"}
    environment = engine_environment(parent, backend={}, home=tmp_path, path=[], without=without)
    assert (str(tmp_path) in environment["PATH"]) == (without is None)


def test_the_engine_is_told_where_the_providers_are() -> None:
    assert debug_providers({"random": 2, "azure-native": 1}) == {"PULUMI_DEBUG_PROVIDERS": "azure-native:1,random:2"}
