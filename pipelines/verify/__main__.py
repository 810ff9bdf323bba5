"""Entry point of `python3 -m pipelines.verify`, or `python3 -m verify` beside a copy of the folder."""

import os
import sys

from .command import main

# What a shell says of a program that wrote to a pipe which nobody reads any more: 128 and SIGPIPE.
UNREAD = 141

if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # `| head` has seen enough. https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = UNREAD
    sys.exit(code)
