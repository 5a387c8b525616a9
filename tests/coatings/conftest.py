from __future__ import annotations

import pytest

from annealkit import plugins
from coats import ID, Coats


@pytest.fixture
def coats(request):
    """The plugin in use; parametrise it indirectly with the names of what its contact has."""
    found = Coats(*getattr(request, "param", ()))
    with plugins.temporary(found, id=ID):
        yield found
