"""The document's questions and homework: which there are, what the survey says of each, and how it is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from lib import codebook as codebooks
from lib import dictionary, indicators, openquestions, responses
from lib.filters import Filters
from lib.french import quote, typeset
from lib.gallery import catalogue
from lib.gallery.figure import UnknownFigure
from lib.masking import MASKED
from lib.openquestions import DIRECT, PARTIAL, load
from lib.responses import Responses
from lib.results import DTYPES
from lib.store.remarks import Remark, Tick
from lib.tally import Bits
from tests.support import small
from tests.support.results import frame, row

THIS_YEAR = Filters(campaign=(small.CAMPAIGN,))
NOON = datetime(2026, 11, 23, 13, 8, tzinfo=UTC)
CODEBOOK = codebooks.load()


@dataclass(frozen=True)
class Data:
    responses: Responses
    bits: Bits


def source(tables) -> Data:
    built = responses.build(tables, CODEBOOK)
    return Data(built, Bits.pack(built))


@pytest.fixture(scope="module")
def survey() -> Data:
    """The small return of tests/support/small.py."""
    return source(small.tables(CODEBOOK))


def remark(status: str, text: str = "", **more: object) -> Remark:
    given = {"number": 1, "subject": "s", "campaign": "", "who": "", "at": NOON}
    return Remark(status=status, text=text, **{**given, **more})


def test_the_document_asks_six_questions_two_in_passing_and_has_fourteen_follow_ups() -> None:
    assert [each.code for each in openquestions.questions()] == [
        "quest_droit_commun_educ_pop",
        "quest_ecole_doit_tout_faire",
        "quest_ecole_plus_ouverte",
        "quest_centre_ouvert_quartier",
        "quest_carte_heuristique_clas",
        "quest_communaute_educative",
    ]
    assert [(each.code, each.same_as) for each in openquestions.asked_elsewhere()] == [
        ("dur_q_ouverture_ecoles", "quest_ecole_plus_ouverte"),
        ("pq_q_concurrence", ""),
    ]
    assert len(openquestions.follow_ups()) == 14
    assert openquestions.asked_elsewhere()[1].title == typeset("Pour quoi faire : … ou concurrence ?")


def test_homework_is_three_local_tasks_of_which_one_is_asked_and_five_contacts() -> None:
    local, department = openquestions.homework(local=True), openquestions.homework(local=False)
    assert [(each.code, each.is_counted) for each in local] == [
        ("dev_local_interroger_ecole", True),
        ("dev_local_elements_valorisation", False),
        ("dev_local_completer_document", False),
    ]
    assert [each.label for each in department] == [
        "Personne-ressource nommée (prénom non repris)",
        "Travailleurs sociaux",
        "Coordonnateurs REP",
        "Inspection",
        "Responsables de secteur",
    ]


def test_every_row_names_what_exists_and_how_far_it_reaches(survey: Data) -> None:
    single = set(indicators.summary(survey.responses, survey.bits, THIS_YEAR)["indicator"])
    for each in load().values():
        assert (each.reach in (DIRECT, PARTIAL)) == bool(each.figures or each.indicators), each.code
        assert [figure.code for figure in openquestions.speaking(CODEBOOK, each)] == list(each.figures)
        assert set(each.indicators) <= single & set(dictionary.load())
        assert each.same_as in ("", *load())


def test_what_no_question_of_the_survey_speaks_to_is_left_without_a_reading(survey: Data) -> None:
    silent = [
        each.code
        for each in (*openquestions.questions(), *openquestions.follow_ups())
        if not openquestions.readings(survey, each, THIS_YEAR)
    ]
    assert silent == [
        "quest_droit_commun_educ_pop",
        "suite_montee_competences",
        "suite_temps_departemental",
        "suite_retours",
        "suite_plusieurs_lieux",
    ]


# Question → what the small return says of it, counted by hand in its sheets (wished links left out).
SAID = {
    # O1: plutôt 2, 6, 10, 12; pas d’accord 3, 5, 8; tout à fait 1, 11; « ne sait pas » 4 and 9.
    "quest_ecole_plus_ouverte": (
        "« L’école est plus ouverte sur le quartier depuis quelques années. » "
        "La réponse la plus fréquente est « Plutôt d’accord » : 4 liens sur 9 ayant répondu. Viennent ensuite "
        "« Pas d’accord » (3) et « Tout à fait d’accord » (2). Moins de 10 réponses : effectifs seuls.",
        "École plus ouverte sur le quartier : 6 sur 9.",
    ),
    # L1 is answered by ten links (7 and 12 are blank), CLAS ticked by 1, 2 and 6.
    "quest_carte_heuristique_clas": (
        "« Quelles entrées ou opportunités ont servi ? » "
        "Levier « Dispositif CLAS » : 30 % des liens (3 sur 10 ayant répondu).",
    ),
    # Points 3, 2, 1, 0, 0, 2, 1, 3, 2 of links 1–6, 8, 11, 12: 14 over 9 links.
    "quest_ecole_doit_tout_faire": (
        "Facteur « Responsabilité partagée » : 1,6 sur 3 en moyenne (9 liens ayant noté ce facteur).",
    ),
    # Q1 is answered by ten links (7 and 9 are blank).
    "suite_familles": (
        "« Avec qui ? » Partenaires cités sur 10 liens ayant répondu : « Parents d’élèves » (20 %, 2), « Association "
        "de parents d’élèves » (10 %, 1) et « Parents relais ou ressources » (10 %, 1).",
    ),
}


@pytest.mark.parametrize("code", SAID)
def test_readings_are_the_numbers_of_the_return(survey: Data, code: str) -> None:
    expected = tuple(typeset(text) for text in SAID[code])
    assert openquestions.readings(survey, load()[code], THIS_YEAR) == tuple(
        text.replace("10 réponses", "10\u00a0réponses") for text in expected
    )


def test_every_reading_of_a_figure_says_which_question_of_the_survey_it_answers(survey: Data) -> None:
    for each in load().values():
        said = openquestions.readings(survey, each, THIS_YEAR)
        for figure, sentence in zip(openquestions.speaking(CODEBOOK, each), said, strict=False):
            assert quote(figure.question) in sentence, each.code
    link = openquestions.readings(survey, load()["suite_lien_ecoles"], THIS_YEAR)[0]
    assert link.startswith(
        typeset("« L’école a-t-elle été interrogée avec les mêmes questions ? » La réponse la plus fréquente est")
    )


def test_a_reading_over_few_links_is_masked_but_in_the_working_view(survey: Data) -> None:
    few = Filters(campaign=(small.CAMPAIGN,), centre=("B",))
    clas = load()["quest_carte_heuristique_clas"]
    assert openquestions.readings(survey, clas, few)[0].startswith(
        typeset("« Quelles entrées ou opportunités ont servi ? » Résultat masqué")
    )
    # Of links 6, 7, 8 and 9 all but 7 answered L1.
    assert openquestions.readings(survey, clas, few, False) == (
        typeset(
            "« Quelles entrées ou opportunités ont servi ? » Levier « Dispositif CLAS » : 1 sur 3 ayant répondu. "
            "Moins de 10\u00a0réponses : effectifs seuls."
        ),
    )


@pytest.mark.parametrize(
    "code",
    [
        "reponse",
        "reponse/l1",
        "reponse/l1/rien",
        "reponse/l1/lev_clas/lev_clas",
        "reponse/rien/lev_clas",
        "reponse/dur_reciprocite/2",
        "reponse/r2/nsp",
        "facteur",
        "facteur/l1",
        "facteur/dur_reciprocite/2",
    ],
)
def test_words_that_name_no_answer_or_factor_make_no_figure(code: str) -> None:
    with pytest.raises(UnknownFigure):
        catalogue.find(CODEBOOK, code)


def test_a_questionnaire_without_the_questions_says_nothing_and_breaks_nothing() -> None:
    other = small.codebook_of({"l1": "select_multiple lev"}, {"lev": "lev_autre aucun"})
    assert [openquestions.speaking(other, each) for each in openquestions.questions()] == [()] * 6
    with pytest.raises(UnknownFigure):
        catalogue.find(other, "devoirs/par-centre")


def test_homework_by_centre_counts_active_links(survey: Data) -> None:
    """Active are 1 to 4 of A, 6 and 8 of B, 11 and 12 of C; asked are 1, 2 and 8; 4 and 12 do not say."""
    figure = catalogue.find(CODEBOOK, "devoirs/par-centre")
    shown = figure.frame(survey, THIS_YEAR, None, False)
    assert {name: str(dtype) for name, dtype in shown.dtypes.items()} == DTYPES
    counted = shown[["choice", "label", "n", "base", "missing", "group"]].itertuples(index=False, name=None)
    assert list(counted) == [
        ("A", "Centre A", 2, 4, 1, ""),
        ("B", "Centre B", 1, 2, 0, ""),
        ("C", "Centre C", 0, 2, 1, ""),
    ]
    assert figure.sentence(shown) == typeset(
        "2 centres sociaux sur 3 ont interrogé au moins une école : Centre A (2 sur 4) et Centre B (1 sur 2)."
    )
    masked = figure.frame(survey, THIS_YEAR, None, True)
    assert set(masked["display"]) == {MASKED}
    assert masked[["n", "base", "missing", "share", "value"]].isna().all(axis=None)
    assert set(figure.table(masked).drop(columns="Centre social").to_numpy().ravel()) == {"masqué"}
    assert figure.sentence(masked).startswith("Résultat masqué")


def test_a_small_centre_hides_another_with_it() -> None:
    """Active links: A 12 (5 asked), B 6 (3), C 3 (3), D 7 (none).

    C, the one centre of its commune, is under five; D goes with it as its commune does: A and B have another, of 18.
    """
    sizes = {"A": (12, 5), "B": (6, 3), "C": (3, 3), "D": (7, 0)}
    links = [(centre, number < asked) for centre, (size, asked) in sizes.items() for number in range(size)]
    data = source(
        small.of_rows(
            [
                {
                    "lien": str(number),
                    "centre": centre,
                    "campagne": small.CAMPAIGN,
                    "regard": "centre",
                    "statut_lien": "actif",
                    "h1": "oui" if asked else "non",
                }
                for number, (centre, asked) in enumerate(links, start=1)
            ],
            CODEBOOK,
        )
    )
    figure = catalogue.find(CODEBOOK, "devoirs/par-centre")
    shown = figure.frame(data, THIS_YEAR, None, True)
    assert list(zip(shown["choice"], shown["display"], strict=True)) == [
        ("A", "percent"),
        ("B", "count"),
        ("C", "masked"),
        ("D", "masked"),
    ]
    assert figure.sentence(shown) == typeset(
        "2 centres sociaux sur 2 ont interrogé au moins une école : Centre A (5 sur 12) et Centre B (3 sur 6) ; 2 "
        "autres sont masqués."
    )
    assert figure.base(shown) == typeset(
        "Base : les liens actifs de chaque centre (18 liens pour 2 centres sociaux) ; ceux qui n’ont pas répondu y "
        "restent."
    )
    (bars,) = figure.chart(shown, figure.question).data
    assert [centre for _, centre, _ in bars.customdata] == ["A", "B"]
    assert figure.table(shown).iloc[0].tolist() == ["Centre A", "5", "12", "0", "42\u202f%"]


def test_a_centre_without_active_links_has_no_numbers_and_nobody_asked_is_said() -> None:
    figure = catalogue.find(CODEBOOK, "devoirs/par-centre")
    names = {"indicator": "ecoles_interrogees", "question": "h1"}
    shown = frame(
        [row(0, 6, choice="A", label="Centre A", **names), row(0, 0, choice="B", label="Centre B", **names)],
    )
    assert figure.sentence(shown) == "Aucune école n’a été interrogée (1 centre social)."
    assert figure.table(shown).iloc[1].tolist() == ["Centre B", "–", "–", "–", "–"]


def test_statuses_are_counted_without_the_question_that_is_asked_twice() -> None:
    written = {
        "pq_q_concurrence": remark("settled"),
        "quest_ecole_plus_ouverte": remark("under_way"),
        "quest_centre_ouvert_quartier": remark("settled"),
    }
    assert openquestions.tally(openquestions.questions(), written) == "4 à discuter, 1 en cours et 1 tranchée"
    assert openquestions.tally(openquestions.asked_elsewhere(), written) == "1 tranchée"
    assert openquestions.tally(openquestions.follow_ups(), {}) == "14 à discuter"


def test_who_and_when_are_said() -> None:
    said = remark("settled", "Oui.", who="référente famille", campaign="2025-2026")
    assert openquestions.signature(said) == (
        "Noté le 23 novembre 2026 à 14\u00a0h\u00a008 par référente famille, campagne 2025-2026"
    )
    assert openquestions.signature(remark("settled")) == "Noté le 23 novembre 2026 à 14\u00a0h\u00a008"
    seen, undone = Tick(1, "dev_dep_inspection", date(2026, 3, 2), "", NOON), Tick(2, "autre", None, "Léo", NOON)
    assert openquestions.tick_signature(seen) == "Noté le 23 novembre 2026 à 14\u00a0h\u00a008"
    assert openquestions.tick_signature(undone) == "Décoché le 23 novembre 2026 à 14\u00a0h\u00a008 par Léo"
    assert openquestions.tick_table([undone, seen]).to_numpy().tolist() == [
        ["autre", "décoché", "23 novembre 2026 à 14\u00a0h\u00a008", "Léo"],
        ["Inspection", "2 mars 2026", "23 novembre 2026 à 14\u00a0h\u00a008", ""],
    ]
