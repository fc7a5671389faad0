"""The sheets of a centre and of a school, against values worked out by hand from the sheets below.

2024-2025: A has 12 links, B 7, C 3 and D 3. C and D are hidden together (two centres, six links), so B is shown.
2025-2026: A has 12 links, B 7 and C 3. C alone would be found by subtraction, so B is hidden with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pytest

from lib import codebook, responses
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.catalogue import UnknownFigure
from lib.responses import Responses
from lib.results import DTYPES
from lib.sheet import beside, history, links, quotations, returns, school, table
from lib.store.quotations import Notes, Reading
from lib.tally import Bits
from lib.voices.quotations import fingerprint
from tests.support import small

CODEBOOK = codebook.load()
BEFORE, NOW = "2024-2025", "2025-2026"
VIEWS = {"centre": "Centre social", "ecole": "École"}

# d1 gives eight factors in one word; the second one is « réciprocité ».
LAST_YEAR = """
lien | centre | etab_niveau | statut_lien | annee_debut | l1                | d1
1    | A      | college     | actif       | 2015        | lev_clas          | .1
2    | A      | college     | actif       | 2015        | lev_clas          | .1
3    | A      | college     | actif       | 2015        | lev_clas          | .1
4    | A      | college     | actif       | 2015        | lev_clas          | .1
5    | A      | college     | actif       | 2015        | lev_clas          | .1
6    | A      | college     | actif       | 2015        | lev_clas          | .1
7    | A      | college     | actif       | 2015        | lev_clas          | .1
8    | A      | college     | actif       | 2015        | lev_clas          | .1
9    | A      | elementaire | actif       | 2015        | lev_pre           | .1
10   | A      | elementaire | actif       | 2015        | lev_pre           | .1
11   | A      | elementaire | actif       | 2015        | lev_pre           | .1
12   | A      | elementaire | interrompu  | 2015        | lev_pre           | .1
13   | B      | elementaire | actif       | 2020        | lev_clas          | .3
14   | B      | elementaire | actif       | 2020        | lev_clas          | .2
15   | B      | elementaire | actif       | 2020        | lev_clas          | .2
16   | B      | college     | actif       | 2020        | lev_clas lev_pre  | .2
17   | B      | college     | actif       | 2020        | lev_reaap         | .1
18   | B      | college     | actif       | 2024        | aucun             | .
19   | B      | college     | en_sommeil  | 2024        | aucun             | .
20   | C      | lycee       | actif       | 2020        | lev_pre           | .3
21   | C      | lycee       | actif       | 2020        | lev_pre           | .3
22   | C      | lycee       | actif       | 2020        | lev_pre           | .3
23   | D      | lycee       | actif       | 2020        | lev_clas          | .3
24   | D      | lycee       | actif       | 2020        | lev_clas          | .3
25   | D      | lycee       | actif       | 2020        | lev_clas          | .3
"""
# A's link 11 breaks off (12 had before); of B's seven links 13 is gone, 26 is new, 15 breaks off, 27 is a wish.
THIS_YEAR = {
    "A": {**dict.fromkeys(range(1, 11), "actif"), 11: "interrompu", 12: "interrompu"},
    "B": {
        14: "actif",
        15: "interrompu",
        16: "actif",
        17: "actif",
        18: "actif",
        19: "actif",
        26: "actif",
        27: "souhaite",
    },
    "C": {20: "actif", 21: "actif", 22: "actif"},
}
ALIKE = {"etab_niveau": "elementaire", "annee_debut": "2020", "d1": ".2"}
"""What every link of this year answers."""

SCHOOLS = """
lien | centre | campagne  | regard | statut_lien | q1                         | d1
14   | B      | 2025-2026 | ecole  | actif       | qui_caf                    | .n3
16   | B      | 2025-2026 | ecole  | actif       | .                          | .
"""


@dataclass(frozen=True)
class Data:
    responses: Responses
    bits: Bits


def rows() -> list[dict[str, str]]:
    before = [{**row, "campagne": BEFORE, "regard": "centre"} for row in small.rows(LAST_YEAR)]
    now = [
        {"lien": str(link), "centre": centre, "campagne": NOW, "regard": "centre", "statut_lien": status, **ALIKE}
        for centre, of in THIS_YEAR.items()
        for link, status in of.items()
    ]
    next(row for row in now if row["lien"] == "14")["q1"] = "qui_direction qui_caf"
    return [*before, *now, *small.rows(SCHOOLS)]


@pytest.fixture(scope="module")
def data() -> Data:
    built = responses.build(small.of_rows(rows(), CODEBOOK), CODEBOOK)
    return Data(built, Bits.pack(built))


def of(campaign: str) -> Filters:
    return Filters(campaign=(campaign,))


def said(frame: pd.DataFrame, **where: str) -> list[str]:
    """The cells of the rows that match, as they are read: the centre's first."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    return [table.cell(row) for row in frame.to_dict("records")]


