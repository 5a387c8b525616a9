"""What limits each channel: the share of its driving force that each resistance in series takes.

Lithium on its way out passes the body, then what the flux names (``BoundaryFlux.series``): supply of water,
evaporation, gas film. Each needs a part of the driving force, and the parts add up to the force that the mean
composition of the body would exert on the gas if nothing but the gas stood in the way:

    whole = Σ drops(mean composition)        solid diffusion = whole − Σ drops(surface)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from attrs import evolve, frozen

from annealkit.build import Built
from annealkit.contributions import BoundaryFlux
from annealkit.errors import SolverError
from annealkit.pde.topology import Array
from annealkit.result.states import Histories

if TYPE_CHECKING:
    import xarray

__all__ = ["COATING", "SOLID", "SURFACE", "Limits", "limits", "with_limits"]

#: The resistance of the body itself.
SOLID = "solid diffusion"
#: That of its coating, and of the contact between them.
COATING = "coating"
#: The one resistance of a flux that names none.
SURFACE = "surface reaction"


@frozen(eq=False)
class Limits:
    """Shares of the driving force by channel and resistance.

    Attributes:
        mean: Averages over time, weighted by what passed (the size of the flux); empty where nothing ever did.
        histories: The shares at each output time, shape ``[time]``; all of them 0 where nothing passes.
        unknown: Faces whose surface value could not be found again at every output time; they are left out.
    """

    mean: Mapping[str, Mapping[str, float]]
    histories: Mapping[str, Mapping[str, Array]]
    unknown: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What a reader must know of what is left out; empty when nothing is."""
        if not self.unknown:
            return ""
        return (
            f"What limits the flux is not told for {', '.join(self.unknown)}: its cells are so coarse that the surface "
            "value is lost in rounding. Use finer cells."
        )


class _Passing(NamedTuple):
    """One channel of one region of the surface.

    Attributes:
        channel: Its name.
        rate: Size of what passes a second, shape ``[time]``; 0 where no drive is left to be shared.
        passed: Size of what passed between output times, shape ``[time - 1]``.
        shares: Share of each resistance, shape ``[time]``; 0 where nothing passes.
    """

    channel: str
    rate: Array
    passed: Array
    shares: Mapping[str, Array]

    def counted(self, name: str) -> float:
        """What passed, times the share of a resistance."""
        flowing, share = (self.rate > 0).astype(float), self.shares[name]
        # Where nothing passes at one end of an interval, the other end speaks for it.
        ends = flowing[:-1] + flowing[1:]
        between = (share[:-1] + share[1:]) / np.where(ends > 0, ends, 1.0)
        return float(self.passed @ between)

    @property
    def whole(self) -> float:
        """What passed while something could be said of it."""
        return float(self.passed @ ((self.rate[:-1] > 0) | (self.rate[1:] > 0)))


def limits(built: Built, histories: Histories) -> Limits:
    """What limited each channel of a run.

    Args:
        built: The anneal.
        histories: Its solution.
    """
    passing: dict[str, list[_Passing]] = {}
    unknown = []
    for name, fluxes in built.by_region().items():
        try:
            found = list(_through(name, fluxes, histories))
        except SolverError:  # the solution stands: this asks again, at states between its steps
            unknown.append(name)
            continue
        for one in found:
            passing.setdefault(one.channel, []).append(one)
    mean: dict[str, dict[str, float]] = {}
    over_time: dict[str, dict[str, Array]] = {}
    for channel, places in passing.items():
        names = dict.fromkeys(name for one in places for name in one.shares)
        total = sum(one.whole for one in places)
        parts = {name: sum(one.counted(name) for one in places if name in one.shares) for name in names}
        mean[channel] = {name: part / total for name, part in parts.items()} if total > 0 else {}
        rate = np.sum([one.rate for one in places], axis=0)
        whole = np.where(rate > 0, rate, 1.0)
        over_time[channel] = {name: _weighted(places, name) / whole for name in names}
    return Limits(mean, over_time, tuple(unknown))


def with_limits(table: xarray.Dataset, symbol: str, found: Limits) -> xarray.Dataset:
    """The dataset of a result with the shares over ``channel``, ``resistance`` and ``time``."""
    names = list(dict.fromkeys(name for own in found.histories.values() for name in own))
    channels = [str(name) for name in table["channel"].to_numpy()]
    values = np.zeros((len(channels), len(names), table.sizes["time"]))
    for row, channel in enumerate(channels):
        own = found.histories.get(channel, {})
        for column, name in enumerate(names):
            values[row, column] = own.get(name, 0.0)
    told = f"share of the driving force of {symbol} that a resistance takes, 0 where nothing passes"
    attributes = {"units": "1", "long_name": told}
    shares = (("channel", "resistance", "time"), values, attributes)
    return table.assign_coords(resistance=("resistance", np.array(names, dtype=str))).assign(
        {f"limits_{symbol}": shares}
    )


