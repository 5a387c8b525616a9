"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # no window, also in the processes that tests start

settings.register_profile("repeatable", deadline=None, derandomize=True)
# To look for more: HYPOTHESIS_PROFILE=search pytest tests/pde/test_properties.py
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
