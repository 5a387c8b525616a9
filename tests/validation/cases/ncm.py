"""NCM: what its cases are held against. Laws where one cell says all, anneals where the gas or a coating counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

import annealkit as ak
from annealkit.api import Law, Material, Record, Transformation
from annealkit_materials import ncm
from validation.predicting import Predicted, Prediction

__all__ = ["PREDICTIONS", "SLOW", "VARY"]

KELVIN = 273.15
HOUR = 3600.0
AIR, OXYGEN = 0.21 * 101325.0, 101325.0
GRAIN = ak.Particle(diameter="10 um")

Parameters = Mapping[str, str]


def _material(name: str, parameters: Parameters) -> Material:
    (found,) = (one for one in ncm.annealkit_materials() if one.name == name)
    return found.with_overrides(parameters)


def _change(material: Material, kind: str) -> Transformation:
    return next(one for one in ncm.annealkit_transformations(material) if one.kind == kind)


def _at(law: Law, **state: float) -> float:
    return float(np.squeeze(law.at(state)))


def _records(*laws: Law) -> tuple[Record, ...]:
    return tuple({key: one for law in laws for key, one in law.records.items()}.values())


def _relaxed(rate: Law, state: str, start: float, seconds: float, **known: float) -> float:
    """A state whose rate is linear in it, after a hold."""
    at_zero, at_one = (_at(rate, **known, **{state: value}) for value in (0.0, 1.0))
    k = at_zero - at_one
    settled = at_zero / k if k else start
    return settled + (start - settled) * float(np.exp(-k * seconds))


def v11(parameters: Parameters) -> Predicted:
    """Slope of ln D over 1/T between both ends."""
    law = next(iter(ncm.annealkit_diffusivities(_material("NCM111", parameters), "Li"))).law
    cold, hot = 110 + KELVIN, 350 + KELVIN
    per_mole = 8.31446261815324 * np.log(_at(law, T=hot) / _at(law, T=cold)) / (1 / cold - 1 / hot)
    return Predicted(float(per_mole) / 96485.33212, "eV", _records(law))


def _calcined(parameters: Parameters, water: str) -> Predicted:
    """The bed alone: a lone particle, which every powder is solved beside, is not asked for."""
    anneal = ak.Anneal(
        material="NCM811",
        body=ak.Powder(GRAIN),
        atmosphere=ak.atmosphere("O2", H2O=water),
        schedule="800 degC; hold 10 h",
        parameters=parameters,
    )
    solved = anneal.built.problem(8).solve(np.array([anneal.schedule.duration]), rtol=1e-3)
    balance = solved["Li"].balance
    lost = sum(balance.left.values()) / balance.initial
    return Predicted(100 * float(lost), "mol%", anneal.records())


def v12(parameters: Parameters) -> Predicted:
    """A powder in its default bed."""
    return _calcined(parameters, "0.1 Pa")


def v12b(parameters: Parameters) -> Predicted:
    """As V12."""
    return _calcined(parameters, "1 kPa")


def _linio2(parameters: Parameters, celsius: float) -> tuple[float, tuple[Record, ...]]:
    """z after 5 h in air, by the law of NCM without its factor of nickel."""
    material = _material("NCM811", parameters)
    law = _change(material, "rocksalt").state.rate
    exponent = material["rocksalt.nickel_exponent"]
    site = material.species["Li"].reference
    known = {"T": celsius + KELVIN, "p_O2": AIR, "c": site, "rocksalt_change": 0.0}
    k = _at(law, **known) / 0.8 ** float(exponent.value)
    return 1 - float(np.exp(-k * 5 * HOUR)), tuple(one for one in _records(law) if one.key != exponent.key)


def v13(parameters: Parameters) -> Predicted:
    """Growth alone, first order."""
    share, records = _linio2(parameters, 600)
    return Predicted(share, "1", records)


def v13b(parameters: Parameters) -> Predicted:
    """As V13."""
    share, records = _linio2(parameters, 700)
    return Predicted(records=records, agrees=share >= 0.5, text=f"{share:.2g} turned into rock salt")


def v13c(parameters: Parameters) -> Predicted:
    """Share of the surface's capacity, first order."""
    law = _change(_material("NCM811", parameters), "carbonate").state.rate
    found = [_relaxed(law, "carbonate_change", 0.0, HOUR, T=celsius + KELVIN, p_CO2=40.0) for celsius in (100.0, 200.0)]
    told = " and ".join(f"{share:.1g}" for share in found)
    return Predicted(
        records=_records(law),
        agrees=found[0] < 5e-3 < found[1],
        text=f"{told} of the surface's capacity; 0.005 is taken as seen",
    )


