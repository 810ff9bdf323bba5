"""What holds for every resource of the program, as stack transformations."""

import copy
import re
from collections.abc import Sequence

import pulumi

_VERSIONED = re.compile(r"azure-native:\w+/v\d{8}\w*:\w+")


def drop_version_aliases(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Removes exactly the aliases of azure-native's older API versions, and keeps every other one.

    Every azure-native resource brings 40 to 100 of them, and the SDK turns each into a URN: about 85 ms a resource,
    most of a preview's time. They matter only to state written with versioned types, which this program never writes.
    """
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


def delete_before_replace(
    args: pulumi.ResourceTransformationArgs,
) -> pulumi.ResourceTransformationResult | None:
    """Deletes the old before it makes the new: every name is explicit, so both cannot be there at once.

    The provider asks for this itself where a change forces a replacement, but is not asked at `--replace`.
    """
    if not args.type_.startswith("azure-native:") or args.opts.delete_before_replace is not None:
        return None
    opts = copy.copy(args.opts)
    opts.delete_before_replace = True
    return pulumi.ResourceTransformationResult(props=args.props, opts=opts)
