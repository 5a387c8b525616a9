"""How much lithium the film takes from whatever it lies on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, InterfaceLaw, Law, Material
from annealkit_materials.hfo2.composition import SITE, Array, Parameter, identity

__all__ = ["Isotherm", "interfaces"]


@frozen(eq=False)
class Isotherm:
    """c = c_max u/(u + u_half): a finite number of sites, filled as the host offers lithium.

    u_half = u0 (1/reach − 1), so that a host at its starting concentration u0 fills the share ``reach``.

    Attributes:
        ceiling: Most lithium the film can hold, Li per Hf.
        site: Concentration in the film at one Li per Hf, mol/m³.
        reach: Share of the ceiling beside an untouched host.
        host: u0, mol/m³.
    """

    ceiling: Parameter
    site: Parameter
    reach: Parameter
    host: Parameter

    def __call__(self, u: ArrayLike) -> Array:
        """Concentration in the film, mol/m³, in equilibrium with the concentration ``u`` (mol/m³) in the host."""
        # A solver that brackets u may ask at any height.
        offered = np.clip(np.asarray(u, dtype=float), 0.0, _MOST)
        # c_max u/(u + u0 (1/r − 1)) with r brought up, which holds for a reach of 0 and of 1 as well.
        share = self.reach * offered / (self.reach * offered + self.host * (1.0 - self.reach) + _TINY * self.host)
        return np.asarray(self.ceiling * self.site * share)


#: Keeps a film that would be filled by any trace of lithium (a reach of 1) solvable.
_TINY = 1e-6
#: mol/m³, beyond any.
_MOST = 1e200


def interfaces(inner: Material, outer: Material) -> Iterator[InterfaceLaw]:
    """The isotherm of lithium between a host that has some and the film on it."""
    if "Li" in inner.species:
        yield InterfaceLaw("uptake", "Li", isotherm=_isotherm(inner, outer))


def _isotherm(inner: Material, outer: Material) -> Law:
    ceiling, site, reach = (outer[name] for name in ("Li.ceiling", SITE, "Li.reach"))
    host = inner.species["Li"].site_concentration
    start = inner.start_ratio("Li")
    return Callable(
        Isotherm(ceiling.per_cell, site.per_cell, reach.per_cell, host.per_cell * start),
        "mol/m^3",
        arguments=("u",),
        records=[ceiling, site, reach, host],
        text=(
            f"{ceiling.text} · {site.text} · u/(u + u_half), u_half = {start:g} · {host.text} · (1/{reach.text} − 1)"
        ),
        name="uptake of Li",
        identity=identity("uptake of Li", start),
    )
