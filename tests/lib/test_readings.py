"""The fifteen readings: what they are made of, that they find what is there, and not what is not."""

from __future__ import annotations

import csv
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lib import codebook, dictionary, examples, responses
from lib.analysis import phrases, readings
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from lib.responses import Responses
from lib.tally import Bits
from tests.support import small

BOOK = codebook.load()
CAMPAIGN = "2025-2026"
FILTERS = Filters(campaign=(CAMPAIGN,))
SEEDS, LINKS = 200, 80
FIGURES = {code: catalogue.find(BOOK, code) for reading in readings.load() for code in readings.codes(reading)}


def example_rows() -> list[dict[str, str]]:
    links: dict[tuple[str, str], int] = {}
    return [
        {
            "lien": str(links.setdefault((ret.centre_code, link.answers["etab_nom"]), len(links) + 1)),
            "centre": ret.centre_code,
            "campagne": ret.campaign,
            "regard": ret.view,
            **link.answers,
        }
        for ret in examples.generate(BOOK)
        if ret.campaign == CAMPAIGN
        for link in ret.observations
    ]


@pytest.fixture(scope="module")
def source() -> SimpleNamespace:
    given = responses.build(small.of_rows(example_rows(), BOOK), BOOK)
    return SimpleNamespace(responses=given, bits=Bits.pack(given))


def said(figure: Figure, source: SimpleNamespace, filters: Filters = FILTERS, mask: bool = True) -> str:
    return figure.sentence(figure.frame(source, filters, None, mask)).replace("\u202f", " ").replace("\xa0", " ")


def test_there_are_fifteen_readings_each_with_its_question_base_and_caution() -> None:
    with readings.PATH.open(encoding="utf-8-sig", newline="") as file:
        assert [row["code"] for row in csv.DictReader(file)] == [f"X{number}" for number in range(1, 16)]
    for code, reading in readings.load().items():
        assert all((reading.title, reading.question, reading.lecture, reading.base, reading.caution, reading.lines))
        assert readings.codes(code), code
        assert all("?" not in text or "\u202f?" in text for text in (reading.question, reading.lecture))


def test_every_figure_of_a_reading_has_its_code_its_page_and_indicators_of_the_dictionary() -> None:
    known = dictionary.load()
    for code, figure in FIGURES.items():
        assert figure.code == code
        assert set(figure.indicators) <= set(known)
        if not code.startswith("regards"):
            assert figure.page == "croisements"
            assert figure.caution == readings.load()[code.split("/")[1]].caution
    assert catalogue.find(BOOK, "lecture/x3").code == "regards/ecart"


@pytest.mark.parametrize("code", ["lecture/x16", "lecture/x1/rien", "lecture/x2/nombre/trop"])
def test_no_other_reading_is_known(code: str) -> None:
    with pytest.raises(catalogue.UnknownFigure):
        catalogue.find(BOOK, code)


def test_another_questionnaire_has_only_the_readings_that_it_allows() -> None:
    book = small.codebook_of({"l1": "select_multiple lev"}, {"lev": "a b aucun"})
    for code, figure in FIGURES.items():
        if figure.page == "croisements":
            with pytest.raises(catalogue.UnknownFigure):
                catalogue.find(book, code)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("lecture/x1", ["personne dans l’école » : 65 % pour « Durable » (20 sur 31)", "réponses prises ensemble"]),
        ("lecture/x2", ["« Responsabilité partagée » : 2,3 en moyenne pour « Durable » (28 liens)", "6 autres"]),
        ("lecture/x5", ["« Durable » : 4 sur 16 pour « Né d’une crise » et 27 sur 36 pour « Autre lien »"]),
        ("lecture/x8", ["« Durable » : 100 % pour « Les deux » (11 sur 11)"]),
        ("lecture/x10", ["« Durable » : 95 % pour « Partagée et formalisée » (19 sur 20)"]),
        ("lecture/x10/frequence", ["« Mensuelle » : 43 % pour « Partagée et formalisée » (12 sur 28)"]),
    ],
)
def test_the_planted_relations_are_found(source: SimpleNamespace, code: str, words: list[str]) -> None:
    sentence = said(FIGURES[code], source)
    assert phrases.LINK in sentence
    assert all(word in sentence for word in words), sentence


