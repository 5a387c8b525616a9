"""Where vapours leave: what a face and the gases of a run say of the way into the gas."""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from annealkit.api import Atmosphere, Book, Face, Record
from annealkit_vaporisation.film import CARRIERS, VAPOURS, Film, GasFilm
from annealkit_vaporisation.stream import Form, Stream
from annealkit_vaporisation.viscosity import Viscosity

__all__ = ["Place"]

_PAIRS = tuple(f"gas.{name}.{what}" for name in dict.fromkeys((*VAPOURS, *CARRIERS)) for what in ("diameter", "depth"))
_LENGTH = "flow.length"


@frozen
class Place:
    """A gas face in the gases of one run.

    Attributes:
        form: What the gas lies over.
        length: Characteristic length (m), None where the body does not say.
        flowing: Whether a gas of the run flows.
        boat: Whether the body stands in a boat.
        source_apart: Whether a source has a temperature of its own.
        sealed: Whether the gas is that of a sealed vessel.
        source: Whether some gas of the run holds a source.
    """

    form: Form = "plate"
    length: float | None = None
    flowing: bool = False
    boat: bool = False
    source_apart: bool = False
    sealed: bool = False
    source: bool = False

    @classmethod
    def of(cls, face: Face, atmosphere: Atmosphere | None) -> Place:
        """The place at a face; without an atmosphere the gas is stagnant."""
        if atmosphere is None:
            return cls(face.form, face.length)
        return cls(
            form=face.form,
            length=face.length,
            flowing=atmosphere.flow is not None,
            boat=atmosphere.boat is not None,
            source_apart=atmosphere.source_temperature is not None,
            sealed=atmosphere.vessel is not None,
            source=atmosphere.holds_source,
        )

    @property
    def records(self) -> tuple[str, ...]:
        """Short ids of the records that the film reads."""
        assumed = (_LENGTH,) if self._needs_length else ()
        correlation = (f"flow.{self.form}.still", f"flow.{self.form}.factor") if self.flowing else ()
        return (*_PAIRS, *correlation, *assumed)

    @property
    def _needs_length(self) -> bool:
        return self.length is None and (self.flowing or self.form != "plate")

    def film(self, records: Book) -> Film:
        """The film over the face."""
        own = {name: records[name] for name in self.records}
        length = np.asarray(records[_LENGTH].per_cell if self._needs_length else self.length or 1.0)
        stream = None
        if self.flowing:
            still, factor = (np.asarray(records[f"flow.{self.form}.{what}"].per_cell) for what in ("still", "factor"))
            stream = Stream(self.form, length, still, factor, Viscosity.of(own, CARRIERS))
        return Film(GasFilm.of(own), self.form, length, stream, self.boat)

    def judged(self, record: Record) -> Record:
        """A record whose range over T is one over the temperature of the source too, where that is another."""
        if not self.source_apart or "T" not in record.valid:
            return record
        return evolve(record, valid={**record.valid, "T_source": record.valid["T"]})

    @property
    def identity(self) -> str:
        """Tells the laws of one place from those of another; empty for a plate in a stagnant gas."""
        return "" if self == Place() else f" at {self!r}"
