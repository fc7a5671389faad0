"""« Questions ouvertes » and « Devoirs », part by part: what a browser is not needed for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import examples, openquestions
from lib.codebook import load
from lib.store import Store
from lib.store.remarks import SETTLED

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
QUESTIONS, HOMEWORK = "pages/resultats/ouvertes.py", "pages/resultats/devoirs.py"
INSPECTION, CENTRE = "dev_dep_inspection", "quest_centre_ouvert_quartier"
DAY, OTHER_DAY = date(2026, 3, 2), date(2026, 4, 10)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty database, the one that the pages read."""
    url = f"sqlite:///{tmp_path / 'essai.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(ROOT)
    with Store.open(url) as store:
        yield store


def open_page(path: str, part: str = "") -> AppTest:
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page(f"../../{path}").run()
    if part:
        rubric = f"{Path(path).stem}-rubrique"
        test.session_state[rubric] = part
        test.run()
    assert [str(error) for error in test.exception] == []
    return test


@pytest.mark.parametrize(
    ("path", "code", "heading"),
    [
        (QUESTIONS, "questions", "Posées à la fin du document"),
        (QUESTIONS, "suites", "Suites du projet et idées en vrac"),
        (HOMEWORK, "liste", "Dans chaque centre social"),
    ],
)
@pytest.mark.parametrize("received", [False, True], ids=["empty", "examples"])
def test_a_copied_link_shows_the_same_part(store: Store, path: str, code: str, heading: str, received: bool) -> None:
    if received:
        fill(store)
    shown = open_page(path, code)
    assert shown.query_params["volet"] == code
    copied = AppTest.from_file(SHELL, default_timeout=60).run()
    copied.switch_page(f"../../{path}")
    copied.query_params["volet"] = code
    copied.run()
    headings = [element.value for element in copied.header]
    assert heading in headings
    assert headings == [element.value for element in shown.header]


def test_each_page_remembers_its_own_part_and_a_code_that_is_none_shows_the_first(store: Store) -> None:
    fill(store)
    test = open_page(QUESTIONS, "suites")
    test.switch_page(f"../../{HOMEWORK}").run()
    assert test.session_state["devoirs-rubrique"] == "ecoles"
    test.switch_page(f"../../{QUESTIONS}").run()
    assert "Suites du projet et idées en vrac" in [element.value for element in test.header]
    other = AppTest.from_file(SHELL, default_timeout=60).run()
    other.switch_page(f"../../{QUESTIONS}")
    other.query_params["volet"] = "n_importe_quoi"
    other.run()
    assert other.session_state["ouvertes-rubrique"] == "enquete"


def test_a_part_and_the_filters_of_a_link_are_both_read(store: Store) -> None:
    fill(store)
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page(f"../../{QUESTIONS}")
    test.query_params["volet"] = "suites"
    test.query_params["niveau"] = "college"
    test.run()
    assert test.session_state["niveau"] == ["college"]
    assert test.session_state["ouvertes-rubrique"] == "suites"


def words(test: AppTest) -> str:
    kinds = ("header", "text", "markdown", "caption", "info", "warning")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(test, kind))


def fill(store: Store, view: str = "centre") -> None:
    returns = [ret for ret in examples.generate(load()) if (ret.campaign, ret.view) == ("2025-2026", view)]
    for number, ret in enumerate(returns):
        store.deposit(ret, data=f"{number}".encode(), filename="essai.xlsx")


def test_every_question_can_be_noted_before_anything_was_received(store: Store) -> None:
    test = open_page(QUESTIONS, "questions")
    assert "Aucun retour n’a encore été reçu" in words(test)
    assert [button.key for button in test.button] == [
        f"noter-{each.code}"
        for each in (*openquestions.questions(), *openquestions.asked_elsewhere())
        if not each.same_as
    ]
    test = open_page(QUESTIONS, "suites")
    assert [button.key for button in test.button] == [f"noter-{each.code}" for each in openquestions.follow_ups()]


def test_a_note_of_another_is_there_at_the_next_run_and_nothing_of_it_is_markdown(store: Store) -> None:
    test = open_page(QUESTIONS, "questions")
    store.add_remark(CENTRE, SETTLED, "**Oui**", seen=None, campaign="2025-2026", who="*qui*")
    test.run()
    assert "**Oui**" in [text.value for text in test.text]
    assert any("par \\*qui\\*, campagne 2025\\-2026" in caption.value for caption in test.caption)
    assert "#### Le centre social est\\-il ouvert sur le quartier\u202f? :green-badge[Tranchée]" in [
        markdown.value for markdown in test.markdown
    ]


