"""Studies vary one anneal; anything else is refused by name, in one readable sentence."""

from __future__ import annotations

import pytest

import annealkit as ak
from annealkit.errors import InputError


def film() -> ak.Anneal:
    return ak.Anneal(material="LiCoO2", body=ak.Film("500 nm"), atmosphere="air", schedule="700 degC; hold 10 min")


ASKED = {
    "sweep": lambda given: ak.sweep(given, {"body.thickness": ["100 nm"]}),
    "window": ak.window,
    "shortest_hold": ak.shortest_hold,
    "protocol": ak.protocol,
    "optimize": lambda given: ak.optimize(given, "min most_lost", over={"body.thickness": ("100 nm", "1 um")}),
    "compare, 'both'": lambda given: ak.compare({"one": film(), "both": given}),
}


@pytest.mark.parametrize("study", ASKED)
def test_a_sequence_is_refused_with_what_to_do_instead(study: str) -> None:
    with pytest.raises(InputError) as caught:
        ASKED[study](ak.Sequence([film(), film()]))
    said = str(caught.value)
    assert said.startswith(f"{study}: a Sequence was given; expected one anneal")
    assert "Vary one anneal of a sequence" in said


@pytest.mark.parametrize("study", ASKED)
def test_text_is_refused_and_shown(study: str) -> None:
    with pytest.raises(InputError, match="'LiCoO2' was given; expected one anneal"):
        ASKED[study]("LiCoO2")
