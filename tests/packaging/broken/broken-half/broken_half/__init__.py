"""A plugin whose catalogue is half valid: a good substrate, then something that is none."""

from annealkit.api import Book, Substrate, hookimpl

ANNEALKIT_API = 1


@hookimpl
def annealkit_substrates():
    yield Substrate("Granite", "good by itself", False, Book("granite"))
    yield "Basalt"