def test_counts_of_a_small_centre_stand_beside_shares_of_the_departement(data: Data) -> None:
    frame = beside.choices(data, "l1", of(BEFORE), "B")
    assert frame.dtypes.astype(str).to_dict() == DTYPES
    # CLAS: B 4 of 7; A 8, B 4, D 3 of 25. PRE: B 1; A 4, B 1, C 3 of 25. REAAP: B 1 of 7; 1 of 25.
    assert said(frame, choice="lev_clas") == ["4 sur 7", "60\u202f% (15 sur 25)"]
    assert said(frame, choice="lev_pre") == ["1 sur 7", "32\u202f% (8 sur 25)"]
    assert said(frame, choice="lev_reaap") == ["1 sur 7", "4\u202f% (1 sur 25)"]
    # At one each, PRE stands before REAAP because the département gives it more.
    assert frame["choice"].tolist()[:3] == ["lev_clas", "lev_pre", "lev_reaap"]
    assert len(frame) == 2 * beside.TOP


def test_none_and_other_are_not_among_the_choices_given_most(data: Data) -> None:
    assert not beside.choices(data, "l1", of(BEFORE), "B")["choice"].isin(["aucun", "autre"]).any()


def test_means_stand_side_by_side_from_five_links(data: Data) -> None:
    frame = beside.factors(data, of(BEFORE), "B")
    # B 3+2+2+2+1 = 10 over 5; all: A 12 × 1, B 10, C 9, D 9 = 40 over 23.
    mine, whole = frame[frame["choice"] == "dur_reciprocite"].to_dict("records")
    assert (mine["n"], mine["base"], mine["value"]) == (5, 5, 2.0)
    assert (whole["n"], whole["base"], whole["value"]) == (23, 23, pytest.approx(40 / 23))
    assert frame["share"].isna().all()
    assert len(frame) == 16


def test_a_centre_of_three_links_is_hidden(data: Data) -> None:
    for frame in (
        beside.choices(data, "l1", of(BEFORE), "C"),
        beside.factors(data, of(BEFORE), "C"),
        beside.size(data, of(BEFORE), "C"),
        beside.profile(data, of(BEFORE), "C"),
    ):
        mine = frame[frame["group"] == "C"]
        assert len(mine)
        assert mine["masked"].all()
        assert mine[["n", "base", "missing", "share", "value"]].isna().all(axis=None)


def test_the_only_small_centre_hides_another_with_it(data: Data) -> None:
    assert said(beside.size(data, of(BEFORE), "B")) == ["7", "25"]
    assert said(beside.size(data, of(NOW), "B")) == ["masqué", "22"]
    assert said(beside.size(data, of(NOW), "C")) == ["masqué", "22"]
    assert said(beside.size(data, of(NOW), "A")) == ["12", "22"]
    assert said(beside.size(data, of(NOW), "C", mask=False)) == ["3", "22"]


@pytest.mark.parametrize("campaign", [BEFORE, NOW])
def test_no_sheets_together_give_a_hidden_centre_back(data: Data, campaign: str) -> None:
    """The département less every centre that is shown leaves two hidden centres at least, and five links."""
    centres = sorted({centre for told, view, centre in data.responses.returns if (told, view) == (campaign, "centre")})
    measures = (
        lambda centre: beside.choices(data, "etab_niveau", of(campaign), centre),
        lambda centre: beside.factors(data, of(campaign), centre),
        lambda centre: beside.numbers(data, of(campaign), centre),
        lambda centre: beside.size(data, of(campaign), centre).assign(
            base=lambda frame: frame["value"].astype("Int64")
        ),
    )
    checked = 0
    for measure in measures:
        sheets = pd.concat([measure(centre).assign(sheet=centre) for centre in centres])
        for _, part in sheets.groupby(["indicator", "question", "choice"]):
            whole = part[part["group"] == beside.WHOLE]
            mine = part[part["group"] != beside.WHOLE]
            assert whole["base"].nunique(dropna=False) == 1
            hidden = mine[mine["masked"]]
            if hidden.empty or whole["masked"].all() or whole["base"].iloc[0] == 0:
                continue
            checked += 1
            assert len(hidden) >= 2
            assert whole["base"].iloc[0] - mine["base"].sum() >= 5
    assert checked > 3


