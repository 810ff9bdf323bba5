"""A process dies once, at once or together with all that is under way, and whoever waited for it goes on."""

from __future__ import annotations

import threading
import time

from local.azure.faults.deaths import Deaths

_LONG = 60.0  # nobody waits for so long: a test that needs it has failed


def test_without_gathering_each_death_is_at_once() -> None:
    killed: list[str] = []
    deaths = Deaths({"engine": lambda: killed.append("engine")})
    deaths.kill("engine", 0)
    deaths.kill("engine", 0)
    assert killed == ["engine", "engine"]


def test_one_death_meets_all_that_join_in_time() -> None:
    joined = threading.Barrier(4, timeout=_LONG)
    killed: list[float] = []
    deaths = Deaths({"engine": lambda: killed.append(time.monotonic())})
    ended: list[float] = []

    def die() -> None:
        joined.wait()
        deaths.kill("engine", 0.5)
        ended.append(time.monotonic())

    threads = [threading.Thread(target=die) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LONG)
    [once] = killed
    assert len(ended) == 4
    assert min(ended) >= once, "nobody goes on before the process is dead"


def test_who_comes_after_a_death_dies_anew() -> None:
    killed: list[str] = []
    deaths = Deaths({"program": lambda: killed.append("program")})
    deaths.kill("program", 0.01)
    deaths.kill("program", 0.01)
    assert killed == ["program", "program"]


def test_each_that_joins_lets_the_others_wait_longer() -> None:
    began = time.monotonic()
    killed: list[float] = []
    deaths = Deaths({"engine": lambda: killed.append(time.monotonic() - began)})
    first = threading.Thread(target=deaths.kill, args=("engine", 3.0))
    first.start()
    time.sleep(0.6)
    second = threading.Thread(target=deaths.kill, args=("engine", 3.0))
    second.start()
    first.join(_LONG)
    second.join(_LONG)
    assert len(killed) == 1
    assert killed[0] >= 3.5
