"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # no window, also in the processes that tests start

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
