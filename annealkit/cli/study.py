"""``annealkit study``: many anneals from one run file."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from annealkit.cli.console import announced, collected_warnings, show
from annealkit.cli.output import check_folder, write
from annealkit.cli.progress import progress_bar, standard_output_kept
from annealkit.errors import RunError
from annealkit.runfile import within
from annealkit.runstudy import StudyFile, read_study

if TYPE_CHECKING:
    from annealkit.study.comparison import Comparison
    from annealkit.study.study import Study

__all__ = ["app"]

#: The verbs, each with what its help says; the table of the run file bears the same name.
VERBS: Mapping[str, str] = {
    "compare": "Set several anneals beside each other: table [compare] of the run file.",
    "sweep": "Run an anneal at every point of axes: table [sweep] of the run file.",
    "window": "Temperature and time of a hold, and where every criterion is met: table [window], or none.",
    "protocol": "Temperatures, then times, then atmospheres, and a recipe: table [protocol], or none.",
    "shortest-hold": "The shortest hold that meets every criterion: table [shortest-hold], or none.",
    "optimize": "Search the inputs that make a measure smallest or largest: table [optimize] of the run file.",
}

app = typer.Typer(help="Many anneals: compare, sweep, window, protocol, shortest-hold, optimize.", no_args_is_help=True)


def _command(verb: str) -> Callable[..., None]:
    def command(
        file: Annotated[Path, typer.Argument(help="Run file (TOML).", metavar="FILE")],
        as_json: Annotated[
            bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")
        ] = False,
        store: Annotated[
            Path | None, typer.Option("--store", metavar="DIR", help="Folder of finished anneals, to go on from.")
        ] = None,
        workers: Annotated[
            int | None, typer.Option("--workers", metavar="N", help="Processes to start; none by default.")
        ] = None,
        output: Annotated[
            Path, typer.Option("--output", metavar="DIR", help="Folder of the .nc and .png files.")
        ] = Path("runs"),
    ) -> None:
        with collected_warnings() as texts:
            check_folder(output)
            asked = read_study(file, verb)
            with progress_bar() as progress, standard_output_kept():
                study = within(
                    asked.path,
                    lambda: _studied(verb, asked, {"store": store, "workers": workers, "progress": progress}),
                )
                _refuse_empty(study)
                files = write(study, output, f"{file.stem}-{verb}")
            (_print_json if as_json else _print_text)(verb, study, files, announced(texts, study.warnings))

    return command


for _verb, _about in VERBS.items():
    app.command(_verb, help=_about)(_command(_verb))


def _studied(verb: str, asked: StudyFile, how: Mapping[str, Any]) -> Study | Comparison:
    import annealkit

    study: Callable[..., Study | Comparison] = getattr(annealkit, verb.replace("-", "_"))
    return study(asked.anneal, **asked.given, **asked.options, **how)


def _refuse_empty(study: Study | Comparison) -> None:
    """A study without a single result is a run that failed; one with some tells of the others."""
    if "ok" not in study.dataset["status"].to_numpy():
        raise RunError(f"study: no point has a result. {study.text()}")


def _print_text(verb: str, study: Study | Comparison, files: tuple[Path, ...], unsaid: tuple[str, ...]) -> None:
    show(f"warning: {one}" for one in unsaid)
    show([study.text()])
    show(f"wrote {one}" for one in files)


def _print_json(verb: str, study: Study | Comparison, files: tuple[Path, ...], unsaid: tuple[str, ...]) -> None:
    told = {"study": verb, **study.to_json(), "files": [str(one) for one in files]}
    told["warnings"] = [*unsaid, *told["warnings"]]
    print(json.dumps(told, indent=2, allow_nan=False), flush=True)
