"""Presentations of the page: to which a figure card adds, and when the data are newer than what was chosen."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from lib.export.slides import FIGURE, TITLE, Slide
from lib.store import Centre, Store
from lib.ui import cache, session, slideshow

LEVERS, PARTNERS, HELLO = Slide(FIGURE, figure="leviers"), Slide(FIGURE, figure="partenaires"), Slide(TITLE, title="A")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The store that the page has, and a session that has just begun."""
    at_hand = session.Presenting()
    monkeypatch.setattr(session, "presenting", lambda: at_hand)
    monkeypatch.setattr(session, "who", lambda: "")
    with Store.open(f"sqlite:///{tmp_path / 'essai.sqlite3'}") as opened:
        monkeypatch.setattr(cache, "store", lambda: opened)
        yield opened


def test_a_new_session_adds_to_the_presentation_saved_last_and_says_so_before(store: Store) -> None:
    assert slideshow.target() == "À la présentation «\u00a0Réunion\u00a0»."
    for name in ("Juin *2026*", "Avril"):
        store.save_presentation(name, [], seen=None)
    avril = store.presentations()[0]
    store.save_presentation("Juin *2026*", [], seen=store.presentations()[1].number)
    assert slideshow.target() == "À la présentation «\u00a0Juin \\*2026\\*\u00a0»."
    assert slideshow.add(LEVERS).startswith("Ajouté à «\u00a0Juin *2026*\u00a0»")
    session.presenting().name = "Avril"
    assert "Avril" in slideshow.add(LEVERS)
    store.remove_presentation("Avril", seen=store.presentations()[0].number)
    assert "Juin" in slideshow.target()
    assert avril.slides == ()


def test_newer_data_are_said_until_somebody_has_read_the_charts_again(store: Store) -> None:
    def told() -> str:
        return slideshow.freshness(data, store.presentations()[0])

    slideshow.save("Réunion", [HELLO, LEVERS], None)
    store.add_centres([Centre("C1", "Centre Un")])
    data = SimpleNamespace(responses=SimpleNamespace(revision=store.revision()))
    assert "Les données ont changé depuis que 1 graphique de cette présentation a été choisi ou relu" in told()
    slideshow.add(PARTNERS)
    slideshow.add(HELLO)
    assert "1 graphique de" in told()
    slideshow._reread(store.presentations()[0])
    assert "changé" not in told()
