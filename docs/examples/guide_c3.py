"""Third parties bring materials: a template, a conformance kit, a file of data alone, a distribution of its own.

    python docs/examples/guide_c3.py

In a temporary folder a distribution is written from the template, then asked the kit's questions; the same for a
material as one TOML file, which is annealed too. The template needs the extra `author`.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import annealkit as ak
from annealkit.testing import check_plugin

ZNO = Path(__file__).parents[2] / "plugins" / "examples" / "annealkit-zno" / "annealkit_zno"


def rendered(folder: Path, kind: str, material: str) -> Path:
    """A new distribution by the command, with placeholders for numbers."""
    asked = ["--defaults", "-d", f"kind={kind}", "-d", f"material={material}", "-d", "author=Someone"]
    command = [sys.executable, "-m", "annealkit", "plugin", "new", str(folder), *asked]
    subprocess.run(command, check=True, capture_output=True, text=True)
    return folder


def told(name: str, target: Path) -> bool:
    """Print what the kit says of a plugin."""
    report = check_plugin(target)
    print(f"{name:44}{len(report.passed):3} checks passed, {len(report.failed)} failed")
    return bool(report.ok)


def main() -> None:
    """Print the kit's answers, and an anneal of the new material."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = rendered(folder / "python", "python", "LiMnO2") / "annealkit_limno2"
        data = rendered(folder / "data", "data-only", "NaCoO2") / "annealkit_nacoo2" / "nacoo2.toml"
        fine = [told("LiMnO2, Python from the template", python), told("NaCoO2, one TOML file from the template", data)]
        fine.append(told("ZnO, a distribution of its own", ZNO))
        anneal = ak.Anneal(
            material=str(data), body=ak.Film("500 nm"), atmosphere="air", schedule="700 degC; hold 30 min"
        )
        result = anneal.run(rtol=1e-3, cells=4)
    (symbol,) = result.lost
    print(f"NaCoO2 of placeholders, 30 min at 700 °C: {result.lost[symbol].m_as(''):.1e} of the {symbol} lost")
    print(
        f"Standing: consistent: {sum(fine)} of {len(fine)} plugins made this way pass the kit; what their numbers are "
        "worth it cannot tell."
    )


if __name__ == "__main__":
    main()
