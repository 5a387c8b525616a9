"""Every check of the kit, in the order of reports: from being found to running an anneal."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from annealkit.testing.check import Check
from annealkit.testing.checks import asking, changing, entering, lawful, moving, offering, recording, running

__all__ = ["CHECKS"]

_ORDER = (entering, offering, asking, lawful, recording, moving, changing, running)

#: Every check by name. Their number is a promise: ``tests/testing`` pins it.
CHECKS: Mapping[str, Check] = MappingProxyType({one.name: one for part in _ORDER for one in part.CHECKS})
