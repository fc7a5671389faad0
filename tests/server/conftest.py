"""One real server for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.browser import RunningApp, running_app


@pytest.fixture(scope="package")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    with running_app(tmp_path_factory.mktemp("server"), environ={"PASSERELLE_HOSTS": "collecte.example"}) as running:
        yield running
