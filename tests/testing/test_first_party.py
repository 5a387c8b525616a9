"""Every plugin that annealkit ships passes the conformance kit; a new one is covered by being installed."""

from __future__ import annotations

import pytest

from annealkit.plugins import host
from annealkit.plugins.discovery import installed
from annealkit.testing import CHECKS, check_plugin

#: Read from the metadata of the distribution; nothing is imported for it.
SHIPPED = [record.id for record in installed() if record.first_party]

#: Checks that a plugin fails so far, by plugin, each with the reason.
EXPECTED: dict[str, dict[str, str]] = {}


def test_the_plugins_that_are_known_are_among_them():
    assert {"atmospheres", "licoo2", "substrates", "vaporisation"} <= set(SHIPPED)
    assert {record.id for record in host().records if record.first_party} == set(SHIPPED)


@pytest.mark.parametrize("plugin", SHIPPED)
def test_a_shipped_plugin_conforms(plugin):
    report = check_plugin(plugin, expected_failures=EXPECTED.get(plugin, {}))
    assert report.ok, report.text()
    assert [one.check for one in report.outcomes] == list(CHECKS)
    assert len(report.ran) + len(report.inapplicable) == len(CHECKS)


def test_expected_failures_are_of_shipped_plugins():
    assert set(EXPECTED) <= set(SHIPPED)
