"""HfO2: what its cases are held against. All but the last evaluate laws of a film without a host."""

from __future__ import annotations

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
    offered = [*hfo2.annealkit_transformations(material), *hfo2.annealkit_observables(material)]
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


def v21(parameters: Mapping[str, str]) -> Predicted:
    """A particle of NCM811 with its coating through the whole anneal."""
    result = ak.Anneal(
        material="NCM811",
        body=ak.Particle(diameter="10 um", coating=ak.Coating("HfO2", "2 nm")),
        atmosphere="oxygen",
        schedule="25 degC -> 400 degC @ 5 K/min; hold 5 h; -> 25 degC @ 5 K/min",
        parameters=parameters,
    ).run(rtol=1e-3)
    start, end = result.manifest["observables_start"], result.manifest["observables"]
    denser, bonded = (end[f"HfO2.{one}"]["value"] - start[f"HfO2.{one}"]["value"] for one in ("density", "bonding"))
    before, after = (
        sum(result.manifest[key][part] for part in ("coating", "contact")) for key in ("resistance_start", "resistance")
    )
    return Predicted.of(
        result,
        agrees=denser > 0 and bonded > 0 and after < before,
        text=f"{denser:+.3g} kg/m3, {before:.3g} to {after:.3g} ohm m2, bonded {bonded:+.2g}",
    )


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
}
