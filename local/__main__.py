"""Entry point of `python -m local`."""

import signal
import sys

from local.cli import leave, main

if __name__ == "__main__":
    # so that a build that is told to end takes its compiler along and leaves nothing behind
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    leave(main(sys.argv[1:]))
