"""Writes to an emulated Azure from several threads, and says after each answer what it was told, until it is killed.

Usage: python -m tests.support.crash_worker STORE NAME

Each line is an event that was acknowledged: `made ID`, `changed ID NUMBER`, `gone ID`; `going ID` is said before a
deletion, as it may happen without being acknowledged any more.
"""

from __future__ import annotations

import os
import sys
import threading
from itertools import count
from pathlib import Path
from typing import Any

from local.azure.server import AzureNative
from local.azure.store import Store
from tests.unit.azure.harness import Engine

THREADS = 3
SUBNETS = 3


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())  # one write: whole or not at all


def network(group: str, name: str, index: int, generation: int) -> dict[str, Any]:
    return {
        "virtualNetworkName": name,
        "resourceGroupName": group,
        "location": "eastasia",
        "addressSpace": {"addressPrefixes": [f"10.{index % 250}.0.0/16"]},
        "subnets": [{"name": f"s{n}", "addressPrefix": f"10.{index % 250}.{n}.0/24"} for n in range(SUBNETS)],
        "tags": {"generation": str(generation)},
    }


def work(azure: Engine, group: str, thread: int) -> None:
    kind = "network:VirtualNetwork"
    for number in count():
        name = f"vnet-{os.getpid()}-{thread}-{number}"
        made, _ = azure.create(kind, network(group, name, number, 0))
        say("made", made)
        azure.update(kind, made, network(group, name, number, 1))
        say("changed", made, 1)
        if number % 3 == 0:
            say("going", made)
            azure.delete(made)
            say("gone", made)


def main(store: str, group: str) -> None:
    azure = Engine(AzureNative(Store(Path(store))), "azure-native:")
    made, _ = azure.create("resources:ResourceGroup", {"resourceGroupName": group, "location": "eastasia"})
    say("made", made)
    threads = [threading.Thread(target=work, args=(azure, group, number)) for number in range(THREADS)]
    for thread in threads:
        thread.start()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
