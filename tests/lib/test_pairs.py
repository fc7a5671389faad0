"""Both sides of the same links, counted by hand on one small sheet, then again on the examples without our code."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

import pandas as pd
import pytest

from lib import examples, indicators, responses, tables
from lib.analysis import pairs, regards, side_words, sides
from lib.codebook import load
from lib.export import native
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import UnknownFigure
from lib.observation import Return
from lib.responses import Responses
from lib.store import Store
from lib.tally import Bits
from tests.support import results, small

CAMPAIGN = "2025-2026"
NOW = Filters(campaign=(CAMPAIGN,))

SHEET = """
lien | centre | campagne  | regard | statut_lien | etab_niveau | qpv | r1                             | r2       | d1
1    | A      | 2025-2026 | centre | actif       | college     | oui | ren_crise ren_attentes_chacun  | centre   | 321
1    | A      | 2025-2026 | ecole  | actif       | college     | oui | ren_crise                      | centre   | 222
2    | A      | 2025-2026 | centre | actif       | college     | oui | ren_crise ren_motivation_envie | ecole    | 211
2    | A      | 2025-2026 | ecole  | actif       | college     | oui | ren_crise                      | ecole    | 232
3    | A      | 2025-2026 | centre | actif       | college     | oui | ren_crise                      | centre   | 1n1
3    | A      | 2025-2026 | ecole  | actif       | college     | oui | ren_motivation_envie           | ecole    | 011
4    | A      | 2025-2026 | centre | actif       | college     | oui | ren_motivation_envie           | nsp      | 001
4    | A      | 2025-2026 | ecole  | actif       | college     | oui | ren_motivation_envie           | centre   | 101
5    | B      | 2025-2026 | centre | actif       | college     | oui | ren_motivation_envie           | centre   | 331
5    | B      | 2025-2026 | ecole  | actif       | college     | oui | ren_crise ren_motivation_envie | centre   | 1.3
6    | B      | 2025-2026 | centre | en_sommeil  | elementaire | oui | aucun                          | les_deux | 2
6    | B      | 2025-2026 | ecole  | actif       | college     | non | aucun                          | les_deux | 2
7    | B      | 2025-2026 | centre | actif       | elementaire | oui | aucun                          | tiers    | 3
7    | B      | 2025-2026 | ecole  | actif       | elementaire | oui | ren_crise                      | centre   | 3
8    | B      | 2025-2026 | centre | actif       | elementaire | oui | ren_motivation_envie           | centre   | 1
8    | B      | 2025-2026 | ecole  | actif       | elementaire | oui | ren_motivation_envie           | centre   | 0
9    | C      | 2025-2026 | centre | actif       | elementaire | non | ren_crise ren_motivation_envie | centre   | n
9    | C      | 2025-2026 | ecole  | actif       | elementaire | non | ren_crise ren_motivation_envie | nsp      | 2
10   | C      | 2025-2026 | centre | interrompu  | elementaire | non | ren_motivation_envie           | ecole    | 2
10   | C      | 2025-2026 | ecole  | actif       | elementaire | non | ren_motivation_envie           | centre   | 0
11   | C      | 2025-2026 | centre | actif       | college     | non | .                              | centre   | 2
11   | C      | 2025-2026 | ecole  | actif       | college     | non | ren_crise                      | centre   | 1
12   | C      | 2025-2026 | centre | actif       | college     | non | ren_crise                      | .        | 3
12   | C      | 2025-2026 | ecole  | actif       | college     | non | .                              | centre   | .
13   | C      | 2025-2026 | centre | actif       | college     | non | ren_crise                      | centre   | 0
14   | C      | 2025-2026 | ecole  | actif       | college     | non | ren_crise                      | centre   | 3
15   | C      | 2025-2026 | centre | souhaite    | college     | non | ren_crise                      | centre   | .
15   | C      | 2025-2026 | ecole  | actif       | college     | non | ren_crise                      | centre   | .
1    | A      | 2024-2025 | centre | actif       | college     | oui | ren_crise                      | centre   | 3
1    | A      | 2024-2025 | ecole  | actif       | college     | oui | ren_crise                      | centre   | 3
2    | A      | 2024-2025 | centre | actif       | college     | oui | ren_crise                      | centre   | 3
"""
"""Links 1 to 12 are pairs; 13 and 14 are seen by one side, 15 is only wished for by the centre."""
CRISIS, MOTIVATION, SELDOM = "ren_crise", "ren_motivation_envie", "ren_attentes_chacun"
SHARED, RECIPROCITY, COMPLEMENT = "dur_responsabilite_partagee", "dur_reciprocite", "dur_complementarite"


class Given:
    """What figures are taken from."""

    def __init__(self, built: Responses) -> None:
        self.responses, self.bits = built, Bits.pack(built)


@pytest.fixture(scope="module")
def given() -> Given:
    return Given(responses.build(small.of_rows(small.rows(SHEET), load()), load()))


def shown(frame: pd.DataFrame, choice: str, *columns: str) -> dict[str, object]:
    """Group → what stands in the columns, for one choice or factor."""
    rows = frame[frame["choice"] == choice].to_dict("records")
    return {row["group"]: tuple(row[column] for column in columns) if columns[1:] else row[columns[0]] for row in rows}


# --- What a pair is ------------------------------------------------------------------------------------------


def test_a_pair_is_one_link_seen_by_both_in_one_campaign_and_wished_for_by_none(given: Given) -> None:
    assert pairs.count(given.responses, NOW) == 12
    assert pairs.count(given.responses, Filters(campaign=("2024-2025",))) == 1


def test_there_are_as_many_pairs_as_the_double_view_counts(given: Given) -> None:
    summary = indicators.summary(given.responses, given.bits, NOW)
    assert summary.set_index("indicator").loc["double_regard", "n"] == 12


def test_the_view_that_is_looked_at_changes_nothing(given: Given) -> None:
    as_school = Filters(campaign=(CAMPAIGN,), view=("ecole",))
    pd.testing.assert_frame_equal(sides.gaps(given, as_school), sides.gaps(given, NOW))


def test_filters_follow_what_the_centre_says_of_the_link(given: Given) -> None:
    # The school of link 6 says « collège » and « actif », its centre « élémentaire » and « en sommeil ».
    assert pairs.count(given.responses, Filters(campaign=(CAMPAIGN,), level=("college",))) == 7
    assert pairs.count(given.responses, Filters(campaign=(CAMPAIGN,), status=("en_sommeil",))) == 1
    assert pairs.count(given.responses, Filters(campaign=(CAMPAIGN,), status=("souhaite",))) == 0
    assert pairs.count(given.responses, Filters(campaign=(CAMPAIGN,), centre=("B",))) == 4
    assert pairs.count(given.responses, Filters(campaign=(CAMPAIGN,), territory=("Privas",))) == 4


def test_campaigns_are_never_added(given: Given) -> None:
    with pytest.raises(ValueError, match="must not be added"):
        sides.gaps(given, Filters())


def test_without_any_school_there_is_no_pair_and_nothing_to_say() -> None:
    centres = [row for row in small.rows(SHEET) if row["regard"] == "centre"]
    built = responses.build(small.of_rows(centres, load()), load())
    assert pairs.count(built, NOW) == 0
    assert set(sides.accord(Given(built), "r1", NOW)["display"]) == {"empty"}
    assert side_words.of_gaps(sides.gaps(Given(built), NOW)).startswith("Aucune réponse à cette question")


# --- Agreement -----------------------------------------------------------------------------------------------


def test_agreement_on_a_box_counts_both_ticked_and_both_left(given: Given) -> None:
    # Links 11 and 12 have one side without an answer: they leave the base.
    frame = sides.accord(given, "r1", NOW)
    assert shown(frame, CRISIS, "n") == {"accord": 7, "les_deux": 3, "centre": 1, "ecole": 2, "aucun": 4}
    assert shown(frame, MOTIVATION, "n") == {"accord": 8, "les_deux": 5, "centre": 1, "ecole": 1, "aucun": 3}
    assert shown(frame, SELDOM, "n") == {"accord": 9, "les_deux": 0, "centre": 1, "ecole": 0, "aucun": 9}
    assert set(frame["base"]) == {10}
    assert set(frame["missing"]) == {2}
    assert shown(frame, CRISIS, "share")["accord"] == pytest.approx(0.7)


def test_none_is_no_box_to_agree_on(given: Given) -> None:
    assert "aucun" not in set(sides.accord(given, "r1", NOW)["choice"])


def test_dont_know_on_either_side_leaves_the_base_of_a_single_answer(given: Given) -> None:
    # 4 and 9 say « ne sait pas » on one side, 12 nothing; 1, 2, 5, 6, 8 and 11 say the same.
    frame = sides.same_answers(given, NOW)
    row = frame[frame["choice"] == "r2"].to_dict("records")[0]
    assert [row[name] for name in ("n", "base", "missing", "dont_know", "display")] == [6, 9, 3, 2, "count"]
    assert pd.isna(row["share"])


def test_each_choice_of_a_single_answer_says_who_gives_it(given: Given) -> None:
    frame = sides.accord(given, "r2", NOW)
    assert shown(frame, "centre", "n") == {"accord": 6, "les_deux": 4, "centre": 1, "ecole": 2, "aucun": 2}
    assert "nsp" not in set(frame["choice"])


def test_what_one_side_sees_has_for_base_the_links_where_anybody_does(given: Given) -> None:
    frame = sides.one_sided(given, "r1", NOW)
    assert shown(frame, CRISIS, "n", "base") == {
        "un_seul": (3, 6),
        "centre": (1, 6),
        "ecole": (2, 6),
        "les_deux": (3, 6),
    }
    assert shown(frame, MOTIVATION, "n", "base")["un_seul"] == (2, 7)
    assert set(shown(frame, SELDOM, "display").values()) == {"masked"}  # one link only
    assert set(shown(frame, "ren_premier_pas_centre", "display").values()) == {"empty"}


def test_where_few_pairs_answered_not_even_an_answer_that_nobody_gives_is_told() -> None:
    keys = {"centre": "A", "campagne": CAMPAIGN, "statut_lien": "actif"}
    rows = [keys | {"lien": str(n), "regard": view} for n in range(1, 7) for view in ("centre", "ecole")]
    rows = [row | ({"r1": CRISIS} if int(row["lien"]) <= 3 else {}) for row in rows]
    given = Given(responses.build(small.of_rows(rows, load()), load()))
    assert set(sides.one_sided(given, "r1", NOW)["display"]) == {"masked"}
    assert shown(sides.one_sided(given, "r1", NOW, mask=False), CRISIS, "n")["les_deux"] == 3


# --- Gaps ----------------------------------------------------------------------------------------------------


def test_gaps_are_taken_over_the_links_that_both_sides_noted(given: Given) -> None:
    # Centre 3 2 1 0 3 2 3 1 2 2 = 19, school 2 2 0 1 1 2 3 0 0 1 = 12, sizes 1 0 1 1 2 0 0 1 2 1 = 9, over 10 links.
    frame = sides.gaps(given, NOW)
    value = shown(frame, SHARED, "value")
    assert value == pytest.approx({"centre": 1.9, "ecole": 1.2, "ecart": -0.7, "ecart_absolu": 0.9})
    assert set(shown(frame, SHARED, "n", "base", "missing", "dont_know").values()) == {(10, 10, 2, 1)}


def test_a_school_that_notes_higher_makes_a_gap_above_zero(given: Given) -> None:
    value = shown(sides.gaps(given, NOW), COMPLEMENT, "value")  # 1 1 1 1 1 and 2 2 1 1 3
    assert value == pytest.approx({"centre": 1.0, "ecole": 1.8, "ecart": 0.8, "ecart_absolu": 0.8})


def test_a_factor_that_few_noted_on_both_sides_is_masked(given: Given) -> None:
    frame = sides.gaps(given, NOW)  # 1, 2 and 4 only
    assert set(shown(frame, RECIPROCITY, "display").values()) == {"masked"}
    assert frame[frame["choice"] == RECIPROCITY][["n", "base", "missing", "value"]].isna().all().all()
    lifted = shown(sides.gaps(given, NOW, mask=False), RECIPROCITY, "n", "value")
    assert lifted["ecart"] == (3, pytest.approx(2 / 3))


def test_unpaired_means_are_of_all_links_of_each_view(given: Given) -> None:
    # Centre: the ten above, 12 and 13: 22 / 12. School: the ten above, 9 and 14: 17 / 12.
    frame = sides.unpaired_factors(given.bits, NOW)
    assert shown(frame, SHARED, "n", "value") == {
        "centre": (12, pytest.approx(22 / 12)),
        "ecole": (12, pytest.approx(17 / 12)),
    }


def test_unpaired_answers_are_of_all_links_of_each_view(given: Given) -> None:
    figure = catalogue.find(load(), "regards/non-apparies/r1")
    frame = figure.frame(given, NOW, None, True)
    assert shown(frame, CRISIS, "n", "base") == {"centre": (6, 12), "ecole": (8, 13)}


# --- Small numbers -------------------------------------------------------------------------------------------


def test_a_filter_keeps_its_own_pairs(given: Given) -> None:
    frame = sides.accord(given, "r1", Filters(campaign=(CAMPAIGN,), level=("college",)), mask=False)
    assert shown(frame, CRISIS, "n", "base") == {
        "accord": (3, 5),
        "les_deux": (2, 5),
        "centre": (1, 5),
        "ecole": (1, 5),
        "aucun": (1, 5),
    }


def test_a_filter_does_not_give_away_by_subtraction_what_it_leaves_out(given: Given) -> None:
    # In a priority area 8 pairs answered R1, outside it 2: the whole less the 8 would be those 2.
    inside = Filters(campaign=(CAMPAIGN,), qpv=("oui",))
    assert sides.accord(given, "r1", inside)["masked"].all()
    assert not sides.accord(given, "r1", inside, mask=False)["masked"].any()


def test_a_filter_withholds_what_a_theme_would_complete_to_a_few_links(given: Given) -> None:
    """In collèges seven centres answer R1, and five of their schools: the other two would be what is left."""
    college = Filters(campaign=(CAMPAIGN,), level=("college",))
    theme = indicators.choices(given.bits, "r1", college)
    assert set(theme["base"]) == {7}
    for frame in (sides.accord(given, "r1", college), sides.one_sided(given, "r1", college)):
        assert frame["masked"].all()
        assert frame[["n", "base", "missing", "value"]].isna().all().all()


def test_a_gap_stays_where_the_means_of_the_sides_are_withheld() -> None:
    """Six pairs in collèges, four links noted by their centre alone and one by its school: five links together."""
    notes = {"centre": "3210320123", "ecole": "220111....3"}  # gaps −1 0 −1 1 −2 −1
    profile = {"centre": "A", "campagne": CAMPAIGN, "statut_lien": "actif", "etab_niveau": "college"}
    rows = [
        profile | {"lien": str(link), "regard": view, "d1": note}
        for view, given in notes.items()
        for link, note in enumerate(given, start=1)
        if note != "."
    ]
    given = Given(responses.build(small.of_rows(rows, load()), load()))
    college = Filters(campaign=(CAMPAIGN,), level=("college",))
    figure = catalogue.find(load(), "regards/ecart")
    whole, frame = (figure.frame(given, filters, None, True) for filters in (NOW, college))
    value = {"centre": 11 / 6, "ecole": 7 / 6, "ecart": -4 / 6, "ecart_absolu": 1.0}
    assert shown(whole, SHARED, "value") == pytest.approx(value)
    hidden = frame[(frame["choice"] == SHARED) & frame["group"].isin(["centre", "ecole"])]
    assert hidden[["n", "base", "missing", "value"]].isna().all().all()
    assert {who: shown(frame, SHARED, "value")[who] for who in ("ecart", "ecart_absolu")} == pytest.approx(
        {"ecart": -4 / 6, "ecart_absolu": 1.0}
    )
    line = figure.table(frame).set_index("Facteur").loc["Responsabilité partagée"]
    assert line.tolist() == ["masqué", "masqué", "−0,7", "1,0", "6", "0"]
    assert figure.sentence(frame).endswith("−0,7 point (6 liens).")
    assert figure.base(frame).startswith("Base\u00a0: 6 liens sur 6")
    drawn = figure.chart(frame, figure.question, width=900)
    assert "base\u00a0: 6 liens" in drawn.layout.title.text
    assert drawn.data[-1].text[0].strip("\u00a0") == "moyennes masquées"
    assert [len(trace.x) for trace in drawn.data if "markers" in trace.mode] == [0, 0]
    table = native.of(figure, frame).table
    assert table.header[1:] == ("Centre social", "École", "Écart (école − centre social)", "Écart absolu")
    assert table.rows[0] == ("Responsabilité partagée", "masqué", "masqué", "−0,7 (6)", "1,0 (6)")


def test_what_is_masked_is_in_no_file_table_or_sentence(given: Given) -> None:
    figure = catalogue.find(load(), "regards/ecart")
    frame = figure.frame(given, NOW, None, True)
    line = figure.table(frame).set_index("Facteur").loc["Réciprocité"]
    assert set(line) == {"masqué"}
    cells = list(csv.reader(io.StringIO(tables.csv(frame).decode("utf-8-sig")), delimiter=";"))
    hidden = [row for row in cells if row[2] == RECIPROCITY]
    assert len(hidden) == 4
    assert {cell for row in hidden for cell in row[7:15]} == {"masqué"}
    assert "Réciprocité" not in figure.sentence(frame)


# --- Words and tables ----------------------------------------------------------------------------------------


def said(given: Given, code: str, filters: Filters = NOW) -> str:
    figure = catalogue.find(load(), code)
    return figure.sentence(figure.frame(given, filters, None, True))


def test_sentences_say_n_and_base(given: Given) -> None:
    assert said(given, "regards/accord/r1") == (
        "L’accord est le plus faible sur «\u00a0Situation de crise\u00a0»\u00a0: les deux regards disent la même chose "
        "pour 70\u202f% des liens (7 sur 10). Le plus souvent donné par les deux à la fois\u00a0: "
        "«\u00a0Motivation, envie, intérêt\u00a0» (5 liens)."
    )
    assert said(given, "regards/accord/r2").startswith("Les deux regards donnent la même réponse pour 6 liens sur 9.")
    assert said(given, "regards/un-seul-cote/r1") == (
        "Le plus souvent vu d’un seul côté\u00a0: «\u00a0Situation de crise\u00a0» (3 des 6 liens où un regard au "
        "moins le dit)\u202f; 1 fois par le centre social seul, 2 fois par l’école seule."
    )
    assert said(given, "regards/ecart") == (
        "En moyenne, l’école note plus bas que le centre social sur 1 des 2 facteurs, plus haut sur 1. L’écart le plus "
        "grand porte sur «\u00a0Complémentarité\u00a0»\u00a0: +0,8 point (centre social 1,0, école 1,8\u202f; 5 liens)."
    )
    assert said(given, "regards/non-apparies/facteurs").endswith("Ce ne sont pas les mêmes liens.")


def test_a_gap_that_the_means_beside_it_do_not_make_is_said_to_be_exact() -> None:
    """2.04 and 1.65 are written 2,0 and 1,7 (1,65 rounds up): 0,3 apart, and their gap, −0.39, is −0,4."""
    values = {"centre": 2.04, "ecole": 1.65, "ecart": -0.39, "ecart_absolu": 0.5}
    labels = {"centre": "Centre social", "ecole": "École"}
    rows = [
        results.row(20, 20, value=value, choice="f", label="F", group=group, group_label=labels.get(group, ""))
        for group, value in values.items()
    ]
    assert side_words.of_gaps(results.frame(rows)).partition("« F »".replace(" ", "\xa0"))[2] == (
        "\xa0: −0,4 point, pris avant d’arrondir (centre social 2,0, école 1,7\u202f; 20 liens)."
    )


def test_a_masked_selection_says_nothing_but_that(given: Given) -> None:
    inside = Filters(campaign=(CAMPAIGN,), qpv=("oui",))
    for code in ("regards/accord/r1", "regards/accord/r2", "regards/un-seul-cote/r1"):
        assert said(given, code, inside).startswith("Résultat masqué"), code


def test_the_table_of_agreement_holds_who_gives_each_answer(given: Given) -> None:
    figure = catalogue.find(load(), "regards/accord/r1")
    table = figure.table(figure.frame(given, NOW, None, True)).set_index("Réponse")
    assert dict(table.loc["Situation de crise"]) == {
        "Accord": "70\u202f% (7)",
        "Les deux": "3",
        "Centre social seul": "1",
        "École seule": "2",
        "Aucun des deux": "4",
        "Base": "10",
        "Sans réponse des deux côtés": "2",
    }


def test_the_table_of_gaps_has_signs(given: Given) -> None:
    figure = catalogue.find(load(), "regards/ecart")
    table = figure.table(figure.frame(given, NOW, None, True)).set_index("Facteur")
    assert list(table.loc["Responsabilité partagée"]) == ["1,9", "1,2", "−0,7", "0,9", "10", "2"]
    assert table.loc["Complémentarité", "Écart (école − centre social)"] == "+0,8"


def test_every_code_of_a_question_is_a_figure_and_others_are_unknown(given: Given) -> None:
    for question in regards.choices(load()):
        for kind in ("accord", "un-seul-cote", "non-apparies"):
            figure = catalogue.find(load(), f"regards/{kind}/{question}")
            frame = figure.frame(given, NOW, None, True)
            assert figure.chart(frame, figure.question, width=900).data is not None
            assert figure.sentence(frame)
            assert len(figure.table(frame)) > 0
            assert figure.base(frame)
    for words in ((), ("accord",), ("accord", "h1"), ("accord", SHARED), ("autre", "r1"), ("ecart", "r1")):
        with pytest.raises(UnknownFigure):
            regards.figure(load(), *words)


def test_the_homework_is_the_centres_alone_and_cannot_be_compared() -> None:
    assert "h1" not in regards.choices(load())
    assert list(regards.choices(load()))[:3] == ["r1", "r2", "l1"]


# --- The examples, counted a second time without our code ----------------------------------------------------

Line = dict[str, str]


def lines_of(returns: Iterable[Return]) -> dict[tuple[str, str, str], dict[str, Line]]:
    """Campaign, centre and school → view → answers; wished links left out."""
    found: dict[tuple[str, str, str], dict[str, Line]] = {}
    for ret in returns:
        for observation in ret.observations:
            answers = observation.answers
            if answers["statut_lien"] != "souhaite":
                key = (ret.campaign, ret.centre_code, answers["etab_nom"])
                found.setdefault(key, {})[ret.view] = answers
    return found


def recount(both: list[dict[str, Line]], question: str, choice: str) -> dict[str, int]:
    """Who gives a choice, among the pairs that answered the question on both sides."""
    said = [[set(pair[view].get(question, "").split()) - {"nsp"} for view in ("centre", "ecole")] for pair in both]
    said = [(one, other) for one, other in said if one and other]
    centre, school = [choice in one for one, _ in said], [choice in other for _, other in said]
    sorts = list(zip(centre, school, strict=True))
    return {
        "accord": sum(one == other for one, other in sorts),
        "les_deux": sorts.count((True, True)),
        "centre": sorts.count((True, False)),
        "ecole": sorts.count((False, True)),
        "aucun": sorts.count((False, False)),
    }


@pytest.fixture(scope="module")
def returns() -> list[Return]:
    return list(examples.generate(load()))


@pytest.fixture(scope="module")
def stored(returns: list[Return], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Given]:
    path = tmp_path_factory.mktemp("pairs") / "essai.sqlite3"
    with Store.open(f"sqlite:///{path.as_posix()}") as store:
        for number, ret in enumerate(returns):
            store.deposit(ret, data=str(number).encode(), filename="essai.xlsx")
        yield Given(responses.build(store.tables(), load()))


@pytest.mark.parametrize("campaign", ["2024-2025", "2025-2026"])
@pytest.mark.parametrize("level", ["", "college"])
def test_the_examples_recounted_give_the_same(stored: Given, returns: list[Return], campaign: str, level: str) -> None:
    seen = [views for key, views in lines_of(returns).items() if key[0] == campaign and len(views) == 2]
    both = [views for views in seen if level in ("", views["centre"]["etab_niveau"])]
    filters = Filters(campaign=(campaign,), level=(level,) if level else ())
    assert pairs.count(stored.responses, filters) == len(both) > 0
    for question in pairs.questions(load()):
        frame = sides.accord(stored, question.name, filters, mask=False)
        for choice in question.substantive:
            expected = recount(both, question.name, choice.name)
            assert shown(frame, choice.name, "n") == expected, (question.name, choice.name)
    frame = sides.gaps(stored, filters, mask=False)
    for factor in sorted(set(frame["choice"])):
        notes = [[pair[view].get(factor, "nsp") for view in ("centre", "ecole")] for pair in both]
        notes = [(int(one), int(other)) for one, other in notes if "nsp" not in (one, other)]
        value = shown(frame, factor, "value")
        assert shown(frame, factor, "base")["ecart"] == len(notes)
        assert value["ecart"] == pytest.approx(sum(other - one for one, other in notes) / len(notes))
        assert value["ecart_absolu"] == pytest.approx(sum(abs(other - one) for one, other in notes) / len(notes))
        assert value["centre"] == pytest.approx(sum(one for one, _ in notes) / len(notes))
        assert value["ecole"] == pytest.approx(sum(other for _, other in notes) / len(notes))


def test_small_numbers_of_the_examples_are_hidden_everywhere(stored: Given) -> None:
    """Whatever the level chosen: no count of a base under 5, no share of a base under 10."""
    for level in ("maternelle", "elementaire", "primaire", "college", "lycee"):
        filters = Filters(campaign=(CAMPAIGN,), level=(level,))
        for question in regards.choices(load()):
            for frame in (
                sides.accord(stored, question, filters),
                sides.one_sided(stored, question, filters),
                sides.same_answers(stored, filters),
                sides.gaps(stored, filters),
            ):
                bases = frame["base"].dropna()
                assert not bases.between(1, 4).any()
                assert frame.loc[frame["base"].fillna(0) < 10, "share"].isna().all()
