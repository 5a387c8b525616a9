"""A material: what it is made of, its records, and which model is the default of each slot."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from annealkit.domain.species import Species
from annealkit.errors import UnknownNameError
from annealkit.laws import Law
from annealkit.provenance import Book, Record
from annealkit.units import QuantityLike

__all__ = ["Material", "Origin"]


@frozen
class Origin:
    """The file that a material was read from, and its content at that time.

    Attributes:
        path: Full path of the file.
        sha256: Of what was read, as hexadecimal text.
    """

    path: str
    sha256: str


@frozen
class Material:
    """A solid that can be annealed.

    Attributes:
        name: The catalogue name, for example ``"LiCoO2"``.
        title: One line for people.
        book: The material's parameter records.
        species: Mobile species by symbol. Their concentrations are per initial volume.
        start: The catalogue's composition as a ratio to the metals, ``{"Li": 1.0, "Co": 1.0}``.
        defaults: The default model of each slot, ``{"Li.loss": ("vaporisation", "substrate")}``.
        aliases: Other names, compared without case.
        oxides: Moles of each mobile species per mole of its oxide (``{"Li2O": 2}``); with the oxide of its metal beside
            it (``"Nb2O5": 2``) a start composition may be given as the content of either.
        overrides: Parameter overrides of the run, by full record id.
        activities: Activity laws of oxides resolved for the run; hooks that
            need the activity of ``Li2O`` find it here (empty before slots are resolved).
        origin: The file it was read from, where no installed plugin offers it; what that file contributes is
            then used with it.
        orientation: How the body is cut, ``"X"`` or ``"Z"``, for models that depend on it; set when an anneal is built,
            None in the catalogue and for bodies without one.
        thickness: Of the layer that is made of it, m; set on the material of a coating when an anneal is built, None in
            the catalogue and for the body itself.
    """

    name: str
    title: str
    book: Book
    species: Mapping[str, Species]
    start: Mapping[str, float]
    defaults: Mapping[str, tuple[str, ...]]
    aliases: tuple[str, ...] = ()
    oxides: Mapping[str, int] = field(factory=dict)
    overrides: Mapping[str, QuantityLike] = field(factory=dict)
    activities: Mapping[str, Law] = field(factory=dict)
    origin: Origin | None = None
    orientation: str | None = None
    thickness: float | None = None

    def __repr__(self) -> str:
        # Its hundred records are in its book; an anneal that is shown or refused is to be read at a glance.
        changed = f", overrides={dict(self.overrides)!r}" if self.overrides else ""
        return f"Material({self.name!r}{changed})"

    def __getitem__(self, record_id: str) -> Record:
        """The record with this short id, overrides applied.

        Raises:
            UnknownNameError: The material has no such record.
        """
        return self.book[record_id]

    def start_ratio(self, symbol: str) -> float:
        """Moles of a species per mole of its metals in the catalogue's composition.

        Raises:
            UnknownNameError: The species is none of the material's.
        """
        if symbol not in self.species:
            raise UnknownNameError.of(f"species of {self.name}", symbol, self.species)
        return self.start[symbol] / sum(self.start[metal] for metal in self.species[symbol].metals)

    def resolve(self, book: Book) -> Book:
        """Another plugin's records with this run's overrides applied."""
        return book.override(self.overrides)

    def with_overrides(self, overrides: Mapping[str, QuantityLike]) -> Material:
        """This material as a run with ``parameters=overrides`` sees it."""
        book = self.book.override(overrides)
        species = {
            symbol: evolve(one, site_concentration=book[_short(one.site_concentration, book)])
            for symbol, one in self.species.items()
        }
        return evolve(self, book=book, species=species, overrides=dict(overrides))

    def with_activities(self, activities: Mapping[str, Law]) -> Material:
        """This material with the activity laws its slots resolved to."""
        return evolve(self, activities=dict(activities))

    def activity(self, oxide: str) -> Law:
        """The resolved activity law of an oxide (arguments among T, c, p_O2).

        Raises:
            UnknownNameError: No activity of that oxide is known for the material.
        """
        if oxide not in self.activities:
            raise UnknownNameError.of(f"activity of {self.name}", oxide, self.activities)
        return self.activities[oxide]


def _short(record: Record, book: Book) -> str:
    return record.key.removeprefix(f"{book.owner}.")
