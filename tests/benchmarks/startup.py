"""What starting costs: `import annealkit`, the first use of the host, against `import numpy`.

python tests/benchmarks/startup.py
"""

from __future__ import annotations

import subprocess
import sys
import time

CASES = {
    "import numpy": "import numpy",
    "import annealkit": "import annealkit",
    "annealkit.models('LiCoO2')": "import annealkit as ak; ak.models('LiCoO2')",
}


def seconds(code: str, repeat: int = 5) -> float:
    """Shortest wall time of a fresh interpreter that runs the code, less that of one that runs nothing."""

    def run(text: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", text], check=True)
        return time.perf_counter() - start

    return min(run(code) for _ in range(repeat)) - min(run("pass") for _ in range(repeat))


def main() -> None:
    """Measure and print."""
    base = seconds(CASES["import numpy"])
    for name, code in CASES.items():
        taken = seconds(code)
        print(f"{name:<28}{taken:7.3f} s   {taken / base:5.1f} times numpy")


if __name__ == "__main__":
    main()
