"""The command: a page becomes the one comment of its key, whatever was said before."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .hosts import CommentError, PullRequest, pull_request

MISTAKE = 2
_CUT = "\n\nThe rest is too long for a comment: it is in the run's artefacts.\n"


def main(argv: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Write the comment.

    Args:
        argv: The arguments, without the program's name.
        environment: What the run is told about itself.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python3 -m pipelines.comment", description="Keep one comment up to date.")
    parser.add_argument("page", type=Path, help="what it says, in Markdown")
    parser.add_argument("--key", required=True, help="which comment: another run with this key changes it")
    options = parser.parse_args(argv)
    try:
        request = pull_request(environment)
        if request is None:
            print("this run is for no pull request: no comment")
            return 0
        print(write(request, options.key, options.page.read_text(encoding="utf-8")))
    except (CommentError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE
    return 0


def write(request: PullRequest, key: str, page: str) -> str:
    """Let a pull request have one comment of a key, with this page; say what was done.

    Raises:
        CommentError: The host refuses.
    """
    mark = f"<!-- secure-mlops {key} -->\n"
    text = mark + page
    if len(text) > request.most:
        text = text[: request.most - len(_CUT)] + _CUT
    # Others may quote the mark: only a comment that begins with it is ours.
    ours = next((one for one in request.comments() if one.text.startswith(mark)), None)
    if ours is None:
        request.add(text)
        return "commented"
    if ours.text == text:
        return "the comment says so already"
    request.change(ours, text)
    return "changed the comment"
