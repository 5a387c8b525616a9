"""What is asked of a coating, and what is refused."""

from __future__ import annotations

import json

import jsonschema
import pytest

import annealkit as ak
from annealkit import pde, plugins
from annealkit.api import Arrhenius, Constant, Diffusivity, hookimpl
from annealkit.domain import Material
from annealkit.errors import InputError, UnitError, UnknownNameError, UnusedParameterError
from annealkit.runfile import read_anneal
from annealkit.runschema import run_schema
from coats import Coats, anneal, film

HOLD = "700 degC; hold 1 min"


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda: ak.Coating("HfO2"), "neither was given"),
        (lambda: ak.Coating("HfO2", "2 nm", cycles=20), "both were given"),
        (lambda: ak.Coating("HfO2", cycles=0), "whole number of at least 1"),
        (lambda: ak.Coating("HfO2", cycles=2.5), "whole number of at least 1"),
        (lambda: ak.Coating("HfO2", cycles=True), "whole number of at least 1"),
        (lambda: ak.Coating("HfO2", "0 nm"), "Coating thickness"),
        (lambda: ak.Coating(7, "2 nm"), "expected a name"),
        (lambda: ak.Film("100 nm", coating="HfO2"), r"ak\.Coating\('HfO2', '2 nm'\)"),
        (lambda: ak.Film("100 nm", coating={"thickness": "2 nm"}), "names no material"),
        (lambda: ak.Film("100 nm", coating={"material": "HfO2", "thicknes": "2 nm"}), "'thickness'"),
        (lambda: ak.Particle(diameter="1 um", coating=3), "expected a coating"),
    ],
)
def test_a_coating_that_says_too_little_or_too_much_is_refused(made, says):
    with pytest.raises(InputError, match=says):
        made()


def test_a_bare_number_is_no_thickness():
    with pytest.raises(UnitError, match="Coating thickness"):
        ak.Coating("HfO2", 2e-9)


def test_a_mesh_has_no_coating():
    import fipy

    mesh = fipy.Grid2D(nx=2, ny=2, dx=1e-7, dy=1e-7)
    with pytest.raises(InputError, match="MeshBody coating"):
        ak.MeshBody(mesh, gas=["top"], coating=ak.Coating("HfO2", "2 nm"))


@pytest.mark.usefixtures("coats")
class TestNames:
    """What is named, with the plain material and its coatings in use."""

    def test_an_unknown_coating_is_met_with_the_nearest(self):
        with pytest.raises(UnknownNameError, match=r"coating.*'Coat'"):
            anneal(film(of="Caot"))

    def test_an_alias_is_a_name(self):
        assert anneal(film(of="SKIN")).built.coating.name == "Coat"

    def test_cycles_take_the_growth_of_each_from_a_record_that_may_be_overridden(self):
        body = ak.Film("100 nm", coating=ak.Coating("Coat", cycles=20))
        assert anneal(body).built.coating.thickness == pytest.approx(2e-9)
        thicker = anneal(body, parameters={"Coat.ald.growth_per_cycle": "0.2 nm"})
        assert thicker.built.coating.thickness == pytest.approx(4e-9)
        assert "Coat.ald.growth_per_cycle" in {one.key for one in thicker.records()}
        assert "coated with 4 nm Coat" in thicker.built.body.describe()

    def test_cycles_need_a_record_of_growth(self):
        with pytest.raises(InputError, match=r"Bare\.ald\.growth_per_cycle"):
            anneal(ak.Film("100 nm", coating=ak.Coating("Bare", cycles=20)))

    def test_a_growth_that_is_not_used_cannot_be_overridden(self):
        with pytest.raises(UnusedParameterError, match="growth_per_cycle"):
            anneal(parameters={"Coat.ald.growth_per_cycle": "0.2 nm"})

    def test_records_of_the_coating_are_overridden_by_their_ids(self):
        layer = anneal(parameters={"Coat.diffusivity": "3e-18 m^2/s"}).built.problem(4).layers[1]
        assert layer.diffusivity["Li"].at({}) == pytest.approx(3e-18)

    @pytest.mark.parametrize(
        ("models", "says"),
        [
            ({"coating.Li.diffusivty": "plain"}, r"'coating\.Li\.diffusivity'"),
            ({"coating.Li.diffusivity": "plane"}, r"models\['coating\.Li\.diffusivity'\].*'plain'"),
            ({"coating.Li.diffusivity": []}, r"models\['coating\.Li\.diffusivity'\]: an empty list"),
            ({"coating.Li.loss": "exchange"}, r"'coating\.Li\.loss'"),
        ],
    )
    def test_models_of_the_coating_that_nobody_offers_are_refused(self, models, says):
        with pytest.raises(InputError, match=says):
            anneal(models=models)

    def test_models_of_a_coating_need_one(self):
        with pytest.raises(InputError, match="no coating whose models"):
            anneal(film(coating=None), models={"coating.Li.diffusivity": "tight"})

    def test_parts_of_the_resistance_of_one_name_are_refused(self):
        with pytest.raises(InputError, match="a part 'transfer'"):
            anneal(models={"coating.interface.resistance": ["coating", "transfer"]})

    def test_a_run_file_holds_a_coating(self, tmp_path):
        path = tmp_path / "run.toml"
        path.write_text(
            'material = "Plain"\natmosphere = "argon"\nschedule = "700 degC; hold 1 min"\n'
            '[body]\ntype = "Film"\nthickness = "100 nm"\ncoating = {material = "Coat", cycles = 20}\n'
            '[models]\n"coating.Li.diffusivity" = "tight"\n'
        )
        read, _ = read_anneal(path)
        assert read.built.coating.thickness == pytest.approx(2e-9)
        assert [one.name for one in read.built.coating.diffusivities] == ["tight"]

    def test_a_particle_grows_by_its_coating(self):
        bare, coated = (
            anneal(ak.Particle(diameter="1 um", coating=one)) for one in (None, ak.Coating("Coat", "50 nm"))
        )
        small, large = (one.built.chosen.faces["outer"] for one in (bare, coated))
        assert large.length == pytest.approx(1.1e-6)
        assert large.area / small.area == pytest.approx(1.1**2)
        assert coated.built.problem(4).operator().mesh.edges[-1] == pytest.approx(0.55e-6)

    def test_a_bed_of_coated_particles_has_their_outer_surface(self):
        beds = [
            anneal(ak.Powder(ak.Particle(diameter="1 um", coating=one), density="5 g/cm^3")).built.around
            for one in (None, ak.Coating("Coat", "50 nm"))
        ]
        assert beds[1].area / beds[0].area == pytest.approx(1.1**2)
        assert beds[1].particles == pytest.approx(beds[0].particles)


