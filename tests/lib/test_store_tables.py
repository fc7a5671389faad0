"""The frames that everything else is computed from."""

from __future__ import annotations

import threading
from pathlib import Path

import pandas as pd
import pytest

from lib.observation import Verbatim
from lib.store import Centre, Store
from tests.support.stores import a_return, fresh_url, link, three_links


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def rows(answers: pd.DataFrame) -> list[tuple[int, str, str]]:
    return sorted(answers.itertuples(index=False, name=None))


def test_tables_hold_what_was_handed_in(store: Store) -> None:
    store.add_centres([Centre("C02", "Centre B", "Pontoise", "b@example.org")])
    store.invite("2025-2026", ["C02"])
    ret = a_return(
        link(1, "École Jean-Moulin", l1="lev_clas lev_reaap", r2=""),
        link(2, "Collège Jaurès", etab_niveau="college", fonction_repondant="enseignant"),
        verbatims=(
            Verbatim("On se connaît.", "rencontre", 2, citable=True, time_code="00:12:30"),
            Verbatim("Pour le centre.", "leviers"),
        ),
        answers={"fonction_repondant": "direction", "date_reponse": "2026-01-05"},
    )
    store.deposit(ret, data=b"A", filename="a.xlsx")
    tables = store.tables()
    pd.testing.assert_frame_equal(
        tables.observations,
        pd.DataFrame(
            {
                "id": [1, 2],
                "campaign": ["2025-2026"] * 2,
                "view": ["centre"] * 2,
                "centre": ["C01"] * 2,
                "school": [1, 2],
                "link": [1, 2],
                "deposit": [1, 1],
                "school_name": ["École Jean-Moulin", "Collège Jaurès"],
                "school_commune": ["Cergy", "Cergy"],
            }
        ),
    )
    assert rows(tables.answers) == [
        (1, "date_reponse", "2026-01-05"),
        (1, "etab_commune", "Cergy"),
        (1, "etab_niveau", "elementaire"),
        (1, "etab_nom", "École Jean-Moulin"),
        (1, "fonction_repondant", "direction"),
        (1, "l1", "lev_clas lev_reaap"),
        (2, "date_reponse", "2026-01-05"),
        (2, "etab_commune", "Cergy"),
        (2, "etab_niveau", "college"),
        (2, "etab_nom", "Collège Jaurès"),
        (2, "fonction_repondant", "enseignant"),
    ]
    pd.testing.assert_frame_equal(
        tables.verbatims,
        pd.DataFrame(
            {
                "id": [1, 2],
                "observation": pd.array([2, None], dtype="Int64"),
                "campaign": ["2025-2026"] * 2,
                "view": ["centre"] * 2,
                "centre": ["C01"] * 2,
                "dimension": ["rencontre", "leviers"],
                "text": ["On se connaît.", "Pour le centre."],
                "citable": [True, False],
                "time_code": ["00:12:30", ""],
            }
        ),
    )
    pd.testing.assert_frame_equal(
        tables.centres,
        pd.DataFrame(
            {
                "code": ["C01", "C02"],
                "name": ["Centre C01", "Centre B"],
                "commune": ["Cergy", "Pontoise"],
                "email": ["", "b@example.org"],
            }
        ),
    )
    pd.testing.assert_frame_equal(
        tables.expected, pd.DataFrame({"campaign": ["2025-2026"] * 2, "centre": ["C01", "C02"]})
    )
    assert tables.revision == store.revision() == 3


def test_an_empty_store_gives_empty_frames_of_the_same_types(store: Store) -> None:
    empty = store.tables()
    ret = a_return(verbatims=(Verbatim("Oui.", "leviers", 1),))
    store.deposit(ret, data=b"A", filename="a.xlsx")
    full = store.tables()
    for name in ("observations", "verbatims", "centres", "expected"):
        assert getattr(empty, name).empty
        pd.testing.assert_series_equal(getattr(empty, name).dtypes, getattr(full, name).dtypes)
    assert list(empty.answers.columns) == ["observation", "question", "value"]
    assert [str(dtype) for dtype in empty.answers.dtypes] == ["int64", "category", "category"]
    assert empty.revision == 0


def test_only_returns_in_force_are_in_the_tables(store: Store) -> None:
    def hand_in(data: bytes, *names: str) -> None:
        links = [link(number, name) for number, name in enumerate(names, start=1)]
        ret = a_return(*links, verbatims=(Verbatim(f"De {data.decode()}.", "leviers", 1),))
        store.deposit(ret, data=data, filename="a.xlsx")

    def shown() -> tuple[list[int], list[str], list[str], set[int]]:
        tables = store.tables()
        names = list(tables.observations["school_name"])
        return (
            list(tables.observations["deposit"]),
            names,
            list(tables.verbatims["text"]),
            set(tables.answers["observation"]) ^ set(tables.observations["id"]),
        )

    hand_in(b"1", "Jaurès", "Moulin")
    store.refuse(data=b"X", filename="x.xlsx", findings=[], ret=a_return(link(1, "Refusée")))
    assert shown() == ([1, 1], ["Jaurès", "Moulin"], ["De 1."], set())
    hand_in(b"3", "Moulin")
    assert shown() == ([3], ["Moulin"], ["De 3."], set())
    store.undo(3)
    assert shown() == ([1, 1], ["Jaurès", "Moulin"], ["De 1."], set())
    store.undo(1)
    assert shown() == ([], [], [], set())


def test_tables_show_one_moment_while_others_deposit(store: Store) -> None:
    deposits, answers_each = 25, 30

    def hand_in() -> None:
        for number in range(deposits):
            ret = a_return(*three_links(), centre=f"C{number:02d}")
            store.deposit(ret, data=bytes([number]), filename="a.xlsx")

    writer = threading.Thread(target=hand_in)
    writer.start()
    moments = [store.tables()]
    while writer.is_alive():
        moments.append(store.tables())
    writer.join()
    moments.append(store.tables())
    for tables in moments:
        assert len(tables.observations) == 3 * tables.revision
        assert len(tables.answers) == answers_each * tables.revision
        assert len(tables.expected) == len(tables.centres) == tables.revision
    assert (moments[0].revision <= deposits, moments[-1].revision) == (True, deposits)
