"""What holds for all tests."""

from hypothesis import settings

# No test depends on how fast or busy the machine is.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
