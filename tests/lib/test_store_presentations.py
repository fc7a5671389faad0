"""Presentations under a name: every saving is kept, nobody overwrites what they have not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lib.store import Centre, Store
from lib.store.presentations import MOST_SLIDES, SavedMeanwhile
from lib.store.schema import presentations
from tests.support.stores import fresh_url

SLIDES = [{"kind": "title", "title": "Réunion"}, {"kind": "figure", "figure": "leviers", "filters": {"level": ["rep"]}}]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(fresh_url(tmp_path)) as opened:
        yield opened


def test_a_presentation_is_given_back_as_it_was_saved(store: Store) -> None:
    saved = store.save_presentation("  Réunion  d’octobre ", SLIDES, seen=None, who="coordination")
    assert store.presentations() == [saved]
    assert (saved.name, list(saved.slides), saved.who) == ("Réunion d’octobre", SLIDES, "coordination")
    assert saved.at.tzinfo is not None


def test_they_come_by_name_each_as_last_saved(store: Store) -> None:
    first = store.save_presentation("b", SLIDES, seen=None)
    store.save_presentation("A", [], seen=None)
    store.save_presentation("b", SLIDES[:1], seen=first.number)
    assert [(each.name, len(each.slides)) for each in store.presentations()] == [("A", 0), ("b", 1)]


def test_the_second_of_two_people_sees_what_the_first_saved(store: Store) -> None:
    seen = store.save_presentation("Réunion", SLIDES, seen=None)
    first = store.save_presentation("Réunion", SLIDES[:1], seen=seen.number, who="un")
    with pytest.raises(SavedMeanwhile) as overtaken:
        store.save_presentation("Réunion", [], seen=seen.number, who="deux")
    assert overtaken.value.newest == first
    assert store.presentations() == [first]


def test_a_name_that_is_taken_is_not_begun_anew(store: Store) -> None:
    store.save_presentation("Réunion", SLIDES, seen=None)
    with pytest.raises(SavedMeanwhile):
        store.save_presentation("Réunion", [], seen=None)


def test_a_removed_one_is_off_the_list_but_nothing_of_it_is_lost(store: Store) -> None:
    saved = store.save_presentation("Réunion", SLIDES, seen=None)
    store.remove_presentation("Réunion", seen=saved.number)
    assert store.presentations() == []
    with store._engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(presentations)).scalar_one() == 2
        assert connection.execute(select(presentations.c.slides).order_by("number")).scalars().first() == SLIDES
    again = store.save_presentation("Réunion", SLIDES[:1], seen=None)
    assert store.presentations() == [again]


def test_saving_changes_no_figure_but_remembers_which_data_it_was_made_with(store: Store) -> None:
    before = store.revision()
    saved = store.save_presentation("Réunion", SLIDES, seen=None)
    assert store.revision() == before == saved.revision
    store.add_centres([Centre("C1", "Centre Un")])
    assert store.revision() > saved.revision


def test_a_slide_keeps_the_data_it_was_chosen_with_however_often_the_others_are_changed(store: Store) -> None:
    first = store.save_presentation("Réunion", SLIDES, seen=None)
    store.add_centres([Centre("C1", "Centre Un")])
    old, now = first.revision, store.revision()
    more = {"kind": "figure", "figure": "partenaires"}
    added = store.save_presentation("Réunion", [more, *SLIDES], seen=first.number)
    assert (added.slides, added.revisions) == ((more, *SLIDES), (now, old, old))
    store.add_centres([Centre("C2", "Centre Deux")])
    edited = {**SLIDES[1], "title": "Autre titre"}
    saved = store.save_presentation("Réunion", [SLIDES[0], more, edited], seen=added.number)
    assert saved.revisions == (old, now, store.revision())
    copied = store.save_presentation("Autre", [*saved.slides], seen=None, like="Réunion")
    assert copied.revisions == saved.revisions
    read = store.save_presentation("Réunion", [*saved.slides], seen=saved.number, reread=True)
    assert (read.slides, set(read.revisions)) == (saved.slides, {store.revision()})
    assert store.presentations() == [copied, read]


@pytest.mark.parametrize(("name", "slides"), [("", []), (" ", []), ("x" * 81, []), ("x", SLIDES * MOST_SLIDES)])
def test_no_name_or_too_much_is_refused(store: Store, name: str, slides: list) -> None:
    with pytest.raises(ValueError):
        store.save_presentation(name, slides, seen=None)
    assert store.presentations() == []