def test_a_filter_on_centres_does_not_make_another_departement(data: Data) -> None:
    narrowed = Filters(campaign=(BEFORE,), centre=("A", "B"))
    assert said(beside.size(data, narrowed, "B")) == ["7", "25"]


def test_a_centre_without_links_has_only_the_departement_beside_it(data: Data) -> None:
    assert beside.choices(data, "l1", of(BEFORE), "E")["group"].unique().tolist() == [beside.WHOLE]
    assert beside.size(data, of(BEFORE), "E")["group"].tolist() == [beside.WHOLE]


def test_profile_leaves_out_what_nobody_is(data: Data) -> None:
    frame = beside.profile(data, of(BEFORE), "A")
    levels = table.beside(frame[frame["question"] == "etab_niveau"], CODEBOOK)
    # Nursery schools are nobody's: no row. Niveau is named once. A: 4 + 8; all: 4 + 3 élémentaire, 8 + 4 collège.
    assert levels.values.tolist() == [
        ["Niveau", "Élémentaire", "33\u202f% (4 sur 12)", "28\u202f% (7 sur 25)"],
        ["", "Collège", "67\u202f% (8 sur 12)", "48\u202f% (12 sur 25)"],
        ["", "Lycée", "0\u202f% (0 sur 12)", "24\u202f% (6 sur 25)"],
    ]
    assert levels.columns.tolist() == ["Question", "Réponse", "Centre A", "Département"]


def test_numbers_come_in_the_order_of_the_sheet(data: Data) -> None:
    frame = beside.numbers(data, of(BEFORE), "B")
    # Durable: begun by 2022: B 13–17, all five active; all: A 11 of 12, B 5, C 3, D 3 = 22 of 23.
    assert said(frame, indicator="liens_durables") == ["5 sur 5", "96\u202f% (22 sur 23)"]
    shown = frame["indicator"].drop_duplicates().tolist()
    assert shown == [code for code in beside.NUMBERS if code in shown]


def test_history_tells_what_is_new_and_what_broke_off(data: Data) -> None:
    told = table.beside(history.history(data, "centre", "B", mask=False), empty="–")
    assert told.columns.tolist() == ["Chiffre", NOW, BEFORE]
    lines = {row[0]: row[1:] for row in told.values.tolist()}
    assert lines["Liens recensés"] == ["7", "7"]
    assert lines["Liens nouveaux"] == ["1 sur 7", "–"]  # 26
    assert lines["Liens interrompus depuis"] == ["1 sur 6", "–"]  # 15, of 14 to 19


def test_history_is_masked_campaign_by_campaign(data: Data) -> None:
    told = table.beside(history.history(data, "centre", "B"), empty="–")
    lines = {row[0]: row[1:] for row in told.values.tolist()}
    assert lines["Liens recensés"] == ["masqué", "7"]
    assert lines["Liens nouveaux"][0] == "masqué"
    told = table.beside(history.history(data, "centre", "A"), empty="–")
    lines = {row[0]: row[1:] for row in told.values.tolist()}
    assert lines["Liens nouveaux"] == ["0\u202f% (0 sur 12)", "–"]
    assert lines["Liens interrompus depuis"] == ["8\u202f% (1 sur 12)", "–"]  # 11; 12 had broken off before


def test_a_return_before_is_looked_for_beyond_a_campaign_left_out() -> None:
    given = [
        {"lien": str(link), "centre": "A", "campagne": campaign, "regard": "centre", "statut_lien": "actif"}
        for campaign, of_campaign in (("2022-2023", range(1, 6)), ("2025-2026", range(2, 8)))
        for link in of_campaign
    ]
    built = responses.build(small.of_rows(given, CODEBOOK), CODEBOOK)
    frame = history.moves(Data(built, Bits.pack(built)), NOW, "centre", mask=False)
    assert said(frame, indicator=history.NEW) == ["2 sur 6"]


