"""What holds for every test of this checkout."""

from hypothesis import settings

settings.register_profile(
    "untimed", deadline=None
)  # no test is timed: a busy machine is no fault of the code
settings.load_profile("untimed")
