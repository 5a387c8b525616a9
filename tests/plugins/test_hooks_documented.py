"""docs/hooks.md, the hook specifications and the host's table say the same."""

from __future__ import annotations

import inspect
import re
import types
from pathlib import Path

import pytest

from annealkit import hookspecs, plugins
from annealkit.plugins.table import HOOKS

PAGE = Path(__file__).parents[2] / "docs" / "hooks.md"
SPECS = {name: value for name, value in vars(hookspecs).items() if name.startswith("annealkit_")}


def sections() -> dict[str, str]:
    """The text under each third-level heading, up to the next heading."""
    parts = re.split(r"^#{2,3} (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def signature(name: str) -> str:
    """A hook's signature as it stands in the source."""
    return f"{name}{str(inspect.signature(SPECS[name])).replace(chr(39), '')}"


def test_the_page_has_every_hook_and_no_other():
    documented = [title for title in sections() if title.startswith("annealkit_")]
    assert documented == list(SPECS)
    assert list(HOOKS) == list(SPECS)


@pytest.mark.parametrize("name", SPECS)
def test_a_hook_is_documented_exactly(name):
    text = sections()[name]
    assert re.findall(r"```python\n(.*?)\n```", text, flags=re.DOTALL) == [signature(name)]
    entries = re.findall(r"^- (`?[\w ]+`?): \S", text, flags=re.MULTILINE)
    arguments = [f"`{argument}`" for argument in inspect.signature(SPECS[name]).parameters]
    assert entries == [*(arguments or ["Arguments"]), "Result", "When", "An error"]


@pytest.mark.parametrize("name", SPECS)
def test_the_docstring_says_all(name):
    doc = inspect.getdoc(SPECS[name])
    arguments = list(inspect.signature(SPECS[name]).parameters)
    titles = re.findall(r"^(\w+):$", doc, flags=re.MULTILINE)
    assert titles == [*(["Args"] if arguments else []), "Returns", "When", "Errors"]
    for argument in arguments:
        assert re.search(rf"^    {argument}: \S", doc, flags=re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, hook in HOOKS.items() if hook.kind != "observer"])
def test_the_host_expects_what_the_specification_says(name):
    hook = HOOKS[name]
    assert inspect.signature(SPECS[name]).return_annotation == f"Iterable[{hook.item.__name__}]"
    assert hook.arguments == tuple(inspect.signature(SPECS[name]).parameters)


def test_the_example_on_the_page_works(sites):
    page = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)\n```", page, flags=re.DOTALL)
    code = next(one for one in blocks if "@hookimpl" in one)
    module = types.ModuleType("example_of_the_page")
    exec(code, module.__dict__)
    with plugins.temporary(module, id="page"):
        zno = types.SimpleNamespace(name="ZnO")
        (offered,) = plugins.host().gather("annealkit_diffusivities", material=zno, species="Li")
        assert offered.item.slot == "Li.diffusivity"
        assert plugins.host().gather("annealkit_diffusivities", material=zno, species="H") == ()
