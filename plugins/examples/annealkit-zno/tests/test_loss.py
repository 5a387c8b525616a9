"""What leaves ZnO, and where to."""

import annealkit as ak


def lost(gas, **given):
    """Share of the lithium that left a film of 1 µm in half an hour at 800 °C."""
    anneal = ak.Anneal(
        material="ZnO",
        body=ak.Film("1 um"),
        atmosphere=ak.atmosphere(gas, **given),
        schedule="700 degC -> 800 degC @ 10 K/min; hold 30 min",
    )
    result = anneal.run(cells=10, rtol=1e-3)
    assert abs(result.balance.closure) < 1e-9
    return float(result.lost["Li"].magnitude)


def test_a_vacuum_takes_more_than_air_and_water_helps_the_air():
    vacuum, damp, dry = lost("vacuum"), lost("air", H2O="2 kPa"), lost("air", H2O="1 Pa")
    assert 1.0 > vacuum > dry > 0.0
    assert damp > dry
