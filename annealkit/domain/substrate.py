"""What a body stands on: a substrate, and a stack of them with barriers."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from annealkit.provenance import Book

__all__ = ["Stack", "Substrate"]


@frozen
class Substrate:
    """A solid that a body touches.

    Attributes:
        name: Catalogue name, for example ``"SiO2"``.
        title: One line for people.
        reactive: Whether it takes up the mobile species at all.
        book: Records of its reaction; an inert substrate may share an empty book.
        product: Formula of the reaction product, empty when inert.
        aliases: Other names, compared without case.
    """

    name: str
    title: str
    reactive: bool
    book: Book
    product: str = ""
    aliases: tuple[str, ...] = ()


@frozen
class Stack:
    """Substrates from the bottom up; the last one touches the body.

    Attributes:
        layers: The substrates.
        thickness: Thickness (m) of the layers that have one, by name.
    """

    layers: tuple[Substrate, ...]
    thickness: Mapping[str, float] = field(factory=dict)

    @property
    def contact(self) -> Substrate:
        """The substrate that touches the body. An inert one is a barrier for all below."""
        return self.layers[-1]