def test_no_return_has_no_history(data: Data) -> None:
    frame = history.history(data, "ecole", "A")
    assert frame.empty
    assert frame.dtypes.astype(str).to_dict() == DTYPES


def test_links_are_listed_by_name_wishes_too(data: Data) -> None:
    told = links.of_centre(data, NOW, "centre", "B")
    assert told["Établissement"].tolist() == [f"École {link}" for link in (14, 15, 16, 17, 18, 19, 26, 27)]
    first = told.iloc[0].to_dict()
    assert (first["Niveau"], first["Statut"], first["Début"], first["Ancienneté"]) == (
        "Élémentaire",
        "Actif",
        "2020",
        "6 ans",
    )
    assert told["Statut"].tolist()[-1] == "Souhaité"
    assert told["QPV"].tolist() == ["–"] * 8


DEPOSITS = pd.DataFrame(
    {
        "number": [4, 3, 2, 1],
        "campaign": [NOW, NOW, BEFORE, BEFORE],
        "centre": ["B", "B", "A", "B"],
        "view": ["centre"] * 4,
        "at": pd.to_datetime(
            ["2026-03-02 08:05", "2026-03-01 08:05", "2025-03-01 08:00", "2025-02-28 23:30"], utc=True
        ),
        "who": ["", "référente", "", ""],
        "links": [8, 8, 12, 7],
        "state": ["accepted"] * 4,
        "in_force": [True, False, True, True],
        "withdrawn": [False, False, False, False],
    }
)


def test_returns_say_when_they_came_and_how_full_they_are(data: Data) -> None:
    filled = returns.completeness(data, "B")
    told = returns.received(DEPOSITS, data.responses.expected, "B", VIEWS, filled)
    assert told.iloc[:, :3].values.tolist() == [
        [NOW, "Centre social", "2 mars 2026 à 9\u00a0h\u00a005"],
        [NOW, "École", "–"],
        [BEFORE, "Centre social", "1er mars 2025 à 0\u00a0h\u00a030"],
        [BEFORE, "École", "–"],
    ]
    filled = told["Sections renseignées"].tolist()
    assert filled[0] == "masqué"
    assert filled[2] == "12 sur 49"  # seven links × seven sections; leviers 7, durabilité 5


def test_every_deposit_says_whether_it_counts() -> None:
    told = returns.handed_in(DEPOSITS, "B", VIEWS)
    assert told["Dépôt"].tolist() == ["4", "3", "1"]
    assert told["État"].tolist() == ["compte", "remplacé", "compte"]
    assert told["Par"].tolist() == ["–", "référente", "–"]


def test_a_school_shows_both_views_of_its_link(data: Data) -> None:
    told = school.links_of(data, 14, VIEWS)
    assert told[["Campagne", "Centre social", "Regard"]].values.tolist() == [
        [NOW, "Centre B", "Centre social"],
        [NOW, "Centre B", "École"],
        [BEFORE, "Centre B", "Centre social"],
    ]
    cited = school.partners(data, 14, NOW, VIEWS)
    assert cited.columns.tolist() == ["Partenaire", "Regard centre social", "Regard école"]
    assert cited.values.tolist() == [["Direction (école, collège, lycée)", "✓", ""], ["Caf", "✓", "✓"]]
    answers = school.answers(data, 14, NOW, VIEWS).set_index(school.ASKED)
    # The word « .n3 »: the second factor is « ne sait pas », the third is 3.
    assert answers.loc["Réciprocité"].tolist() == ["2 – Présent", "Ne sait pas"]
    assert answers.loc["Complémentarité"].tolist() == ["–", "3 – Installé"]
    assert school.campaigns_of(data, 14) == (NOW, BEFORE)


def test_an_unanswered_question_is_no_empty_tick(data: Data) -> None:
    assert school.partners(data, 16, NOW, VIEWS).empty
    both = [{"lien": "1", "centre": code, "campagne": NOW, "regard": "centre", "statut_lien": "actif"} for code in "AB"]
    both[0]["q1"] = "qui_caf"
    built = responses.build(small.of_rows(both, CODEBOOK), CODEBOOK)
    cited = school.partners(Data(built, Bits.pack(built)), 1, NOW, VIEWS)
    assert cited.columns.tolist() == ["Partenaire", "Centre A, regard centre social", "Centre B, regard centre social"]
    assert cited.values.tolist() == [["Caf", "✓", "–"]]


