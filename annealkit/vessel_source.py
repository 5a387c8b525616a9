"""A source that lies in a sealed vessel with the body: what it gives to the gas, and takes back from it.

It never runs out. What it gives leaves an area of its own by the law of the flux that the body exchanges by, so that
the hydrogen and the oxygen of the gas stay in the gas: a source adds its metal and the oxygen of its oxide, no more.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import frozen

from annealkit import laws
from annealkit.contributions import BoundaryFlux
from annealkit.errors import InputError
from annealkit.laws import Law
from annealkit.laws.law import Values

__all__ = ["feeds"]


@frozen(eq=False)
class _Feed:
    """What one gas gains from the source, for each unit of the body's inventory.

    Attributes:
        supply: mol/(m² s) by channel.
        gained: Moles of the gas for each mole through a channel, in their order.
        area: Of the source, m² for each unit of the inventory.
    """

    supply: Law
    gained: tuple[float, ...]
    area: Values

    def __call__(self, **state: Values) -> Values:
        each = np.asarray(self.supply.at(state), dtype=float)
        return np.asarray(self.area * np.tensordot(np.array(self.gained), each, axes=1))


def feeds(fluxes: Iterable[BoundaryFlux], area: Values) -> dict[str, Law]:
    """What each gas gains from the source a second, for each unit of the body's inventory.

    Args:
        fluxes: Those at the faces in the gas; one that several faces share counts once.
        area: Of the source, m² for each unit of the inventory.

    Raises:
        InputError: A flux does not say what a source gives.
    """
    own = {id(flux.supply): flux for flux in fluxes if flux.law is not None}
    found: dict[str, Law] = {}
    for flux in own.values():
        for gas in dict.fromkeys(gas for gained in flux.releases.values() for gas in gained):
            feed = _feed(flux, gas, area)
            found[gas] = found[gas] + feed if gas in found else feed
    return found


def _feed(flux: BoundaryFlux, gas: str, area: Values) -> Law:
    if flux.supply is None:
        raise InputError(
            f"models[{flux.slot!r}]: {flux.name!r} does not say what a source gives to the gas, so one that lies in a "
            "sealed vessel cannot be followed. Name a model that does, such as 'vaporisation', or leave vessel= out."
        )
    gained = tuple(flux.releases[channel].get(gas, 0.0) for channel in flux.channels)
    return laws.Callable(
        _Feed(flux.supply, gained, area),
        "mol/s",
        arguments=flux.supply.arguments,
        name=f"{gas} from the source",
        text=f"{gas} of ({flux.supply.describe()})",
    )
