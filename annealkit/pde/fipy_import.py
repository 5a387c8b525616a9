"""FiPy, imported so that the host program does not notice.

FiPy chooses its solver from ``sys.argv`` and the environment while it is imported;
a host started with ``--petsc`` would otherwise break it.
"""

from __future__ import annotations

import functools
import os
import sys
import warnings
from typing import Any

__all__ = ["fipy"]

_VARIABLE = "FIPY_SOLVERS"


@functools.cache
def fipy() -> Any:
    """The FiPy package with its SciPy solvers, whatever the host's arguments say."""
    argv, solvers = sys.argv, os.environ.get(_VARIABLE)
    sys.argv = argv[:1]
    os.environ[_VARIABLE] = "scipy"
    try:
        with warnings.catch_warnings():  # FiPy still imports numpy.core
            warnings.simplefilter("ignore", DeprecationWarning)
            import fipy as module
    finally:
        sys.argv = argv
        if solvers is None:
            os.environ.pop(_VARIABLE, None)
        else:
            os.environ[_VARIABLE] = solvers
    return module
