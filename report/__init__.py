"""What a change does, for the person who reviews it: `python -m report`.

It reads what the official CLI writes (a preview, a stack's state), wherever that was run. The network it reasons about
is the gate's: the packages of `policy/` are a program of their own, so their folder is put on the path.
"""

import sys
from pathlib import Path

_POLICY = str(Path(__file__).parents[1] / "policy")
if _POLICY not in sys.path:
    sys.path.append(_POLICY)
