"""A real browser: Chromium of the machine, as Debian and others package it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_MISSING = "no Chromium on the PATH: install it (on Debian: apt-get install chromium) to open the report in a browser"


def executable() -> str:
    """Where Chromium is; without it a person's run skips, and CI fails."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
            pytest.fail(_MISSING, pytrace=False)
        pytest.skip(_MISSING)
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that runs as root too, as CI does."""
    path = executable()
    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        except Error as error:
            pytest.fail(f"{path} does not start: {error}", pytrace=False)
        yield running
        running.close()
