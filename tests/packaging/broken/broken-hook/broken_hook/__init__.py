"""A plugin with a misspelt hook: left alone it would be silently without effect."""

from annealkit.api import hookimpl

ANNEALKIT_API = 1


@hookimpl
def annealkit_diffusivites(material, species):
    return ()
