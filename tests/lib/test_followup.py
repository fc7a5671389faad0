"""« Suivi de la collecte »: who has answered, when, how completely, and what holds the others up."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lib import codebook as codebooks
from lib import indicators, responses, tally
from lib.codebook import Codebook, parse
from lib.collection import followup
from lib.collection.followup import FollowUp
from lib.filters import Filters
from lib.findings import find
from lib.observation import Observation, Place, Return
from lib.store import Centre, Store
from tests.support.stores import CAMPAIGN, a_return, link

CODEBOOK = codebooks.load(codebooks.DEFAULT_PATH)
SECTIONS = ("rencontre", "leviers", "durabilite", "roles", "partenaires", "finalites", "ouvertes")
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 6)
SPRING = date(2026, 3, 5)
NO_LINK, TOO_LONG = find("no_link"), find("text_too_long", Place("Liens", "B5"), label="Nom", n=130, limit=120)
UNTOUCHED = find("section_untouched", value="1", what="le lien 1", them="lui")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "passerelle.sqlite3"


@pytest.fixture
def store(path: Path):
    with Store.open(f"sqlite:///{path}") as store:
        store.open_campaign(CAMPAIGN, LAST, opens=FIRST)
        yield store


def handed_in_at(path: Path, moments: dict[int, str]) -> None:
    """Set the moments (UTC) at which deposits came in."""
    with sqlite3.connect(path) as connection:
        for number, at in moments.items():
            connection.execute("UPDATE deposits SET at = ? WHERE number = ?", (f"{at}:00.000000", number))
    connection.close()


def followed(store: Store, today: date = SPRING, view: str = "centre", codebook: Codebook = CODEBOOK) -> FollowUp:
    answers = responses.build(store.tables(), codebook)
    return followup.follow(store, answers, CAMPAIGN, view=view, today=today)


def deposit(store: Store, ret: Return, name: str, **words: object) -> int:
    return store.deposit(ret, data=name.encode(), filename=f"{name}.xlsx", **words).number


def refuse(store: Store, ret: Return | None, name: str, *findings: object) -> int:
    return store.refuse(data=name.encode(), filename=f"{name}.xlsx", findings=findings, ret=ret).number


@pytest.fixture
def collected(store: Store, path: Path) -> Store:
    """Six expected centres.

    A  answered: link 1 says « Aucun » to R1 and one lever, link 2 nothing, link 3 is wished; its school answered
    B  one file, refused
    C  nothing
    D  answered on the 3rd, again on the 5th
    E  answered, then undone
    F  refused, then answered on the evening after the last day (UTC: still the last day)
    """
    store.add_centres([Centre(code, f"Centre {code}", "Cergy", f"{code.lower()}@exemple.fr") for code in "ABCDEF"])
    store.invite(CAMPAIGN, list("ABCDEF"))
    wished = link(3, "Lycée", etab_niveau="lycee", statut_lien="souhaite", r1="ren_crise")
    three = (link(1, statut_lien="actif", r1="aucun", l1="lev_clas"), link(2, "B", statut_lien="actif"), wished)
    deposit(store, a_return(*three, centre="A"), "a", who="Ana", findings=[UNTOUCHED, TOO_LONG, UNTOUCHED])  # 1
    deposit(store, a_return(*three[:1], centre="A", view="ecole"), "a-ecole")  # 2
    refuse(store, a_return(centre="B"), "b", TOO_LONG, NO_LINK)  # 3
    deposit(store, a_return(link(1, statut_lien="actif"), centre="D"), "d")  # 4
    deposit(store, a_return(link(1, statut_lien="actif", dur_reciprocite="nsp", r2="nsp"), centre="D"), "d-mieux")  # 5
    store.undo(deposit(store, a_return(centre="E"), "e"))  # 6
    refuse(store, a_return(centre="F"), "f", NO_LINK)  # 7
    deposit(store, a_return(link(1, statut_lien="actif"), centre="F"), "f-bon")  # 8
    refuse(store, a_return(centre="Z"), "z", NO_LINK)  # 9
    refuse(store, None, "illisible", find("corrupt"))  # 10
    handed_in_at(
        path,
        {
            1: "2026-03-03 09:00",
            2: "2026-03-04 09:00",
            3: "2026-03-04 10:00",
            4: "2026-03-03 10:00",
            5: "2026-03-05 10:00",
            6: "2026-03-04 12:00",
            7: "2026-03-05 10:00",
            8: "2026-03-06 23:30",
            9: "2026-03-05 08:00",
            10: "2026-03-05 09:00",
        },
    )
    return store


def moment(*texts: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts), utc=True)).astype("datetime64[us, UTC]")


def integers(*values: int | None) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype="Int64")


def shares(*values: float | None) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype="Float64")


def test_every_expected_centre_has_its_row(collected: Store) -> None:
    codes = list("ABCDEF")
    none, one, two = [0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0], [2, 0, 0, 1, 0, 1]
    expected = {
        "code": codes,
        "name": [f"Centre {code}" for code in codes],
        "commune": ["Cergy"] * 6,
        "email": [f"{code.lower()}@exemple.fr" for code in codes],
        "state": ["received", "blocked", "awaited", "received", "awaited", "received"],
        "received/centre": [True, False, False, True, False, True],
        "received/ecole": [True, False, False, False, False, False],
        "number": integers(1, None, None, 5, None, 8),
        "at": moment("2026-03-03 09:00", None, None, "2026-03-05 10:00", None, "2026-03-06 23:30"),
        "who": ["Ana", "", "", "", "", ""],
        "filename": ["a.xlsx", "", "", "d-mieux.xlsx", "", "f-bon.xlsx"],
        "links": integers(3, None, None, 1, None, 1),
        "after_closing": [False, False, False, False, False, True],
        "blocking": integers(0, 1, None, 0, None, 0),
        "check": integers(1, 1, None, 0, None, 0),
        "info": integers(2, 0, None, 0, None, 0),
        "attempts": [0, 1, 0, 0, 0, 1],
        "refused_number": integers(None, 3, None, None, None, None),
        "refused_at": moment(None, "2026-03-04 10:00", None, None, None, None),
        "refused_filename": ["", "b.xlsx", "", "", "", ""],
        # Two links of A exist, so 2 × 7 sections are awaited; D said « ne sait pas » twice, which are answers.
        "filled": [2, 0, 0, 2, 0, 0],
        "expected": [14, 0, 0, 7, 0, 7],
        "completeness": shares(2 / 14, None, None, 2 / 7, None, 0.0),
    }
    filled = {"rencontre": [1, 0, 0, 1, 0, 0], "leviers": one, "durabilite": [0, 0, 0, 1, 0, 0]}
    for section in SECTIONS:
        counts = filled.get(section, none)
        expected[f"filled/{section}"] = counts
        expected[f"expected/{section}"] = two
        expected[f"completeness/{section}"] = shares(
            *(count / whole if whole else None for count, whole in zip(counts, two, strict=True))
        )
    pd.testing.assert_frame_equal(followed(collected).centres, pd.DataFrame(expected))


def test_states_are_counted_even_where_nobody_is(collected: Store) -> None:
    assert followed(collected).counts == {"received": 3, "blocked": 1, "awaited": 2, "late": 0}
    assert followed(collected, date(2026, 3, 6)).counts["late"] == 0
    assert followed(collected, date(2026, 3, 7)).counts == {"received": 3, "blocked": 1, "awaited": 0, "late": 2}
    collected.close_campaign(CAMPAIGN)
    assert followed(collected).counts == {"received": 3, "blocked": 1, "awaited": 0, "late": 2}


def test_blocking_findings_of_the_newest_refused_file_are_told(collected: Store) -> None:
    expected = pd.DataFrame(
        {
            "code": ["B"],
            "number": [3],
            "at": moment("2026-03-04 10:00"),
            "filename": ["b.xlsx"],
            "sheet": [""],
            "cell": [""],
            "message": [NO_LINK.message],
            "remedy": [NO_LINK.remedy],
        }
    )
    pd.testing.assert_frame_equal(followed(collected).refused, expected)


def test_refused_files_of_nobody_expected_are_told_apart(collected: Store, path: Path) -> None:
    expected = pd.DataFrame(
        {
            "number": [10, 9],
            "at": moment("2026-03-05 09:00", "2026-03-05 08:00"),
            "who": ["", ""],
            "filename": ["illisible.xlsx", "z.xlsx"],
            "campaign": ["", CAMPAIGN],
            "centre": ["", "Z"],
            "view": ["", "centre"],
        }
    )
    pd.testing.assert_frame_equal(followed(collected).strays, expected)
    handed_in_at(path, {10: "2026-02-20 09:00"})  # before this campaign opened
    assert followed(collected).strays["number"].tolist() == [9]


def test_a_file_that_was_accepted_after_all_is_no_longer_looked_for_a_home(collected: Store) -> None:
    """A list whose columns somebody has explained since: the very bytes of nº 10 are a return now."""
    before = followed(collected).strays["number"].tolist()
    _, data = collected.original(10)
    collected.deposit(a_return(centre="G"), data=data, filename="illisible.xlsx", findings=())
    assert (before, followed(collected).strays["number"].tolist()) == ([10, 9], [9])


def test_returns_by_day_count_the_first_return_of_each_centre(collected: Store) -> None:
    """E was undone; F came at half past midnight in Paris, after the last day."""
    expected = pd.DataFrame(
        {
            "date": np.arange("2026-03-02", "2026-03-08", dtype="datetime64[D]").astype("datetime64[s]"),
            "received": integers(0, 2, 2, 2, 2, 3),
            "expected": [6] * 6,
        }
    )
    pd.testing.assert_frame_equal(followed(collected, date(2026, 4, 1)).progress, expected)
    expected["received"] = integers(0, 2, 2, 2, None, None)
    pd.testing.assert_frame_equal(followed(collected).progress, expected)


def test_without_dates_the_line_goes_from_the_first_return_to_today(path: Path, tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{path}") as store:
        deposit(store, a_return(), "a")
        handed_in_at(path, {1: "2026-03-03 09:00"})
        progress = followed(store).progress
    assert progress["date"].dt.day.tolist() == [3, 4, 5]
    assert progress["received"].tolist() == [1, 1, 1]


def test_before_anything_came_in_there_is_one_flat_line(store: Store) -> None:
    follow = followed(store, date(2026, 3, 3))
    assert follow.centres.empty
    assert follow.counts == {"received": 0, "blocked": 0, "awaited": 0, "late": 0}
    assert follow.progress["received"].tolist() == [0, 0, pd.NA, pd.NA, pd.NA]
    assert follow.progress["expected"].tolist() == [0] * 5
    assert follow.completeness["share"].isna().all()
    assert follow.refused.empty
    assert follow.strays.empty


def test_the_other_view_is_followed_by_itself(collected: Store) -> None:
    follow = followed(collected, view="ecole")
    assert follow.counts == {"received": 1, "blocked": 0, "awaited": 5, "late": 0}
    first = follow.centres.iloc[0]
    assert (first["number"], first["links"], first["filled"], first["expected"]) == (2, 1, 2, 7)
    assert follow.centres["attempts"].tolist() == [0] * 6
    assert follow.progress["received"].tolist() == [0, 0, 1, 1, pd.NA]


def test_a_refused_file_that_names_no_view_holds_up_whichever_is_followed(store: Store) -> None:
    store.add_centres([Centre("B", "Bêta")])
    store.invite(CAMPAIGN, ["B"])
    refuse(store, a_return(centre="B", view=""), "b", find("view_missing"))
    for view in ("centre", "ecole"):
        assert followed(store, view=view).counts["blocked"] == 1


def test_an_undone_return_leaves_the_file_refused_after_it(store: Store) -> None:
    first = deposit(store, a_return(centre="B"), "b")
    refuse(store, a_return(centre="B"), "b-faux", NO_LINK)
    assert followed(store).counts["received"] == 1
    store.undo(first)
    assert followed(store).counts["blocked"] == 1


def test_completeness_over_all_centres_is_the_indicator(collected: Store) -> None:
    follow = followed(collected)
    answers = responses.build(collected.tables(), CODEBOOK)
    bits = tally.Bits.pack(answers)
    frame = indicators.summary(answers, bits, Filters(campaign=(CAMPAIGN,)), mask=False).set_index("indicator")
    assert (frame.loc["completude", "n"], frame.loc["completude", "base"]) == (4, 28)
    assert (follow.centres["filled"].sum(), follow.centres["expected"].sum()) == (4, 28)
    assert (frame.loc["taux_retour", "n"], frame.loc["taux_retour", "base"]) == (follow.counts["received"], 6)
    expected = pd.DataFrame(
        {
            "section": SECTIONS,
            "label": [CODEBOOK.group_by_name[name].label for name in SECTIONS],
            "filled": [2, 1, 1, 0, 0, 0, 0],
            "expected": [4] * 7,
            "share": shares(0.5, 0.25, 0.25, 0, 0, 0, 0),
        }
    )
    pd.testing.assert_frame_equal(follow.completeness, expected)


SURVEY = """
type                  | name        | dimension | relevant                         | views
begin_group           | lien        |           |                                  |
select_one statut     | statut_lien | lien      |                                  |
end_group             |             |           |                                  |
begin_group           | crise       |           |                                  |
select_one ouinon     | crise_eue   | crise     |                                  |
end_group             |             |           |                                  |
begin_group           | suite       |           |                                  |
select_one ouinon     | suite_a     | suite     | ${crise_eue} = 'oui'             |
text                  | suite_texte | suite     |                                  |
end_group             |             |           |                                  |
begin_group           | ecole       |           |                                  |
select_one ouinon     | vue_ecole   | ecole     |                                  | ecole
end_group             |             |           |                                  |
begin_group           | mots        |           |                                  |
select_one ouinon     | citable     | mots      | ${suite_texte} != ''             |
end_group             |             |           |                                  |
"""


def test_a_section_is_awaited_only_of_links_that_are_asked_it(store: Store) -> None:
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in SURVEY.strip().splitlines()]
    survey = [dict(zip(header, line, strict=True)) | {"label": line[1] or "x"} for line in lines]
    lists = {"statut": ("actif", "souhaite"), "ouinon": ("oui", "non")}
    choices = [{"list_name": of, "name": name, "label": name} for of, names in lists.items() for name in names]
    codebook = parse({"survey": survey, "choices": choices, "settings": [{"version": "1"}]})
    links = (
        {"crise_eue": "oui"},  # is asked what came of it, and does not say
        {"crise_eue": "oui", "suite_a": "non"},
        {"crise_eue": "non"},  # is not asked
        {"crise_eue": "non", "suite_a": "oui"},  # answered although not asked
        {},  # an untouched link: nobody knows whether it would be asked
    )
    seen = (link(n, f"École {n}", statut_lien="actif", **said) for n, said in enumerate(links, start=1))
    deposit(store, a_return(*seen, Observation(6, {"etab_nom": "Z", "statut_lien": "souhaite"})), "a")
    row = followed(store, codebook=codebook).centres.iloc[0]
    assert {name: (row[f"filled/{name}"], row[f"expected/{name}"]) for name in ("crise", "suite", "ecole")} == {
        "crise": (4, 5),
        "suite": (2, 3),
        "ecole": (0, 0),
    }
    assert (row["filled"], row["expected"]) == (6, 8)
    assert pd.isna(row["completeness/ecole"])
    assert "expected/mots" not in row
