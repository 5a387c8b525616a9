"""A source that is a powder of a material: its activity follows temperature, oxygen and composition."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import annealkit as ak
from annealkit.api import Activity, Book, Callable, Material, Record, Species, hookimpl
from annealkit.errors import InputError
from annealkit.plugins import temporary
from annealkit.result.ledger import lost_history

HOLD = "700 degC; hold 1 min"
RICH, POOR = {"Li": 1.1, "Co": 1}, {"Li": 0.9, "Co": 1}


def anneal(schedule: Any = HOLD, gas: Any = None, **source: Any) -> ak.Anneal:
    atmosphere = gas if gas is not None else ak.atmosphere("source", **source)
    return ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere=atmosphere, schedule=schedule)


def held(built: Any, t: float = 0.0, T: float = 973.15) -> float:
    """Activity in the source."""
    return float(built.gas["a_source"].at({"t": t, "T": T}))


def over_licoo2(T: float, ratio: float, p_O2: float) -> float:
    law = anneal(gas="air").built.material.activity("Li2O")
    return float(law.at({"T": T, "c": ratio * 5.15e4, "p_O2": p_O2}))


def lost(one: ak.Anneal) -> float:
    """Share of the lithium that left, without everything else that a result holds."""
    solution = one.built.problem(cells=3).solve(np.array([one.built.schedule.duration]), rtol=1e-3)
    return float(lost_history(solution, "Li")[-1])


@pytest.mark.parametrize("carrier", ["air", "argon"])
def test_the_activity_is_that_of_the_material_at_the_source_and_in_the_oxygen_of_the_furnace(carrier: str) -> None:
    oxygen = ak.atmosphere(carrier).pressures["O2"]
    own = anneal(activity="LiCoO2", composition=POOR, carrier=carrier).built
    for T in (800.0, 973.15, 1200.0):
        assert held(own, T=T) == pytest.approx(over_licoo2(T, 0.9, oxygen), rel=1e-12)
    apart = anneal(activity="LiCoO2", composition=POOR, carrier=carrier, temperature="900 degC").built
    assert held(apart, T=973.15) == held(apart, T=600.0) == pytest.approx(over_licoo2(1173.15, 0.9, oxygen), rel=1e-12)


def test_a_powder_of_the_body_itself_stops_every_flux() -> None:
    """Equal activity at equal temperature: nothing leaves, where air takes some and lithia gives some."""
    assert lost(anneal(activity="LiCoO2")) == 0.0
    assert lost(anneal(gas="air")) > 0 > lost(anneal(activity="LiCoO2", composition=RICH))


def test_an_excess_of_lithium_in_the_powder_is_as_good_as_its_oxide() -> None:
    """Far above x = 1 the excess is Li2O, whose activity is 1."""
    rich, oxide = (lost(anneal(**given)) for given in ({"activity": "LiCoO2", "composition": RICH}, {"activity": 1}))
    assert rich == pytest.approx(oxide, rel=1e-12)


def test_the_oxygen_of_a_switched_gas_changes_the_source() -> None:
    gas = [("0 s", ak.atmosphere("source", activity="LiCoO2", carrier="O2")), ("1 min", "argon")]
    gas.append(("2 min", ak.atmosphere("source", activity="LiCoO2", carrier="argon")))
    gas.append(("3 min", ak.atmosphere("source", activity=0.25)))
    built = anneal(ak.Schedule("700 degC", [ak.Hold("5 min")], gas=gas), gas="air").built
    found = [held(built, t=t) for t in (0.0, 59.0, 60.0, 120.0, 180.0)]
    rich, poor = (over_licoo2(973.15, 1.0, ak.atmosphere(name).pressures["O2"]) for name in ("O2", "argon"))
    assert found == pytest.approx([rich, rich, 0.0, poor, 0.25], rel=1e-12)


def test_arrays_of_temperatures_equal_scalars() -> None:
    built = anneal(activity="LiCoO2").built
    T = np.array([[700.0], [900.0], [1100.0]])
    together = built.gas["a_source"].at({"t": 0.0, "T": T})
    np.testing.assert_array_equal(np.ravel(together), [held(built, T=one) for one in np.ravel(T)])


def test_records_of_the_source_are_used_and_judged_at_its_own_temperature() -> None:
    key = "LiCoO2.Co3O4.reaction.enthalpy"
    plain, source = anneal(gas="air").built, anneal(activity="LiCoO2", temperature="1500 degC").built
    own, known = ({one for one in built.records if not one.startswith("atmospheres.")} for built in (source, plain))
    assert own == known
    assert set(source.records[key].valid) == {"T", "T_source"}
    result = anneal(activity="LiCoO2", temperature="1500 degC").run(rtol=1e-2, cells=3)
    assert any("T_source was outside 673 to 1373 K" in one and key in one for one in result.warnings)


def test_an_override_moves_the_source_with_the_body() -> None:
    """Both read one record, so that a powder of the body's own kind still stops every flux."""
    atmosphere = ak.atmosphere("source", activity="LiCoO2")
    changed = ak.Anneal(
        material="LiCoO2",
        body=ak.Film("500 nm"),
        atmosphere=atmosphere,
        schedule=HOLD,
        parameters={"LiCoO2.Co3O4.reaction.enthalpy": "250 kJ/mol"},
    )
    assert held(changed.built) != held(anneal(activity="LiCoO2").built)
    assert lost(changed) == 0.0


def test_plan_and_sources_tell_what_the_source_is_made_of() -> None:
    one = anneal(activity="LiCoO2", composition=POOR)
    text = one.plan().text()
    assert "activity = LiCoO2 (given)" in text
    assert "a(Li2O) over LiCoO2 of Li/Co = 0.9" in text


class _Foreign:
    """A material whose only activity is that of another oxide."""

    ANNEALKIT_API = 1

    @hookimpl
    def annealkit_materials(self) -> Any:
        site = Record(
            key="Sodate.site",
            value=1e4,
            unit="mol/m^3",
            printed_value=1e4,
            printed_unit="mol/m^3",
            basis="assumed",
            note="A test.",
        )
        yield Material(
            name="Sodate",
            title="A test material",
            book=Book("Sodate", {"site": site}),
            species={"Na": Species("Na", site, "Co", "Na2O")},
            start={"Na": 1.0, "Co": 1.0},
            defaults={"Na.activity": ("test",)},
            oxides={"Na2O": 2},
        )

    @hookimpl
    def annealkit_activities(self, material: Any) -> Any:
        if material.name == "Sodate":
            yield Activity("test", "Na", "Na2O", Callable(lambda T: 0.5 + 0 * T, "1", text="0.5", identity="half"))


def test_a_material_without_an_activity_of_the_oxide_is_refused() -> None:
    with (
        temporary(_Foreign(), id="sodate.test"),
        pytest.raises(InputError, match=r"activity of Li2O is not known.*Na2O"),
    ):
        anneal(activity="Sodate")