def test_every_question_has_its_reading_or_says_that_it_has_none(store: Store) -> None:
    fill(store)
    for part, silent, answered in (("questions", 1, 6), ("suites", 4, 10)):
        texts = [text.value for text in open_page(QUESTIONS, part).text]
        assert texts.count(openquestions.UNANSWERED) == silent
        assert sum(text.startswith("Ce qu") and "enquête" in text for text in texts) == answered


def links_of(test: AppTest) -> set[str]:
    return {link.proto.page for link in test.get("page_link")}


def test_a_question_leads_to_every_page_but_its_own(store: Store) -> None:
    fill(store)
    assert "devoirs" in links_of(open_page(QUESTIONS, "suites"))
    assert "ouvertes" not in links_of(open_page(QUESTIONS, "questions"))
    assert "devoirs" not in links_of(open_page(HOMEWORK, "liste"))


def test_acronyms_are_spelt_out_once_under_the_answers(store: Store) -> None:
    fill(store)
    for path, part, expected in (
        (QUESTIONS, "questions", "CLAS\u00a0: contrat local d’accompagnement à la scolarité"),
        (QUESTIONS, "suites", "DSDEN\u00a0: "),
        (HOMEWORK, "liste", "REP\u00a0: "),
    ):
        captions = [caption.value for caption in open_page(path, part).caption]
        assert sum(expected in caption for caption in captions) == 1


def test_the_day_of_a_tick_can_be_put_right(store: Store) -> None:
    store.tick(INSPECTION, DAY, seen=None)
    test = open_page(HOMEWORK, "liste")
    assert test.checkbox(key=f"fait-{INSPECTION}").value is True
    test.date_input(key=f"jour-{INSPECTION}").set_value(OTHER_DAY).run()
    assert store.ticks()[INSPECTION].day == OTHER_DAY
    test.checkbox(key=f"fait-{INSPECTION}").uncheck().run()
    assert [tick.day for tick in store.tick_history()] == [None, OTHER_DAY, DAY]
    assert test.checkbox(key=f"fait-{INSPECTION}").value is False


def test_a_box_that_another_changed_meanwhile_shows_what_holds_and_says_so(store: Store) -> None:
    test = open_page(HOMEWORK, "liste")
    store.tick(INSPECTION, DAY, seen=None, who="Léo")
    test.checkbox(key=f"fait-{INSPECTION}").check().run()
    assert "Quelqu’un venait de changer cette case" in words(test)
    assert test.date_input(key=f"jour-{INSPECTION}").value == DAY
    assert [tick.who for tick in store.tick_history()] == ["Léo"]
    assert "Quelqu’un venait" not in words(test.run())


def test_all_homework_but_what_the_survey_asks_has_a_box(store: Store) -> None:
    fill(store)
    test = open_page(HOMEWORK, "liste")
    assert len(test.checkbox) == 7
    assert "Écoles interrogées\u00a0:" in words(test)


def test_the_shares_of_homework_say_each_what_they_are_taken_over(store: Store) -> None:
    fill(store)
    asked, both = "« Écoles interrogées », les liens actifs ; ", "« Double regard », les liens recensés ; "
    rest = "les réponses elles-mêmes, les liens dont la question H1 est renseignée."
    told = {"ecoles": asked + both + rest, "liste": asked + rest}
    for part, expected in told.items():
        captions = [
            caption.value.replace("\u00a0", " ").replace("\u202f", " ") for caption in open_page(HOMEWORK, part).caption
        ]
        assert [line for line in captions if line.startswith("Chaque part")] == [f"Chaque part a sa base : {expected}"]


def test_the_school_view_is_told_that_only_centres_are_asked(store: Store) -> None:
    fill(store, "ecole")
    test = AppTest.from_file(SHELL, default_timeout=60).run()
    test.switch_page(f"../../{HOMEWORK}")
    test.query_params["regard"] = "ecole"
    test.run()
    assert "n’est posée qu’aux centres sociaux" in words(test)
    assert "puis «\u00a0Vue de travail\u00a0»" not in words(test)