def _weighted(places: list[_Passing], name: str) -> Array:
    """A resistance's share times what passes a second, added over the regions, shape ``[time]``."""
    return np.asarray(np.sum([one.rate * one.shares[name] for one in places if name in one.shares], axis=0))


def _through(name: str, fluxes: Sequence[BoundaryFlux], histories: Histories) -> Iterator[_Passing]:
    """Every channel of one face."""
    solution, symbol = histories.solution, histories.symbol
    operator, cells = solution.operator, histories.cells
    known = _over_time(histories)
    profiles = operator.profiles(operator.layout.cells_of(solution.states))
    body = evolve(histories, layer=0) if operator.contacts else histories
    mean = (body.concentration @ body.weights)[:, np.newaxis]
    face = operator.faces[name]
    states = solution.states[:, operator.layout.states[name]]
    rates = face.evaluate(known, profiles, states)
    local = face.local(known, states, cells)
    covered = bool(operator.contacts) and name == "outer"
    surface = (rates.level if covered else rates.surface)[:, operator.species.index(symbol), :]
    under = operator.contacts[0].solve(symbol, known, profiles[symbol])[1] if covered else surface
    outside, below, inside = ({**local, **_seen(symbol, c)} for c in (surface, under, mean))
    rate = iter(np.moveaxis(np.abs(rates.channels) * face.region.areas, 1, 0))
    passed = iter(np.abs(np.diff(solution.states[:, operator.layout.channels[name]], axis=0)).T)
    for flux in (one for one in fluxes if one.law is not None):
        if flux.species != symbol:  # what limits a further species is not told
            for _ in flux.channels:
                next(rate), next(passed)
            continue
        names, beyond = _drops(flux, outside)
        _, whole = _drops(flux, inside)
        shape = (len(names), len(flux.channels), *surface.shape)
        beyond, whole = np.broadcast_to(beyond, shape), np.broadcast_to(whole, shape).sum(axis=0)
        drops, told = [whole - beyond.sum(axis=0), *beyond], (SOLID, *names)
        if covered:
            at_body = np.broadcast_to(_drops(flux, below)[1], shape).sum(axis=0)
            drops = [whole - at_body, at_body - beyond.sum(axis=0), *beyond]
            told = (SOLID, COATING, *names)
        shares = _shares(np.stack(drops))
        for index, channel in enumerate(flux.channels):
            by_face = shares[:, index]
            own = next(rate) * (by_face.sum(axis=0) > 0)  # below zero concentration there is no drive to share
            whole_rate = own.sum(axis=-1)
            mean_shares = (own * by_face).sum(axis=-1) / np.where(whole_rate > 0, whole_rate, 1.0)
            yield _Passing(channel, whole_rate, next(passed), dict(zip(told, mean_shares, strict=True)))


def _over_time(histories: Histories) -> dict[str, Any]:
    """What laws see in the cells, with a leading axis of the output times."""
    operator, solution = histories.solution.operator, histories.solution
    rows = [operator.known(histories.symbol, float(t), y) for t, y in zip(solution.times, solution.states, strict=True)]
    return {name: np.stack([np.atleast_1d(np.asarray(row[name], dtype=float)) for row in rows]) for name in rows[0]}


def _seen(symbol: str, c: Array) -> dict[str, Array]:
    """A concentration as laws see it; under a coating they see it as u."""
    clipped = np.maximum(c, 0.0)
    return {f"{name}{own}": clipped for name in "cu" for own in ("", f"_{symbol}")}


def _drops(flux: BoundaryFlux, state: Mapping[str, Any]) -> tuple[tuple[str, ...], Array]:
    """Names of the resistances beyond the surface, and the drop over each by channel."""
    if flux.series is not None:
        return flux.series.names, np.asarray(flux.series.law.at(state), dtype=float)
    assert flux.law is not None  # asked only where something passes
    drive = np.asarray(flux.law.at(state), dtype=float)
    return (SURFACE,), (drive if len(flux.channels) > 1 else drive[np.newaxis])[np.newaxis]


def _shares(drops: Array) -> Array:
    """Each drop over all of them, by size: one that helps the flow on is a hindrance overcome elsewhere."""
    size = np.abs(drops)
    whole = size.sum(axis=0)
    return np.asarray(size / np.where(whole > 0, whole, 1.0))
