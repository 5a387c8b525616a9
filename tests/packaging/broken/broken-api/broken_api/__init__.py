"""A plugin made for an annealkit that does not exist yet."""

from annealkit.api import Book, Substrate, hookimpl

ANNEALKIT_API = 99


@hookimpl
def annealkit_substrates():
    yield Substrate("Corundum", "a solid nobody will see", False, Book("corundum"))
