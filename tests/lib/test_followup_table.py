"""« Suivi de la collecte » as people read it: sentence, figure, table and file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lib import codebook as codebooks
from lib import responses
from lib.collection import followup, followup_table, progress
from lib.collection.followup import FollowUp
from lib.findings import find
from lib.store import Centre, Store
from tests.support.stores import CAMPAIGN, a_return, link

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)
CODEBOOK = codebooks.load(codebooks.DEFAULT_PATH)


@pytest.fixture
def store(tmp_path: Path):
    """A answered about one of two sections-to-be, B's file was refused, C is silent and known by a formula."""
    with Store.open(f"sqlite:///{tmp_path / 'suivi.sqlite3'}") as store:
        store.open_campaign(CAMPAIGN, LAST, opens=FIRST)
        store.add_centres(
            [
                Centre("A", "Centre Arc", "Cergy"),
                Centre("B", "Centre Bois", "Évry"),
                Centre("C", "=Centre", "Cergy"),
            ]
        )
        store.invite(CAMPAIGN, list("ABC"))
        told = a_return(link(1, statut_lien="actif", l1="lev_clas"), centre="A")
        store.deposit(told, data=b"a", filename="a.xlsx")
        store.refuse(data=b"b", filename="b.xlsx", findings=[find("no_link")], ret=a_return(centre="B"))
        yield store


def follow(store: Store, today: date = date(2026, 3, 5)) -> FollowUp:
    return followup.follow(store, responses.build(store.tables(), CODEBOOK), CAMPAIGN, today=today)


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 3, 5), "il reste 1 jour"),
        (LAST, "la campagne se termine aujourd’hui"),
        (date(2026, 3, 8), "la date de clôture est passée depuis 2 jours"),
    ],
)
def test_sentence_says_what_came_in_and_what_time_is_left(store: Store, today: date, left: str) -> None:
    told = progress.sentence(follow(store, today))
    assert told == f"1 retour reçu sur 3 attendus\u202f; 1 fichier refusé à reprendre\u202f; {left}."


def test_sentence_of_a_closed_campaign_and_of_one_that_expects_nobody(store: Store) -> None:
    store.close_campaign(CAMPAIGN)
    assert progress.sentence(follow(store)).endswith("la campagne est fermée.")
    store.add_campaign("2026-2027")
    empty = followup.follow(store, responses.build(store.tables(), CODEBOOK), "2026-2027", today=LAST)
    assert progress.sentence(empty) == "Aucun retour n’est attendu dans cette campagne."


def test_figure_draws_the_returns_known_so_far_and_both_limits(store: Store) -> None:
    made = progress.figure(follow(store))
    shapes = [(shape["x0"], shape["y0"]) for shape in made.layout.shapes]
    assert shapes == [(0, 3), (LAST, 0)]
    assert max(made.data[0].y) <= 1
    assert [note.text for note in made.layout.annotations] == ["attendus", "clôture"]


def test_centres_that_wait_for_somebody_come_first(store: Store) -> None:
    table = followup_table.table(follow(store))
    assert table[["État", "Centre social", "Code"]].to_numpy().tolist() == [
        ["à corriger", "Centre Bois", "B"],
        ["attendu", "=Centre", "C"],
        ["reçu", "Centre Arc", "A"],
    ]
    answered = table.iloc[2]
    # Six sections are asked of every link; one of them is filled, and the others are no « no ».
    assert (answered["Leviers"], answered["Rencontre"], answered["Regards reçus"]) == (100, 0, "centre")
    assert table["Complet"].isna().tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("search", "found"), [("evry", ["B"]), ("CENTRE arc", ["A"]), ("cergy", ["C", "A"]), ("x", [])]
)
def test_search_ignores_how_it_is_typed(store: Store, search: str, found: list[str]) -> None:
    assert followup_table.table(follow(store), search)["Code"].tolist() == found


def test_file_opens_in_french_excel_and_runs_nothing(store: Store) -> None:
    data = followup_table.csv(follow(store))
    assert data.startswith(b"\xef\xbb\xbf")
    header, *rows = data.decode("utf-8-sig").splitlines()
    assert header.startswith("Campagne;Regard;État;Centre social;Commune;Reçu le;Regards reçus;Complet (%);")
    assert rows[1].startswith("2025-2026;Centre social;attendu;'=Centre;Cergy;;–;;")
