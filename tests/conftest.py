"""Laws are not tests of speed: a busy machine must not fail them."""

from hypothesis import settings

settings.register_profile("factharness", deadline=None, derandomize=True)
settings.load_profile("factharness")
