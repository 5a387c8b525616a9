"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings
from hypothesis.internal.conjecture import providers

os.environ["MPLBACKEND"] = "Agg"  # no window, also in the processes that tests start

settings.register_profile("repeatable", deadline=None, derandomize=True)
# To look for more: HYPOTHESIS_PROFILE=search pytest tests/pde/test_properties.py
settings.register_profile("search", deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Hypothesis mixes in the constants of whatever local modules are loaded, so that examples would change with any file,
# and between a checkout and an installation. Where it renames this, examples are drawn as it likes.
if hasattr(providers, "is_local_module_file"):
    providers.is_local_module_file = lambda path: False
