"""What a run would use: every input resolved, with its source, before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from annealkit.build import Built
from annealkit.coated import PREFIX
from annealkit.units import text

if TYPE_CHECKING:
    from annealkit.anneal import Anneal

__all__ = ["Plan", "plan"]


@frozen
class Plan:
    """The resolved inputs of an anneal, in reading order.

    Attributes:
        sections: Title and lines of each section.
    """

    sections: tuple[tuple[str, tuple[str, ...]], ...]

    def text(self) -> str:
        """Plain text."""
        return "\n".join(
            "\n".join([title, *(f"  {line}" for line in lines)]) for title, lines in self.sections if lines
        )

    def __str__(self) -> str:
        return self.text()


def plan(anneal: Anneal) -> Plan:
    """Resolve an anneal's inputs.

    Args:
        anneal: The anneal.
    """
    built = anneal.built
    return Plan(
        (
            ("Atmosphere", tuple(_gases(built))),
            ("Material", tuple(_material(built))),
            ("Body", tuple(_body(built))),
            ("Coating", tuple(_coating(built))),
            ("Schedule", (built.schedule.text, f"lasts {text(built.schedule.duration, 's')}")),
            ("Models", tuple(_models(built))),
            ("Overridden parameters", tuple(r.describe() for r in built.records.values() if r.overridden)),
        )
    )


def _gases(built: Built) -> list[str]:
    lines = []
    for time, gas in built.gases:
        when = f"from {text(time, 's')}: " if len(built.gases) > 1 else ""
        lines.append(f"{when}{gas.title or gas.name}, total {gas.total:g} Pa")
        lines += [f"  {name}: {record.describe()}" for name, record in gas.records.items()]
        lines += [f"  {name} = {value} (given)" for name, value in gas.given.items()]
        if gas.source_material is not None:
            lines.append(f"  activity of the source: {built.gas['a_source'].describe()}")
        shown = ", ".join(f"p_{name} {value:.6g}" for name, value in gas.pressures.items() if value)
        lines.append(f"  partial pressures in Pa{', at the start' if built.vessel is not None else ''}: {shown}")
    if built.vessel is not None:
        lines += [f"  {line}" for line in built.vessel.describe()]
        lines += [f"  {record.describe()}" for record in built.vessel.records.values()]
    return lines


def _material(built: Built) -> list[str]:
    species = built.material.species[built.symbol]
    given = "given" if built.body.composition is not None else "the catalogue's start"
    return [
        f"{built.material.name}: {built.material.title}",
        f"{species.ratio} = {built.start:.6g} ({given})",
        species.site_concentration.describe(),
    ]


def _body(built: Built) -> list[str]:
    around = built.around
    lines = [built.body.describe(), *(f"  {record.describe()}" for record in around.records.values())]
    if around.particles is not None and around.area is not None:
        area = text(float(np.mean(around.area)), "m^2")
        lines.append(f"  {float(np.mean(around.particles)):.4g} particles with a surface of {area}")
    lines += [
        f"  {100 * float(np.mean(around.shares[f])):.4g} % of it: {built.body.place(f)}"
        for f in around.shares
        if f != "outer"
    ]
    return lines


def _coating(built: Built) -> list[str]:
    own = built.coating
    if own is None:
        return []
    species = own.material.species[built.symbol]
    return [
        f"{own.name}: {own.material.title}",
        f"{text(own.thickness, 'm')} thick; {species.ratio} = {own.start:.6g}",
        *(record.describe() for record in own.records.values()),
        *(f"{one.item.name} where it touches {built.material.name} ({one.plugin})" for one in own.contacts),
    ]


def _models(built: Built) -> list[str]:
    chosen = built.chosen
    offers = [(slot, o) for slot, own in chosen.by_slot.items() for o in own]
    offers += [
        (f"{o.item.slot} at the {built.body.place(face)}", o) for face, own in chosen.fluxes.items() for o in own
    ]
    if built.coating is not None:
        offers += [(f"{PREFIX}{slot}", o) for slot, own in built.coating.chosen.by_slot.items() for o in own]
    return [f"{slot} = {o.item.name} ({o.plugin})" for slot, o in offers]
