"""`show`: one resource as Azure answers it."""

from __future__ import annotations

import argparse
from typing import Any

from local.azure import masks, schema
from local.azure.arm_shape import arm_form
from local.azure.cloud import Cloud
from local.azure.console import draw, find
from local.azure.console.model import Command, Context, add_json
from local.azure.store import Record, Store


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("resource", metavar="ID-or-NAME", help="an ARM id, a name, or parent/name")
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    draw.as_json(context.console, answer(context.store, find.resource(context.store, options.resource)))
    return 0


def answer(store: Store, record: Record) -> dict[str, Any]:
    """Give what Azure answers to a GET, secrets masked."""
    spec = schema.resource(record.token)
    properties = dict((Cloud(store).read(record.id) or record).properties)
    version = properties.pop("azureApiVersion", spec.api_version)
    form = arm_form(spec, masks.mask(properties), answered=True)
    about = {"id": record.id, "name": record.name, "type": record.type, "apiVersion": version}
    return {**about, **{key: value for key, value in form.items() if key not in about}}


COMMAND = Command(
    usage="show ID-or-NAME",
    summary="one resource as Azure answers it, secrets masked",
    details="It is printed as JSON in any case.",
    options=_options,
    run=_run,
)
