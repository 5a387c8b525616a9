"""What instruments read of the composition: mol% Li2O, Curie temperature, refractive index.

These laws take whole profiles ``[..., cell]`` and give back ``[...]``.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Iterator
from typing import Literal

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike

from annealkit.api import Callable, Material, Observable, Record
from annealkit_materials.linbo3.composition import SITE, Array, Parameter, identity, percent

__all__ = ["Curie", "Place", "Sellmeier", "observables"]

Where = Literal["surface", "mean", "middle"]


@frozen(eq=False)
class Place:
    """mol% Li2O at a place of the body.

    Attributes:
        site: Concentration at one Li per Nb, mol/m³, a number or ``[batch]``.
        where: The face, by a straight line through the two cells nearest to it; the mean of the lithium; or the cell
            farthest from the face.
    """

    site: Parameter
    where: Where

    def __call__(self, c: ArrayLike, dx: ArrayLike, depth: ArrayLike) -> Array:
        """From profiles ``c`` (mol/m³) in cells of height ``dx`` at ``depth`` (m)."""
        cells, heights, depths = np.broadcast_arrays(np.atleast_1d(c), np.atleast_1d(dx), np.atleast_1d(depth))
        held = {"surface": self._surface, "mean": self._mean, "middle": self._middle}[self.where]
        return percent(np.maximum(held(cells, heights, depths), 0.0) / self.site)

    @staticmethod
    def _mean(c: Array, dx: Array, depth: Array) -> Array:
        return np.asarray(np.sum(c * dx, axis=-1) / np.sum(dx, axis=-1))

    @staticmethod
    def _middle(c: Array, dx: Array, depth: Array) -> Array:
        return _at(c, np.argmax(depth, axis=-1))

    @staticmethod
    def _surface(c: Array, dx: Array, depth: Array) -> Array:
        order = np.argsort(depth, axis=-1)
        first, second = order[..., 0], order[..., min(1, order.shape[-1] - 1)]
        near, far, z, reach = _at(c, first), _at(c, second), _at(depth, first), _at(depth, second) - _at(depth, first)
        slope = np.divide(far - near, reach, out=np.zeros_like(near), where=reach > 0)
        return np.asarray(near - slope * z)


def _at(values: Array, index: ArrayLike) -> Array:
    """The entry of each profile at its index."""
    return np.asarray(np.take_along_axis(values, np.asarray(index)[..., np.newaxis], axis=-1)[..., 0], dtype=float)


@frozen(eq=False)
class Curie:
    """Curie temperature from the composition, K.

    Attributes:
        place: Where.
        constant: K.
        linear: K for each mol%.
        quadratic: K for each mol% squared.
    """

    place: Place
    constant: Parameter
    linear: Parameter
    quadratic: Parameter

    def __call__(self, c: ArrayLike, dx: ArrayLike, depth: ArrayLike) -> Array:
        """From a profile, as for :class:`Place`."""
        content = self.place(c, dx, depth)
        return np.asarray(self.constant + content * (self.linear + content * self.quadratic))


@frozen(eq=False)
class Sellmeier:
    """Refractive index after Schlarb and Betzler at one wavelength.

    Attributes:
        place: Where.
        wavelength: m.
        constant: Of n².
        terms: A0, λ0, A1, λ1, A_IR of the ray, SI.
    """

    place: Place
    wavelength: Parameter
    constant: Parameter
    terms: tuple[Parameter, Parameter, Parameter, Parameter, Parameter]

    def __call__(self, c: ArrayLike, dx: ArrayLike, depth: ArrayLike) -> Array:
        """From a profile, as for :class:`Place`."""
        content = self.place(c, dx, depth)
        a0, l0, a1, l1, infrared = self.terms
        light = self.wavelength**-2.0
        perfect = (50.0 + content) / 100.0 * a0 / (l0**-2.0 - light)
        antisite = (50.0 - content) / 100.0 * a1 / (l1**-2.0 - light)
        return np.asarray(np.sqrt(perfect + antisite + self.constant - infrared / light))


@frozen(eq=False)
class _Difference:
    """The index of the surface over that of the middle."""

    surface: Sellmeier
    middle: Sellmeier

    def __call__(self, c: ArrayLike, dx: ArrayLike, depth: ArrayLike) -> Array:
        return np.asarray(self.surface(c, dx, depth) - self.middle(c, dx, depth))


def observables(material: Material) -> Iterator[Observable]:
    """mol% Li2O, Curie temperature and refractive indices."""
    site = [material[SITE]]
    for where in _PLACES:
        place = _place(material, where)
        told = f"100 x/(1 + x), x {_WHERE[where]}"
        yield _observable(f"Li2O_mol_percent_{where}", place, site, "1", told, _CONTENT[where])
        curie = [material[f"Curie.{name}"] for name in ("constant", "linear", "quadratic")]
        reads = Curie(place, *(record.value for record in curie))
        told = f"{curie[0].text} + m ({curie[1].text} + m {curie[2].text}), m mol% Li2O {_WHERE[where]}"
        yield _observable(f"Curie_temperature_{where}", reads, [*site, *curie], "K", told, _CURIE)
    for ray, name in (("e", "extraordinary"), ("o", "ordinary")):
        yield from _indices(material, ray, name)


def _indices(material: Material, ray: str, name: str) -> Iterator[Observable]:
    """The index of one ray at the surface, and the step from the middle to it."""
    records = _index_records(material, ray)
    surface, middle = (_sellmeier(material, records, where) for where in _ENDS)
    told = _index_text(records)
    used = [material[SITE], *records]
    yield _observable(f"n_{ray}_surface", surface, used, "1", f"{told}, at the face", f"The {name} index. {_INDEX}")
    step = f"The {name} index at the surface less that in the middle of the body. {_INDEX}"
    yield _observable(f"n_{ray}_step", _Difference(surface, middle), used, "1", f"n(face) − n(middle), {told}", step)


_PLACES: tuple[Where, Where] = ("mean", "surface")
_ENDS: tuple[Where, Where] = ("surface", "middle")
_WHERE = {"mean": "of all Li over all Nb", "surface": "at the face"}
_CONTENT = {
    "mean": "100 x/(1 + x) of all lithium over all niobium, exact.",
    "surface": "At the face, by a straight line through the two cells nearest to it.",
}
_CURIE = "A parabola from memory, for crystals of one composition; no source was read."
_INDEX = (
    "A Sellmeier equation whose coefficients are from memory: good to 3e-3, and its slope with composition unchecked."
)


def _place(material: Material, where: Where) -> Place:
    return Place(material[SITE].value, where)


def _index_records(material: Material, ray: str) -> list[Record]:
    names = (
        "index.wavelength",
        "index.constant",
        *(f"index.{ray}.{n}" for n in ("A0", "lambda0", "A1", "lambda1", "A_IR")),
    )
    return [material[name] for name in names]


def _sellmeier(material: Material, records: list[Record], where: Where) -> Sellmeier:
    wavelength, constant, a0, l0, a1, l1, infrared = (record.value for record in records)
    return Sellmeier(_place(material, where), wavelength, constant, (a0, l0, a1, l1, infrared))


def _index_text(records: list[Record]) -> str:
    light, constant, a0, l0, a1, l1, infrared = (record.text for record in records)
    return (
        f"n² = (50 + m)/100 · {a0}/(({l0})⁻² − λ⁻²) + (50 − m)/100 · {a1}/(({l1})⁻² − λ⁻²) + {constant} − "
        f"{infrared} λ², λ = {light}, m mol% Li2O"
    )


def _observable(
    name: str, function: Function[..., Array], records: list[Record], unit: str, text: str, note: str
) -> Observable:
    law = Callable(
        function,
        unit,
        arguments=("c", "dx", "depth"),
        records=records,
        text=text,
        name=name,
        identity=identity(name),
    )
    return Observable(name, law, note)
