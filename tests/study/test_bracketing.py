"""The search for a zero ends within its width, and takes no more steps than bisection by more than one."""

from __future__ import annotations

import math

import pytest

from annealkit.study.bracketing import Bracket, narrowed

CURVES = {
    "straight": lambda x: x - math.pi,
    "saturating": lambda x: 0.05 - math.exp(-x) if x < 40 else 0.05,
    "steep": lambda x: math.expm1(x - 3.0) if x < 20 else math.exp(17.0),
    "a step": lambda x: 1.0 if x >= math.e else -1.0,
}
ZEROS = {"straight": math.pi, "saturating": -math.log(0.05), "steep": 3.0, "a step": math.e}


@pytest.mark.parametrize("together", [1, 3])
@pytest.mark.parametrize("name", CURVES)
def test_it_ends_around_the_zero_within_its_width(name: str, together: int):
    curve, runs = CURVES[name], []

    def evaluate(places):
        runs.append(places)
        return [curve(one) for one in places]

    found = narrowed(Bracket(0.0, 50.0, curve(0.0), curve(50.0)), evaluate, width=0.02, together=together)
    assert found.low <= ZEROS[name] <= found.high
    assert 0.0 < found.high - found.low <= 0.02 * (1.0 + 1e-8)
    assert len(runs) <= (math.ceil(math.log2(50.0 / 0.02)) + 1 if together == 1 else math.ceil(math.log(2500.0, 4)))


def test_it_is_faster_than_bisection_where_the_curve_is_smooth():
    runs = []

    def evaluate(places):
        runs.append(places)
        return [CURVES["straight"](one) for one in places]

    narrowed(Bracket(0.0, 50.0, -math.pi, 50.0 - math.pi), evaluate, width=1e-4)
    assert len(runs) < 0.6 * math.log2(50.0 / 1e-4)
