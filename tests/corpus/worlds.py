"""What is there before a request: the worlds that the samples build, each prepared once and then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from local.azure.store import Store
from tests.corpus.model import Good, World
from tests.unit.azure import (
    samples,
    samples_agents,
    samples_encryption,
    samples_kubernetes,
    samples_ml,
    samples_monitoring,
    samples_network,
)
from tests.unit.azure.harness import Engine, azure_engine


def empty(azure: Engine) -> None:  # noqa: ARG001 - a world like the others
    """A subscription with nothing in it."""


def grouped(azure: Engine) -> None:
    """A resource group."""
    azure.create("resources:ResourceGroup", samples.group())


def networked(azure: Engine) -> None:
    """A network with three subnets and what they name."""
    samples.build_network(azure)


def serviced(azure: Engine) -> None:
    """The network, and the services that a workspace stands on."""
    networked(azure)
    samples.build_services(azure)


def platform(azure: Engine) -> None:
    """All that, a workspace and its private endpoint."""
    networked(azure)
    samples.build_workspace(azure)


def keyed(azure: Engine) -> None:
    """The services, an identity for a workspace, and a key of one's own."""
    serviced(azure)
    samples_ml.build_identity(azure)
    samples_ml.build_keys(azure)


def hub(azure: Engine) -> None:
    """A hub network with the subnets of gateways, firewall and resolver, and addresses for them."""
    samples_network.build_hub(azure)


def agents(azure: Engine) -> None:
    """A network with subnets for build agents, and a registry that their identity may pull from."""
    samples_agents.build(azure)
    azure.create("authorization:RoleAssignment", samples_agents.pull())


def encrypted(azure: Engine) -> None:
    """A protected vault with a key, and an identity that may wrap with it."""
    samples_encryption.build(azure)


def kubernetes(azure: Engine) -> None:
    """All that a private cluster needs before it."""
    samples_kubernetes.build(azure)


def monitored(azure: Engine) -> None:
    """The platform, what alerts call, what agents report to, and a machine."""
    platform(azure)
    samples_monitoring.build(azure)


class Prepared:
    """Stores that hold a world and some good requests more; each is built once and handed out as a copy."""

    def __init__(self, directory: Path) -> None:
        """Keep the stores in a directory that outlives this object."""
        self._directory = directory
        self._built: dict[tuple[World, tuple[Good, ...]], Path] = {}

    @contextmanager
    def store(self, world: World, made: Sequence[Good]) -> Iterator[tuple[Store, Path]]:
        """Give a store of one's own with a world and good requests in it, and where its file is."""
        source = self._prepare(world, tuple(made))
        with TemporaryDirectory(dir=self._directory) as place:
            path = Path(place) / "azure.db"
            shutil.copyfile(source, path)
            store = Store(path)
            try:
                yield store, path
            finally:
                store.close()

    def _prepare(self, world: World, made: tuple[Good, ...]) -> Path:
        key = (world, made)
        if key not in self._built:
            path = self._directory / f"{len(self._built)}.db"
            if made:
                shutil.copyfile(self._prepare(world, made[:-1]), path)
            store = Store(path)
            try:
                if made:
                    azure_engine(store).create(made[-1].kind, made[-1].inputs)
                else:
                    world(azure_engine(store))
            finally:
                store.close()  # leaves one file: the write-ahead log goes into it
            self._built[key] = path
        return self._built[key]
