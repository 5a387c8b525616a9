"""Bodies drawn at random as plain numbers, so that one that fails prints as what makes it again."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import field, frozen
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from annealkit import laws, pde
from annealkit.schedule import Hold, Ramp, Schedule

SHAPES = ("planar", "cylinder", "sphere")
REFERENCE = 900.0  # K, where a temperature law has its nominal value
BOLTZMANN = 8.617333262e-5  # eV/K


def repeat(examples, shrink=True):
    """Settings: so many examples. Where each is a solve, a failing one is shown as it is: shrinking takes minutes."""
    phases = [Phase.explicit, Phase.generate, *([Phase.shrink] if shrink else [])]
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=examples, phases=phases, suppress_health_check=checks)


# -- a body in plain numbers ------------------------------------------------------------------


def boltzmann(energy, T):
    """1 at the reference temperature."""
    return np.exp(-energy / BOLTZMANN * (1.0 / T - 1.0 / REFERENCE))


@frozen
class Uptake:
    """c as a function of u, both in units of the body's concentration: K u, or top u/(u + half)."""

    ratio: float = 1.0
    energy: float = 0.0
    half: float | None = None

    def at(self, u, T):
        """Shares of the body's concentration."""
        if self.half is not None:
            return self.ratio * u / (u + self.half)
        return self.ratio * boltzmann(self.energy, T) * u

    def potential(self, c, T):
        """u from c."""
        if self.half is not None:
            return self.half * c / (self.ratio - c)
        return c / (self.ratio * boltzmann(self.energy, T))


@frozen
class Sheet:
    """One layer; levels are u in units of the body's concentration, positions shares of the thickness."""

    thickness: float
    cells: int
    grading: Any
    diffusivity: tuple[str, float, float]
    uptake: Uptake = field(factory=Uptake)
    level: float = 1.0
    jump: tuple[float, float] | None = None

    def law(self, scale):
        """D(T, c)."""
        kind, size, strength = self.diffusivity
        if kind == "constant":
            return laws.Constant((size, "m^2/s"))
        if kind == "arrhenius":
            return laws.Callable(lambda T: size * boltzmann(strength, T), "m^2/s")
        if kind == "rising":
            return laws.Callable(lambda c: size * (1.0 + strength * c / scale), "m^2/s")
        if kind == "front":  # ends with the species
            return laws.Callable(lambda c: size * (c / scale) ** strength, "m^2/s")
        assert kind == "decades"
        return laws.Callable(lambda T, c: size * boltzmann(0.5, T) * 10.0 ** (-strength * c / (c + scale)), "m^2/s")

    def initial(self, offset, scale, T):
        """mol/m³, a number or a function of x with a jump, and where it jumps."""
        first = scale * self.uptake.at(self.level, T)
        if self.jump is None:
            return first, None
        place, level = self.jump
        second, at = scale * self.uptake.at(level, T), offset + place * self.thickness
        return (lambda x: np.where(x < at, first, second)), np.array([at])

    def layer(self, offset, scale, T):
        """The layer as annealkit takes it."""
        initial, breakpoints = self.initial(offset, scale, T)
        own = self.uptake
        if own.half is not None:
            uptake = {"isotherm": laws.Callable(lambda u: scale * own.at(u / scale, REFERENCE), "mol/m^3")}
        elif own.energy:
            uptake = {"partition": laws.Callable(lambda T: own.at(1.0, T), "1")}
        else:
            uptake = {"partition": own.ratio}
        explicit = self.grading[0] == "edges"
        cells = (
            {"edges": self.thickness * np.array([0.0, *np.cumsum(self.grading[1]) / sum(self.grading[1])])}
            if explicit
            else {"cells": self.cells, "grading": self.grading}
        )
        if explicit:
            cells["edges"][-1] = self.thickness
        return pde.Layer(
            (self.thickness, "m"),
            self.law(scale),
            initial=initial if callable(initial) else (initial, "mol/m^3"),
            breakpoints=breakpoints,
            **uptake,
            **cells,
        )


