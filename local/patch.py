"""JSON merge patches (RFC 7396) over stack files: what a person changed, apart from what the repository says.

https://www.rfc-editor.org/rfc/rfc7396 - in short: a mapping is merged, null removes, anything else replaces.
"""

from typing import Any

from local.stackyaml import Plain, Tree

REMOVED = Plain("null")
"""Stands in a patch for a key that was taken away."""


def removes(value: object) -> bool:
    """Return whether a value in a patch means that the key goes."""
    return isinstance(value, Plain) and value in ("null", "~", "")


def apply(patch: Tree, target: Tree) -> Tree:
    """Return a tree with a patch laid over it.

    Args:
        patch: What to change.
        target: The tree; it stays as it is.
    """
    result = dict(target)
    for key, value in patch.items():
        if removes(value):
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = apply(value, below if isinstance(below, dict) else {})
        else:
            result[key] = value
    return result


def difference(before: Tree, after: Tree) -> Tree:
    """Return the patch that makes one tree into another.

    Args:
        before: The tree that was written.
        after: The tree that was found.
    """
    patch: Tree = {key: REMOVED for key in before if key not in after}
    for key, value in after.items():
        old = before.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            below = difference(old, value)
            if below:
                patch[key] = below
        elif key not in before or not same(old, value):
            patch[key] = value
    return patch


def combine(first: Tree, second: Tree, base: Tree) -> Tree:
    """Return one patch that does what two do one after the other.

    Args:
        first: The earlier patch.
        second: The later one.
        base: What they are laid over: a removal of what is not there any more is forgotten.
    """
    result = dict(first)
    for key, value in second.items():
        old, below = result.get(key), base.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            result[key] = combine(old, value, below if isinstance(below, dict) else {})
        elif key in result and isinstance(value, dict) and isinstance(below, dict):
            # the earlier patch had removed or replaced a mapping: what was in it must not come back
            result[key] = difference(below, value)
        else:
            result[key] = value
    return {key: value for key, value in result.items() if not (removes(value) and key not in base)}


def same(one: Any, other: Any) -> bool:
    """Return whether two values mean the same to the engine, which rewrites `1.30` as `"1.3"`."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or (isinstance(one, Plain) and _number(one) == _number(other) is not None)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return False


def _number(text: str) -> float | None:
    for read in (float, lambda text: float(int(text, 0))):
        try:
            return read(text)
        except ValueError:
            continue
    return None
