"""HfO2: what its cases are held against.

V1 to V10 and B2 evaluate laws of a film without a host; the others read one anneal of a coated particle.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from attrs import evolve

import annealkit as ak
from annealkit.api import Law, Material, Record
from annealkit_materials import hfo2
from validation.predicting import Predicted, Prediction

__all__ = ["PREDICTIONS"]

#: A state at which everything is over.
_END = np.array([50.0])
_FRESH = np.array([0.0])


def film(nanometres: float, parameters: Mapping[str, str]) -> Material:
    """HfO2 as hooks see it; overrides of other owners are left to them."""
    (material,) = hfo2.annealkit_coatings()
    return evolve(material.with_overrides(parameters), thickness=nanometres * 1e-9)


def chosen(material: Material, slot: str, name: str = "") -> Any:
    """The model of a slot, by default that of the catalogue; an observable by its name."""
    offered: list[Any] = [*hfo2.annealkit_transformations(material), *hfo2.annealkit_observables(material)]
    wanted = name or material.defaults[slot][0]
    return next(one for one in offered if one.slot == slot and one.name == wanted)


def crystallised(material: Material, holds: Iterable[tuple[float, float]]) -> tuple[float, tuple[Record, ...]]:
    """X after holds of (°C, s) one after the other, and the records behind it."""
    model = chosen(material, "host.crystallisation")
    rate, fraction = model.state.rate, model.outputs["crystallised_fraction"]
    w = sum(float(np.squeeze(rate(T=celsius + 273.15))) * seconds for celsius, seconds in holds)
    return float(np.squeeze(fraction(crystal_time=w))), (*rate.records.values(), *fraction.records.values())


def observed(material: Material, name: str, crystal: np.ndarray, pores: np.ndarray) -> tuple[float, Law]:
    """An observable of a film that is the same throughout."""
    law = chosen(material, "host.observables", name).law
    state = {"crystal_time": crystal, "pore_closing": pores, "dx": np.array([1e-9])}
    return float(np.squeeze(law.at(state))), law


def _peak(nanometres: float, parameters: Mapping[str, str]) -> Predicted:
    material = film(nanometres, parameters)
    own = {key: value for key, value in parameters.items() if key.startswith("HfO2.")}
    found = hfo2.crystallisation_temperature(f"{nanometres} nm", parameters=own)
    _, records = crystallised(material, [])
    return Predicted(float(found.m_as("degC")), "degC", records)


def v1(parameters: Mapping[str, str]) -> Predicted:
    """Peak of dX/dt on a ramp of 10 K/min."""
    return _peak(25, parameters)


def v2(parameters: Mapping[str, str]) -> Predicted:
    """As V1."""
    return _peak(20, parameters)


def v8(parameters: Mapping[str, str]) -> Predicted:
    """As V1, for a film of 100 nm."""
    return _peak(100, parameters)


def v3(parameters: Mapping[str, str]) -> Predicted:
    """Heat of a film crystallised whole."""
    value, law = observed(film(25, parameters), "crystallisation_heat", _END, _FRESH)
    return Predicted(value / 1e3, "kJ/mol", law.records.values())


def v5(parameters: Mapping[str, str]) -> Predicted:
    """Crystallised share after 1 s."""
    share, records = crystallised(film(0.9, parameters), [(1050, 1)])
    return Predicted(records=records, agrees=share < 0.01, text=f"{share:.2g} crystallised")


def v6(parameters: Mapping[str, str]) -> Predicted:
    """Crystallised share and coverage after 1 s."""
    material = film(1.8, parameters)
    share, records = crystallised(material, [(1050, 1)])
    covered, law = observed(material, "coverage", np.array([np.sqrt(-np.log1p(-min(share, 1 - 1e-15)))]), _FRESH)
    return Predicted(
        records=(*records, *law.records.values()),
        agrees=share >= 0.5 and covered < 1.0,
        text=f"{share:.3g} crystallised, {covered:.2g} of the surface covered",
    )


def v7(parameters: Mapping[str, str]) -> Predicted:
    """Crystallised shares by thickness after the first and after both holds."""
    steps = [(700.0, 60.0), (1000.0, 10.0)]
    films = [film(h, parameters) for h in (0.9, 1.4, 1.8, 4.0)]
    first = [crystallised(one, steps[:1])[0] for one in films]
    both = [crystallised(one, steps)[0] for one in films]
    rises = all(np.diff(first) > 0) and all(np.diff(both) >= 0) and all(np.greater_equal(both, first))
    told = [", ".join(f"{x:.2g}" for x in shares) for shares in (first, both)]
    return Predicted(
        records=crystallised(films[1], steps)[1],
        agrees=bool(rises),
        text=f"{told[0]} after 700 degC, {told[1]} after 1000 degC",
    )


def v7b(parameters: Mapping[str, str]) -> Predicted:
    """Crystallised share after both holds."""
    share, records = crystallised(film(1.4, parameters), [(700, 60), (1000, 10)])
    return Predicted(share, "1", records)


def v9(parameters: Mapping[str, str]) -> Predicted:
    """Density of a film without pores, crystallised over amorphous."""
    material = film(25, parameters)
    amorphous, law = observed(material, "density", _FRESH, _END)
    crystalline, _ = observed(material, "density", _END, _END)
    return Predicted((crystalline / amorphous - 1) * 100, "percent", law.records.values())


def v10(parameters: Mapping[str, str]) -> Predicted:
    """Roughness after 10 min at each temperature."""
    material = film(100, parameters)
    pores, crystals = (chosen(material, f"host.{kind}").state.rate for kind in ("densification", "crystallisation"))

    def rough(celsius: float) -> tuple[float, Law]:
        w, eta = (np.atleast_1d(law(T=celsius + 273.15)) * 600 for law in (crystals, pores))
        return observed(material, "roughness_ratio", w, eta)

    (mild, law), (hot, _) = rough(400), rough(1000)
    records = {**law.records, **pores.records, **crystals.records}
    return Predicted(records=records.values(), agrees=hot > mild, text=f"{hot / mild:.3g} times as rough")


@functools.cache
def _annealed(given: tuple[tuple[str, str], ...]) -> ak.Result:
    """2 nm on a particle of NCM811, 5 h at 400 °C in oxygen."""
    return ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="oxygen",
        schedule="400 degC; hold 5 h",
        parameters=dict(given),
    ).run(rtol=1e-2, cells=3)


def annealed(parameters: Mapping[str, str]) -> ak.Result:
    """That anneal, kept for the next question."""
    return _annealed(tuple(sorted(parameters.items())))


def ends(result: ak.Result, name: str) -> tuple[float, float]:
    """An observable of the film before and after."""
    before, after = (result.manifest[key][f"HfO2.{name}"]["value"] for key in ("observables_start", "observables"))
    return before, after


def added(result: ak.Result) -> tuple[float, float]:
    """Resistance of film and contact before and after, Ω m²."""
    before, after = (
        sum(result.manifest[key][part] for part in ("coating", "contact")) for key in ("resistance_start", "resistance")
    )
    return before, after


def v21(parameters: Mapping[str, str]) -> Predicted:
    """A particle of NCM811 with its coating through the whole anneal."""
    result = annealed(parameters)
    (light, dense), (loose, bonded), (before, after) = ends(result, "density"), ends(result, "bonding"), added(result)
    return Predicted.of(
        result,
        agrees=dense > light and bonded > loose and after < before,
        text=f"{dense - light:+.3g} kg/m3, {before:.3g} to {after:.3g} ohm m2, bonded {bonded - loose:+.2g}",
    )


def b1(parameters: Mapping[str, str]) -> Predicted:
    """As V21."""
    result = annealed(parameters)
    before, after = ends(result, "density")
    return Predicted.of(result, agrees=after > before, text=f"{before:.0f} to {after:.0f} kg/m3")


def b2(parameters: Mapping[str, str]) -> Predicted:
    """Crystallised share of 5 nm after 5 h at 400 °C, by default and with the shift that the claim needs."""
    material = film(5, parameters)
    share, records = crystallised(material, [(400, 5 * 3600)])
    w = float(np.squeeze(chosen(material, "host.crystallisation", "JMAK-assisted").state.rate(T=673.15))) * 5 * 3600
    return Predicted(
        records=records,
        agrees=share >= 0.5,
        text=f"5 nm: {share:.1g} crystallised; {-np.expm1(-(w**2)):.2g} with a shift calibrated on this claim",
    )


def b3(parameters: Mapping[str, str]) -> Predicted:
    """As V21."""
    result = annealed(parameters)
    (_, rough), (_, covered) = ends(result, "roughness_ratio"), ends(result, "coverage")
    return Predicted.of(
        result,
        agrees=rough < 1.0 and covered > 0.999,
        text=f"{rough:.3g} times as rough, {covered:.3g} of the surface covered",
    )


def b4(parameters: Mapping[str, str]) -> Predicted:
    """As V21."""
    result = annealed(parameters)
    before, after = ends(result, "bonding")
    return Predicted.of(result, agrees=after > before, text=f"indicator {before:.2g} to {after:.2g}")


def b5(parameters: Mapping[str, str]) -> Predicted:
    """As V21."""
    result = annealed(parameters)
    before, after = added(result)
    return Predicted.of(result, agrees=after < before, text=f"{before:.3g} to {after:.3g} ohm m2; electrons not shown")


def b6(parameters: Mapping[str, str]) -> Predicted:
    """As V21."""
    result = annealed(parameters)
    before, after = ends(result, "conductivity")
    return Predicted.of(result, agrees=after > before, text=f"{before:.2g} to {after:.2g} S/m")


def b10(parameters: Mapping[str, str]) -> Predicted:
    """The table of the same anneal."""
    result = annealed(parameters)
    rows = ("HfO2.density", "HfO2.roughness ratio", "HfO2.bonding", "HfO2.crystallised fraction", "HfO2.conductivity")
    table = str(result.summary())
    missing = [one for one in rows if one not in table]
    said = f"without {', '.join(missing)}" if missing else "density, roughness, bonding, crystallinity, conduction"
    return Predicted.of(result, agrees=not missing, text=f"before and after: {said}")


PREDICTIONS: dict[str, Prediction] = {
    "V1": v1,
    "V2": v2,
    "V3": v3,
    "V3b": v3,
    "V5": v5,
    "V6": v6,
    "V7": v7,
    "V7b": v7b,
    "V8": v8,
    "V9": v9,
    "V10": v10,
    "V21": v21,
    "B1": b1,
    "B2": b2,
    "B3": b3,
    "B4": b4,
    "B5": b5,
    "B6": b6,
    "B10": b10,
}