def test_what_was_not_planted_is_not_said(source: SimpleNamespace) -> None:
    for code in ("lecture/x4", "lecture/x6", "lecture/x7", "lecture/x11", "lecture/x13", "lecture/x15/debut"):
        assert phrases.NO_LINK in said(FIGURES[code], source)


def test_readings_claim_no_cause(source: SimpleNamespace) -> None:
    forbidden = re.compile(r"\b(fait durer|grâce à|à cause de|permet|entraîne|explique|favorise)", re.IGNORECASE)
    for figure in FIGURES.values():
        assert not forbidden.search(said(figure, source))
    for reading in readings.load().values():
        assert not forbidden.search(f"{reading.title} {reading.lecture}")


def test_partners_meet_the_seven_goals_of_the_short_list(source: SimpleNamespace) -> None:
    """The study asks for 26 × 7: partners against the document's numbered goals, and « Ensemble » beside them."""
    figure = FIGURES["lecture/x4"]
    frame = figure.frame(source, FILTERS, None, True)
    core = [choice.name for choice in BOOK["p1"].choices if choice.level == "core"]
    assert len(core) == 7
    assert list(dict.fromkeys(frame["group"])) == core
    partners = [choice.name for choice in BOOK["q1"].choices if choice.name.startswith("qui_")]
    assert set(frame["choice"]) - {"", "autre"} <= set(partners)
    # Only what is shown is tested: each partner that is not masked, and that some do not cite, by seven goals.
    assert frame.attrs["verdict"].family <= 7 * (frame["choice"].nunique() - 1)
    drawn = figure.chart(frame, figure.question, width=1000)
    assert "Trop de colonnes" not in drawn.to_json()


def test_crisis_is_told_in_counts(source: SimpleNamespace) -> None:
    figure = FIGURES["lecture/x5"]
    frame = figure.frame(source, FILTERS, None, True)
    assert frame["share"].isna().all()
    assert "%" not in figure.table(frame).to_string()
    assert "%" not in figure.chart(frame, figure.question).to_json().replace("60%", "")


def test_the_two_views_stand_side_by_side_and_are_never_added(source: SimpleNamespace) -> None:
    figure = FIGURES["lecture/x15"]
    frame = figure.frame(source, FILTERS, None, True)
    assert list(frame["group"].unique()) == ["centre", "ecole"]
    assert dict(zip(frame["group"], frame["base"], strict=True)) == {"centre": 65, "ecole": 20}
    assert said(figure, source).endswith(readings.BESIDE)


def test_means_worked_out_by_hand() -> None:
    """Eleven durable links rate « réciprocité » 3, six others 1: means 3 and 1; of both (33 + 6) / 17."""
    keys = {"centre": "A", "campagne": CAMPAIGN, "regard": "centre", "annee_debut": "2020"}
    rows = [keys | {"statut_lien": "actif", "dur_reciprocite": "3"}] * 11
    rows += [keys | {"statut_lien": "interrompu", "dur_reciprocite": "1"}] * 6
    given = responses.build(small.of_rows([r | {"lien": str(i)} for i, r in enumerate(rows)], BOOK), BOOK)
    frame = FIGURES["lecture/x2"].frame(SimpleNamespace(bits=Bits.pack(given)), FILTERS, None, True)
    mine = frame[frame["choice"] == "dur_reciprocite"]
    assert dict(zip(mine["group"], mine["value"], strict=True)) == {"": 39 / 17, "durable": 3.0, "non_durable": 1.0}
    assert dict(zip(mine["group"], mine["base"], strict=True)) == {"": 17, "durable": 11, "non_durable": 6}
    assert FIGURES["lecture/x2"].table(mine)["Durable"].tolist() == ["3,0 (11)"]


