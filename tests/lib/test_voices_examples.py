"""The document's own quotations come with the examples: proof-read, tagged, with the time codes of the recording."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pandas as pd
import pytest

from lib import examples, responses
from lib.codebook import DEFAULT_PATH, load
from lib.store import Store
from lib.voices import quotations, themes
from lib.worker import Worker


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    folder = tmp_path_factory.mktemp("examples")
    with Store.open(f"sqlite:///{folder / 'essai.sqlite3'}") as store, Worker(2) as worker:
        examples.load(store, worker)
        yield quotations.gather(responses.build(store.tables(), load()), store.quotation_notes())


@pytest.fixture(scope="module")
def document() -> list[dict[str, str]]:
    with (DEFAULT_PATH / "verbatims.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sixteen_quotations_of_the_document_may_leave(told: pd.DataFrame, document: list[dict[str, str]]) -> None:
    of_document = told[told["text"].isin([row["text"] for row in document])]
    assert (len(document), len(of_document)) == (16, 16)
    assert of_document["leaves"].all()
    codes = dict(zip(of_document["text"], of_document["time_code"], strict=True))
    assert codes == {row["text"]: row["time_code"] for row in document}
    assert sorted(filter(None, codes.values())) == ["15-11", "34-21", "36-14", "38-58", "40-30"]


def test_each_is_filed_under_a_theme_of_its_dimension(told: pd.DataFrame, document: list[dict[str, str]]) -> None:
    known = themes.load(load())
    given = dict(zip(told["text"], told["themes"], strict=True))
    assert {row["text"]: [known[code].dimension for code in given[row["text"]]] for row in document} == {
        row["text"]: [row["dimension"]] for row in document
    }
    text = "On se met tous autour de la table et on fait le bilan ensemble, lors d’un temps formalisé."
    assert given[text] == ("dur_evaluation_partagee",)


def test_the_newest_campaign_has_some_to_show_and_some_to_proof_read(told: pd.DataFrame) -> None:
    newest = told[told["campaign"] == max(examples.CAMPAIGNS)]
    assert newest["leaves"].sum() >= 5
    assert (newest["citable"] & ~newest["is_read"]).sum() >= 1
