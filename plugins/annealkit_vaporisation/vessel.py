"""The gas of a sealed vessel: what leaves the solid as each vapour, and what that takes of oxygen and water.

Vapours do not react with each other in the gas; each is made and taken back by the surface alone. In equilibrium with
it they are in equilibrium with each other too, so the end state is the same (docs/decisions/sealed-vessel).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from annealkit_vaporisation.equilibrium import BAR, LITHIUM, REACTIONS, SPECIES, along

__all__ = ["HELD", "RELEASES", "vapours"]

Array = NDArray[np.float64]

#: Pressures of the vapours, by the names laws see them under.
HELD = tuple(f"p_{name}" for name in SPECIES)


def _released(name: str, lithium: float) -> dict[str, float]:
    """Moles of gas gained for each mole of Li that leaves as one vapour, from the reaction over Li2O(s)."""
    reaction = next(one for one in REACTIONS if name in one)
    gases = {gas: moles for gas, moles in reaction.items() if gas != "Li2O(cr)"}
    return {gas: moles / (lithium * reaction[name]) for gas, moles in gases.items()}


#: What the gas gains for each mole of Li, by vapour: ``RELEASES["LiOH"] == {"LiOH": 1.0, "H2O": -0.5}``.
RELEASES: Mapping[str, Mapping[str, float]] = {
    name: _released(name, float(atoms)) for name, atoms in zip(SPECIES, LITHIUM, strict=True)
}


def vapours(state: Mapping[str, ArrayLike], ndim: int) -> Array:
    """Pressures of the vapours in the vessel, bar, a leading axis of six before ``ndim`` further ones."""
    return along(np.stack(np.broadcast_arrays(*(np.asarray(state[name]) for name in HELD))) / BAR, ndim)
