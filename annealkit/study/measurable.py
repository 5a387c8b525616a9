"""What a result of an anneal will measure, by name, before it is run."""

from __future__ import annotations

from collections.abc import Iterator

from annealkit.build import Built
from annealkit.build.outer import changes
from annealkit.selection import Chosen
from annealkit.study.reading import OHM, flags, losses

__all__ = ["measurable"]


def measurable(built: Built) -> dict[str, str]:
    """Names that ``study.measure``, criteria and objectives take, with the unit of their numbers.

    Args:
        built: The anneal made ready.
    """
    found = dict.fromkeys(losses([built.symbol]), "1")
    found |= dict.fromkeys(_phases(built), "1")
    layers = dict(_layers(built))
    for prefix, chosen in layers.items():
        found |= {f"{prefix}{name}": "1" for one in changes(chosen) for name in one.outputs}
        found |= {f"{prefix}{one.name}": one.law.unit for one in chosen.items("host.observables")}
    if "interface.resistance" not in built.left_out and any(
        chosen.items("interface.resistance") for chosen in layers.values()
    ):
        found["resistance"] = OHM
    return found


def _layers(built: Built) -> Iterator[tuple[str, Chosen]]:
    yield "", built.chosen
    if built.coating is not None:
        yield f"{built.coating.name}.", built.coating.chosen


def _phases(built: Built) -> Iterator[str]:
    rules = built.chosen.items("host.phases")
    if rules:
        yield "secondary_phases"
    for rule in rules:
        yield f"amount_{rule.product}"
        yield from flags(rule.product, rule.thresholds)
