"""What a data-only material may say, and how what it may not say is refused."""

from __future__ import annotations

import json
import tomllib

import jsonschema
import pytest

from annealkit.declared import MaterialFile, read_material
from annealkit.errors import RecordError
from annealkit.tables import json_schema

ARRHENIUS = 'law = "arrhenius"\nprefactor = "Li.D.prefactor"\nenergy = "Li.D.energy"\n'
CHANNEL = f"[diffusivity.Li.channel]\n{ARRHENIUS}"


def test_a_file_becomes_a_material(reading):
    material = reading().material
    assert material.name == "Lithosite"
    assert material.aliases == ("LTS",)
    assert material.start == {"Li": 1.0, "Fe": 1.0}
    assert material.oxides == {"Li2O": 2}
    assert material.species["Li"].reference == 2e4
    assert material.species["Li"].metal == "Fe"
    assert material["Li.D.energy"].key == "Lithosite.Li.D.energy"
    assert material.book.points["Li.D.points"].cited[0].key == "Invented"
    assert material.origin is None


def test_a_slot_with_one_model_has_it_as_its_default_and_parts_hold_side_by_side(reading):
    assert reading().material.defaults == {
        "Li.diffusivity": ("channel",),
        "Li.activity": ("fit",),
        "Li.source": ("slow",),
        "Li.loss": ("first-order",),
        "host.oxidation": ("first-order",),
        "host.phases": ("Rust",),
        "host.observables": ("colour", "heat"),
        "interface.resistance": ("pristine",),
    }


def test_a_default_may_be_nothing_or_a_model_of_another_plugin(reading):
    assert reading(('["first-order"]\n', "[]\n")).material.defaults["Li.loss"] == ()
    named = reading(('["first-order"]\n', '["vaporisation", "substrate"]\n'))
    assert named.material.defaults["Li.loss"] == ("vaporisation", "substrate")


