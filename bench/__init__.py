"""Measurements of the gate, as ratios within one run: machines differ, and no test asserts a time."""
