"""The command: a page becomes the one comment of its key, whatever was said before."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from .hosts import CommentError, PullRequest, pull_request, run_address

MISTAKE = 2
_CUT = "\n\nThe rest is too long for a comment.\n"


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
    parser.add_argument("--artefact", metavar="NAME", help="artefact of the run that has all of it: named at the end")
    options = parser.parse_args(argv)
    try:
        request = pull_request(environment)
        if request is None:
            print("this run is for no pull request: no comment")
            return 0
        end = _where(options.artefact, run_address(environment)) if options.artefact else ""
        print(write(request, options.key, options.page.read_text(encoding="utf-8"), end))
    except (CommentError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE
    return 0


def _where(artefact: str, run: str) -> str:
    return f"\n<sub>All of it is in the artefact `{artefact}` of [this run]({run}).</sub>\n"


def write(request: PullRequest, key: str, page: str, end: str = "") -> str:
    """Let a pull request have one comment of a key, with this page; say what was done.

    Args:
        request: The pull request.
        key: Which comment.
        page: What it says.
        end: What it says at its end, however long the page is.

    Raises:
        CommentError: The host refuses.
    """
    mark = f"<!-- secure-mlops {key} -->\n"
    text = mark + page + end
    if len(text) > request.most:
        text = (mark + page)[: request.most - len(_CUT + end)] + _CUT + end
    # Others may quote the mark: only a comment that begins with it is ours.
    ours = next((one for one in request.comments() if one.text.startswith(mark)), None)
    if ours is None:
        request.add(text)
        return "commented"
    if ours.text == text:
        return "the comment says so already"
    request.change(ours, text)
    return "changed the comment"
