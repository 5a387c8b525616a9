"""Flux between two cell centres: diffusion, drift, and what an interface does between them.

With drift the flux is that of the steady profile between the two points (Scharfetter and
Gummel): of second order, and without wiggles however strong the drift.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from annealkit.laws import Law
from annealkit.pde.gradient import Gradients
from annealkit.pde.medium import Henry, Medium, State, Tensor, Uptake
from annealkit.pde.surface import solve_surface
from annealkit.pde.topology import Array, Faces, Index

__all__ = ["Contact", "Inside", "Profile", "at_cells", "between", "drift", "normal_diffusivity", "normal_velocity"]


class Profile(NamedTuple):
    """Concentration of one species, mol/m³, its start and its change kept apart, both ``[..., cell]``.

    Differences are taken of each: the first vanishes exactly for a uniform start, the second
    keeps its relative accuracy when small.
    """

    start: Array
    change: Array

    @property
    def value(self) -> Array:
        """Start plus change."""
        return np.asarray(self.start + self.change)

    def drop(self, left: Index, right: Index) -> Array:
        """Value on the left minus value on the right."""
        return np.asarray(
            self.start[left] - self.start[right] + (self.change[..., left] - self.change[..., right]),
        )


# -- what laws see -------------------------------------------------------------------


def at_cells(known: State, cells: Index, count: int) -> dict[str, Array | float]:
    """Values in some cells: what has a last axis of ``count`` cells is picked, the rest is the same everywhere."""
    return {n: np.asarray(v)[..., cells] if _by_cell(v, count) else v for n, v in known.items()}


def between(known: State, faces: Faces, count: int) -> dict[str, Array | float]:
    """Distance-weighted values at faces."""
    weight = faces.far / (faces.near + faces.far)

    def mean(value: Array) -> Array:
        return np.asarray(weight * value[..., faces.left] + (1.0 - weight) * value[..., faces.right])

    found = {n: mean(np.asarray(v)) if _by_cell(v, count) else v for n, v in known.items()}
    return {**found, **dict(zip("xyz", faces.points, strict=False))}


def _by_cell(value: Array | float, count: int) -> bool:
    # Asked of every argument of every evaluation: np.ndim would make an array of each number first.
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.shape[-1] == count


# -- coefficients -----------------------------------------------------------------------


def normal_diffusivity(diffusivity: Law | Tensor, normals: Array, state: State) -> Array:
    """D, or n·D·n of a tensor, m²/s."""
    if isinstance(diffusivity, Tensor):
        return np.asarray(np.einsum("i...,ij...,j...->...", normals, diffusivity.at(state), normals))
    return np.asarray(diffusivity.at(state), dtype=float)


def normal_velocity(velocity: tuple[Law, ...] | None, normals: Array, state: State) -> Array | None:
    """v·n, m/s, or None where nothing carries the species."""
    if velocity is None:
        return None
    return np.asarray(sum(law.at(state) * normals[axis] for axis, law in enumerate(velocity)))


def drift(conductance: Array, velocity: Array) -> Array:
    """G B(v/G) with Bernoulli's function B(x) = x/(e^x - 1), m/s; its limit where G is 0."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        peclet = velocity / conductance
        small = np.abs(peclet) < 1e-6
        ratio = np.where(small, 1.0 - 0.5 * peclet, peclet / np.expm1(np.where(small, 1.0, peclet)))
        moving = np.where(conductance > 0, conductance * ratio, np.maximum(-velocity, 0.0))
    return np.where(np.isfinite(moving), moving, np.maximum(-velocity, 0.0))


# -- inside a layer -----------------------------------------------------------------------


@frozen(eq=False)
class Inside:
    """The faces inside one layer.

    Attributes:
        medium: Its laws.
        faces: Its faces.
        index: Where they stand among all faces of the mesh.
        gradients: What skewed faces and tensors need, else None.
    """

    medium: Medium
    faces: Faces
    index: Index
    gradients: Gradients | None = None

    def coefficients(self, symbol: str, known: State, count: int) -> tuple[Array, Array | None]:
        """Conductance D/d (m/s), with the drift's own spreading, and the velocity (m/s)."""
        diffusivity, carrying = self.medium.diffusivity[symbol], self.medium.velocity.get(symbol)
        wanted = {name for law in (diffusivity, *(carrying or ())) for name in law.arguments}
        state = between({n: v for n, v in known.items() if n in wanted}, self.faces, count)
        normal = normal_diffusivity(diffusivity, self.faces.normals, state)
        conductance = np.asarray(normal / (self.faces.near + self.faces.far))
        velocity = normal_velocity(carrying, self.faces.normals, state)
        if velocity is None:
            return conductance, None
        return 0.5 * (drift(conductance, velocity) + drift(conductance, -velocity)), velocity

    def flux(self, symbol: str, known: State, profile: Profile) -> Array:
        """Flux from left to right, mol/(m² s), shape ``[..., face]``."""
        left, right = self.faces.left, self.faces.right
        conductance, velocity = self.coefficients(symbol, known, len(profile.start))
        flow = conductance * profile.drop(left, right)
        if velocity is not None:
            value = profile.value
            flow = flow + velocity * 0.5 * (value[..., left] + value[..., right])
        if self.gradients is not None:
            flow = flow + self.cross(symbol, known, profile)
        return np.asarray(flow)

    def cross(self, symbol: str, known: State, profile: Profile) -> Array:
        """What the gradient along the face adds, mol/(m² s): skewed faces, off-diagonal entries."""
        assert self.gradients is not None
        state = between(known, self.faces, len(profile.start))
        return self.gradients.cross(self.medium.diffusivity[symbol], self.faces.normals, state, profile.value)


