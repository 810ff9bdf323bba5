"""The pack is a program of its own whose package is called `rules`: put it where these tests can import it."""

import sys
from pathlib import Path

_ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(_ROOT), str(_ROOT / "policy")]