@frozen
class Body:
    """A whole problem. Faces: ("fixed", u), ("exchange", k in m/s, u), ("flux", k over D/thickness there, power)."""

    shape: str
    inner_radius: float
    sheets: tuple[Sheet, ...]
    resistances: tuple[float | None, ...] = ()
    inner: tuple[tuple, ...] = ()
    outer: tuple[tuple, ...] = ()
    scale: float = 1.0
    temperatures: tuple[float, float] = (REFERENCE, REFERENCE)
    duration: float = 1.0
    pump: float | None = None

    def boundaries(self, given, sheet):
        """What holds at a face."""
        scale, uptake, out = self.scale, sheet.uptake, []
        kind, size, strength = sheet.diffusivity
        energy = {"arrhenius": strength, "decades": 0.5}.get(kind, 0.0)
        for number, (kind, *numbers) in enumerate(given):
            name = f"{kind} {number}"
            if kind == "flux":
                rate, power = numbers[0] * size / sheet.thickness, numbers[1]
                law = laws.Callable(
                    lambda T, c, k=rate, n=power: k * boltzmann(energy, T) * scale * (c / scale) ** n, "mol/m^2/s"
                )
                out.append(pde.Flux(law, channels=(name,)))
                continue
            value = laws.Callable(lambda T, u=numbers[-1]: scale * uptake.at(u, T), "mol/m^3")
            if kind == "fixed":
                out.append(pde.FixedConcentration(value, name=name))
            else:
                out.append(pde.SurfaceExchange((numbers[0], "m/s"), value, name=name))
        return out or pde.NoFlux()

    def problem(self):
        """The problem."""
        begin, end = self.temperatures
        layers, offset = [], self.inner_radius
        for sheet in self.sheets:
            layers.append(sheet.layer(offset, self.scale, begin))
            offset += sheet.thickness
        temperature = (begin, "K")
        if begin != end:  # with a corner on the way
            half = (0.5 * self.duration, "s")
            temperature = Schedule(temperature, [Ramp((end, "K"), duration=half), Hold(half)])
        return pde.Problem(
            shape=self.shape,
            layers=layers,
            interfaces=[None if r is None else pde.Interface((r, "s/m")) for r in self.resistances],
            inner=self.boundaries(self.inner, self.sheets[0]),
            outer=self.boundaries(self.outer, self.sheets[-1]),
            inner_radius=(self.inner_radius, "m") if self.inner_radius else None,
            sources=self.sources(),
            temperature=temperature,
        )

    def sources(self):
        """A source that makes what is missing to half the body's concentration, so many times in the duration."""
        if self.pump is None:
            return []
        rate, level = self.pump / self.duration, 0.5 * self.scale
        return [pde.Source(laws.Callable(lambda c: rate * (level - c), "mol/m^3/s"), name="pump")]

    def of_level(self, level, mesh):
        """Concentration (mol/m³) of every cell at a level, at the start's temperature."""
        values = np.array([self.scale * one.uptake.at(level, self.temperatures[0]) for one in self.sheets])
        return values[mesh.layer]

    def levels(self):
        """Lowest and highest u that the start and the faces name; what leaves by a flux law goes towards 0."""
        found = [one.level for one in self.sheets] + [one.jump[1] for one in self.sheets if one.jump]
        found += [0.0 if one[0] == "flux" else one[-1] for one in (*self.inner, *self.outer)]
        return min(found), max(found)


# -- what bodies are drawn from ------------------------------------------------------------------


def decades(low, high):
    """Numbers spread evenly over powers of ten."""
    return st.floats(low, high).map(lambda power: float(f"{10.0**power:.4g}"))


def shares(low, high):
    """Numbers of four decimals."""
    return st.floats(low, high).map(lambda value: round(value, 4))


def gradings(cells):
    """Automatic, uniform, towards ends, or explicit cells of very different widths."""
    widths = st.tuples(st.just("edges"), st.lists(decades(-2, 0), min_size=cells, max_size=cells).map(tuple))
    towards = st.tuples(st.sampled_from(["inner", "outer", "both"]), decades(0, 3))
    return st.one_of(st.just("auto"), st.just("uniform"), towards, widths)


@st.composite
def diffusivities(draw, mild=False):
    """(kind, m²/s at the reference temperature, strength); slopes at c = 0 are finite, as Newton's method needs."""
    kind = draw(st.sampled_from(["constant", "arrhenius", "rising", "front", "decades"]))
    steepest = 1.0 if mild else 4.0
    strength = {
        "constant": st.just(0.0),
        "arrhenius": shares(0.1, 3.0),
        "rising": decades(-2, 1 if mild else 3),
        "front": shares(1.0, 3.0),
        "decades": shares(-steepest, steepest),
    }[kind]
    return kind, draw(decades(-14, -12) if mild else decades(-22, -9)), draw(strength)


