"""``annealkit plugin new``: a distribution for a new material, rendered from annealkit's template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

import annealkit
from annealkit.cli.console import show
from annealkit.errors import AnnealkitError, InputError, UnknownNameError

__all__ = ["QUESTIONS", "new", "render", "template"]

#: What the template asks, in its order.
QUESTIONS = ("kind", "material", "species", "metal", "oxide", "distribution", "package", "plugin_id", "author")


def new(
    destination: Annotated[Path, typer.Argument(help="Folder to write; it must not exist, or be empty.")],
    data: Annotated[
        list[str] | None,
        typer.Option("--data", "-d", metavar="KEY=VALUE", help=f"An answer. Keys: {', '.join(QUESTIONS)}."),
    ] = None,
    defaults: Annotated[bool, typer.Option("--defaults", help="Ask nothing: use the default answers.")] = False,
) -> None:
    """Write a distribution with a new material, to be filled with numbers."""
    written = render(destination, answers(data or ()), defaults=defaults)
    show(
        [
            f"wrote {len(written)} files to {destination}",
            f"next: python -m pip install -e '{destination}[test]' && pytest {destination}",
            "Every number in it is a placeholder: replace those whose note begins with PLACEHOLDER.",
        ]
    )


def answers(pairs: Sequence[str]) -> dict[str, str]:
    """Answers from ``key=value`` texts.

    Raises:
        InputError: A text without ``=``, or a key given twice.
        UnknownNameError: A key that the template does not ask for; names the nearest.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign:
            raise InputError(f"--data: {pair!r} was given; expected KEY=VALUE, for example material=LiMn2O4.")
        if key in found:
            raise InputError(f"--data: {key!r} is given twice. Give it once.")
        found[key] = value
    return found


def render(destination: Path, given: Mapping[str, str], *, defaults: bool) -> tuple[Path, ...]:
    """Render the template into an empty folder.

    Args:
        destination: The folder; made where it does not exist.
        given: Answers by question; the others are asked for on the terminal.
        defaults: Whether to take the default answer instead of asking.

    Returns:
        The files written, sorted.

    Raises:
        InputError: The folder holds something, or an answer is not valid.
        UnknownNameError: An answer to no question; names the nearest.
        AnnealkitError: copier is not installed, or the template is missing.
    """
    for key in given:
        if key not in QUESTIONS:
            raise UnknownNameError.of("--data", key, QUESTIONS)
    _refuse_filled(destination)
    copier, source = _copier(), template()
    try:
        copier.run_copy(
            str(source), destination, data=dict(given), defaults=defaults, quiet=True, unsafe=False, skip_tasks=True
        )
    except KeyboardInterrupt as error:
        raise typer.Abort from error
    except copier.errors.InteractiveSessionError as error:
        raise InputError(
            "plugin new: there is no terminal to ask on. Give --defaults, and the answers that matter as "
            "--data KEY=VALUE."
        ) from error
    except (copier.errors.CopierError, ValueError) as error:
        raise InputError(f"plugin new: {_sentence(error)}") from error
    return tuple(sorted(path for path in destination.rglob("*") if path.is_file()))


def template() -> Path:
    """The template's folder: ``plugins/template`` of a checkout, or ``annealkit_template`` beside the package.

    It lies outside the package because an editable installation would otherwise put a second folder named
    ``annealkit`` into the environment.

    Raises:
        AnnealkitError: It is in neither place.
    """
    home = Path(annealkit.__file__).resolve().parents[1]
    places = [home / "plugins" / "template", home / "annealkit_template"]
    for place in places:
        if (place / "copier.yml").is_file():
            return place
    looked = " or ".join(map(str, places))
    raise AnnealkitError(f"plugin new: the template is missing; looked for {looked}. Install annealkit again.")


def _copier() -> ModuleType:
    try:
        import copier
        import copier.errors
    except ImportError as error:
        raise AnnealkitError(
            "plugin new: the template needs copier, which is not installed. Run: python -m pip install "
            "'annealkit[author]'"
        ) from error
    return copier


def _refuse_filled(destination: Path) -> None:
    if destination.exists() and not destination.is_dir():
        raise InputError(f"plugin new: {destination} is a file; expected a folder that does not exist or is empty.")
    if destination.is_dir() and any(destination.iterdir()):
        raise InputError(f"plugin new: {destination} is not empty, and nothing is overwritten. Name a new folder.")


def _sentence(error: Exception) -> str:
    """What copier says, in one line and without its own opening."""
    said = " ".join(str(error).split())
    _, opening, rest = said.partition("Validation error for question ")
    return rest.replace("'", "", 2) if opening else said
