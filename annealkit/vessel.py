"""A sealed vessel: the moles of every gas are states, and its pressures follow from them.

Volume and start are those of the whole vessel; what is solved is a share of it, that of one unit of the body's
inventory: a square metre of a film, a metre of a fibre, one particle of a powder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from annealkit import laws, pde
from annealkit.contributions import BoundaryFlux
from annealkit.domain import GASES, Atmosphere, Face
from annealkit.domain.body import Body, MeshBody, Particle, defaults
from annealkit.errors import InputError
from annealkit.exposed import AREA, exposed
from annealkit.laws import Law
from annealkit.laws.arrhenius import GAS_CONSTANT
from annealkit.laws.law import Values
from annealkit.provenance import Record
from annealkit.units import QuantityLike
from annealkit.vessel_source import feeds

__all__ = ["Vessel", "seal"]

#: Record of the area of a source in a vessel.
_MOUTH = "source.area"
#: Start pressure (Pa) that sets the tolerance of a gas of which there is none at the start.
_TRACE = 1e-6


@frozen(eq=False)
class Vessel:
    """The closed gas around a body.

    Attributes:
        volume: m³.
        share: m³ of it for each unit of the body's inventory (m² of a film, m of a fibre, one particle or mesh body).
        temperature: At which it was filled, the start of the schedule, K.
        filled: Partial pressure of each gas then, Pa.
        vapours: Gases that are not there at the start.
        moving: Those gases, furnace gases and vapours, whose amount changes.
        feeds: What each of them gains from a source that lies in the vessel, mol/s for each unit of the inventory.
        records: Assumed areas by id, of a source and of a body that tells none.
    """

    volume: float
    share: float
    temperature: float
    filled: Mapping[str, float]
    vapours: tuple[str, ...]
    moving: frozenset[str]
    feeds: Mapping[str, Law]
    records: Mapping[str, Record]

    @property
    def pressures(self) -> dict[str, Law]:
        """Pressure of each gas (Pa) by argument name: p = n R T/V."""
        return {f"p_{gas}": self._pressure(gas) for gas in (*self.filled, *self.vapours)}

    @property
    def amounts(self) -> dict[str, float]:
        """Moles of each gas in the whole vessel at the start; vapours are not there yet."""
        return {gas: value * self.volume / (GAS_CONSTANT * self.temperature) for gas, value in self.filled.items()}

    def reservoirs(self, fluxes: Mapping[str, Sequence[BoundaryFlux]]) -> list[pde.Reservoir]:
        """The moles of the gases whose amount changes, and what feeds them.

        Args:
            fluxes: As they are solved, by face; those that carry nothing feed nothing.
        """
        fed: dict[str, dict[str, float]] = {}
        for face, own in fluxes.items():
            for flux in own:
                for channel, gained in flux.releases.items() if flux.law is not None else ():
                    for gas, moles in gained.items():
                        fed.setdefault(gas, {})[f"{face}: {channel}"] = moles
        return [
            pde.Reservoir(
                f"n_{gas}", self._moles(gas), fed_by=fed.get(gas, {}), rate=self.feeds.get(gas), scale=self._scale(gas)
            )
            for gas in (*self.filled, *self.vapours)
            if gas in self.moving
        ]

    def describe(self) -> list[str]:
        """Lines for people."""
        held = ", ".join(f"{gas} {moles:.4g}" for gas, moles in self.amounts.items() if moles)
        none = f"; of {', '.join(self.vapours)} none" if self.vapours else ""
        return [
            f"sealed vessel of {1e6 * self.volume:.6g} mL, filled at {self.temperature:.6g} K",
            f"moles at the start: {held}{none}",
            "the moles of every gas are kept, p = n R T/V at the body's temperature; what leaves stays gas or returns",
            *(
                ["a source lies in it, which never runs out, gives and takes back; its cover binds no gas"]
                * bool(self.feeds)
            ),
        ]

    def _moles(self, gas: str) -> float:
        return self.filled.get(gas, 0.0) * self.share / (GAS_CONSTANT * self.temperature)

    def _scale(self, gas: str) -> float | None:
        if gas in self.vapours:
            return None
        return max(self.filled[gas], _TRACE) * self.share / (GAS_CONSTANT * self.temperature)

    def _pressure(self, gas: str) -> Law:
        if gas not in self.moving:
            density = self._moles(gas) / self.share
            called = f"{density:.6g} mol/m³ R T"
            return laws.Callable(_OfTemperature(density), "Pa", arguments=("T",), name=f"p_{gas}", text=called)
        amount = f"n_{gas}"
        called = f"{amount} R T/({self.share:.6g} m³)"
        law = _OfAmount(self.share, amount)
        return laws.Callable(law, "Pa", arguments=("T", amount), name=f"p_{gas}", text=called)


@frozen
class _OfTemperature:
    """Pressure of a gas whose amount stays."""

    density: float

    def __call__(self, T: Values) -> Values:
        return np.asarray(self.density * GAS_CONSTANT * np.asarray(T))


@frozen
class _OfAmount:
    """Pressure of a gas whose amount (by its argument's name) is solved."""

    share: float
    amount: str

    def __call__(self, **state: Values) -> Values:
        return np.asarray(np.asarray(state[self.amount]) * GAS_CONSTANT * np.asarray(state["T"]) / self.share)


def seal(
    gases: Sequence[tuple[float, Atmosphere]],
    body: Body,
    faces: Mapping[str, Face],
    fluxes: Mapping[str, Sequence[BoundaryFlux]],
    temperature: float,
    overrides: Mapping[str, QuantityLike],
) -> Vessel | None:
    """The vessel of an anneal, None for an open furnace.

    Args:
        gases: Atmosphere from each time (s) on.
        body: What is annealed.
        faces: Its faces.
        fluxes: Chosen fluxes by face.
        temperature: At the start, K.
        overrides: Of records, by full id.

    Raises:
        InputError: The gas of a vessel is switched, or a flux does not say what gas it makes, or what a source in the
            vessel gives.
    """
    sealed = [one for _, one in gases if one.vessel is not None]
    if not sealed:
        return None
    atmosphere, volume = sealed[0], sealed[0].vessel
    assert volume is not None  # as chosen
    _refuse(gases, atmosphere)
    open_to_gas = [name for name, face in faces.items() if face.kind == "gas"]
    releasing = [flux for name in open_to_gas for flux in fluxes.get(name, ()) if flux.law is not None]
    for flux in releasing:
        _refuse_untold(flux)
    gained = dict.fromkeys(gas for flux in releasing for own in flux.releases.values() for gas in own)
    share, records = _share(volume, body, {name: faces[name] for name in open_to_gas}, overrides)
    fed: dict[str, Law] = {}
    if atmosphere.holds_source and releasing:
        mouth = defaults.book().override(overrides)[_MOUTH]
        fed = feeds(releasing, float(mouth.value) * share / volume)
        records = {**records, mouth.key: mouth}
    return Vessel(
        volume=volume,
        share=share,
        temperature=temperature,
        filled=atmosphere.pressures,
        vapours=tuple(gas for gas in gained if gas not in GASES),
        moving=frozenset(gained),
        feeds=fed,
        records=records,
    )


def _refuse(gases: Sequence[tuple[float, Atmosphere]], sealed: Atmosphere) -> None:
    if len(gases) > 1:
        raise InputError(
            f"atmosphere {sealed.name!r}: vessel= was given, but the schedule switches the gas {len(gases) - 1} "
            "times; the gas of a sealed vessel cannot be switched. Leave vessel= out, or anneal in several runs."
        )


def _refuse_untold(flux: BoundaryFlux) -> None:
    untold = [channel for channel in flux.channels if channel not in flux.releases]
    if untold:
        raise InputError(
            f"models[{flux.slot!r}]: {flux.name!r} does not say what gas it makes ({', '.join(untold)}), so the gas of "
            "a sealed vessel cannot be followed. Name a model that does, such as 'vaporisation', or leave vessel= out."
        )


def _share(
    volume: float, body: Body, faces: Mapping[str, Face], overrides: Mapping[str, QuantityLike]
) -> tuple[float, dict[str, Record]]:
    """m³ of gas for each unit of the inventory, and the assumed area if it took one."""
    if not faces or _whole(body):
        return volume, {}
    measure = sum(_measure(body, name) for name in faces)
    area, alike = exposed(body, {name: face.area for name, face in faces.items()})
    if area is not None:
        return volume * measure / area, {}
    assumed = defaults.book().override(overrides)[AREA]
    return volume * measure / (alike * float(assumed.value)), {assumed.key: assumed}


def _whole(body: Body) -> bool:
    """Whether the inventory is that of the whole body, in mol."""
    return isinstance(body, Particle) or (isinstance(body, MeshBody) and body.dimension == 3)


def _measure(body: Body, face: str) -> float:
    """Area of a face for each unit of the inventory, m² (for each m² of a film, m of a fibre or a plane mesh)."""
    if isinstance(body, MeshBody):
        return float(body.cells.regions[face].areas.sum())
    round_body = {"planar": 1.0, "cylinder": 2 * np.pi * body.reach, "sphere": 4 * np.pi * body.reach**2}
    return float(round_body[body.shape])
