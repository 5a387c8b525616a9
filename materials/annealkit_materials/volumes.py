"""The room that a product takes: its volume over that of the host which it is made of."""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.api import Callable, Law, Material

__all__ = ["VolumeRatio", "volume_ratio"]

Array = NDArray[np.float64]


@frozen(eq=False)
class VolumeRatio:
    """Volume of a product per volume of host with as many atoms of the element that both hold.

    Attributes:
        product: Molar volume of the product, m³/mol.
        atoms: Atoms of that element in its formula; the host's formula has one.
        host: Molar volume of the host, m³/mol.
    """

    product: float | Array
    atoms: float
    host: float | Array

    def __call__(self) -> Array:
        """The same everywhere."""
        return np.asarray(self.product / (self.atoms * self.host))


def volume_ratio(material: Material, product: str, atoms: float, identity: str) -> Law:
    """The ratio as a law of no argument.

    Args:
        material: The host, with the records ``<product>.molar_volume`` and ``molar_volume``.
        product: Formula of the product.
        atoms: As for :class:`VolumeRatio`.
        identity: Text by which stores of results know the law.
    """
    own, host = material[f"{product}.molar_volume"], material["molar_volume"]
    return Callable(
        VolumeRatio(own.per_cell, atoms, host.per_cell),
        "1",
        arguments=(),
        records=[own, host],
        text=f"{own.text} / ({atoms:g} · {host.text})",
        name=f"volume ratio of {product}",
        identity=identity,
    )
