"""Whether a deployed stack is private in practice: run on a machine of its network, or outside of it.

Needs nothing but Python 3.10 or newer: the folder can be copied to a jump host and run there with `python3 -m verify`.
"""
