"""The plugin host: who contributes what.

Nothing is discovered when this is imported. :func:`host` discovers on first use, one entry point
at a time, so that a plugin that cannot be used is quarantined with its reason and the rest works.
"""

from annealkit.plugins.active import block, host, host_for, reset, survey, temporary
from annealkit.plugins.data import from_file
from annealkit.plugins.records import Offered, PluginRecord
from annealkit.plugins.registry import PluginHost

__all__ = [
    "Offered",
    "PluginHost",
    "PluginRecord",
    "block",
    "from_file",
    "host",
    "host_for",
    "reset",
    "survey",
    "temporary",
]
