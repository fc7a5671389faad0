"""One frame, one mask: hidden in chart, hover, sentence, table and file alike, and what is shown is the same in all.

Every figure of the catalogue is worked out on the example returns for several selections, as a card does it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pandas as pd
import pytest

from lib import codebook, examples, responses, sentences, tables
from lib.filters import Filters
from lib.french import THIN, is_missing, number, percent
from lib.gallery import catalogue
from lib.records import Row, rows_of
from lib.store import Store
from lib.ui import card
from lib.ui.cache import Data

CODEBOOK = codebook.load()
NOW = ("2025-2026",)
SELECTIONS = {
    "everything": (Filters(campaign=NOW), None),
    "by level": (Filters(campaign=NOW), "etab_niveau"),
    "by priority": (Filters(campaign=NOW), "education_prioritaire"),
    "by centre": (Filters(campaign=NOW), "centre"),
    "by campaign": (Filters(), "campaign"),
    "REP by status": (Filters(campaign=NOW, priority=("rep",)), "statut_lien"),
    "schools, college": (Filters(campaign=NOW, view=("ecole",), level=("college",)), None),
    "all but the lycée": (Filters(campaign=NOW, level=("maternelle", "elementaire", "college")), None),
    "one centre": (Filters(campaign=NOW, centre=("EXN",)), "etab_niveau"),
}
NUMBERS = ["n", "base", "missing", "dont_know", "share", "low", "high", "value"]
KEY = ["question", "choice", "label", "group"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('masks') / 'essai.sqlite3'}") as store:
        for position, ret in enumerate(examples.generate(CODEBOOK)):
            store.deposit(ret, data=f"{position}".encode(), filename="essai.xlsx")
        return Data(responses.build(store.tables(), CODEBOOK))


def asks() -> Iterator[tuple[str, card.Ask]]:
    for code, figure in catalogue.listed(CODEBOOK).items():
        for name, (filters, by) in SELECTIONS.items():
            if figure.compares or by != "campaign":
                yield f"{code}, {name}", card.Ask(code, filters, by if figure.compares else None)


ASKS = dict(asks())


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS.keys())
def test_a_masked_row_says_nothing_anywhere_and_the_others_say_what_the_frame_says(data: Data, ask: card.Ask) -> None:
    drawn = card.draw(data, ask, True)
    frame, figure = drawn.frame, drawn.figure
    assert frame.loc[frame["masked"], NUMBERS].isna().all(axis=None)
    shown_are_true(frame, ask.frame(data, mask=False))
    rows = rows_of(frame)
    for row, said in marks(drawn, rows):
        without_labels = stripped(said, row)
        if row["masked"]:
            assert sentences.TOO_SMALL in said and not re.search(r"\d", without_labels)
        elif row["display"] != "empty":
            assert number(row["n"]) in without_labels and number(row["base"]) in without_labels
    if figure.table is tables.table:
        for row, line in zip(rows, figure.table(frame).to_dict("records"), strict=True):
            cells = {name: cell for name, cell in line.items() if name not in ("Groupe", "Modalité", "Famille")}
            if row["masked"]:
                assert set(cells.values()) == {tables.MASKED}
            elif not is_missing(row["share"]):
                assert cells["Part"] == percent(row["share"])
    file = list(csv.DictReader(io.StringIO(tables.csv(frame).decode("utf-8-sig")), delimiter=";"))
    for row, line in zip(rows, file, strict=True):
        if row["masked"]:
            assert {line[name] for name in ("Liens", "Base", "Part (%)", "Valeur") if name in line} == {tables.MASKED}
        elif not is_missing(row["n"]) and "Liens" in line:
            assert line["Liens"] == str(row["n"])
    allowed = known_numbers(rows)
    for sentence in (drawn.words, figure.base(frame)):
        found = re.findall(rf"\d[\d{THIN}]*(?:,\d+)?", stripped(sentence, *rows))
        assert {text.strip(THIN) for text in found} <= allowed, sentence


def shown_are_true(frame: pd.DataFrame, bare: pd.DataFrame) -> None:
    """What is not masked has the numbers that the frame without masks has."""
    shown = frame[~frame["masked"]].set_index(KEY)[["n", "base", "missing", "dont_know"]]
    true = bare.set_index(KEY)[["n", "base", "missing", "dont_know"]]
    pd.testing.assert_frame_equal(shown.sort_index(), true.loc[shown.index].sort_index())


def marks(drawn: card.Drawn, rows: list[Row]) -> Iterator[tuple[Row, str]]:
    """Every mark of the chart that names its row, with what its hover says."""
    row_of = {(row["question"], row["key"], row["group"]): row for row in rows}
    for trace in drawn.chart.data:
        codes = [] if trace.customdata is None else trace.customdata
        for code, said in zip(codes, trace.hovertext or (), strict=False):
            if len(code) == 3 and tuple(code) in row_of:
                yield row_of[tuple(code)], said


def stripped(text: str, *rows: Row) -> str:
    """A text without the labels in it, which may hold figures of their own."""
    scores = {choice.label for question in CODEBOOK if question.is_scale for choice in question.choices}
    names = {str(row[name]) for row in rows for name in ("label", "group_label", "family")} | scores
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, "")
    return text


def known_numbers(rows: list[Row]) -> set[str]:
    """What a sentence may say: numbers of rows that are shown, how many rows or groups there are, fixed bounds."""
    shown = [row for row in rows if not row["masked"]]
    groups, choices = ({row[name] for row in rows} for name in ("group", "key"))
    numbers = {number(value) for value in range(max(len(groups), len(choices)) + 11)} | {"95", "100"}
    numbers.add(number(sum(row["base"] for row in shown if not is_missing(row["base"]))))
    for row in shown:
        counts = [row["n"], row["base"], *([row["base"] + row["missing"]] if not is_missing(row["base"]) else [])]
        numbers |= {number(value) for value in counts if not is_missing(value)}
        if not is_missing(row["share"]):
            numbers.add(percent(row["share"]).removesuffix(f"{THIN}%"))
        if not is_missing(row["value"]):
            numbers |= {number(row["value"], 1), number(row["value"])}
    return numbers


def test_the_selections_do_mask_something_and_do_show_something(data: Data) -> None:
    frames = [ask.frame(data, mask=True) for ask in ASKS.values()]
    masked = sum(int(frame["masked"].sum()) for frame in frames)
    shown = sum(int((~frame["masked"]).sum()) for frame in frames)
    assert masked > 500 and shown > 500
