"""Several campaigns side by side: a small sheet counted by hand, masks seen by an attacker, the examples recounted."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pandas as pd
import pytest

from lib import examples, responses
from lib.analysis import evolution, movements, panel, waves
from lib.codebook import load
from lib.filters import Filters
from lib.french import typeset
from lib.gallery import catalogue
from lib.gallery.figure import UnknownFigure
from lib.observation import Return
from lib.results import DTYPES
from lib.store import Store
from lib.tally import Bits
from tests.support import small, stores
from tests.support.campaigns import WAVES, Taken, many, taken

STATUS = """
lien | centre | 2023-2024  | 2024-2025       | 2025-2026  | what happens
1    | A      | actif      | actif           | actif      | kept twice
2    | A      | actif      | actif           | actif      | kept twice
3    | A      | actif      | actif           | interrompu | ends
4    | A      | actif      | en_sommeil      | actif      | sleeps, then resumes
5    | A      | actif      | .               | actif      | its centre leaves it out once
6    | A      | .          | actif           | actif      | begins
7    | A      | souhaite   | en_construction | actif      | wished, then begins
8    | A      | actif      | actif           | ?          | status not given
9    | A      | actif      | ?               | actif      | status not given, once
10   | B      | actif      | actif           | .          | B sends no return in 2026
11   | B      | actif      | actif           | .          | B sends no return in 2026
12   | C      | .          | actif           | actif      | C sends its first return in 2025
13   | C      | .          | actif           | interrompu | C sends its first return in 2025
14   | A      | interrompu | interrompu      | actif      | resumes
15   | A      | .          | .               | actif      | begins
"""
"""A dot is a link that is not in the return, « ? » one that is there without its status."""

FIRST_STEP = """
lien | 2023-2024 | 2024-2025 | 2025-2026
1    | centre    | centre    | centre
2    | centre    | ecole     | ecole
3    | centre    | centre    | centre
4    | ecole     | centre    | centre
5    | centre    | .         | centre
6    | .         | centre    | ecole
7    | .         | centre    | centre
8    | ecole     | ecole     | centre
9    | centre    | .         | centre
10   | centre    | centre    | .
11   | ecole     | centre    | .
12   | .         | ecole     | ecole
13   | .         | nsp       | centre
14   | centre    | centre    | centre
15   | .         | .         | ecole
"""


def by_hand() -> list[dict[str, str]]:
    steps = {row["lien"]: row for row in small.rows(FIRST_STEP)}
    rows = []
    for link in small.rows(STATUS):
        for wave in WAVES:
            if wave in link:
                row = {"lien": link["lien"], "centre": link["centre"], "campagne": wave, "regard": "centre"}
                row |= {"statut_lien": link[wave]} if link[wave] != "?" else {}
                rows.append(row | ({"r2": steps[link["lien"]][wave]} if wave in steps[link["lien"]] else {}))
    return rows


@pytest.fixture(scope="module")
def source() -> Taken:
    return taken(by_hand())


def shown(frame: pd.DataFrame, *columns: str) -> list[tuple]:
    """The rows as tuples, missing numbers as None."""
    return [
        tuple(None if pd.isna(v) else v for v in row) for row in frame[list(columns)].itertuples(index=False, name=None)
    ]


def first_step(source: Taken, filters: Filters, *, same: bool, mask: bool = False) -> list[tuple]:
    take = waves.of_same if same else waves.of_all
    frame = take([waves.of_choices("r2")], source, filters, mask)
    return shown(frame[frame["choice"].isin(["centre", "ecole"])], "group", "choice", "n", "base", "missing")


# --- Which campaigns


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ((), WAVES),
        (("2025-2026",), WAVES),
        (("2024-2025",), WAVES[:2]),
        (("2025-2026", "2023-2024"), ("2023-2024", "2025-2026")),
        (("1999-2000",), ()),
    ],
)
def test_a_campaign_is_followed_from_all_before_it(source: Taken, named: tuple[str, ...], expected: tuple) -> None:
    assert waves.waves(source.responses, Filters(campaign=named)) == expected


def test_a_view_without_returns_has_no_campaign(source: Taken) -> None:
    assert waves.waves(source.responses, Filters(view=("ecole",))) == ()


def test_links_are_followed_in_one_view_only(source: Taken) -> None:
    with pytest.raises(ValueError, match="one view"):
        waves.waves(source.responses, Filters(view=("centre", "ecole")))


# --- All links, and the same links


def test_each_campaign_has_the_base_of_its_own_links(source: Taken) -> None:
    assert first_step(source, Filters(), same=False) == [
        ("2023-2024", "centre", 7, 10, 0),
        ("2023-2024", "ecole", 3, 10, 0),
        ("2024-2025", "centre", 8, 11, 2),
        ("2024-2025", "ecole", 3, 11, 2),
        ("2025-2026", "centre", 9, 13, 0),
        ("2025-2026", "ecole", 4, 13, 0),
    ]


def test_the_same_links_are_those_that_answered_each_time(source: Taken) -> None:
    # 1, 2, 3, 4, 6, 7, 8, 12, 14; link 9 answered once, link 13 did not know once.
    assert first_step(source, Filters(campaign=WAVES[1:]), same=True) == [
        ("2024-2025", "centre", 6, 9, 2),
        ("2024-2025", "ecole", 3, 9, 2),
        ("2025-2026", "centre", 6, 9, 2),
        ("2025-2026", "ecole", 3, 9, 2),
    ]


def test_the_same_links_of_three_campaigns(source: Taken) -> None:
    # 1, 2, 3, 4, 8, 14; 7 was only wished at first, 9 answered twice.
    assert first_step(source, Filters(), same=True) == [
        ("2023-2024", "centre", 4, 6, 1),
        ("2023-2024", "ecole", 2, 6, 1),
        ("2024-2025", "centre", 4, 6, 1),
        ("2024-2025", "ecole", 2, 6, 1),
        ("2025-2026", "centre", 5, 6, 1),
        ("2025-2026", "ecole", 1, 6, 1),
    ]


def test_who_does_not_know_is_counted_beside_the_same_links(source: Taken) -> None:
    frame = waves.of_same([waves.of_choices("r2")], source, Filters(campaign=WAVES[1:]), False)
    assert set(frame["dont_know"]) == {1}


def test_a_filter_holds_in_every_campaign(source: Taken) -> None:
    # Active in 2025 and in 2026: 1, 2, 6, 12.
    assert first_step(source, Filters(campaign=WAVES[1:], status=("actif",)), same=True) == [
        ("2024-2025", "centre", 2, 4, 0),
        ("2024-2025", "ecole", 2, 4, 0),
        ("2025-2026", "centre", 1, 4, 0),
        ("2025-2026", "ecole", 3, 4, 0),
    ]


def test_frames_are_result_frames(source: Taken) -> None:
    for words in ("memes/r2", "facteurs/memes", "durables/4/memes", "mouvements", "maintien"):
        frame = catalogue.find(load(), f"evolution/{words}").frame(source, Filters(), None, True)
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == DTYPES, words


# --- Movements


def test_every_link_underway_has_one_fate_and_one_origin(source: Taken) -> None:
    frame = movements.movements(source, Filters(), mask=False)
    counted = {pair: dict(zip(part["choice"], part["n"], strict=True)) for pair, part in frame.groupby("group")}
    assert counted == {
        "2023-2024/2024-2025": {
            "liens_poursuivis": 6,  # 1 2 3 8 10 11
            "liens_arretes": 1,  # 4
            "liens_non_cites": 1,  # 5
            "liens_centre_muet": 0,
            "liens_statut_perdu": 1,  # 9
            "liens_commences": 2,  # 6 7
            "liens_repris": 0,
            "liens_centre_revenu": 2,  # 12 13
            "liens_statut_retrouve": 0,
        },
        "2024-2025/2025-2026": {
            "liens_poursuivis": 5,  # 1 2 6 7 12
            "liens_arretes": 2,  # 3 13
            "liens_non_cites": 0,
            "liens_centre_muet": 2,  # 10 11: their centre is silent, they have not ended
            "liens_statut_perdu": 1,  # 8
            "liens_commences": 1,  # 15
            "liens_repris": 3,  # 4 14, and 5 which stood in the first campaign
            "liens_centre_revenu": 0,
            "liens_statut_retrouve": 1,  # 9
        },
    }
    wholes = frame.drop_duplicates(["group", "family"])
    assert shown(wholes, "group", "base", "missing") == [
        ("2023-2024/2024-2025", 9, 0),
        ("2023-2024/2024-2025", 10, 1),
        ("2024-2025/2025-2026", 10, 1),
        ("2024-2025/2025-2026", 10, 1),
    ]


def test_a_first_campaign_that_is_left_out_still_tells_what_is_resumed(source: Taken) -> None:
    frame = movements.movements(source, Filters(campaign=WAVES[1:]), mask=False)
    assert shown(frame[frame["choice"] == "liens_repris"], "group", "n") == [("2024-2025/2025-2026", 3)]


def test_maintained_leaves_out_what_was_not_found_again(source: Taken) -> None:
    assert shown(movements.maintained(source, Filters(), mask=False), "label", "n", "base", "missing") == [
        ("2023-2024 → 2024-2025", 6, 7, 2),  # not 5 (left out) nor 9 (no status)
        ("2024-2025 → 2025-2026", 4, 6, 3),  # not 8 (no status), 10 and 11 (silent centre)
    ]


def test_a_filter_on_the_status_does_not_touch_movements(source: Taken) -> None:
    narrowed = movements.movements(source, Filters(status=("actif",)), mask=False)
    pd.testing.assert_frame_equal(narrowed, movements.movements(source, Filters(), mask=False))


def test_movements_of_a_centre(source: Taken) -> None:
    frame = movements.movements(source, Filters(centre=("B",)), mask=False)
    assert shown(frame[frame["n"] > 0], "group", "choice", "n", "base") == [
        ("2023-2024/2024-2025", "liens_poursuivis", 2, 2),
        ("2024-2025/2025-2026", "liens_centre_muet", 2, 2),
    ]


def test_small_pairs_are_masked_whole(source: Taken) -> None:
    frame = movements.movements(source, Filters(centre=("B",)), mask=True)
    before, after = (part for _, part in frame.groupby("group"))
    assert before["masked"].all() and before["n"].isna().all()  # two links in each
    # Nobody of B is underway in 2026: that base is empty, the other hides two links.
    assert after["masked"].all()


def test_movements_of_all_but_a_small_centre_are_masked(source: Taken) -> None:
    """What is left out has two links: the whole is shown elsewhere."""
    frame = movements.movements(source, Filters(centre=("A", "C")), mask=True)
    assert frame["masked"].all()


def test_one_campaign_has_no_movements(source: Taken) -> None:
    assert movements.movements(source, Filters(campaign=WAVES[:1])).empty
    assert movements.maintained(source, Filters(campaign=WAVES[:1])).empty


# --- Masks


def test_ages_shown_together_differ_by_nobody_or_by_five_links() -> None:
    draw = Random(4)
    for _ in range(300):
        bases = dict(zip(waves.YEARS, sorted((draw.randrange(60) for _ in waves.YEARS), reverse=True), strict=True))
        together = waves.shown_years(bases)
        assert 3 in together
        gaps = {abs(bases[one] - bases[other]) for one, other in combinations(together, 2)}
        assert gaps.isdisjoint(range(1, 5))


def test_an_age_that_singles_out_few_links_is_masked() -> None:
    """Twenty links of ten years, two of three: from four years on, they would be found by subtraction."""
    rows = [
        {"lien": str(link), "centre": "A", "campagne": wave, "regard": "centre", "statut_lien": "actif"}
        | {"annee_debut": "2022" if link > 20 else "2010"}
        for wave in WAVES[1:]
        for link in range(1, 23)
    ]
    source = taken(rows)
    of_years = {years: waves.of_all([waves.of_durable(years)], source, Filters(), True) for years in (3, 4, 5)}
    assert shown(of_years[3], "group", "base", "masked") == [("2024-2025", 22, False), ("2025-2026", 22, False)]
    # In 2025 the two are three years old and not four; in 2026 they are four, and not five.
    assert list(of_years[4]["masked"]) == [True, False]
    assert list(of_years[5]["masked"]) == [True, True]
    assert waves.of_same([waves.of_durable(5)], source, Filters(), True)["masked"].all()
    assert not waves.of_same([waves.of_durable(3)], source, Filters(), True)["masked"].any()


def test_selected_keeps_what_the_bits_keep(source: Taken) -> None:
    for filters in (
        Filters(),
        Filters(status=("actif", "souhaite")),
        Filters(centre=("A",)),
        Filters(level=("lycee",)),
    ):
        assert filters.kept(source.responses.frame).sum() == source.bits.count(filters, ()).n


# --- Codes


@pytest.mark.parametrize(
    "code",
    [
        "evolution/tous/l1",
        "evolution/memes/l1/lev_clas+lev_pre",
        "evolution/tous/chiffres",
        "evolution/memes/indice_durabilite",
        "evolution/tous/nb_leviers",
        "evolution/facteurs/tous",
        "evolution/acquis/memes",
        "evolution/durables/10",
        "evolution/durables/1/memes",
        "evolution/mouvements",
        "evolution/maintien",
    ],
)
def test_a_code_gives_its_figure(code: str) -> None:
    figure = catalogue.find(load(), code)
    assert (figure.code, figure.page, figure.compares) == (code, "evolution", False)


@pytest.mark.parametrize(
    "code",
    [
        "evolution/tous",
        "evolution/tous/facteurs",
        "evolution/tous/r1_autre",
        "evolution/tous/dur_reciprocite",
        "evolution/tous/l1/lev_inconnu",
        "evolution/ailleurs/l1",
        "evolution/durables/0",
        "evolution/durables/11",
        "evolution/durables/trois",
        "evolution/mouvements/l1",
    ],
)
def test_a_code_of_nothing_is_unknown(code: str) -> None:
    with pytest.raises(UnknownFigure):
        catalogue.find(load(), code)


def test_every_subject_has_both_figures() -> None:
    for subject in evolution.subjects(load()):
        for scope in (evolution.ALL, evolution.SAME):
            code = evolution.code_of(scope, subject)
            assert catalogue.find(load(), code).code == code


# --- Words


def test_the_sentence_says_what_differs_most_and_that_it_may_be_nothing(source: Taken) -> None:
    figure = catalogue.find(load(), "evolution/tous/r2")
    frame = figure.frame(source, Filters(campaign=WAVES[:2]), None, True)
    assert figure.sentence(frame) == typeset(
        "De 2023-2024 à 2024-2025, la plus forte hausse est pour « Le centre social » : 70 % (7 sur 10) puis 73 % "
        "(8 sur 11) ; la plus forte baisse est pour « L’école » : 30 % (3 sur 10) puis 27 % (3 sur 11). Les "
        "intervalles à 95 % se recouvrent : trop peu de réponses pour conclure à un changement."
    )
    assert figure.base(frame) == (
        "Base\u00a0: 2023-2024, 10 liens (0 sans réponse)\u202f; 2024-2025, 11 liens (2 sans réponse). Ce ne sont pas "
        "tous les mêmes liens d’une campagne à l’autre."
    )
    table = figure.table(frame)
    assert list(table.columns) == ["Modalité", "2023-2024", "2024-2025", "Écart\u00a0: 2023-2024 à 2024-2025"]
    assert list(table.iloc[0]) == ["Le centre social", "70\u202f% (7 sur 10)", "73\u202f% (8 sur 11)", "+3 points"]


def test_campaigns_of_few_answers_are_left_out_of_the_comparison() -> None:
    """Seven answers in the first campaign are counts: the shares of the two others are compared."""
    source = many({WAVES[0]: range(1, 8), WAVES[1]: range(1, 21), WAVES[2]: range(1, 31)})
    figure = catalogue.find(load(), "evolution/tous/r2/centre")
    assert figure.sentence(figure.frame(source, Filters(), None, True)) == typeset(
        "De 2024-2025 à 2025-2026, « Le centre social » : 100 % (20 sur 20) puis 100 % (30 sur 30)."
    )


def test_a_single_campaign_that_may_be_shown_is_not_compared() -> None:
    source = many({WAVES[1]: range(1, 4), WAVES[2]: range(1, 31)})
    figure = catalogue.find(load(), "evolution/tous/r2")
    assert figure.sentence(figure.frame(source, Filters(), None, True)).startswith("Une seule campagne")


def test_the_base_of_the_same_links_is_said(source: Taken) -> None:
    figure = catalogue.find(load(), "evolution/memes/r2")
    frame = figure.frame(source, Filters(campaign=WAVES[1:]), None, False)
    assert figure.base(frame) == (
        "Base\u00a0: les 9 mêmes liens, qui ont répondu dans chaque campagne\u202f; non compris\u00a0: 2 liens "
        "retrouvés chaque fois, qui n’ont pas toujours répondu."
    )
    assert "43" not in figure.sentence(frame)


def test_movements_are_said_in_words(source: Taken) -> None:
    figure = catalogue.find(load(), "evolution/mouvements")
    frame = figure.frame(source, Filters(campaign=WAVES[1:]), None, True)
    assert figure.sentence(frame) == typeset(
        "10 liens en cours en 2024-2025 : 5 se poursuivent, 2 sont interrompus ou en sommeil, 2 ont un centre sans "
        "retour cette fois et 1 n’a plus de statut précisé. 10 liens en cours en 2025-2026 : 5 l’étaient déjà, "
        "1 a commencé (ou est cité pour la première fois), 3 ont repris et 1 n’avait pas de statut précisé."
    )


def test_masked_campaigns_say_no_number(source: Taken) -> None:
    for code in ("evolution/memes/r2", "evolution/mouvements", "evolution/maintien"):
        figure = catalogue.find(load(), code)
        frame = figure.frame(source, Filters(campaign=WAVES[1:], centre=("B", "C")), None, True)
        assert frame["masked"].all(), code
        text = figure.sentence(frame) + figure.base(frame) + " ".join(figure.table(frame).to_numpy().ravel())
        digits = [char for char in text.replace("2024-2025", "").replace("2025-2026", "") if char.isdigit()]
        assert set(digits) <= {"5"}, code  # « moins de 5 liens »


# --- The examples, counted a second time


Key = tuple[str, str]
Seen = dict[str, dict[Key, dict[str, str]]]


@pytest.fixture(scope="module")
def returns() -> list[Return]:
    return list(examples.generate(load()))


@pytest.fixture(scope="module")
def example(returns: list[Return], tmp_path_factory: pytest.TempPathFactory) -> Taken:
    """The example returns through the store, which recognises a link from one campaign to the next."""
    with Store.open(stores.fresh_url(tmp_path_factory.mktemp("waves"))) as store:
        for number, ret in enumerate(returns):
            store.deposit(ret, data=str(number).encode(), filename="essai.xlsx")
        found = responses.build(store.tables(), load())
    return Taken(found, Bits.pack(found))


@pytest.fixture(scope="module")
def seen(returns: list[Return]) -> Seen:
    """Campaign → (centre, school's name) → answers, in the centres' view: names differ within a centre."""
    found: Seen = {}
    for ret in returns:
        if ret.view == "centre":
            links = {(ret.centre_code, link.answers["etab_nom"]): dict(link.answers) for link in ret.observations}
            assert len(links) == len(ret.observations)
            found.setdefault(ret.campaign, {}).update(links)
    return found


def existing(seen: Seen, wave: str) -> dict[Key, dict[str, str]]:
    return {key: link for key, link in seen[wave].items() if link["statut_lien"] != "souhaite"}


def who_answered_each_time(seen: Seen, question: str) -> list[Key]:
    before, after = (existing(seen, wave) for wave in sorted(seen))
    both = before.keys() & after.keys()
    return [key for key in both if "nsp" not in {of[key].get(question, "nsp") for of in (before, after)}]


def test_the_examples_panels_recounted(example: Taken, seen: Seen) -> None:
    codebook = load()
    for question in ("r1", "l1", "q1", "c1", "p1", "r2", "d5", "d6", "o3", "etab_niveau", "statut_lien"):
        same = who_answered_each_time(seen, question)
        frame = waves.of_same([waves.of_choices(question)], example, Filters(), False)
        assert len(frame) >= 2 * len(codebook[question].substantive) - 2
        for row in frame.to_dict("records"):
            answers = seen[row["group"]]
            n = sum(row["choice"] in answers[key][question].split() for key in same)
            assert (row["n"], row["base"]) == (n, len(same)), (question, row["group"], row["choice"])


def test_the_examples_means_recounted(example: Taken, seen: Seen) -> None:
    figure = catalogue.find(load(), "evolution/facteurs/memes")
    rows = figure.frame(example, Filters(), None, False).to_dict("records")
    assert len(rows) == 16
    for row in rows:
        same = who_answered_each_time(seen, row["choice"])
        points = [int(seen[row["group"]][key][row["choice"]]) for key in same]
        assert row["base"] == len(same)
        assert row["value"] == pytest.approx(sum(points) / len(points))


def test_the_examples_movements_recounted(example: Taken, seen: Seen, returns: list[Return]) -> None:
    first, second = sorted(seen)
    heard = {(ret.campaign, ret.centre_code) for ret in returns if ret.view == "centre"}
    on = {
        wave: {k for k, link in seen[wave].items() if link["statut_lien"] in ("actif", "en_construction")}
        for wave in seen
    }
    kept = on[first] & on[second]
    lost = {key for key in on[first] if key not in seen[second]}
    silent = {key for key in lost if (second, key[0]) not in heard}
    new = {key for key in on[second] if key not in seen[first]}
    unheard = {key for key in new if (first, key[0]) not in heard}
    wished = {k for k in on[second] if seen[first].get(k, {}).get("statut_lien") == "souhaite"}
    frame = movements.movements(example, Filters(), mask=False)
    counted = dict(zip(frame["choice"], frame["n"], strict=True))
    assert counted == {
        "liens_poursuivis": len(kept),
        "liens_arretes": len(on[first] - kept - lost),
        "liens_non_cites": len(lost - silent),
        "liens_centre_muet": len(silent),
        "liens_statut_perdu": 0,
        "liens_commences": len(new - unheard) + len(wished),
        "liens_repris": len(on[second] - kept - new - wished),
        "liens_centre_revenu": len(unheard),
        "liens_statut_retrouve": 0,
    }
    assert min(len(kept), len(silent), len(new - unheard), len(unheard)) > 0  # the examples have something to show
    active = {wave: {k for k, link in seen[wave].items() if link["statut_lien"] == "actif"} for wave in seen}
    [row] = movements.maintained(example, Filters(), mask=False).to_dict("records")
    assert (row["n"], row["base"]) == (len(active[first] & active[second]), len(active[first] & seen[second].keys()))


@pytest.mark.parametrize("years", waves.YEARS)
def test_the_examples_durable_links_recounted(example: Taken, seen: Seen, years: int) -> None:
    for row in waves.of_all([waves.of_durable(years)], example, Filters(), False).to_dict("records"):
        year = int(row["group"][-4:])
        links = existing(seen, row["group"]).values()
        old = [link for link in links if "annee_debut" in link and year - int(link["annee_debut"]) >= years]
        assert (row["n"], row["base"]) == (sum(link["statut_lien"] == "actif" for link in old), len(old))


def test_a_veil_hides_every_number_but_of_empty_rows() -> None:
    source = many({WAVES[1]: range(1, 21), WAVES[2]: range(1, 21)})
    frame = waves.of_all([waves.of_choices("r2")], source, Filters(), True)
    veiled = panel.veil(frame, np.array([wave == WAVES[1] for wave in frame["group"]]))
    assert list(veiled["masked"]) == [wave == WAVES[1] for wave in frame["group"]]
    hidden = veiled[veiled["masked"]]
    assert hidden[["n", "base", "missing", "dont_know", "share", "low", "high", "value"]].isna().all(axis=None)
    empty = replace(Filters(), level=("lycee",))
    assert not panel.veil(waves.of_all([waves.of_choices("r2")], source, empty, True))["masked"].any()
