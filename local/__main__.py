"""Entry point of `python -m local`."""

import sys

from local.cli import leave, main

if __name__ == "__main__":
    leave(main(sys.argv[1:]))
