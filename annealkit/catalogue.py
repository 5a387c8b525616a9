"""Names to things: materials, atmospheres and substrates that the installed plugins offer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from annealkit.domain import Atmosphere, Material, Stack, Substrate
from annealkit.domain.coating import Coating
from annealkit.domain.gas_source import is_material_name
from annealkit.errors import InputError
from annealkit.plugins import from_file, host, host_for
from annealkit.units import length

__all__ = ["as_atmosphere", "as_material", "as_stack", "atmosphere", "coating_material"]


def atmosphere(name: str, **given: Any) -> Atmosphere:
    """A furnace atmosphere by name, with what the user sets.

    Args:
        name: ``"air"``, ``"oxygen"``, ``"nitrogen"``, ``"argon"``, ``"vacuum"``, ``"Li2O-rich"``, ``"source"``, a
            formula or an alias, in any case.
        **given: ``O2=``, ``H2O=``, ``CO2=`` (pressure, ppm or %), ``dew_point=``, ``pressure=``,
            ``boundary_layer=`` or ``flow=`` with ``tube=``, ``vessel=``, ``boat=``; of a source ``activity=`` (a
            number, ``"Li2O"``, or a material by name, path or itself, then with ``composition=``), ``temperature=`` and
            ``carrier=`` (the gas around it).

    Raises:
        InputError: See :meth:`annealkit.domain.Atmosphere.with_gas`; or the activity of a source is missing.
        UnknownNameError: No installed plugin offers the name.
    """
    inputs = dict(given)
    found: Atmosphere = host().atmosphere(name).item
    if is_material_name(inputs.get("activity")) or isinstance(inputs.get("activity"), Path):
        inputs["activity"] = _of_source(inputs["activity"], found.name)
    carrier: Any = inputs.pop("carrier", None)
    if carrier is not None:
        found = found.with_carrier(as_atmosphere(carrier))
    return _complete(found.with_gas(**inputs) if inputs else found)


def _of_source(activity: Any, gas: str) -> Material:
    try:
        return as_material(activity)
    except InputError as error:
        raise type(error)(
            f"atmosphere {gas!r}, activity: {error} Expected a number above 0 and at most 1, 'Li2O', or the material "
            "that the source is made of."
        ) from error


def _complete(found: Atmosphere) -> Atmosphere:
    missing = [key for key in found.requires if key not in found.given]
    if missing:
        raise InputError(
            f"atmosphere {found.name!r}: {missing[0]}= was not given, and nothing can be computed without it. Give the "
            f"activity of Li2O in the source, as in ak.atmosphere({found.name!r}, {missing[0]}=0.3); 1 is pure Li2O, "
            f"and {missing[0]}='LiCoO2' is a powder of LiCoO2."
        )
    return found


def as_atmosphere(value: Any) -> Atmosphere:
    """An Atmosphere from a name, a mapping ``{"gas": ..., **inputs}`` or an Atmosphere."""
    if isinstance(value, Atmosphere):
        return _complete(value)
    if isinstance(value, str):
        return atmosphere(value)
    if isinstance(value, dict):
        inputs = dict(value)
        name = inputs.pop("gas", None)
        if not isinstance(name, str):
            raise InputError(
                f"atmosphere: {value!r} names no gas; expected for example {{'gas': 'air', 'H2O': '1 kPa'}}."
            )
        return atmosphere(name, **inputs)
    raise InputError(f"atmosphere: {value!r} was given; expected a name such as 'air', or ak.atmosphere('air', ...).")


def as_material(value: Any) -> Material:
    """A Material from a name, an alias, the path of a data-only material, or a Material.

    Text that ends in ``.toml`` is a path, relative to the current folder.

    Raises:
        InputError: No material at all; or the file is missing, does not hold together, describes a coating, or bears
            a name that an installed plugin offers.
        UnknownNameError: No installed plugin offers the name.
    """
    if isinstance(value, Material):
        return value
    if isinstance(value, Path) or (isinstance(value, str) and value.lower().endswith(".toml")):
        return _of_file(Path(value))
    if not isinstance(value, str):
        raise InputError(
            f"material: {value!r} was given; expected a name such as 'LiCoO2', the path of a TOML file, or a Material."
        )
    found: Material = host().material(value).item
    return found


def _of_file(path: Path) -> Material:
    candidate = from_file(path)
    if candidate.record.state != "ok":
        raise InputError(f"material: {candidate.record.reason}")
    offered = candidate.catalogue.get("materials", ())
    if not offered:
        raise InputError(f"material: {path} describes a coating. Give a file with a [material] table.")
    found: Material = offered[0]
    host_for(found)  # refuses a name that an installed plugin offers too
    return found


def coating_material(coating: Coating) -> Material:
    """The material of a coating.

    Raises:
        UnknownNameError: No installed plugin offers a coating of that name.
    """
    if isinstance(coating.material, Material):
        return coating.material
    found: Material = host().coating(coating.material).item
    return found


def as_stack(layers: tuple[Any, ...]) -> Stack | None:
    """Substrates from the bottom up; None without any.

    Args:
        layers: Names, Substrates, or pairs of one and its thickness.

    Raises:
        InputError: An entry is neither.
        UnknownNameError: No installed plugin offers a substrate.
    """
    if not layers:
        return None
    found: list[Substrate] = []
    thickness: dict[str, float] = {}
    for one in layers:
        name, depth = one if isinstance(one, (tuple, list)) and len(one) == 2 else (one, None)
        substrate = _substrate(name)
        found.append(substrate)
        if depth is not None:
            thickness[substrate.name] = length(depth, name=f"substrate {substrate.name} thickness")
    return Stack(tuple(found), thickness)


def _substrate(value: Any) -> Substrate:
    if isinstance(value, Substrate):
        return value
    if not isinstance(value, str):
        raise InputError(
            f"substrate: {value!r} was given; expected a name such as 'SiO2', or a stack "
            "such as ['steel', ('Pt', '100 nm')]."
        )
    found: Substrate = host().substrate(value).item
    return found
