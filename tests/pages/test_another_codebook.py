"""The pages with a questionnaire that is not the one that comes with Passerelle: nothing breaks, and it is said why."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib import codebook, examples
from lib.observation import Observation, Return
from lib.store import Store
from lib.ui import cache
from tests.support.pages import charts

ROOT = Path(__file__).resolve().parents[2]
SHELL = ROOT / "lib" / "ui" / "shell.py"
CAMPAIGN = "2025-2026"
QUESTIONS = tuple(question.name for question in codebook.load(codebook.DEFAULT_PATH))
FOREIGN = {
    "survey.csv": "type,name,label\nselect_one ouinon,ludo,Venez-vous à la ludothèque ?\ninteger,age,Âge\n",
    "choices.csv": "list_name,name,label\nouinon,oui,Oui\nouinon,non,Non\n",
    "settings.csv": "form_title,form_id\nLudothèque,ludo\n",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with one return of ten links, big enough for its figures to be shown."""
    url = f"sqlite:///{tmp_path_factory.mktemp('another') / 'base.sqlite3'}"
    given = next(
        ret
        for ret in examples.generate(codebook.load(codebook.DEFAULT_PATH))
        if ret.campaign == CAMPAIGN and ret.view == "centre" and len(ret.observations) >= 6
    )
    with Store.open(url) as store:
        store.deposit(given, data=b"1", filename="essai.xlsx")
    return url


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Open a page with the codebook of a folder."""
    monkeypatch.chdir(ROOT)

    def open_page(folder: Path, path: str = "", url: str = database) -> AppTest:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("PASSERELLE_CODEBOOK", str(folder))
        cache.data.clear()  # a server has one codebook, and none in the key
        test = AppTest.from_file(SHELL, default_timeout=60).run()
        return test.switch_page(f"../../{path}").run() if path else test

    yield open_page
    cache.data.clear()


def without(name: str, folder: Path) -> Path:
    """Our codebook without one question, and without the conditions that name it."""
    for source in codebook.DEFAULT_PATH.glob("*.csv"):
        (folder / source.name).write_bytes(source.read_bytes())
    with (folder / "survey.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    at, condition = header.index("name"), header.index("relevant")
    kept = [row for row in rows if row[at] != name]
    for row in kept:
        if f"${{{name}}}" in row[condition]:
            row[condition] = ""
    with (folder / "survey.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *kept])
    return folder


@pytest.fixture
def foreign(tmp_path: Path) -> tuple[Path, str]:
    """The codebook of a survey about something else, and a store with a return of twelve answers to it."""
    for name, text in FOREIGN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'base.sqlite3'}"
    told = tuple(Observation(number, {"ludo": "oui", "age": "40"}) for number in range(1, 13))
    with Store.open(url) as store:
        store.deposit(Return(CAMPAIGN, "C1", "centre", "Centre Un", "", told), data=b"1", filename="1.xlsx")
    return tmp_path, url


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_start_page_opens_whatever_question_is_not_asked(opened, tmp_path: Path, name: str) -> None:
    test = opened(without(name, tmp_path))
    assert [str(error) for error in test.exception] == []
    assert [title.value for title in test.title] == ["Vue d’ensemble"]


def test_what_is_not_asked_has_no_sentence_and_leaves_the_others(opened, tmp_path: Path) -> None:
    answers = [text.value for text in opened(without("p1", tmp_path)).text]
    whole = [text.value for text in opened(codebook.DEFAULT_PATH).text]
    [(before, after)] = [pair for pair in zip(whole, answers, strict=True) if pair[0] != pair[1]]
    assert "L’objectif le plus souvent cité" in before
    assert before.startswith(f"{after} ")


def test_the_start_page_of_another_survey_says_where_its_answers_are_counted(opened, foreign) -> None:
    folder, url = foreign
    test = opened(folder, url=url)
    assert [str(error) for error in test.exception] == []
    assert [info.value for info in test.info] == [
        "Le questionnaire utilisé n’a pas de question sur ces thèmes\u00a0: il n’y a rien à montrer ici. La page "
        "«\u00a0Autre enquête\u00a0» compte les réponses de n’importe quel questionnaire\u202f; le dictionnaire dit de "
        "quelles questions vient chaque indicateur."
    ]
    assert [header.value for header in test.header] == ["Ce qui est reçu", "Quatre questions, premières réponses"]


@pytest.mark.parametrize(
    ("page", "about"),
    [
        ("rencontre", "la rencontre"),
        ("leviers", "les leviers"),
        ("durabilite", "la durabilité"),
        ("roles", "le rôle du centre social"),
        ("partenaires", "les partenaires"),
        ("finalites", "les finalités"),
    ],
)
def test_a_page_without_questions_says_so_and_has_no_idle_controls(opened, foreign, page: str, about: str) -> None:
    folder, url = foreign
    test = opened(folder, f"pages/resultats/{page}.py", url)
    assert [str(error) for error in test.exception] == []
    assert [f"question sur {about}" in info.value for info in test.info] == [True]
    assert [link.label for link in test.get("page_link")] == [
        "Compter une autre enquête",
        "Voir d’où vient chaque indicateur",
    ]
    controls = {each.key for kind in ("toggle", "button_group") for each in test.get(kind)}
    assert (charts(test), controls & {"complet", "paires"}) == ([], set())
