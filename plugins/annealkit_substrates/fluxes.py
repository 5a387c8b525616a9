"""What each substrate of this plugin offers at the face it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from annealkit.api import (
    Book,
    BoundaryFlux,
    Bracket,
    Callable,
    Face,
    Law,
    Material,
    Record,
    State,
    Substrate,
    hookimpl,
)
from annealkit_substrates.catalogue import INERT_BECAUSE, OWNER
from annealkit_substrates.sinks import Drive, FastUptake, FixedThreshold, LayerGrowth, LayerUptake, Threshold

__all__ = ["annealkit_boundary_fluxes"]

_OXIDE, _SPECIES, _CHANNELS = "Li2O", "Li", ("substrate",)
_FLUX = "mol/m^2/s"
#: State of the product layer on silica, and Li atoms in one Li2SiO3.
_LAYER, _LITHIUM = "L_SiO2", 2.0
_DRIVE = "max(0, 1 − a_reaction/a) · x/(x + x_half)"
_THERMAL = ("reaction.intercept", "reaction.slope")
_CALIBRATED = tuple(f"SiO2.calibrated.{name}" for name in ("k_p_ref", "energy", "L0", "molar_volume"))


@hookimpl
def annealkit_boundary_fluxes(material: Material, face: Face) -> Iterable[BoundaryFlux]:
    """Fluxes into a substrate of this plugin, for a material whose activity of Li2O is known."""
    neighbour = face.neighbour
    if face.kind != "substrate" or neighbour is None or neighbour.book.owner != OWNER:
        return ()
    if _OXIDE not in material.activities:
        return ()
    return _offered(material, neighbour) if neighbour.reactive else (_inert(neighbour),)


def _offered(material: Material, substrate: Substrate) -> Iterator[BoundaryFlux]:
    book = material.resolve(substrate.book)
    bracket = _bracket(material, substrate, book)
    yield BoundaryFlux(
        name="substrate",
        species=_SPECIES,
        channels=_CHANNELS,
        law=None,
        bracket=bracket,
        standing=f"rate of {substrate.name} unknown: nothing in the run itself, both ends in the bounds",
        note=f"{substrate.name} and Li2O give {substrate.product}; no rate was found in the literature.",
    )
    if substrate.name == "SiO2":
        yield _calibrated(material, substrate, book, bracket)


def _inert(substrate: Substrate) -> BoundaryFlux:
    return BoundaryFlux(
        name="substrate",
        species=_SPECIES,
        channels=_CHANNELS,
        law=None,
        note=INERT_BECAUSE.get(substrate.name, "inert"),
    )


def _bracket(material: Material, substrate: Substrate, book: Book) -> Bracket:
    drive = _drive(material, substrate, book)
    high = _law(
        FastUptake(drive, book["uptake_limit"].per_cell),
        drive,
        _used(material, substrate, book, "uptake_limit"),
        name=f"{substrate.name} uptake, diffusion-limited",
        text="k_lim c · max(0, 1 − a_reaction/a)",
    )
    reason = f"no rate of the reaction of {substrate.name} with the body was found in the literature"
    return Bracket(low=None, high=high, reason=reason)


def _calibrated(material: Material, substrate: Substrate, book: Book, bracket: Bracket) -> BoundaryFlux:
    drive = _drive(material, substrate, book)
    k_p, energy, start, volume = (book[name].per_cell for name in _CALIBRATED)
    growth = LayerGrowth(drive, _LAYER, k_p, energy, start)
    used = _used(material, substrate, book, "exhaustion", *_CALIBRATED)
    text = f"k_p(T)/(L + L0) · {_DRIVE}"
    rate = _law(growth, drive, used, name="silicate growth", text=text, unit="m/s", state=_LAYER)
    uptake = LayerUptake(growth, _LITHIUM / volume)
    return BoundaryFlux(
        name="substrate-calibrated",
        species=_SPECIES,
        channels=_CHANNELS,
        law=_law(uptake, drive, used, name="silicate uptake", text=f"(2/V_m) {text}", state=_LAYER),
        states=(State(_LAYER, rate, initial=0.0, unit="m", scale=1e-9),),
        bracket=bracket,
        standing="calibrated on guide claim A3; not a measurement",
        note=f"Parabolic growth of {substrate.product}: dL/dt = k_p/(L + L0) · s, J = (n_Li/V_m) dL/dt.",
    )


def _drive(material: Material, substrate: Substrate, book: Book) -> Drive:
    return Drive(
        activity=material.activity(_OXIDE),
        threshold=_threshold(substrate, book),
        full=_site(material).per_cell * material.start_ratio(_SPECIES),
        exhaustion=book["exhaustion"].per_cell,
    )


def _threshold(substrate: Substrate, book: Book) -> Threshold | FixedThreshold:
    if f"{substrate.name}.reaction.activity" in book:
        return FixedThreshold(book[f"{substrate.name}.reaction.activity"].per_cell)
    return Threshold(*(book[f"{substrate.name}.{part}"].per_cell for part in _THERMAL))


def _used(material: Material, substrate: Substrate, book: Book, *names: str) -> dict[str, Record]:
    """Records behind a sink's law: its own, the reaction's, the site concentration and the activity's."""
    reaction = [f"{substrate.name}.{one}" for one in (*_THERMAL, "reaction.activity")]
    own = (book[name] for name in (*(one for one in reaction if one in book), *names))
    return {record.key: record for record in (*own, _site(material))} | dict(material.activity(_OXIDE).records)


def _site(material: Material) -> Record:
    return material.species[_SPECIES].site_concentration


def _law(
    function: FastUptake | LayerGrowth | LayerUptake,
    drive: Drive,
    records: Mapping[str, Record],
    *,
    name: str,
    text: str,
    unit: str = _FLUX,
    state: str | None = None,
) -> Law:
    arguments = ("T", "c", *drive.activity.arguments, *((state,) if state else ()))
    return Callable(
        function,
        unit,
        arguments=tuple(dict.fromkeys(arguments)),
        records=records,
        text=text,
        name=name,
        identity=_identity(name, drive.activity),
    )


def _identity(name: str, activity: Law) -> str | None:
    """Tells a sink's law from others; unknown where the activity's is."""
    return None if activity.identity is None else f"annealkit_substrates {name} over {activity.identity}"
