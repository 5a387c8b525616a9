"""Table classes, their strict reader and their JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import jsonschema
import pytest
from attrs import frozen

from annealkit.errors import InputError, RecordError
from annealkit.tables import Wrong, choice, json_schema, key, read, read_toml


class Shape:
    """A round or a square thing."""


@frozen
class Round(Shape):
    """A circle."""

    radius: float = key("Its radius.", schema={"exclusiveMinimum": 0})


@frozen
class Square(Shape):
    """A square, perhaps with a shape in it."""

    side: float = key("Its side.")
    inner: Shape | None = key("What lies in it.", default=None)


def _choose(data):
    if "radius" in data:
        return Round
    if "side" in data:
        return Square
    raise Wrong(f"expected radius or side, got {sorted(data)}.")


choice(Shape, (Round, Square), _choose)


@frozen
class File:
    """A file of shapes."""

    annealkit: Literal[1] = key("Format.")
    shapes: Mapping[str, Shape] = key("By name.", factory=dict)
    tags: tuple[str, ...] = key("Words.", default=())
    count: int = key("How many.", default=0)
    size: str | float = key("Text or number.", default="")
    exact: bool = key("Whether.", default=False)


GOOD = """
annealkit = 1
tags = ["a", "b"]
size = 3
[shapes."a.b"]
side = 1
inner = { radius = 2.5 }
"""


def reading(text):
    return read(File, read_toml(text, where="f.toml"), where="f.toml")


def test_a_file_is_read():
    found = reading(GOOD)
    assert found.shapes == {"a.b": Square(side=1.0, inner=Round(radius=2.5))}
    assert found.tags == ("a", "b")
    assert found.size == 3.0
    assert found.count == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tags = []", "f.toml, annealkit: it is missing. Add 'annealkit = ...'."),
        ("annealkit = 2", "f.toml, annealkit: 2 is not known. Expected one of 1."),
        ("annealkit = true", "f.toml, annealkit: True is not known. Expected one of 1."),
        ("annealkit = 1\ntags = 'ab'", "f.toml, tags: expected a list such as [...], got 'ab'."),
        ("annealkit = 1\ntags = [5]", "f.toml, tags.0: expected text in quotes, got 5."),
        ("annealkit = 1\ntags = [' ']", "f.toml, tags.0: expected text in quotes, got nothing between them."),
        ("annealkit = 1\ncount = 1.5", "f.toml, count: expected a whole number, got 1.5."),
        ("annealkit = 1\ncount = true", "f.toml, count: expected a whole number, got True."),
        ("annealkit = 1\nexact = 1", "f.toml, exact: expected true or false, got 1."),
        ("annealkit = 1\nsize = []", "f.toml, size: expected text in quotes or a number without quotes, got []."),
        ("annealkit = 1\nsize = nan", "f.toml, size: expected a finite number, got nan."),
        ("annealkit = 1\nshape = 1", "f.toml, shape: the key 'shape' is not known. Did you mean 'shapes'? Known: "),
        ("annealkit = 1\nshapes = 'x'", "f.toml, shapes: expected a table such as { ... }, got 'x'."),
        ("annealkit = 1\n[shapes]\na = 'x'", "f.toml, shapes.a: expected a table such as { ... }, got 'x'."),
        ("annealkit = 1\n[shapes.'a.b']\nz = 1", "f.toml, shapes.\"a.b\": expected radius or side, got ['z']."),
        ("annealkit = 1\n[shapes.a]\nside = 1\ninner = 'x'", "f.toml, shapes.a.inner: expected a table"),
        ("annealkit = 1\n[shapes.a]\nside = 'x'", "f.toml, shapes.a.side: expected a number without quotes, got 'x'."),
        ("annealkit = ", "f.toml: this is not TOML: "),
    ],
)
def test_a_mistake_is_named(text, message):
    with pytest.raises(RecordError) as caught:
        reading(text)
    assert str(caught.value).startswith(message)


def test_every_mistake_has_its_line():
    with pytest.raises(InputError) as caught:
        reading("count = 'x'\n[shapes.a]\nradius = 'y'")
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "f.toml, annealkit",
        "f.toml, shapes.a.radius",
        "f.toml, count",
    ]


def test_the_schema_agrees_with_the_reader():
    schema = json_schema(File, title="Shapes")
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    assert validator.is_valid(read_toml(GOOD, where=""))
    for bad in ("annealkit = 2", "tags = []", "annealkit = 1\ncount = 1.5", "annealkit = 1\n[shapes.a]\nside = 'x'"):
        assert not validator.is_valid(read_toml(bad, where="")), bad
    assert schema["properties"]["tags"]["description"] == "Words."
    assert schema["$defs"]["Round"]["properties"]["radius"]["exclusiveMinimum"] == 0
