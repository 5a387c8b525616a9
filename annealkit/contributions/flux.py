"""How a species leaves (or enters) through a face."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from annealkit.contributions.state import State
from annealkit.laws import Law

__all__ = ["BoundaryFlux", "Bracket", "Series"]


@frozen
class Bracket:
    """Both ends of a flux whose rate nobody knows (physics of solid sinks).

    Attributes:
        low: The slowest it can be, or None for none at all.
        high: The fastest it can be, mol/(m² s).
        reason: Why the rate is not known, one sentence.
    """

    low: Law | None
    high: Law
    reason: str


@frozen
class Series:
    """Resistances that a flux passes one after another beyond the surface, and what each takes of the drive.

    Attributes:
        names: From the surface outwards, for example ``("water supply", "evaporation", "boundary layer")``. The body's
            own, ``"solid diffusion"``, is never among them: it is what is left between the mean composition of the
            body and its surface.
        law: Drop of the driving force over each, in any unit, the same for all; arguments as for the flux. Leading
            axes: one entry a name, then one a channel (the second also for a single channel). At every
            composition the drops add up to the whole drive there, signed as the flux is.
    """

    names: tuple[str, ...]
    law: Law


@frozen
class BoundaryFlux:
    """A named alternative of the slot ``<species>.loss`` at one face.

    Several may be chosen for one slot; their fluxes add.

    Attributes:
        name: The model's name, for example ``"vaporisation"``.
        species: Symbol of the species that crosses the face.
        channels: Name of each channel in the budget, for example ``("LiOH gas",)``.
        law: mol/(m² s) of the species, positive when it leaves. Arguments among T, t, c (surface value), p_O2,
            p_H2O, p_CO2, p_N2, p_Ar (Pa), a_source, T_source (K; T without a temperature of its own), boundary_layer,
            tube and boat (m; 0 without one), flow (mol/s; 0 without one), the face states, ``bed`` (m² s/mol) in a
            bed of particles, ``swept`` (m² s/mol) over a plate where some gas of the run flows, and in a sealed
            vessel the pressures of its other gases (see ``releases``). With several channels the result has a leading
            axis, one entry a channel. None when the channel carries nothing in the run itself (unknown rate).
        states: States of the face that the law reads.
        bracket: Both ends when the rate is unknown or calibrated, else None.
        standing: One sentence on how far the numbers can be trusted, printed beside the budget.
        note: One sentence for ``explain()``.
        series: What limits the flux, for ``result.limits``; None: one resistance, the surface reaction.
        asks: Full ids of records whose value only the user can know: a run that names this flux sets them in
            ``parameters=``, or is refused.
        releases: What the gas gains for each mole of the species that leaves, mol by gas and by channel, for
            example ``{"LiOH gas": {"LiOH": 1.0, "H2O": -0.5}}``. A sealed vessel holds every gas named here, and
            laws see its pressure as ``p_<gas>``; there a flux at a gas face must tell it for each of its channels.
        supply: What a source that lies in a sealed vessel gives through the same channels, mol/(m² s) for each of its
            own area, positive into the gas; a law of T_source, a_source and the pressures. None: this flux knows none.
        numbers: Dimensionless numbers of the gas over which records of the law have ranges, by the name those ranges
            use (``"Re"``, ``"Sc"``); laws of T and of the gas. One may have a leading axis (one number a vapour, each
            is judged), and is NaN where it says nothing (no flow).
    """

    name: str
    species: str
    channels: tuple[str, ...]
    law: Law | None
    states: tuple[State, ...] = field(default=())
    bracket: Bracket | None = None
    standing: str = ""
    note: str = ""
    series: Series | None = None
    asks: tuple[str, ...] = ()
    releases: Mapping[str, Mapping[str, float]] = field(factory=dict, hash=False)
    supply: Law | None = None
    numbers: Mapping[str, Law] = field(factory=dict, hash=False)

    @property
    def slot(self) -> str:
        """The slot this is an alternative of."""
        return f"{self.species}.loss"
