"""Where a plugin's physics is tried: materials, two gases, and the faces a body can have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, frozen

from annealkit.domain import Atmosphere, Face, Material
from annealkit.plugins import host
from annealkit.plugins.table import HOOKS, Hook

__all__ = ["AIR", "COAT", "VACUUM", "Answer", "Scene", "calls", "faces", "resolved", "solids"]

#: Gases of the kit's own, so that no other plugin decides what is found: moist air, and a vacuum.
AIR = Atmosphere(
    name="kit air",
    title="Moist air",
    partial={"O2": 2.1e4, "H2O": 1e3, "CO2": 40.0},
    total=101325.0,
    balance="N2",
    boundary_layer=5e-3,
)
VACUUM = Atmosphere(
    name="kit vacuum",
    title="Residual oxygen and water",
    partial={"O2": 1e-4, "H2O": 1e-3},
    total=1.1e-3,
    balance=None,
    boundary_layer=None,
)


@frozen(eq=False)
class Scene:
    """A material in a gas.

    Attributes:
        material: With its activities resolved, as hooks of a run see it.
        atmosphere: The gas system.
        own: Whether the plugin under check offers the material.
    """

    material: Material
    atmosphere: Atmosphere
    own: bool


@frozen(eq=False)
class Answer:
    """Something the plugin contributed.

    Attributes:
        hook: The hook it answers.
        item: The contribution.
        scene: Where it was asked.
        arguments: What it was asked with.
    """

    hook: Hook
    item: Any
    scene: Scene
    arguments: Mapping[str, Any]

    @property
    def face(self) -> Face | None:
        """The face it was asked for, None where the hook knows none."""
        return self.arguments.get("face")

    @property
    def slot(self) -> str:
        """The slot it is an alternative of; for an interface law the pair of materials."""
        if "inner" in self.arguments:
            return f"{self.arguments['inner'].name}|{self.arguments['outer'].name}"
        return str(self.item.slot)

    @property
    def where(self) -> str:
        """Slot, model and what it was asked for, in words."""
        face = self.face
        at = "" if face is None else f" at a {face.kind} face"
        on = "" if face is None or face.neighbour is None else f" on {face.neighbour.name}"
        return f"{self.slot} = {self.item.name} of {self.scene.material.name}{at}{on}"


#: Thickness of a coating that is tried, m.
COAT = 3e-9


def solids() -> dict[str, Material]:
    """Every material in use by name, and every coating with a thickness, as hooks of a run see it."""
    coatings = {name: evolve(one.item, thickness=COAT) for name, one in host().coatings().items()}
    return {name: one.item for name, one in host().materials().items()} | coatings


def faces() -> tuple[Face, ...]:
    """One face of each kind: open, closed, and on every substrate in use."""
    stands = [Face("substrate", one.item, "inner") for one in host().substrates().values()]
    return (Face("gas", None, "outer"), Face("interface", None, "outer"), *stands)


def resolved(material: Material, atmosphere: Atmosphere) -> Material:
    """The material with the activity of each oxide: the default of its slot, else the first offered.

    Raises:
        PluginError: A plugin's hook failed.
        AmbiguousModelError: Two plugins gave one slot the same model.
    """
    offered = [one.item for one in host().gather("annealkit_activities", material=material, atmosphere=atmosphere)]
    found = {}
    for item in offered:
        named = item.name in material.defaults.get(item.slot, ())
        if named or item.oxide not in found:
            found[item.oxide] = item.law
    return material.with_activities(found)


def calls(scene: Scene) -> Iterator[tuple[Hook, dict[str, Any]]]:
    """Every physics hook with every set of arguments that an anneal of this scene may ask it with."""
    material, atmosphere = scene.material, scene.atmosphere
    for species in material.species:
        yield HOOKS["annealkit_diffusivities"], {"material": material, "species": species}
    for name in ("activities", "volume_sources", "transformations", "phase_rules"):
        yield HOOKS[f"annealkit_{name}"], {"material": material, "atmosphere": atmosphere}
    yield HOOKS["annealkit_observables"], {"material": material}
    for face in faces():
        yield HOOKS["annealkit_boundary_fluxes"], {"material": material, "atmosphere": atmosphere, "face": face}
        yield HOOKS["annealkit_resistances"], {"material": material, "face": face}
    for other in solids().values():
        yield HOOKS["annealkit_interfaces"], {"inner": material, "outer": other}
