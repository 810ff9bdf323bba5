"""What a change does, for the person who reviews it: `python -m report`.

It reads what the official CLI writes (a preview, a stack's state) and knows nothing of the emulator.
"""
