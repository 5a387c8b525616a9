"""What a result is in the words of other codes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from annealkit.interop import Handover, Moment, Reading
    from annealkit.result.result import Result
    from annealkit.units import QuantityLike

__all__ = ["Exports"]


class Exports:
    """Methods of a result that hand it to other codes; those codes need not be installed."""

    __slots__ = ()

    def to_pybamm(
        self,
        *,
        when: Moment = "after",
        resistance: Reading | None = None,
        area: QuantityLike | None = None,
    ) -> Handover:
        """Parameter values of the annealed positive electrode for PyBaMM.

        Args:
            when: ``"after"`` the anneal, or ``"before"`` it (and its whole sequence) began.
            resistance: What the total resistance of the interface stands for: ``"contact"``, in series with the cell;
                ``"exchange-current"``, the kinetics of the electrode; None leaves it out.
            area: Of the interface in the cell, for ``"contact"``: of a film the area of the cell, of a powder the
                surface of all particles.

        Returns:
            Numbers in SI by PyBaMM's names, a function where the diffusivity varies; ``.notes`` says what was taken.

        Raises:
            InputError: The arguments do not fit together, or the result does not hold what they ask for.
            UnitError: The area is none.
        """
        from annealkit.interop import to_pybamm

        return to_pybamm(cast("Result", self), when=when, resistance=resistance, area=area)

    def to_bpx(
        self,
        path: str | Path | None = None,
        *,
        base: Mapping[str, Any] | str | Path | None = None,
        when: Moment = "after",
        resistance: Reading | None = None,
        area: QuantityLike | None = None,
        stoichiometry: float | None = None,
    ) -> Handover:
        """A BPX document with the annealed positive electrode.

        Args:
            path: Where to write it as JSON; None writes nothing.
            base: The host's document, or the path of its JSON file: it is copied, and the annealed entries are
                replaced. None gives a fragment of the model type ``"Partial"`` that a host must complete.
            when: As for :meth:`to_pybamm`.
            resistance: Likewise.
            area: Likewise.
            stoichiometry: Share of filled sites at which the resistance holds, for ``"exchange-current"``.

        Returns:
            The document; ``.notes`` says what was taken, and so does its description.

        Raises:
            InputError: The arguments do not fit together, or the base is no BPX document with one positive particle.
            UnitError: The area is none.
        """
        from annealkit.interop import to_bpx

        return to_bpx(
            cast("Result", self),
            path,
            base=base,
            when=when,
            resistance=resistance,
            area=area,
            stoichiometry=stoichiometry,
        )
