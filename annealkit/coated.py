"""The coating of a body made ready: its material, its models, and what holds where it touches the body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from annealkit.contributions import Diffusivity, InterfaceLaw
from annealkit.domain import Atmosphere, Face, Material
from annealkit.domain.coating import GROWTH, Coating
from annealkit.errors import InputError
from annealkit.filling import fill, refuse_missing, refuse_unknown
from annealkit.laws import Law
from annealkit.plugins import Offered, host, host_for
from annealkit.provenance import Record
from annealkit.selection import Chosen, named

__all__ = ["PREFIX", "Coated", "coat", "of_coating", "refuse_clash"]

#: What stands before a slot of the coating in ``models=``.
PREFIX = "coating."


@frozen(eq=False)
class Coated:
    """A coating, ready to be solved with its body.

    Attributes:
        symbol: The species that is solved.
        chosen: Its models by slot, without a prefix; its material has the run's overrides and its thickness.
        contacts: What plugins say of where it touches the body.
        start: Moles of the species per mole of its metal at the start.
        records: Records of its own by full id: the site concentration, and what a cycle of deposition adds.
    """

    symbol: str
    chosen: Chosen
    contacts: tuple[Offered[InterfaceLaw], ...]
    start: float
    records: Mapping[str, Record] = field(factory=dict)

    @property
    def material(self) -> Material:
        """What it is made of."""
        return self.chosen.material

    @property
    def name(self) -> str:
        """What it is called."""
        return self.material.name

    @property
    def thickness(self) -> float:
        """m."""
        assert self.material.thickness is not None  # set before it is made
        return self.material.thickness

    @property
    def reference(self) -> float:
        """Concentration at a ratio of one to its metal, mol/m³."""
        return self.material.species[self.symbol].reference

    @property
    def diffusivities(self) -> tuple[Diffusivity, ...]:
        """What moves the species in it; they add."""
        return self.chosen.items(f"{self.symbol}.diffusivity")

    def contact(self, what: str) -> Law | None:
        """The ``"partition"``, ``"isotherm"`` or ``"resistance"`` of the contact; None without one."""
        laws = (getattr(one.item, what) for one in self.contacts if one.item.species == self.symbol)
        return next((law for law in laws if law is not None), None)

    def offers(self) -> Iterator[Offered[Any]]:
        """Everything that is used of it."""
        for own in self.chosen.by_slot.values():
            yield from own
        yield from self.contacts


def of_coating(models: Mapping[str, Any] | None, coating: Coating | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The user's models of the body, and those of its coating without their prefix.

    Raises:
        InputError: Models of a coating were named, and there is none.
    """
    given = dict(models or {})
    own = {slot.removeprefix(PREFIX): given.pop(slot) for slot in list(given) if slot.startswith(PREFIX)}
    if own and coating is None:
        raise InputError(
            f"models[{PREFIX + next(iter(own))!r}]: the body has no coating whose models could be named. Give it one, "
            "for example coating=ak.Coating('HfO2', '2 nm'), or leave this out."
        )
    return given, own


def coat(
    coating: Coating,
    layer: Material,
    body: Material,
    symbol: str,
    atmosphere: Atmosphere,
    face: Face,
    wanted: Mapping[str, Any],
) -> Coated:
    """Fill the slots of a coating.

    Args:
        coating: As the user gave it.
        layer: Its material, with overrides and thickness.
        body: The material it lies on, with overrides.
        symbol: The species that is solved.
        atmosphere: The gas system.
        face: The face it covers.
        wanted: The user's models of it, slots without a prefix.

    Raises:
        InputError: It does not know the species, or a model of it cannot be solved in a coating.
        UnknownNameError: A slot or a model nobody offers here.
        AmbiguousModelError: Several candidates, no default and no choice.
        PluginError: A plugin's hook failed.
    """
    if symbol not in layer.species:
        raise InputError(
            f"coating: {layer.name} does not say how {symbol} is held in it (its species: "
            f"{', '.join(layer.species) or 'none'}), so it cannot be solved on {body.name}."
        )
    asked = named({f"{PREFIX}{slot}": value for slot, value in wanted.items()})
    asked = {slot.removeprefix(PREFIX): names for slot, names in asked.items()}
    offers = list(_gather(layer, symbol, atmosphere, face))
    refuse_unknown(layer, offers, asked, PREFIX)
    refuse_missing(layer, offers, asked, {"outer": face}, PREFIX)
    chosen = Chosen(fill(layer, offers, asked, PREFIX), {}, {"outer": face}, layer)
    _refuse_unsolved(layer, symbol, chosen)
    site = layer.species[symbol].site_concentration
    records = {site.key: site}
    if coating.thickness is None:
        records[layer[GROWTH].key] = layer[GROWTH]
    contacts = tuple(
        one for one in host().gather("annealkit_interfaces", inner=body, outer=layer) if one.item.species == symbol
    )
    return Coated(symbol, chosen, contacts, layer.start_ratio(symbol), records)


def refuse_clash(chosen: Chosen, coated: Coated) -> None:
    """Refuse parts of a resistance that bear one name in the body and in its coating.

    Raises:
        InputError: Names the part.
    """
    slot = "interface.resistance"
    own = {one.name for one in chosen.items(slot)}
    for one in coated.chosen.items(slot):
        if one.name in own:
            raise InputError(
                f"models[{slot!r}], models[{PREFIX + slot!r}]: both {chosen.material.name} and {coated.name} have a "
                f"part {one.name!r}, and their parts are told side by side. Leave one of them out."
            )


def _gather(layer: Material, symbol: str, atmosphere: Atmosphere, face: Face) -> Iterator[Offered[Any]]:
    """What plugins offer for the material of a coating."""
    gather = host_for(layer).gather
    yield from gather("annealkit_diffusivities", material=layer, species=symbol)
    for hook in ("transformations", "volume_sources"):
        yield from gather(f"annealkit_{hook}", material=layer, atmosphere=atmosphere)
    yield from gather("annealkit_observables", material=layer)
    yield from gather("annealkit_resistances", material=layer, face=face)


def _refuse_unsolved(layer: Material, symbol: str, chosen: Chosen) -> None:
    """What a coating cannot do without, and what is solved in a body only."""
    if not chosen.items(f"{symbol}.diffusivity"):
        raise InputError(
            f"coating: no plugin in use says how {symbol} moves in {layer.name}, so it cannot be solved. See "
            "`annealkit plugin list`."
        )
    for slot in chosen.by_slot:
        for item in chosen.items(slot):
            of_face = getattr(item, "where", "cell") != "cell"
            if of_face or getattr(item, "term", None) is not None:
                what = "is a change of a face" if of_face else "is a FiPy term"
                raise InputError(
                    f"models[{PREFIX + slot!r}]: {item.name!r} {what}, which is solved in a body and not in its "
                    f"coating. Leave it out, for example with models={{{PREFIX + slot!r}: []}}."
                )