def v14(parameters: Parameters) -> Predicted:
    """A film whole of surface: a fifth rock salt, all the carbonate it holds."""
    start = {"NCM622.rocksalt.start": "0.2", "NCM622.carbonate.start": "1"}
    result = _film("NCM622", "800 degC; hold 3 h", "O2", {**start, **parameters})
    left = [result.observed[name] for name in ("rocksalt_fraction", "carbonate_fraction")]
    text = f"rock salt 0.2 to {left[0]:.2g}, carbonate 1 to {left[1]:.2g}"
    return Predicted.of(result, agrees=left[0] < 0.02 and left[1] < 0.02, text=text)


def _film(material: str, schedule: str, gas: str, parameters: Parameters) -> ak.Result:
    """Inner states only: nothing leaves."""
    return ak.Anneal(
        material=material,
        body=ak.Film("1 um"),
        atmosphere=gas,
        schedule=schedule,
        models={"Li.loss": []},
        parameters=parameters,
    ).run(rtol=1e-3, cells=3, out_of_range="allow")


def v15(parameters: Parameters) -> Predicted:
    """The coolest of 251 sinterings between 650 and 900 °C."""
    material = _material("NCM811", parameters)
    model = _change(material, "mixing")
    disorder = material.start["Ni"] / 2 - float(material["mixing.start"].value)
    celsius = np.linspace(650.0, 900.0, 251)
    left = [_relaxed(model.state.rate, "mixing_change", disorder, 12 * HOUR, T=float(one) + KELVIN) for one in celsius]
    return Predicted(float(celsius[int(np.argmin(left))]), "degC", _records(model.state.rate))


def v16(parameters: Parameters) -> Predicted:
    """A week of uptake at 25 °C, then the ramp; what the powder holds of water before and after."""
    material = _material("NCM622", parameters)
    rate = _change(material, "hydroxyl").state.rate
    wet = _relaxed(rate, "hydroxyl_change", 0.0, 7 * 24 * HOUR, T=298.15, p_H2O=0.85 * 3169.0)
    held = {"NCM622.hydroxyl.start": f"{wet!r}"}
    result = _film("NCM622", "25 degC -> 450 degC @ 10 K/min", "nitrogen", {**parameters, **held})
    after = float(result.observe("hydroxyl_water").m)
    before = wet * float(material["hydroxyl.water"].value)
    own = {record.key: record for record in (*result.sources, *_records(rate))}
    return Predicted(100 * (before - after), "percent", [one for key, one in own.items() if key not in held])


def v20(parameters: Parameters) -> Predicted:
    """Inner states of a film."""
    result = _film("NCM811", "400 degC; hold 5 h", "O2", parameters)
    share = result.observed["rocksalt_fraction"]
    return Predicted.of(result, agrees=share < 1e-3, text=f"{100 * share:.2g} % rock salt")


def _coated(celsius: float, parameters: Parameters) -> ak.Result:
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="O2",
        schedule=f"{celsius} degC; hold 5 h",
        models={"Li.loss": []},
        parameters=parameters,
    ).run(rtol=1e-3, cells=8, out_of_range="allow")


def b7(parameters: Parameters) -> Predicted:
    """A coated particle at five temperatures; within a tenth of the least counts as least."""
    results = {celsius: _coated(celsius, parameters) for celsius in (300, 350, 400, 500, 600)}
    total = {celsius: float(one.resistance["total"].m_as("ohm*cm^2")) for celsius, one in results.items()}
    least = [celsius for celsius, one in total.items() if one <= 1.1 * min(total.values())]
    agrees = 400 in least and 300 not in least and 600 not in least
    told = ", ".join(f"{celsius}: {one:.3g}" for celsius, one in total.items())
    text = f"least from {least[0]} to {least[-1]} degC ({told} ohm cm2 of real surface)"
    return Predicted.joined(results.values(), agrees=agrees, text=text)


def b8(parameters: Parameters) -> Predicted:
    """Inner states of a film in three gases."""
    results = [_film("NCM811", "400 degC; hold 5 h", gas, parameters) for gas in ("O2", "air", "argon")]
    shares = [one.observed["rocksalt_fraction"] for one in results]
    return Predicted.joined(results, agrees=_rising(shares), text=f"{', '.join(f'{one:.1g}' for one in shares)}")


def _rising(values: Iterable[Any]) -> bool:
    return bool(np.all(np.diff(list(values)) > 0))


PREDICTIONS: dict[str, Prediction] = {
    "V11": v11,
    "V12": v12,
    "V12b": v12b,
    "V13": v13,
    "V13b": v13b,
    "V13c": v13c,
    "V14": v14,
    "V15": v15,
    "V16": v16,
    "V20": v20,
    "B7": b7,
    "B8": b8,
}
#: Five anneals of a coated particle.
SLOW = {"B7"}
_VAPOUR = ("vaporisation.pressure_factor.LiOH", "vaporisation.pressure_factor.Li2O2H2")
_HYDROXYL = tuple(f"NCM622.hydroxyl.{name}" for name in ("water", "uptake", "release", "energy"))
#: The gas leaves the bed saturated: only what is in it counts. A film that loses nothing feels its surface alone.
VARY = {"V12": _VAPOUR, "V12b": _VAPOUR, "V16": _HYDROXYL}