def test_hooks_see_the_coating_and_its_thickness(coats):
    anneal()
    (face,) = coats.seen["faces"]
    assert (face.coating.name, face.coating.thickness) == ("Coat", 2e-9)
    ((material, face),) = coats.seen["coatings"]
    assert material is face.coating


@pytest.mark.parametrize("coats", [("partition", "isotherm")], indirect=True)
@pytest.mark.usefixtures("coats")
def test_a_partition_and_an_isotherm_say_the_same_in_two_ways():
    with pytest.raises(ak.PluginError, match="both a partition and an isotherm"):
        anneal()


def test_a_contact_reads_the_temperature_and_u_only():
    class Odd(Coats):
        def __init__(self):
            super().__init__("partition")

        @hookimpl
        def annealkit_interfaces(self, inner, outer):
            """Of the local concentration."""
            from annealkit.api import Callable, InterfaceLaw

            yield InterfaceLaw("odd", "Li", Callable(lambda c: c / c, "1", arguments=("c",)))

    with plugins.temporary(Odd(), id="odd"), pytest.raises(ak.PluginError, match="a partition that reads c"):
        anneal()


def test_a_coating_needs_the_species_and_a_way_to_move_it():
    class Silent(Coats):
        @hookimpl
        def annealkit_diffusivities(self, material, species):
            """Of the host only."""
            if material.name == "Plain":
                yield Diffusivity("plain", "Li", Constant(material["diffusivity"]))

    with plugins.temporary(Silent(), id="silent"), pytest.raises(InputError, match="how Li moves in Bare"):
        anneal(film(of="Bare"))


def test_a_catalogue_entry_has_no_thickness():
    class Thick(Coats):
        @hookimpl
        def annealkit_coatings(self):
            """One that knows its thickness before it is put on anything."""
            from attrs import evolve

            for one in Coats().annealkit_coatings():
                yield evolve(one, thickness=1e-9)

    with pytest.raises(ak.PluginError, match="has thickness=1e-09"), plugins.temporary(Thick(), id="thick"):
        pass


def test_the_schema_of_run_files_knows_coatings():
    run = {"material": "a", "atmosphere": "air", "schedule": "700 degC; hold 1 h"}
    body = {"type": "Particle", "diameter": "1 um"}
    for coating in ({"material": "HfO2", "thickness": "2 nm"}, {"material": "HfO2", "cycles": 20}):
        jsonschema.validate({**run, "body": {**body, "coating": coating}}, json.loads(json.dumps(run_schema())))
    for coating in ("HfO2", {"thickness": "2 nm"}, {"material": "HfO2", "cycle": 3}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**run, "body": {**body, "coating": coating}}, run_schema())


# -- the layer below ------------------------------------------------------------------------


def layered(**more):
    layers = [pde.Layer("1 um", "1e-14 m^2/s", initial="1 mol/m^3", cells=3) for _ in range(2)]
    return pde.Problem(shape="planar", layers=layers, temperature="900 K", **more)


def state(name, k, layer=None, where="cell"):
    return pde.LocalState(name, Arrhenius((k, "1/s"), "0 eV"), where=where, layer=layer)


def test_layers_may_have_states_of_one_name():
    solution = layered(states=[state("w", 1.0, 0), state("w", 2.0, 1), state("v", 3.0, 1)]).solve(["2 s"])
    assert solution.state("w")[-1] == pytest.approx([2.0] * 3 + [4.0] * 3)
    assert solution.state("v")[-1] == pytest.approx([0.0] * 3 + [6.0] * 3)


@pytest.mark.parametrize(
    ("states", "says"),
    [
        ([state("w", 1.0, 0), state("w", 1.0, 0)], "'w' is taken"),
        ([state("w", 1.0, 0), state("w", 1.0)], "'w' is taken"),
        ([state("w", 1.0), state("w", 1.0, 1)], "'w' is taken"),
        ([state("w", 1.0, 2)], "one of the 2 layers"),
        ([state("w", 1.0, 0, "outer")], "one of the 2 layers"),
    ],
)
def test_states_of_no_layer_or_of_one_twice_are_refused(states, says):
    with pytest.raises(InputError, match=says):
        layered(states=states)


def test_a_material_has_no_thickness_until_it_is_a_layer(coats):
    assert all(isinstance(one, Material) and one.thickness is None for one in coats.annealkit_coatings())
