"""A stand-in for the Azure CLI: it remembers what was made, and refuses what Azure would refuse for want of another."""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

SUBSCRIPTION = "11111111-2222-4333-8444-555555555555"
KEY_VERSION = "0123456789abcdef0123456789abcdef"

# What a command makes, in the words of its arguments, and what must be there before.
MADE: dict[str, tuple[str, tuple[str, ...]]] = {
    "group create": ("group {name}", ()),
    "storage account create": ("account {name}", ("group {resource-group}",)),
    "storage account update": ("account {name}", ("account {name}",)),
    "storage account network-rule add": ("rule {account-name} {ip-address}", ("account {account-name}",)),
    "storage account blob-service-properties update": ("versions {account-name}", ("account {account-name}",)),
    "storage container-rm create": ("container {storage-account}/{name}", ("account {storage-account}",)),
    "keyvault create": ("vault {name}", ("group {resource-group}",)),
    "keyvault update": ("vault {name}", ("vault {name}",)),
    "keyvault network-rule add": ("rule {name} {ip-address}", ("vault {name}",)),
    "rest": ("key {vault}", ("vault {vault}",)),
    "role assignment create": ("role {role} {assignee-object-id} {scope}", ("{scoped}",)),
    "lock create": ("lock {resource-group}", ("group {resource-group}",)),
}
# A second one is an error of Azure's: VaultAlreadyExists and RoleAssignmentExists; an account of ours is returned.
ONCE = ("keyvault create", "storage account create", "role assignment create")


def main(argv: list[str]) -> int:
    """Answer one call, as the environment says: the world, the log, and which call fails."""
    world_file = Path(os.environ["STUB_WORLD"])
    world: list[str] = json.loads(world_file.read_text()) if world_file.exists() else []
    with Path(os.environ["STUB_LOG"]).open("a") as log:
        log.write(json.dumps(argv) + "\n")
    options = _options(argv)
    command = " ".join(argv[: next(at for at, word in enumerate([*argv, "--"]) if word.startswith("--"))])
    if command == "cloud show" and "subscription" in options:
        print("ERROR: unrecognized arguments: --subscription", file=sys.stderr)
        return 2
    if os.environ.get("STUB_FAILS") == command:
        print(f"WARNING: a hint\n\nERROR: (AuthorizationFailed) may not do {command}.\nCode: 403", file=sys.stderr)
        return 1
    if command in MADE and options.get("method") != "get":
        refused = _make(command, options, world)
        world_file.write_text(json.dumps(world))
        if refused:
            print(f"ERROR: {refused}", file=sys.stderr)
            return 3
    else:
        print(_answer(command, options, world))
    return 0


def _options(argv: list[str]) -> dict[str, str]:
    options = {word[2:]: argv[at + 1] for at, word in enumerate(argv[:-1]) if word.startswith("--")}
    if "url" in options:
        options["vault"] = options["url"].split("/vaults/")[1].split("/")[0]
    scope = options.get("scope", "")
    if "/vaults/" in scope:
        options["scoped"] = "vault " + scope.rsplit("/", 1)[1]
    elif scope:
        options["scoped"] = "container {8}/{12}".format(*scope.split("/"))
    return options


def _make(command: str, options: dict[str, str], world: list[str]) -> str | None:
    made, before = (MADE[command][0], MADE[command][1])
    for needed in (one.format(**options) for one in before):
        if needed not in world:
            return f"(ResourceNotFound) {needed} was not found."
    what = made.format(**options)
    if what in world:
        return f"(AlreadyExists) {what}" if command in ONCE else None
    world.append(what)
    return None


def _answer(command: str, options: dict[str, str], world: list[str]) -> Any:
    quoted = re.findall(r"'([^']*)'", options.get("query", ""))
    match command:
        case "account show":
            return options.get("subscription", SUBSCRIPTION)
        case "cloud show":
            return os.environ.get("STUB_SUFFIX", "core.windows.net")
        case "storage account list":
            return "/an/id" if f"account {quoted[0]}" in world else ""
        case "keyvault list":
            return "/an/id" if f"vault {quoted[0]}" in world else ""
        case "role assignment list":
            return "/an/id" if "role {1} {0} {2}".format(*quoted) in world else ""
        case "rest":
            return f"https://{options['vault']}.vault.azure.net/keys/pulumi/{KEY_VERSION}"
    raise SystemExit(f"the stand-in does not know `az {command}`")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
