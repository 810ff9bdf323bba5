"""`export`: what is deployed as an ARM template."""

from __future__ import annotations

import argparse

from local.azure import template
from local.azure.console import draw, find
from local.azure.console.model import Command, Context, add_group, add_json


def _options(parser: argparse.ArgumentParser) -> None:
    add_group(parser)
    add_json(parser)


def _run(options: argparse.Namespace, context: Context) -> int:
    if options.group:
        made = template.of_group(context.store, find.group(context.store, options.group).text)
    else:
        made = template.of_everything(context.store)
    draw.as_json(context.console, made)
    return 0


COMMAND = Command(
    usage="export [--group G]",
    summary="an ARM template of what is deployed, for scanners made by others; no secrets",
    details=(
        "Without --group it is a template of the subscription, with a deployment inside for each resource group.\n"
        "What Azure brings along by itself is left out, such as the interfaces and records of private endpoints."
    ),
    options=_options,
    run=_run,
)
