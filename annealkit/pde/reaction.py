"""Reactions by the law of mass action, and reversible trapping: what they are as sources and states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from annealkit import laws, units
from annealkit.errors import InputError
from annealkit.laws import Law, as_law
from annealkit.pde.local import LocalState, Source
from annealkit.pde.medium import SIGNED

__all__ = ["Reaction", "Trap", "expand"]


def _orders(value: Mapping[str, float]) -> dict[str, float]:
    odd = [symbol for symbol, number in value.items() if not number > 0]
    if odd:
        raise InputError(f"Reaction: the stoichiometric number of {', '.join(odd)} must be above zero.")
    return {symbol: float(number) for symbol, number in value.items()}


def _constant_unit(orders: Mapping[str, float]) -> str:
    """Unit of the rate constant whose rate is mol/(m³ s)."""
    order = sum(orders.values())
    if order == 1:
        return "1/s"
    return f"mol^{1 - order:g}*m^{3 * order - 3:g}/s"


@frozen
class Reaction:
    """A reaction in every cell, r = k Π c^ν - k' Π c^ν', mol/(m³ s).

    Attributes:
        name: Its name in the balance of each species.
        rate: k; its unit follows from the order (1/s, m³/(mol s), ...).
        reactants: Stoichiometric numbers by species; also the orders.
        products: Likewise; may be empty (decay).
        reverse: k', or None.
    """

    name: str
    rate: Any
    reactants: Mapping[str, float] = field(converter=_orders)
    products: Mapping[str, float] = field(factory=dict, converter=_orders)
    reverse: Any = None

    def __attrs_post_init__(self) -> None:
        forward = as_law(self.rate, _constant_unit(self.reactants), name=f"Reaction {self.name!r} rate")
        object.__setattr__(self, "rate", forward)
        if self.reverse is not None:
            back = as_law(self.reverse, _constant_unit(self.products), name=f"Reaction {self.name!r} reverse")
            object.__setattr__(self, "reverse", back)

    @property
    def law(self) -> Law:
        """r in mol/(m³ s)."""
        forward = _mass_action(self.rate, self.reactants)
        return forward if self.reverse is None else forward + _mass_action(self.reverse, self.products) * -1.0

    def sources(self) -> list[Source]:
        """What it makes of each species."""
        net = {s: self.products.get(s, 0.0) - self.reactants.get(s, 0.0) for s in {**self.reactants, **self.products}}
        return [Source(self.law * number, species, self.name) for species, number in net.items() if number]


def _mass_action(constant: Law, orders: Mapping[str, float]) -> Law:
    # A whole power continues itself below zero; others see what laws see, nothing below zero.
    names = {s: f"{SIGNED}{s}" if float(n).is_integer() else f"c_{s}" for s, n in orders.items()}

    def rate(**state: Any) -> Any:
        powers = (state[names[s]] if n == 1 else state[names[s]] ** n for s, n in orders.items())
        return math.prod(powers, start=constant.at(state))

    text = " · ".join([constant.describe(), *(f"c_{s}" if n == 1 else f"c_{s}^{n:g}" for s, n in orders.items())])
    return laws.Callable(
        rate,
        "mol/m^3/s",
        arguments=tuple(dict.fromkeys([*constant.arguments, *names.values()])),
        records=constant.records,
        text=text,
        name="mass action",
        identity=None if constant.identity is None else f"mass_action({constant.identity}, {sorted(orders.items())})",
    )


def _trapping(value: Any) -> Law:
    return as_law(value, "m^3/mol/s", name="Trap trapping")


def _detrapping(value: Any) -> Law:
    return as_law(value, "1/s", name="Trap detrapping")


@frozen
class Trap:
    """Reversible trapping of a mobile species (McNabb and Foster), dc_t/dt = k c (N - c_t) - p c_t.

    What is trapped is a local state of the cells, taken from the mobile species; the inventory and the
    balance are those of the mobile species, with the trap as a source.

    Attributes:
        name: The state's name, c_t in mol/m³ for laws and for ``solution.state``.
        density: N, mol/m³.
        trapping: k, m³/(mol s); a quantity or a law of T.
        detrapping: p, 1/s; likewise.
        initial: c_t at the start, mol/m³.
        species: What is trapped, None for the only one.
    """

    name: str
    density: Any
    trapping: Law = field(converter=_trapping)
    detrapping: Law = field(converter=_detrapping)
    initial: Any = "0 mol/m^3"
    species: str | None = None

    def __attrs_post_init__(self) -> None:
        density = units.si(self.density, "mol/m^3", name=f"Trap {self.name!r} density")
        initial = units.si(self.initial, "mol/m^3", name=f"Trap {self.name!r} initial")
        if not density > 0 or not 0 <= initial <= density:
            raise InputError(
                f"Trap {self.name!r}: expected a density above zero and an initial amount from 0 to the density; "
                f"got {density:g} and {initial:g} mol/m³."
            )
        object.__setattr__(self, "density", density)
        object.__setattr__(self, "initial", initial)

    def law(self, species: str) -> Law:
        """dc_t/dt in mol/(m³ s)."""
        mobile, trapped = f"{SIGNED}{species}", self.name

        def rate(**state: Any) -> Any:
            held = state[trapped]
            return self.trapping.at(state) * state[mobile] * (self.density - held) - self.detrapping.at(state) * held

        own = (*self.trapping.arguments, *self.detrapping.arguments, mobile, trapped)
        return laws.Callable(
            rate,
            "mol/m^3/s",
            arguments=tuple(dict.fromkeys(own)),
            records={**self.trapping.records, **self.detrapping.records},
            text=f"k c ({self.density:g} - {trapped}) - p {trapped}",
            name=f"trap {self.name!r}",
        )

    def state(self, species: str) -> LocalState:
        """What is trapped."""
        return LocalState(self.name, self.law(species), self.initial, "cell", self.density, concentration=True)

    def source(self, species: str) -> Source:
        """What that takes from the mobile species."""
        return Source(self.law(species) * -1.0, species, self.name)


def expand(given: tuple[Source | Reaction | Trap, ...], only: str) -> tuple[tuple[Source, ...], tuple[LocalState, ...]]:
    """Sources and states of what a problem lists as sources.

    Args:
        given: Sources, reactions, traps.
        only: The species meant where none is named.
    """
    sources: list[Source] = []
    states: list[LocalState] = []
    for one in given:
        if isinstance(one, Reaction):
            sources += one.sources()
        elif isinstance(one, Trap):
            species = one.species or only
            sources.append(one.source(species))
            states.append(one.state(species))
        else:
            sources.append(one)
    return tuple(sources), tuple(states)