# -- across an interface ---------------------------------------------------------------------


@frozen(eq=False)
class Contact:
    """The faces between two layers, perfect or resistive.

    Attributes:
        inner: Medium on the left of the faces.
        outer: Medium on the right.
        faces: The faces.
        index: Where they stand among all faces of the mesh.
        resistance: Law, s/m; None where perfect.
        scale: Typical concentration, mol/m³.
    """

    inner: Medium
    outer: Medium
    faces: Faces
    index: Index
    resistance: Law | None
    scale: float

    def flux(self, symbol: str, known: State, profile: Profile) -> Array:
        """Flux from left to right, mol/(m² s), shape ``[..., face]``."""
        return self.solve(symbol, known, profile)[0]

    def saturates(self, symbol: str) -> bool:
        """Whether either side takes a species up by an isotherm."""
        return any(not isinstance(one.uptake[symbol], Henry) for one in (self.inner, self.outer))

    def bends(self, symbol: str) -> bool:
        """Whether the flux of a species is not linear: an isotherm, or a diffusivity that depends on it."""
        return self.saturates(symbol) or any(_reads(one, symbol) for one in (self.inner, self.outer))

    def solve(self, symbol: str, known: State, profile: Profile) -> tuple[Array, Array, Array]:
        """Flux (mol/(m² s)) and the concentrations (mol/m³) on both sides of the faces."""
        halves = tuple(self._half(side, symbol, known, profile) for side in (0, 1))
        state = {**known, **dict(zip("xyz", self.faces.points, strict=False))}
        resistance: Array | float = 0.0 if self.resistance is None else np.asarray(self.resistance.at(state))
        uptakes = self.inner.uptake[symbol], self.outer.uptake[symbol]
        if self.bends(symbol):
            found = self._bent(symbol, halves, state, resistance)
            if self.saturates(symbol):
                return found
            # The conductances are settled; with them the flux follows from differences that lose nothing in rounding.
            halves = tuple(half.settled(side) for half, side in zip(halves, found[1:], strict=True))
        flow = self._straight(uptakes, halves, state, resistance, profile)  # type: ignore[arg-type]  # just checked
        return flow, halves[0].at_face(flow), halves[1].at_face(flow)

    def _half(self, side: int, symbol: str, known: State, profile: Profile) -> _Half:
        medium = (self.inner, self.outer)[side]
        cells = (self.faces.left, self.faces.right)[side]
        distance = (self.faces.near, self.faces.far)[side]
        here = at_cells(known, cells, len(profile.start))
        normals = self.faces.normals
        conductance = np.asarray(normal_diffusivity(medium.diffusivity[symbol], normals, here) / distance, dtype=float)
        velocity = normal_velocity(medium.velocity.get(symbol), normals, here)
        sign = 1.0 if side == 0 else -1.0
        value = profile.value[..., cells]
        towards = None if velocity is None else sign * velocity

        def hold(surface: Array) -> Array:
            # At the mean of cell and face, as at the surface: where D rises as the species leaves, the cell's own value
            # would keep an interface shut at which it leaves fast.
            mean = np.maximum(0.5 * (value + surface), 0.0)
            seen = {**here, "c": mean, f"c_{symbol}": mean}
            found = np.asarray(normal_diffusivity(medium.diffusivity[symbol], normals, seen) / distance, dtype=float)
            return found if towards is None else drift(found, towards)

        bent = hold if _reads(medium, symbol) else None
        if towards is None:
            return _Half(value, conductance, np.zeros_like(conductance), sign, bent)
        return _Half(value, drift(conductance, towards), towards, sign, bent)

    def _straight(
        self,
        uptakes: tuple[Henry, Henry],
        halves: tuple[_Half, ...],
        state: State,
        resistance: Array | float,
        profile: Profile,
    ) -> Array:
        """Two partitions: the halves and the interface in series, in closed form."""
        one, two = (np.asarray(uptake.law.at(state), dtype=float) for uptake in uptakes)
        left, right = self.faces.left, self.faces.right
        drop = profile.start[left] / one - profile.start[right] / two
        drop = drop + (profile.change[..., left] / one - profile.change[..., right] / two)
        with np.errstate(divide="ignore"):
            series = 1.0 / (halves[0].back * one) + resistance + 1.0 / (halves[1].back * two)
        for half, ratio in zip(halves, (one, two), strict=True):
            if np.any(half.velocity):
                drop = drop + half.sign * half.velocity / half.back * half.cell / ratio
        return np.asarray(drop / series)

    def _bent(
        self, symbol: str, halves: tuple[_Half, ...], state: State, resistance: Array | float
    ) -> tuple[Array, Array, Array]:
        """An isotherm, or a diffusivity that depends on the species: u at the face is solved with the flux."""
        inner, outer = self.inner.uptake[symbol], self.outer.uptake[symbol]
        first, second = halves
        shape = np.broadcast_shapes(first.cell.shape, second.cell.shape, np.shape(resistance))
        guess = np.broadcast_to(self._between(halves, (inner, outer), state), shape)
        closed = np.broadcast_to(first.shut | second.shut, shape)  # a side that conducts nothing

        def leaving(u: Array) -> Array:
            return first.leaving(inner.concentration(u + resistance * entering(u), state))

        def entering(u: Array) -> Array:
            return -second.leaving(outer.concentration(u, state))

        def residual(shift: Array) -> Array:
            return np.where(closed, shift, entering(guess + shift) - leaving(guess + shift))

        u = guess + solve_surface(residual, guess, self.scale)
        sides = inner.concentration(u + resistance * entering(u), state), outer.concentration(u, state)
        # The side that conducts less gives the flux with less rounding.
        flow = np.where(first.hold(sides[0]) < second.hold(sides[1]), leaving(u), entering(u))
        flow = np.where(closed, 0.0, flow)
        left, right = (
            half.at_face(flow) if half.bent is None else np.where(closed, half.cell, side)
            for half, side in zip(halves, sides, strict=True)
        )
        return flow, left, right

    def _between(self, halves: tuple[_Half, ...], uptakes: tuple[Uptake, ...], state: State) -> Array:
        """A first guess of u at the face: that of both cells, by what conducts more."""
        levels = [
            np.maximum(uptake.guess(half.cell, state, self.scale), 0.0)
            for half, uptake in zip(halves, uptakes, strict=True)
        ]
        # How fast the flux of each half changes with u, by the chord from an empty cell.
        pulls = [
            half.back * np.maximum(half.cell, 0.0) / np.where(level > 0, level, 1.0)
            for half, level in zip(halves, levels, strict=True)
        ]
        total = pulls[0] + pulls[1]
        mean = (pulls[0] * levels[0] + pulls[1] * levels[1]) / np.where(total > 0, total, 1.0)
        return np.asarray(np.maximum(mean, 1e-9 * self.scale))