def uptakes(warm, bent):
    """Partitions, of T where that may be, or one of these and saturating isotherms."""
    straight = st.just(Uptake()) | st.builds(Uptake, decades(-4, 4), shares(-0.8, 0.8) if warm else st.just(0.0))
    return straight | st.builds(Uptake, decades(-1, 1), st.just(0.0), decades(-1, 1)) if bent else straight


@st.composite
def sheets(draw, warm, bent, even=None, mild=False, most=40):
    """A layer; ``even`` is the level that it has everywhere."""
    cells = draw(st.integers(1, most))
    level = draw(st.one_of(st.just(0.0), st.just(1.0), shares(0.0, 1.0))) if even is None else even
    jumps = st.tuples(shares(0.01, 0.99), shares(0.0, 1.0))
    jumps = st.none() if cells == 1 or even is not None else st.none() | jumps
    return Sheet(
        thickness=draw(decades(-8, -6) if mild else decades(-9, -4)),
        cells=cells,
        grading=draw(gradings(cells)),
        diffusivity=draw(diffusivities(mild)),
        uptake=draw(uptakes(warm, bent)),
        level=level,
        jump=draw(jumps),
    )


def faces(even=None):
    """Nothing, a fixed value, exchange, a nonlinear flux, or several that add."""
    levels = shares(0.0, 1.0) if even is None else st.just(even)
    fixed = st.tuples(st.just("fixed"), levels)
    exchange = st.tuples(st.just("exchange"), decades(-15, -3), levels)
    # Not further beyond D/thickness: test_a_strong_sink_is_the_same_as_a_law_and_as_an_exchange says why.
    flux = st.tuples(st.just("flux"), decades(-6, 3), shares(1.0, 3.0))
    open_ends = exchange if even is not None else st.one_of(exchange, flux)
    return st.one_of(st.just(()), st.tuples(fixed), st.lists(open_ends, min_size=1, max_size=3).map(tuple))


@st.composite
def bodies(draw, warm=True, even=None, isotherms=True, most=4, pump=False):
    """Whole problems.

    Args:
        draw: Hypothesis's.
        warm: Whether partitions may depend on a temperature that changes.
        even: Level that everything has, faces too.
        isotherms: Whether there may be isotherms. They come only with layers that do not differ by many decades:
            ``test_an_interface_with_an_isotherm_feels_its_slow_side`` says why.
        most: Largest number of layers.
        pump: Whether there may be a source.
    """
    shape = draw(st.sampled_from(SHAPES))
    ramped = draw(st.booleans())
    bent = isotherms and draw(st.booleans())
    sheet = sheets(warm or not ramped, bent, even, mild=bent)
    layers = draw(st.lists(sheet, min_size=1, max_size=most))
    resistances = st.none() | decades(3, 5 if bent else 15)
    resistances = st.lists(resistances, min_size=len(layers) - 1, max_size=len(layers) - 1)
    begin = draw(shares(400.0, 1300.0))
    end = draw(shares(400.0, 1300.0)) if ramped else begin
    # The time in which diffusion crosses one of the layers, more or less.
    slow = draw(st.sampled_from(layers))
    crossing = slow.thickness**2 / (slow.diffusivity[1] * draw(decades(-1.5, 3)))
    inner, outer = draw(faces(even)), draw(faces(even))
    if sum(one.cells for one in layers) == 1 and not inner and not outer:
        outer = (("exchange", 1e-8, layers[0].level),)  # test_a_single_closed_cell_rests says why
    return Body(
        shape=shape,
        inner_radius=draw(decades(-8, -3)) if shape != "planar" and draw(st.booleans()) else 0.0,
        sheets=tuple(layers),
        resistances=tuple(draw(resistances)),
        inner=inner,
        outer=outer,
        scale=draw(decades(-3, 5)),
        temperatures=(begin, end),
        duration=float(f"{min(max(crossing, 1e-6), 1e9):.4g}"),
        pump=draw(st.none() | decades(-2, 1)) if pump else None,
    )


def solved(body, rtol=1e-3, times=(0.1, 1.0)):
    """The solution at shares of the duration."""
    return body.problem().solve(body.duration * np.array(times), rtol=rtol)


def even_bodies(**kinds):
    """Bodies with u the same everywhere, at the faces too."""
    return shares(0.05, 1.0).flatmap(lambda level: bodies(warm=False, even=level, **kinds))
