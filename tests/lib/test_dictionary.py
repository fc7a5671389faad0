"""The dictionary of indicators against the code, in both directions.

Which page shows what is read from the syntax trees of the pages (`tests.support.shown`); which indicator a figure
holds, from its frame with the example returns. `test_study` holds both against the study's lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from lib import codebook, derived, dictionary, examples, indicators, responses
from lib.analysis import evolution, readings
from lib.analysis.dimensions import DURABLE
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.figure import Figure
from lib.help import definitions
from lib.sheet import beside, history
from lib.store import Store
from lib.ui import sheet
from lib.ui.cache import Data
from lib.voices import figures as voices
from tests.support import shown

CODEBOOK = codebook.load()
READINGS = [f"X{number}" for number in range(1, 16)]
CENTRE = "EXA"
ASKED = [question.name for part in derived.closed_sections(CODEBOOK).values() for question in part]
BOTH_SIDES = [name for name in ASKED if not CODEBOOK[name].is_scale and not CODEBOOK[name].views]
SAMPLES: Mapping[str, tuple[str, ...]] = {
    "facteur": ("facteur/dur_reciprocite",),
    "reponse": ("reponse/q1/qui_coordo_rep",),
    "reseau": ("reseau/40",),
    "regards": (
        "regards/ecart",
        "regards/accord/l1",
        "regards/accord/reponses",
        "regards/un-seul-cote/l1",
        "regards/non-apparies/facteurs",
        *(f"regards/non-apparies/{name}" for name in BOTH_SIDES),
    ),
    "evolution": (
        "evolution/mouvements",
        "evolution/maintien",
        "evolution/durables/3",
        *(evolution.code_of(evolution.ALL, subject) for subject in evolution.subjects(CODEBOOK)),
    ),
    "fiche": (f"fiche/facteurs/{CENTRE}", *(f"fiche/choix/{name}/{CENTRE}" for name in sheet.QUESTIONS)),
    "croisement": ("croisement/l1/durable/colonnes", "croisement/q1/p1/lignes"),
    "lecture": tuple(code for reading in readings.SPECS for code in readings.codes(reading)),
}
"""Family of figures with parameters → codes that try each kind of figure in it, with all questions where the page
offers all."""
PAIRED = {"accord_case", "case_cochee_par", "meme_reponse", "ecart_facteur", "ecart_absolu", "vu_d_un_seul_cote"}
"""What X3 reads: the links seen by both sides."""
BESIDE = {"completude": {"suivi"}, "taux_retour": {"suivi"}}
"""Shown without a result frame; `test_followup` holds both ways of counting together."""
FILES_ONLY = {"part_modalite"}
"""The questions of another questionnaire, which our pages do not know."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """Both campaigns and both views of the examples."""
    folder = tmp_path_factory.mktemp("dictionary")
    with Store.open(f"sqlite:///{folder / 'essai.sqlite3'}") as store:
        for number, ret in enumerate(examples.generate(CODEBOOK)):
            store.deposit(ret, data=f"{number}".encode(), filename="essai.xlsx")
        return Data(responses.build(store.tables(), CODEBOOK))


@pytest.fixture(scope="module")
def filters(data: Data) -> Filters:
    return Filters(campaign=(max(data.responses.frame["campaign"].astype("str")),))


def every_figure() -> dict[str, Figure]:
    """Code → figure: all that are listed, and the samples of those that are made."""
    made = {code: catalogue.find(CODEBOOK, code) for codes in SAMPLES.values() for code in codes}
    return {**catalogue.listed(CODEBOOK), **made}


@pytest.fixture(scope="module")
def held(data: Data, filters: Filters) -> dict[str, set[str]]:
    """Code of a figure → the indicators in its frame."""
    return {
        code: set(figure.frame(data, filters, None, True)["indicator"].astype("str"))
        for code, figure in every_figure().items()
    }


def test_every_family_of_figures_is_tried() -> None:
    missing = set(catalogue.MADE) ^ set(SAMPLES)
    assert not missing, f"add codes of these families to SAMPLES, or take them out: {sorted(missing)}"


def test_every_sample_has_rows(held: dict[str, set[str]]) -> None:
    """An empty frame would hold of itself in the tests below."""
    assert [code for code, codes in held.items() if not codes] == []


def test_a_figure_names_the_indicators_of_its_frame(held: dict[str, set[str]]) -> None:
    figures = every_figure()
    wrong = {
        code: f"Figure.indicators {sorted(figures[code].indicators)}, in its frame {sorted(codes)}"
        for code, codes in held.items()
        if set(figures[code].indicators) != codes
    }
    assert wrong == {}


def given(data: Data, filters: Filters, held: dict[str, set[str]]) -> set[str]:
    """Every code that any frame holds."""
    whole = indicators.everything(data.responses, data.bits, filters)
    told = history.history(data, "centre", CENTRE)
    citable = voices.citable(voices.of_source(data), filters)
    return set().union(*(set(frame["indicator"].astype("str")) for frame in (whole, told, citable)), *held.values())


def test_every_code_of_a_frame_is_in_the_dictionary(data: Data, filters: Filters, held: dict[str, set[str]]) -> None:
    missing = given(data, filters, held) - set(dictionary.load())
    assert not missing, f"rows to be added to indicators.csv: {sorted(missing)}"


def test_every_row_of_the_dictionary_is_given_by_the_code(
    data: Data, filters: Filters, held: dict[str, set[str]]
) -> None:
    # Our own questionnaire has an indicator for each question; any other falls back on this one.
    assert dictionary.of_question("une_autre_question") == dictionary.CHOICE
    never = set(dictionary.load()) - given(data, filters, held) - {dictionary.CHOICE}
    assert not never, f"no frame holds these rows of indicators.csv: {sorted(never)}"


def test_every_indicator_is_built() -> None:
    assert [code for code, each in dictionary.load().items() if not each.built] == []


def seen(held: dict[str, set[str]]) -> dict[str, set[str]]:
    """Indicator → pages that certainly show it: they ask for it, or for a figure that holds it, by code."""
    figures, known = every_figure(), set(dictionary.load())
    pairs = [(code, page) for page in shown.PAGES for code in shown.asked_for(page, shown.NUMBERS) & known]
    pairs += [(code, "fiche") for code in (*beside.NUMBERS, *history.TOLD, history.NEW, history.BROKEN)]
    for page in shown.PAGES:
        asked = shown.asked_for(page, shown.FIGURES) & set(figures)
        pairs += [(indicator, page) for code in asked for indicator in held[code]]
    for family, codes in SAMPLES.items():
        for code in codes:
            page = figures[code].page
            if page in shown.PAGES and asks_for_family(page, family):
                pairs += [(indicator, page) for indicator in held[code]]
    return shown.gathered(pairs)


def asks_for_family(page: str, family: str) -> bool:
    """Whether a page names a family of figures in a code, or uses the module that makes it."""
    spelled = any(text == family or text.startswith(f"{family}/") for text in shown.names(page))
    return spelled or catalogue.MADE[family].__module__ in shown.modules(page)


def possible(held: dict[str, set[str]]) -> dict[str, set[str]]:
    """Indicator → pages that may show it: these, and those in whose sources its code stands."""
    pairs = [(code, page) for code, pages in seen(held).items() for page in pages]
    pairs += [(code, page) for page in shown.PAGES for code in shown.names(page) & set(dictionary.load())]
    return shown.gathered(pairs)


def test_the_dictionary_names_the_pages_that_show_an_indicator(held: dict[str, set[str]]) -> None:
    certain, allowed = seen(held), possible(held)
    wrong = {}
    for code, each in dictionary.load().items():
        unsaid = certain.get(code, set()) - set(each.where)
        untrue = set(each.where) - allowed.get(code, set()) - BESIDE.get(code, set())
        if unsaid or untrue:
            wrong[code] = f"to be added to « where »: {sorted(unsaid)}; not shown there: {sorted(untrue)}"
    assert wrong == {}


def test_every_indicator_is_shown_on_a_page() -> None:
    assert {code for code, each in dictionary.load().items() if not each.where} == FILES_ONLY


def test_rows_are_whole_and_point_at_questions_and_pages_that_exist() -> None:
    entries = dictionary.load().values()
    assert [each.code for each in entries if not (each.label and each.numerator and each.base and each.unit)] == []
    assert {question for each in entries for question in each.questions} <= {question.name for question in CODEBOOK}
    assert {page for each in entries for page in each.where} <= set(shown.PAGES)


def used(held: dict[str, set[str]]) -> dict[str, set[str]]:
    """Indicator → readings that use it: in a frame, or as a question that is crossed."""
    pairs = [(code, "X3") for code in PAIRED]
    for reading, specs in readings.SPECS.items():
        name = reading.upper()
        pairs += [(code, name) for figure in readings.codes(reading) for code in held[figure]]
        asked = {text for spec in specs for text in flat(vars(spec).values())}
        choices = [each for each in asked if each in CODEBOOK and not CODEBOOK[each].is_scale]
        pairs += [(dictionary.of_question(each), name) for each in choices]
        pairs += [("liens_durables", name)] if DURABLE in asked else []
    return shown.gathered(pairs)


def flat(values: Iterable[object]) -> list[str]:
    """The texts among some values, and in the tuples among them."""
    kept = list(values)
    return [each for each in kept if isinstance(each, str)] + [
        text for each in kept if isinstance(each, tuple) for text in each
    ]


def test_the_dictionary_names_the_readings_that_use_an_indicator(held: dict[str, set[str]]) -> None:
    expected = used(held)
    wrong = {
        code: f"« readings » says {sorted(each.readings)}, the code {sorted(expected.get(code, set()))}"
        for code, each in dictionary.load().items()
        if set(each.readings) != expected.get(code, set())
    }
    assert wrong == {}
    assert {reading for found in expected.values() for reading in found} == set(READINGS)
    assert all(PAIRED & held[code] for code in SAMPLES["regards"] if "non-apparies" not in code)


def test_the_rule_of_display_is_that_of_the_frames(data: Data, filters: Filters) -> None:
    """Shares have an interval, but for one; what counts centres is never masked."""
    frame = indicators.everything(data.responses, data.bits, filters)
    shares = frame[frame["share"].notna()]
    bare = set(shares.loc[shares["low"].isna(), "indicator"].astype("str"))
    assert bare == set(definitions.WITHOUT_INTERVAL)
    entries = dictionary.load()
    assert "intervalle de Wilson" in definitions.rule(entries["part_levier"])
    assert "intervalle" not in definitions.rule(entries["completude"])
    assert definitions.rule(entries["nb_leviers"]) == (
        "Donné à partir d’une base de 5\u202f; masqué si la base est de moins de 5."
    )
    links = data.responses.frame.query("campaign == @filters.campaign[0] and view == 'centre'")
    sizes = links.groupby(["centre", "etab_niveau"], observed=True).size()
    centre, level = sizes[sizes < 5].index[0]
    few = replace(filters, centre=(str(centre),), level=(str(level),))
    masked = indicators.summary(data.responses, data.bits, few).set_index("indicator")["masked"]
    assert masked["liens_recenses"] and not masked[list(definitions.OF_CENTRES)].any()


def test_search_ignores_accents_and_reads_pages_and_codes() -> None:
    titles = {name: title for pages in shown.menu().values() for name, title in pages.items()}

    def codes(typed: str) -> list[str]:
        return [each.code for each in definitions.found(typed, titles)]

    assert codes("nb_leviers") == ["nb_leviers"]
    assert codes("INDICE durabilite") == ["indice_durabilite"]
    assert codes("moteur PARTENAIRE q2") == ["partenaire_moteur", "designation_moteur"]
    assert codes("") == list(dictionary.load())
    assert codes("licorne") == []


def test_the_file_of_the_dictionary_reads_back_in_excel() -> None:
    titles = {"leviers": "Leviers"}
    text = definitions.csv([dictionary.load()["nb_leviers"]], titles).decode("utf-8-sig")
    header, row, end = text.split("\r\n")
    assert header == "Code;Indicateur;Ce qui est compté;Parmi (base);Unité;Où le voir;Lectures croisées;Affichage"
    assert row.startswith("nb_leviers;Nombre moyen de leviers;somme des leviers cochés;")
    assert "leviers par lien;Leviers" in row and end == ""
