"""A plugin that loads well and raises when it is asked for physics, whatever the material."""

from annealkit.api import hookimpl

ANNEALKIT_API = 1


@hookimpl
def annealkit_phase_rules(material):
    raise ZeroDivisionError("no phase at all")