#: What is changed, and what the message says besides the file's name.
WRONG = {
    "no format": (("annealkit = 1\n", ""), "annealkit: it is missing; expected 'annealkit = 1'"),
    "another format": (("annealkit = 1\n", "annealkit = 2\n"), "annealkit: 2 was given; expected 'annealkit = 1'"),
    "true as format": (("annealkit = 1\n", "annealkit = true\n"), "annealkit: True was given"),
    "no TOML": (("annealkit = 1\n", "annealkit = \n"), "this is not TOML"),
    "a table twice": (("[resistance.pristine]", "[material]"), "this is not TOML"),
    "text for a law": (
        (CHANNEL, '[diffusivity.Li]\nchannel = "1e-3 * exp(-0.5/kT)"\n#'),
        "diffusivity.Li.channel: expected a table such as { ... }, got '1e-3 * exp(-0.5/kT)'.",
    ),
    "text in a sum": (
        ('{ law = "table", points = "Li.D.points", log = true }', '"D0 * x"'),
        "diffusivity.Li.mixed.sum.0: expected a table such as { ... }, got 'D0 * x'.",
    ),
    "unknown law": (
        ('law = "arrhenius"', 'law = "arhenius"'),
        "diffusivity.Li.channel: the law 'arhenius' is not known. Did you mean 'arrhenius'? Known: constant,",
    ),
    "no law": (
        ('law = "arrhenius"\n', ""),
        "diffusivity.Li.channel: expected exactly one of law, sum and product, got only prefactor, energy, note.",
    ),
    "law and sum": (
        ('law = "arrhenius"\n', 'law = "arrhenius"\nsum = []\n'),
        "diffusivity.Li.channel: expected exactly one of law, sum and product, got law and sum.",
    ),
    "unknown record": (
        ('energy = "Li.D.energy"', 'energy = "Li.D.enrgy"'),
        "diffusivity.Li.channel.energy: the file has no record 'Li.D.enrgy'. Did you mean 'Li.D.energy'? Add",
    ),
    "unknown points": (
        ('points = "Li.D.points"', 'points = "Li.D.pints"'),
        "diffusivity.Li.mixed.sum.0.points: the file has no points 'Li.D.pints'. Did you mean 'Li.D.points'?",
    ),
    "unknown threshold": (
        ('XRD = "small"', 'XRD = "smal"'),
        "phase.Rust.thresholds.XRD: the file has no record 'smal'. Did you mean 'small'?",
    ),
    "a number for a record": (
        ('value = "made"', "value = 1e-6"),
        "source.Li.slow.value: expected text in quotes, got 1e-06.",
    ),
    "unknown key": (("[material]\n", "[material]\nformula = 1\n"), "material.formula: the key 'formula' is not known."),
    "unknown table": (("[resistance.", "[resistence."), "resistence: the key 'resistence' is not known. Did you mean"),
    "unknown key of a law": (
        ('note = "Along channels."', 'notes = "Along channels."'),
        "diffusivity.Li.channel.notes: the key 'notes' is not known. Did you mean 'note'?",
    ),
    "material and coating": (
        ("[species.Li]", '[coating]\nname = "a"\ntitle = "b"\nstart = {}\noxides = {}\n[species.Li]'),
        "both of [material] and [coating] given; expected exactly one of them.",
    ),
    "no material": (
        ("[material]", "[materials]"),
        "materials: the key 'materials' is not known. Did you mean 'material'?",
    ),
    "wrong dimension of a slot": (
        (ARRHENIUS, 'law = "constant"\nvalue = "Li.k"\n'),
        "diffusivity.Li.channel: the law 1e-12 m/s is in 'm/s'; expected 'm^2/s', a diffusivity.",
    ),
    "wrong dimension of a margin": (
        ('"G.0", "G.1"] }, {', '"R.0"] }, {'),
        "phase.Rust.margin: Sum: '(10 kJ/mol + 10 kJ/mol · ln(p_O2/1 bar))' is in 'J/mol' and '3 Ω cm²' is in",
    ),
    "wrong dimension of a threshold": (
        ('XRD = "small"', 'XRD = "bar"'),
        "phase.Rust.thresholds.XRD: the record 'bar' is in 'Pa' (1 bar); expected '1', a share of the metal.",
    ),
    "wrong dimension of an energy": (
        ('energy = "Li.D.energy"', 'energy = "bar"'),
        "diffusivity.Li.channel.energy: the record 'bar' is in 'Pa' (1 bar); expected 'J/mol', an activation energy",
    ),
    "coefficients that do not fit": (
        ('"G.0", "G.1"]', '"G.0", "G.0"]'),
        "phase.Rust.margin.sum.0: coefficients.1: 10 kJ/mol times the unit 'K' of T to the power 1 is in",
    ),
    "wrong unit of a reference": (
        ('argument = "p_O2", reference = "bar", exponent', 'argument = "T", reference = "bar", exponent'),
        "transformation.oxidation.first-order.rate.product.1.reference: the record 'bar' is in 'Pa'",
    ),
    "log without reference": (
        ('log = true, reference = "bar"', "log = true"),
        "phase.Rust.margin.sum.1: log and reference belong together",
    ),
    "reference without log": (
        ('log = true, reference = "bar"', 'reference = "bar"'),
        "phase.Rust.margin.sum.1: log and reference belong together",
    ),
    "points over the wrong unit": (
        ('name = "T", unit = "degC"', 'name = "T", unit = "mol/m^3"'),
        'points."Li.D.points"',
    ),
    "points over what the slot does not see": (
        ('x = { name = "T", unit = "degC"', 'x = { name = "p_O2", unit = "Pa"'),
        "diffusivity.Li.mixed: the law depends on 'p_O2', which a diffusivity cannot.",
    ),
    "an argument nobody knows": (
        ('argument = "w"\n', 'argument = "ww"\n'),
        "observable.colour: the law depends on 'ww', which an observable cannot. Did you mean 'w'? Known here: T, t",
    ),
    "a resistance of the cells": (
        (
            'law = "polynomial"\nargument = "T"\ncoefficients = ["R.0"]',
            'product = [{ law = "constant", value = "R.0" }, { law = "avrami", argument = "w" }]',
        ),
        "resistance.pristine: the law depends on 'w', which an area-specific resistance cannot.",
    ),
    "a lone factor": (
        ('product = [{ law = "constant", value = "Li.D.prefactor" }, {', "product = [{"),
        "diffusivity.Li.mixed.sum.1: product: 1 laws were given; expected at least 2.",
    ),
    "two channels": (('channels = ["gas"]', 'channels = ["a", "b"]'), "loss.Li.first-order.channels: 2 channels"),
    "an unknown face": (('face = "substrate"', 'face = "substrat"'), "loss.Li.sink.face: 'substrat' is not known."),
    "species of a model": (
        ("[source.Li.slow]", "[source.Na.slow]"),
        "source: 'Na' is no species of this file. Known: Li.",
    ),
    "unknown metal": (('metal = "Fe"', 'metal = "Mn"'), "species.Li.metal: 'Mn' is no element of start of this file."),
    "unknown oxide": (('oxide = "Li2O"', 'oxide = "LiO2"'), "species.Li.oxide: 'LiO2' is no oxide of oxides of this"),
    "site of another unit": (
        ('site_concentration = "Li.site"', 'site_concentration = "bar"'),
        "species.Li.site_concentration: the record 'bar' is in 'Pa' (1 bar); expected 'mol/m^3'",
    ),
    "an amount below zero": (("{ Li = 1.0,", "{ Li = -1.0,"), "material.start.Li: -1 was given; expected a positive"),
    "an oxide without the species": (("Li2O = 2 }", "Li2O = 0 }"), "material.oxides.Li2O: 0 was given"),
    "unknown slot": (
        ('"Li.diffusivity" = ', '"Li.difusivity" = '),
        "defaults: 'Li.difusivity' is no slot of this file. Did you mean 'Li.diffusivity'?",
    ),
    "unknown default": (
        ('["channel"]', '["chanel"]'),
        "defaults.\"Li.diffusivity\": 'chanel' is no model of this file. Did you mean 'channel'?",
    ),
    "a default that is no list": (('["channel"]', '"channel"'), 'defaults."Li.diffusivity": expected a list'),
    "several models and no default": (
        ('"Li.diffusivity" = ["channel"]\n', ""),
        "defaults: the slot 'Li.diffusivity' has the models channel, mixed, and nothing says which a run uses.",
    ),
    "a state that laws know as something else": (
        ('state = "w"', 'state = "T"'),
        "transformation.oxidation.first-order.state: 'T' cannot name a state",
    ),
    "a state that is no name": (('state = "w"', 'state = "w 1"'), "'w 1' cannot name a state"),
    "a reserved kind": (("[transformation.oxidation.", "[transformation.phases."), "cannot be called 'phases'"),
    "an interface of others": (
        ('inner = "Lithosite"', 'inner = "Other"'),
        "interface.0: neither 'Other' nor 'Skin' is this material. Name 'Lithosite' as one of them.",
    ),
    "an unknown source": (('sources = ["Invented"]', 'sources = ["Invnted"]'), "'Invnted'"),
    "an odd bibliography": (("@misc{Invented,", "@misc{"), "f.toml, references, line 1"),
    "a record without basis": (
        ('value = 3\nunit = "ohm cm^2"\nbasis = "assumed"', 'value = 3\nunit = "ohm cm^2"'),
        'record."R.0".basis: it is missing.',
    ),
    "a record with an odd unit": (('value = 3\nunit = "ohm cm^2"', 'value = 3\nunit = "ohn"'), 'record."R.0"'),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_file_and_key(reading, change, said):
    with pytest.raises(RecordError) as caught:
        reading(change)
    text = str(caught.value)
    assert text.startswith("f.toml")
    assert said in text


def test_several_mistakes_are_told_together(reading):
    with pytest.raises(RecordError) as caught:
        reading(('energy = "Li.D.energy"', 'energy = "nothing"'), ('XRD = "small"', 'XRD = "none"'))
    lines = str(caught.value).splitlines()
    assert len(lines) == 2
    assert all(line.startswith("f.toml, ") for line in lines)


def test_an_activity_that_drives_no_loss_is_refused(reading):
    loss = '[loss.Li.first-order]\nchannels = ["gas"]\n'
    change = [('"Li.loss" = ["first-order"]\n', ""), (loss, '[loss.Na.first-order]\nchannels = ["gas"]\n')]
    with pytest.raises(RecordError, match=r'no loss of Li that it drives. Add "Li.loss" = \["vaporisation"\], or \[\]'):
        reading(*change, ("[loss.Li.sink]", "[loss.Na.sink]"))


def test_two_changes_cannot_share_a_state_but_two_models_of_one_can(reading, whole):
    start = whole.index("[transformation.")
    block = whole[start : whole.index("[phase.")]
    other = block.replace("oxidation.first-order", "oxidation.second")
    default = ("[defaults]\n", '[defaults]\n"host.oxidation" = ["second"]\n')
    assert set(reading(default, text=whole + other).tables.transformation["oxidation"]) == {"first-order", "second"}
    with pytest.raises(
        RecordError, match=r"transformation.reduction.first-order.state: 'w' is the state of 'oxidation'"
    ):
        reading(text=whole + block.replace("oxidation.first-order", "reduction.first-order"))


def test_a_species_needs_a_diffusivity(reading, whole):
    start, end = whole.index("[diffusivity.Li.channel]"), whole.index("[activity.")
    without = whole[:start] + whole[end:]
    with pytest.raises(RecordError, match=r"diffusivity: 'Li' has none, .* Add \[diffusivity\.Li\.<name>\]\."):
        reading(('"Li.diffusivity" = ["channel"]\n', ""), text=without)


def test_an_interface_law_stands_once(reading, whole):
    block = whole[whole.index("[[interface]]") : whole.index("[points.")]
    with pytest.raises(RecordError, match=r"interface.1: the partition of Li between Lithosite and Skin stands twice"):
        reading(text=whole + block)
    with pytest.raises(RecordError, match=r"interface\.0: neither partition nor resistance given"):
        reading((block[block.index("partition") :], ""))


def test_a_coating_is_read_as_one_and_may_begin_without_what_moves(reading):
    found = reading(("[material]", "[coating]"), ("{ Li = 1.0, Fe = 1.0 }", "{ Li = 0.0, Fe = 1.0 }"))
    assert found.tables.coating is not None
    assert found.material.start["Li"] == 0.0
    with pytest.raises(RecordError, match=r"material\.start\.Li: 0 was given"):
        reading(("{ Li = 1.0, Fe = 1.0 }", "{ Li = 0.0, Fe = 1.0 }"))


def test_references_beside_the_file_are_used_where_it_brings_none(reading, whole):
    line = 'references = "@misc{Invented, title = {Nothing}}"\n'
    found = reading((line, ""), references="@misc{Invented, title = {Something}}")
    assert found.material.book.sources["Invented"].title == "Something"
    with pytest.raises(RecordError, match="'Invented'"):
        reading((line, ""))
    with pytest.raises(RecordError, match=r"f\.toml, references\.bib, line 1"):
        reading((line, ""), references="@misc{Invented")


def test_the_schema_accepts_the_file_and_refuses_what_the_reader_refuses(whole):
    schema = json_schema(MaterialFile, title="a data-only material")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(json.loads(json.dumps(schema)))
    assert validator.is_valid(tomllib.loads(whole))
    by_type = ("text for a law", "unknown law", "no law", "law and sum", "a number for a record", "unknown key",
               "unknown table", "unknown key of a law", "a default that is no list", "an unknown face",
               "two channels", "a lone factor", "an amount below zero", "a record without basis")  # fmt: skip
    for name in by_type:
        (old, new), _ = WRONG[name]
        assert not validator.is_valid(tomllib.loads(whole.replace(old, new, 1))), name


def test_reading_is_repeatable(whole):
    one, two = (read_material(whole, file="f.toml") for _ in range(2))
    assert one.tables == two.tables
    assert one.material.book.records == two.material.book.records
