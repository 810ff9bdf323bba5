"""Find the engine: PATH first, then the user's cache, and fill that cache if it is empty."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from local.engine.build import GoBuild
from local.engine.cache import ASKED_VARIABLE, Cache, cache_root, check
from local.engine.download import OfficialDownload
from local.engine.model import Engine, Maker, Unavailable
from local.engine.progress import Progress
from local.engine.version import engine_version

MAKERS: Sequence[Maker] = (OfficialDownload(), GoBuild())
"""The ways to fill the cache, cheapest first."""


class EngineError(Exception):
    """No way of getting an engine works here."""


def find_engine(
    *,
    search_path: str | None = None,
    root: Path | None = None,
    makers: Sequence[Maker] = MAKERS,
    progress: Progress | None = None,
) -> Engine:
    """Return a Pulumi CLI that runs here, making one if need be.

    Args:
        search_path: Where to look for an installed one; PATH by default.
        root: The cache; the user's by default.
        makers: The ways to make one, in order.
        progress: Told what is happening; stderr by default.

    Raises:
        EngineError: None of the ways works; the text is one line that says why for each.
    """
    if ASKED_VARIABLE in os.environ:
        # Somebody's `pulumi` is a wrapper of this program: each would ask the next one, for ever.
        raise EngineError("the `pulumi` on PATH is `python -m local` itself, which is no engine")
    progress = progress or Progress()
    reasons: list[str] = []
    try:
        return _installed(search_path, progress)
    except Unavailable as error:
        reasons.append(f"pulumi on PATH ({error})")
    cache = Cache(root or cache_root(), engine_version())
    return cache.load() or _make(cache, makers, reasons, progress)


def _installed(search_path: str | None, progress: Progress) -> Engine:
    path = shutil.which("pulumi", path=search_path)
    if path is None:
        raise Unavailable("there is none")
    try:
        version = check(Path(path), engine_version())
    except Unavailable as error:
        progress.note(f"Passing over the installed Pulumi: {error}")
        raise
    return Engine(path=Path(path).absolute(), version=version, source="PATH")


def _make(cache: Cache, makers: Sequence[Maker], reasons: list[str], progress: Progress) -> Engine:
    try:
        with cache.lock(progress):
            engine = cache.load()  # another process may have made it while this one waited
            return engine or _first_that_works(cache, makers, reasons, progress)
    except OSError as error:
        raise EngineError(f"Pulumi's cache {cache.root} cannot be written: {error.strerror or error}") from error


def _first_that_works(cache: Cache, makers: Sequence[Maker], reasons: list[str], progress: Progress) -> Engine:
    for position, maker in enumerate(makers, start=1):
        try:
            return cache.fill(maker, progress)
        except Unavailable as error:
            reasons.append(f"{maker.name} ({error})")
            if position < len(makers):
                progress.note(f"No {maker.name} here ({error}): trying {makers[position].name}")
    raise EngineError(
        f"no Pulumi {cache.version} or newer: {'; '.join(reasons)}. "
        "Install it (https://www.pulumi.com/docs/install/) and try again."
    )
