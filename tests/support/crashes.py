"""Kills processes that write to one emulated Azure at random moments, and holds what is left against their log."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from local.azure.store import Store
from tests.support.crash_worker import SUBNETS
from tests.support.stackfiles import PROJECT_ROOT

NETWORKS, SUBNET = "Microsoft.Network/virtualNetworks", "Microsoft.Network/virtualNetworks/subnets"


@dataclass
class Worker:
    """A process that writes, and the lines that it said before it was killed."""

    store: Path
    group: str
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.crash_worker", str(self.store), self.group],
            cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                self.said.append(line.strip())

    def wait_for_work(self, lines: int) -> None:
        end = time.monotonic() + 60
        while len(self.said) < lines:
            assert self._process.poll() is None, f"the worker ended by itself: {self.said}"
            assert time.monotonic() < end, "the worker does not work"
            time.sleep(0.01)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()


def one_round(store: Path, number: int, chance: random.Random, workers: int = 2) -> int:
    """Let workers write at once, kill each at a random moment, and check the store.

    Args:
        store: The emulator's file, kept from round to round.
        number: Which round: names the workers' groups.
        chance: Decides on the moments.
        workers: How many write at once, each as a run of another stack would.

    Returns:
        How many acknowledged events were checked.
    """
    running = [Worker(store, f"rg-{number}-{n}") for n in range(workers)]
    for worker in running:
        worker.wait_for_work(2)
    for worker in running:
        time.sleep(chance.uniform(0, 0.5))
        worker.kill()
    for worker in running:
        check(store, worker.said)
    return sum(len(worker.said) for worker in running)


def check(file: Path, said: list[str]) -> None:
    """Nothing acknowledged is lost, and nothing is half there."""
    store = Store(file)
    try:
        there = {record.id: record for record in store.resources()}
        last: dict[str, list[str]] = {}
        for line in said:
            event, resource_id, *more = line.split()
            last[resource_id] = [event, *more]
        for resource_id, (event, *more) in last.items():
            if event == "gone":
                assert resource_id not in there, f"deleted, and back: {resource_id}"
            elif event != "going":
                assert resource_id in there, f"acknowledged, and lost: {resource_id}"
            if event == "changed":
                assert there[resource_id].properties["tags"]["generation"] == more[0], f"change lost: {resource_id}"
        for network in store.of_type(NETWORKS):
            assert len(store.children(network.id, SUBNET)) == SUBNETS, f"half a network: {network.id}"
        for subnet in store.of_type(SUBNET):
            assert subnet.id.rsplit("/subnets/", 1)[0] in there, f"a subnet without its network: {subnet.id}"
    finally:
        store.close()
