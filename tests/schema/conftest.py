from __future__ import annotations

from hypothesis import HealthCheck, settings

# Time is measured in bench/; a shared machine must not fail a test by being slow.
settings.register_profile("citeweave", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("citeweave")