def test_small_groups_have_no_mean() -> None:
    keys = {"centre": "A", "campagne": CAMPAIGN, "regard": "centre", "annee_debut": "2020", "statut_lien": "actif"}
    rows = [keys | {"dur_reciprocite": "3"}] * 11 + [keys | {"statut_lien": "interrompu", "dur_reciprocite": "1"}] * 4
    given = responses.build(small.of_rows([r | {"lien": str(i)} for i, r in enumerate(rows)], BOOK), BOOK)
    frame = FIGURES["lecture/x2"].frame(SimpleNamespace(bits=Bits.pack(given)), FILTERS, None, True)
    mine = frame[frame["choice"] == "dur_reciprocite"]
    assert mine["masked"].all()
    assert mine["value"].isna().all()


def by_chance(population: pd.DataFrame) -> Responses:
    """As many campaigns as seeds, of links whose answers to each question are drawn without regard to the others.

    What is drawn is what the example links answered, question by question: sizes, boxes that go together and
    untouched sections are real, and nothing goes with anything else.
    """
    question_of = {column: re.split("[/?]", column)[0] for column in population.columns}
    question_of |= dict.fromkeys(("annee_debut", "annee_fin", "age"), "age")
    drawn = [q for q in dict.fromkeys(question_of.values()) if q in BOOK or q == "age"]
    rngs = [np.random.default_rng(seed) for seed in range(SEEDS)]
    places = [rng.integers(0, len(population), (len(drawn), LINKS)) for rng in rngs]
    at = dict(zip(drawn, np.hstack(places), strict=True))
    same = np.zeros(SEEDS * LINKS, dtype=np.intp)
    columns = {name: population[name].array.take(at.get(question_of[name], same)) for name in population.columns}
    columns["campaign"] = pd.Categorical(np.repeat([str(seed) for seed in range(SEEDS)], LINKS))
    columns["link"] = np.arange(SEEDS * LINKS, dtype=np.int32)
    return Responses(pd.DataFrame(columns), BOOK)


@pytest.fixture(scope="module")
def drawn(source: SimpleNamespace) -> SimpleNamespace:
    frame = source.responses.frame
    given = by_chance(frame[(frame["view"] == "centre") & (frame["statut_lien"] != "souhaite")])
    return SimpleNamespace(responses=given, bits=Bits.pack(given))


def test_random_answers_are_said_to_be_linked_one_time_in_twenty_at_most(drawn: SimpleNamespace) -> None:
    """Of 200 seeds, ten at most let any reading say « lien », whichever of the fifteen it is."""
    tested = [figure for figure in FIGURES.values() if figure.page == "croisements"]
    linked = {
        seed: [figure.code for figure in tested if phrases.LINK in said(figure, drawn, Filters(campaign=(str(seed),)))]
        for seed in range(SEEDS)
    }
    assert sum(map(bool, linked.values())) <= SEEDS * 0.05, {seed: codes for seed, codes in linked.items() if codes}


def test_both_views_conclude_the_same(source: SimpleNamespace, drawn: SimpleNamespace) -> None:
    """What a reading says is linked does not depend on the mask: on the examples, and on random answers."""
    samples = [(source, FILTERS), *((drawn, Filters(campaign=(str(seed),))) for seed in range(5))]
    for sample, filters in samples:
        shared, working = (
            {code: figure.frame(sample, filters, None, mask).attrs.get("verdict") for code, figure in FIGURES.items()}
            for mask in (True, False)
        )
        assert working == shared
        assert {code for code, verdict in shared.items() if verdict is None} == {*readings.codes("x3"), "lecture/x15"}


def test_no_number_of_a_test_is_broken_over_two_lines(source: SimpleNamespace) -> None:
    for figure in FIGURES.values():
        sentence = figure.sentence(figure.frame(source, FILTERS, None, True))
        assert not re.search(r" [=<]|[=<] |V de|de Cramér", sentence), sentence
