"""What annealkit brings to pytest: the fixture ``temporary_plugin``. pytest loads this module at every start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from annealkit.plugins import PluginRecord

__all__ = ["temporary_plugin"]


@pytest.fixture
def temporary_plugin() -> Iterator[Callable[..., PluginRecord]]:
    """Take a plugin from memory into use until the test ends.

    ``temporary_plugin(plugin, id="mine")`` gives the plugin's record; see :func:`annealkit.plugins.temporary`.
    """
    with ExitStack() as stack:

        def use(plugin: object, *, id: str = "temporary") -> PluginRecord:
            from annealkit.plugins import temporary

            return stack.enter_context(temporary(plugin, id=id))

        yield use
