"""Drops azure-native's version aliases: most of a preview's time, and of use only to state nobody here has.

Every azure-native resource brings 40 to 100 aliases of its older API versions, and the SDK turns each into a URN:
about 85 ms a resource. They matter only to state written with versioned types, which this program never writes.
"""

import copy
import re
from collections.abc import Sequence

import pulumi

_VERSIONED = re.compile(r"azure-native:\w+/v\d{8}\w*:\w+")


def drop_version_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """A stack transformation that removes exactly the aliases of older API versions, and keeps every other one."""
    aliases = args.opts.aliases
    if not isinstance(aliases, Sequence):
        return None
    kept = [alias for alias in aliases if not _is_version_alias(alias)]
    if len(kept) == len(aliases):
        return None
    opts = copy.copy(args.opts)
    opts.aliases = kept
    return pulumi.ResourceTransformationResult(props=args.props, opts=opts)


def _is_version_alias(alias: object) -> bool:
    return (
        isinstance(alias, pulumi.Alias)
        and isinstance(alias.type_, str)
        and _VERSIONED.fullmatch(alias.type_) is not None
    )
