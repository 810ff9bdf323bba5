"""Entry point of `python -m local`."""

import signal
import sys


def _start() -> None:
    try:
        from local.cli import leave, main  # noqa: PLC0415 - may be missing what it needs
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] == "local":
            raise
        print(
            f"error: the Python package {missing.name} is missing in {sys.executable}: "
            "run `make setup`, then `.venv/bin/python -m local ...`",
            file=sys.stderr,
        )
        sys.exit(2)
    # so that a build that is told to end takes its compiler along and leaves nothing behind
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    leave(main(sys.argv[1:]))


if __name__ == "__main__":
    _start()
