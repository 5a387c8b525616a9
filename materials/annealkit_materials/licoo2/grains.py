"""Growth of the grains, and diffusion along their boundaries.

Three sizes were read, after one anneal each at 500, 600 and 700 °C whose time the abstract does not tell. Two laws
make opposite use of them: growth that stops at a size of its temperature, and growth that never stops.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Law, Material, R, Record, State, Transformation
from annealkit_materials.licoo2.composition import Array, Parameter, identity

__all__ = ["BoundaryPath", "LimitedGrowth", "SteadyGrowth", "boundaries", "boundary_share", "growth"]


@frozen(eq=False)
class LimitedGrowth:
    """dd/dt = max(0, d_end(T) − d)/τ, d_end = d0 exp(−Q/RT): growth that stops, and never goes back.

    Attributes:
        prefactor: d0, m.
        energy: Q, J/mol.
        time: τ, s.
    """

    prefactor: Parameter
    energy: Parameter
    time: Parameter

    def end(self, T: ArrayLike) -> Array:
        """Size (m) at which growth stops at ``T`` (K)."""
        return np.asarray(self.prefactor * np.exp(-self.energy / (R * np.asarray(T, dtype=float))))

    def __call__(self, T: ArrayLike, grain: ArrayLike) -> Array:
        """m/s at ``T`` (K) and the size ``grain`` (m)."""
        return np.asarray(np.maximum(0.0, self.end(T) - np.asarray(grain, dtype=float)) / self.time)


@frozen(eq=False)
class SteadyGrowth:
    """d(d²)/dt = (d0 exp(−Q/RT))²/t_hold, as dd/dt: growth driven by the curvature of the boundaries.

    Attributes:
        limited: Its size at the end of a hold.
        hold: t_hold, s.
    """

    limited: LimitedGrowth
    hold: Parameter

    def __call__(self, T: ArrayLike, grain: ArrayLike) -> Array:
        """m/s at ``T`` (K) and the size ``grain`` (m), which counts from 1 nm."""
        size = np.maximum(np.asarray(grain, dtype=float), 0.0) + 1e-9
        return np.asarray(self.limited.end(T) ** 2 / (2.0 * self.hold * size))


@frozen(eq=False)
class BoundaryPath:
    """Factor on the diffusivity of a grain: a (1 − g) + g r.

    Attributes:
        inside: a, diffusion in the grain over that in the plane of the layers.
        ratio: r, diffusion in a boundary over the same.
        width: Of a boundary, m.
    """

    inside: Parameter
    ratio: Parameter
    width: Parameter

    def __call__(self, grain: ArrayLike) -> Array:
        """At the size ``grain``, m."""
        g = boundary_share(grain, self.width)
        return np.asarray(self.inside * (1.0 - g) + self.ratio * g)


def boundary_share(grain: ArrayLike, width: Parameter) -> Array:
    """Share of the volume in boundaries of cubes of size ``grain`` (m) that share walls of ``width`` (m)."""
    size = np.maximum(np.asarray(grain, dtype=float), 0.0)
    return np.asarray(1.0 - (size / (size + width)) ** 3)


def growth(material: Material) -> Iterator[Transformation]:
    """The alternatives of ``host.grains``."""
    d0, energy, time, hold = (material[f"grain.{name}"] for name in ("prefactor", "energy", "relaxation", "hold"))
    limited = LimitedGrowth(d0.per_cell, energy.per_cell, time.per_cell)
    end = f"{d0.text} · exp(−{energy.text}/RT)"
    rates = {
        "limited": _rate("limited", limited, (d0, energy, time), f"max(0, {end} − d)/{time.text}"),
        "steady": _rate(
            "steady",
            SteadyGrowth(limited, hold.per_cell),
            (d0, energy, hold),
            f"({end})²/(2 · {hold.text} · (d + 1 nm))",
        ),
    }
    notes = {"limited": _LIMITED, "steady": _STEADY}
    for name, rate in rates.items():
        state = State("grain", rate, unit="m", scale=1e-7)
        yield Transformation(name=name, kind="grains", state=state, note=notes[name])


_LIMITED = (
    "Grains take the size of the hottest moment so far, within a minute, and keep it: the three sizes read are taken "
    "as final. What is not crystalline yet has none of them."
)
_STEADY = (
    "Grains grow as the square root of time, as if the three sizes had been reached in an hour; the hold is not told "
    "by the source."
)


def _rate(name: str, function: LimitedGrowth | SteadyGrowth, records: tuple[Record, ...], text: str) -> Law:
    return Callable(
        function,
        "m/s",
        arguments=("T", "grain"),
        records=records,
        text=text,
        name=f"growth of grains, {name}",
        identity=identity(f"growth of grains {name}"),
    )


def boundaries(material: Material, inside: Record | None = None) -> Law:
    """Factor on the diffusivity in the plane of the layers that the boundaries make.

    Args:
        material: The material.
        inside: Diffusion in the grains over that in the plane of the layers; None: the same.
    """
    ratio, width = material["Li.D.boundary.ratio"], material["grain.boundary_width"]
    across = () if inside is None else (inside,)
    told = "" if inside is None else f"{inside.text} · "
    return Callable(
        BoundaryPath(1.0 if inside is None else inside.per_cell, ratio.per_cell, width.per_cell),
        "1",
        arguments=("grain",),
        records=[ratio, width, *across],
        text=f"({told}(1 − g) + {ratio.text} · g), g = 1 − (d/(d + {width.text}))³",
        name="boundaries beside grains",
        identity=identity(f"boundaries beside grains{' across' if across else ''}"),
    )
