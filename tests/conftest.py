"""What all tests share: examples that are the same on every run.

`CITEWEAVE_CHANCE=1` draws new ones, to look for what nobody thought of.
"""

import os

from hypothesis import HealthCheck, settings

# Time is measured in bench/; a shared machine must not fail a test by being slow.
settings.register_profile(
    "citeweave",
    deadline=None,
    derandomize="CITEWEAVE_CHANCE" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("citeweave")
