"""The study's two lists, 34 indicators and 15 cross-readings: each row names its page and its test, and both exist.

``tests/data/study_indicators.csv`` and ``study_readings.csv`` hold the lists, row by row.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from lib import codebook, dictionary, examples, indicators, responses
from lib.analysis import readings
from lib.filters import Filters
from lib.gallery import catalogue
from lib.store import Store
from lib.tally import Bits
from lib.ui.cache import Data
from tests.support import shown, small

DATA = shown.ROOT / "tests" / "data"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INDICATORS, CROSSED = rows("study_indicators.csv"), rows("study_readings.csv")


@pytest.mark.parametrize("row", [*INDICATORS, *CROSSED], ids=lambda row: row.get("code") or row["indicator"])
def test_a_row_of_the_study_names_a_page_and_a_test_that_runs(row: dict[str, str]) -> None:
    assert row["page"] in shown.PAGES
    file, _, name = row["test"].partition("::")
    tests = shown.tests_of(shown.ROOT / file)
    assert name in tests, f"{file} has no {name}"
    assert not shown.is_left_out(tests[name]), f"{name} is skipped, or claims nothing"


def test_the_lists_are_whole() -> None:
    assert len(INDICATORS) == 34
    assert [row["code"] for row in CROSSED] == [f"X{number}" for number in range(1, 16)]


def test_every_indicator_of_the_study_is_in_the_dictionary_under_its_name_and_page() -> None:
    known = dictionary.load()
    for row in INDICATORS:
        for code in row["codes"].split():
            assert known[code].built
            assert row["page"] in known[code].where, f"{code}: « where » lacks {row['page']}"
    same = {row["codes"]: row["indicator"] for row in INDICATORS if row["codes"] in known}
    renamed = {code: (name, known[code].label) for code, name in same.items() if known[code].label != name}
    # The study writes it with slashes.
    assert set(renamed) == {"profil"}


def test_every_reading_of_the_study_is_ready_made() -> None:
    written = readings.load()
    assert [code.upper() for code in written] == [row["code"] for row in CROSSED]
    for code, reading in written.items():
        assert reading.lecture and reading.base and reading.caution, f"{code} lacks its words"


@pytest.fixture(scope="module")
def examples_data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    """The newest campaign of the examples."""
    questions = codebook.load()
    newest = [ret for ret in examples.generate(questions) if ret.campaign == "2025-2026"]
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('study') / 'essai.sqlite3'}") as store:
        for number, ret in enumerate(newest):
            store.deposit(ret, data=f"{number}".encode(), filename="essai.xlsx")
        return Data(responses.build(store.tables(), questions))


@pytest.mark.parametrize("code", [code for reading in readings.SPECS for code in readings.codes(reading)])
def test_a_reading_is_told_from_the_examples(examples_data: Data, code: str) -> None:
    figure = catalogue.find(codebook.load(), code)
    frame = figure.frame(examples_data, Filters(campaign=("2025-2026",)), None, True)
    assert (frame["n"].notna() | frame["masked"]).all() and len(frame) > 1
    assert figure.caution == readings.load()[code.split("/")[1]].caution
    told = f"{figure.sentence(frame)} {figure.base(frame)}"
    assert re.search(r"\d+\s?liens| sur \d+", told)
    assert told.startswith("Résultat masqué") == bool(frame["masked"].all())
    assert not re.search(r"fait durer|grâce à|à cause|entraîne", told)


def test_units_are_those_of_the_frames_and_a_question_belongs_to_one_indicator() -> None:
    questions = codebook.load()
    data = responses.build(small.tables(questions), questions)
    frame = indicators.everything(data, Bits.pack(data), Filters(campaign=("2025-2026",)))
    entries = dictionary.load()
    units = dict(zip(frame["indicator"], frame["unit"], strict=True))
    assert units == {code: entries[code].unit for code in units}
    asked = [name for entry in entries.values() for name in entry.questions]
    assert len(asked) == len(set(asked))


def test_what_claims_nothing_is_seen(tmp_path: Path) -> None:
    """Guards the first test: a skipped or empty test does not count as one."""
    file = tmp_path / "test_essai.py"
    file.write_text(
        "@pytest.mark.skip\ndef test_a(): assert 1\n\n"
        "def test_b(): pytest.skip('x'); assert 1\n\n"
        "def test_c(): print(1)\n\n"
        "def test_d(): assert 1\n",
        encoding="utf-8",
    )
    found = {name: shown.is_left_out(function) for name, function in shown.tests_of(file).items()}
    assert found == {"test_a": True, "test_b": True, "test_c": True, "test_d": False}