def _reads(medium: Medium, symbol: str) -> bool:
    """Whether the diffusivity of a species depends on its own concentration."""
    return bool({"c", f"c_{symbol}"} & set(medium.diffusivity[symbol].arguments))


class _Half(NamedTuple):
    """Half a cell, from its centre to the interface.

    Attributes:
        cell: Concentration at the centre, mol/m³.
        back: What the value at the face holds back, G B(v/G), m/s.
        velocity: Of the drift towards the face, m/s.
        sign: 1 where the face lies to the right of the cell, else -1.
        bent: ``back`` as a function of the value at the face, where it depends on that; else None.
    """

    cell: Array
    back: Array
    velocity: Array
    sign: float
    bent: Callable[[Array], Array] | None = None

    @property
    def shut(self) -> NDArray[np.bool_]:
        """Whether it conducts nothing whatever the value at the face."""
        return np.asarray((self.back == 0) & (self.bent is None), dtype=bool)

    def hold(self, surface: Array) -> Array:
        """``back`` for a value at the face."""
        return self.back if self.bent is None else self.bent(surface)

    def settled(self, surface: Array) -> _Half:
        """The same with ``back`` as it is for a value at the face."""
        return self._replace(back=self.hold(surface), bent=None)

    def leaving(self, surface: Array) -> Array:
        """Flux out of the cell, towards the face, for a value at the face."""
        back = self.hold(surface)
        return np.asarray((self.velocity + back) * self.cell - back * surface)

    def at_face(self, flow: Array) -> Array:
        """The value at the face for a flux from left to right."""
        with np.errstate(divide="ignore", invalid="ignore"):
            value = ((self.velocity + self.back) * self.cell - self.sign * flow) / self.back
        return np.where(self.back > 0, value, self.cell)