def test_schools_are_found_by_name_commune_and_uai(data: Data) -> None:
    stored = pd.DataFrame(
        {
            "id": [14, 15, 99],
            "name": ["École Prévert", "Collège Zola", "Lycée oublié"],
            "commune": ["Aubenas", "", "Privas"],
            "level": ["elementaire", "college", "lycee"],
            "uai": ["0070001A", "", ""],
        }
    )
    levels = {choice.name: choice.label for choice in CODEBOOK["etab_niveau"].choices}
    assert school.listed(stored, data, levels) == {
        14: "École Prévert, Aubenas, Élémentaire (0070001A)",
        15: "Collège Zola, Collège",
    }


def test_quotations_of_a_sheet_follow_the_rules_of_the_voices() -> None:
    tables = small.of_rows(rows(), CODEBOOK)
    words = ["On se connaît.", "Rien à dire.", "On dure."]
    told = pd.DataFrame(
        {
            "id": [1, 2, 3],
            "observation": pd.array([pd.NA] * 3, dtype="Int64"),
            "campaign": [NOW] * 3,
            "view": ["centre"] * 3,
            "centre": ["A", "A", "B"],
            "dimension": ["durabilite"] * 3,
            "text": words,
            "citable": [True, False, True],
            "time_code": ["34:21", "", ""],
        }
    )
    built = responses.build(type(tables)(**{**vars(tables), "verbatims": told}), CODEBOOK)
    given = Data(built, Bits.pack(built))
    assert quotations.citable(given, Notes(), of(NOW), "A", mask=False) == (
        quotations.Said("On se connaît.", "Durabilité, 34:21, à relire avant de la citer"),
    )
    key = fingerprint(NOW, "A", "centre", words[0])
    read = Notes(readings={key: Reading(key, "On se connaît bien.")})
    assert quotations.citable(given, read, of(NOW), "A", mask=False) == (
        quotations.Said("On se connaît bien.", "Durabilité, 34:21, relue"),
    )
    # On the sheet of one centre a quotation names its centre, proof-read or not.
    assert quotations.citable(given, read, of(NOW), "A", mask=True) == ()


@pytest.mark.parametrize("code", ["fiche/facteurs/B", "fiche/choix/l1/B", "fiche/choix/etab_niveau/B"])
def test_figures_of_a_sheet_are_in_the_catalogue(data: Data, code: str) -> None:
    figure = catalogue.find(CODEBOOK, code)
    assert figure.code == code
    for centre in ("B", "C"):
        found = catalogue.find(CODEBOOK, code.removesuffix("B") + centre)
        frame = found.frame(data, of(BEFORE), "etab_niveau", True)
        assert set(frame["group"]) == {centre, beside.WHOLE}
        drawn = found.chart(frame, found.question, width=900).to_plotly_json()
        assert drawn["data"]
        assert found.sentence(frame)
        assert len(found.table(frame)) == len(frame) / 2
        hidden = "masqué" in str(found.table(frame).values.tolist())
        assert hidden == (centre == "C")


def test_squares_are_the_links_of_the_centre(data: Data) -> None:
    figure = catalogue.find(CODEBOOK, "fiche/choix/l1/B")
    drawn = figure.chart(figure.frame(data, of(BEFORE), None, True), figure.question, width=900)
    texts = [note.text for note in drawn.layout.annotations]
    assert texts[1].startswith("■■■■□□□")
    assert texts[1].endswith("<b>4</b> sur 7")
    assert list(drawn.data[0].x)[:3] == pytest.approx([15 / 25, 8 / 25, 1 / 25])


def test_a_centre_with_shares_is_drawn_in_bars(data: Data) -> None:
    figure = catalogue.find(CODEBOOK, "fiche/choix/l1/A")
    drawn = figure.chart(figure.frame(data, of(BEFORE), None, True), figure.question, width=900)
    assert [trace.name for trace in drawn.data] == ["Département", "Centre A"]
    assert list(drawn.data[1].x)[:2] == pytest.approx([8 / 12, 4 / 12])


@pytest.mark.parametrize("code", ["fiche/facteurs", "fiche/choix/l1", "fiche/choix/annee_debut/B", "fiche/choix/xyz/B"])
def test_words_that_name_nothing_are_no_figure(code: str) -> None:
    with pytest.raises(UnknownFigure):
        catalogue.find(CODEBOOK, code)
