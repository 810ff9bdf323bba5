"""Entry point of `python3 -m pipelines.verify`, or `python3 -m verify` beside a copy of the folder."""

import sys

from .command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
