"""Two answers at once beside the pages of one: under a filter, a difference never speaks of one to four links.

Who answered is counted here from the raw answers of the examples; of the program only what it shows is taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from types import SimpleNamespace

import pandas as pd
import pytest

from lib import derived, examples, responses
from lib.analysis import crossing, pairs
from lib.analysis.dimensions import listed
from lib.codebook import load
from lib.filters import Filters
from lib.gallery import catalogue
from lib.store import Store
from lib.tally import Bits

BOOK = load()
COLUMNS = ("etab_niveau", "education_prioritaire", "qpv", "statut_lien", "centre")
FACTORS = [question.name for question in derived.factors(BOOK)]
QUESTIONS = [question.name for question in pairs.questions(BOOK)]
CROSSED = [question for question in QUESTIONS if question in ("r1", "l1", "d5", "c1", "q1", "p1")]
FEW = range(1, 5)
"""Numbers of links that nobody may single out."""

Answers = Mapping[str, str]


@pytest.fixture(scope="module", params=examples.CAMPAIGNS)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The examples of one campaign, beside the raw answers of each link: view → answers."""
    path = tmp_path_factory.mktemp("regards") / "essai.sqlite3"
    links: dict[tuple[str, str], dict[str, Answers]] = {}
    with Store.open(f"sqlite:///{path.as_posix()}") as store:
        for number, given in enumerate(examples.generate(BOOK)):
            store.deposit(given, data=str(number).encode(), filename="essai.xlsx")
            for seen in given.observations if given.campaign == request.param else ():
                key = (given.centre_code, seen.answers["etab_nom"])
                links.setdefault(key, {})[given.view] = seen.answers | {"centre": given.centre_code}
        built = responses.build(store.tables(), BOOK)
    return SimpleNamespace(
        responses=built, bits=Bits.pack(built), links=list(links.values()), now=Filters(campaign=(request.param,))
    )


def answered(line: Answers, question: str) -> bool:
    """Whether a line answers; « ne sait pas » is no answer."""
    return bool(set(line.get(question, "").split()) - {"nsp"})


def filtered(source: SimpleNamespace) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        for value in sorted({line[column] for link in source.links for line in link.values() if line.get(column)}):
            if value != "souhaite":
                yield column, value


def values_of(source: SimpleNamespace) -> dict[str, list[str]]:
    """Column → its values."""
    found: dict[str, list[str]] = {}
    for column, value in filtered(source):
        found.setdefault(column, []).append(value)
    return found


def who(source: SimpleNamespace, view: str, column: str, value: str) -> list[int]:
    """The links that a view speaks of and a filter keeps."""
    kept = enumerate(source.links)
    return [
        i
        for i, link in kept
        if view in link and link[view].get(column) == value and link[view]["statut_lien"] != "souhaite"
    ]


def readable(frame: pd.DataFrame, *groups: str) -> bool:
    rows = frame[frame["group"].isin(groups)] if groups else frame
    return bool((rows["display"].isin(("percent", "count"))).any())


def shown(source: SimpleNamespace, code: str, filters: Filters) -> pd.DataFrame:
    return catalogue.find(BOOK, code).frame(source, filters, None, True)


def rest(source: SimpleNamespace, question: str, column: str, value: str) -> dict[str, int]:
    """View → its links under the filter that answer, less those of which both sides do."""
    both = {i for i in who(source, "centre", column, value) if "ecole" in source.links[i]}
    both = {i for i in both if source.links[i]["ecole"]["statut_lien"] != "souhaite"}
    both = {i for i in both if all(answered(line, question) for line in source.links[i].values())}
    found = {}
    for view in ("centre", "ecole"):
        mine = {i for i in who(source, view, column, value) if answered(source.links[i][view], question)}
        found[view] = len(mine) - len(both)
    return found


@pytest.mark.parametrize("question", QUESTIONS)
def test_who_gives_an_answer_is_not_told_where_it_leaves_a_few_links(source: SimpleNamespace, question: str) -> None:
    left = withheld = 0
    for column, value in filtered(source):
        filters = source.now.on(column, value)
        if not any(abs(n) in FEW for n in rest(source, question, column, value).values()):
            left += 1
            continue
        withheld += 1
        assert not readable(shown(source, f"regards/accord/{question}", filters)), (column, value)
        assert not readable(shown(source, f"regards/un-seul-cote/{question}", filters)), (column, value)
    assert left and withheld, "the examples have both"


def test_who_gives_an_answer_is_not_told_where_the_filter_leaves_out_a_few_links(source: SimpleNamespace) -> None:
    withheld = 0
    for column, every in values_of(source).items():
        for question, value in product(QUESTIONS, every):
            each = {other: rest(source, question, column, other) for other in every}
            kept = [other for other in every if other != value]
            told = {view: sum(each[other][view] for other in kept) for view in ("centre", "ecole")}
            if not any(told[view] and n in FEW for view, n in each[value].items()):
                continue
            filters = source.now.on(column, *kept)
            withheld += 1
            assert not readable(shown(source, f"regards/accord/{question}", filters)), (column, value, question)
            assert not readable(shown(source, f"regards/un-seul-cote/{question}", filters)), (column, value, question)
    assert withheld


def test_the_mean_of_a_side_is_not_told_where_it_leaves_a_few_links(source: SimpleNamespace) -> None:
    withheld = 0
    for column, value in filtered(source):
        frame = shown(source, "regards/ecart", source.now.on(column, value))
        for factor in FACTORS:
            rows, of_views = frame[frame["choice"] == factor], rest(source, factor, column, value)
            if any(abs(n) in FEW for n in of_views.values()):
                withheld += 1
                assert not readable(rows, "centre", "ecole"), (column, value, factor)
            if sum(map(abs, of_views.values())) in FEW:
                assert not readable(rows), (column, value, factor)
    assert withheld


def test_without_a_filter_every_question_both_sides_answered_is_shown(source: SimpleNamespace) -> None:
    told = [name for name in QUESTIONS if readable(shown(source, f"regards/accord/{name}", source.now))]
    both = [link for link in source.links if len(link) == 2]
    both = [link for link in both if all(line["statut_lien"] != "souhaite" for line in link.values())]
    answer = {name: sum(all(answered(line, name) for line in link.values()) for link in both) for name in QUESTIONS}
    assert told == [name for name, n in answer.items() if n > max(FEW)]


def test_a_crossing_is_not_told_where_it_leaves_a_few_links_of_a_question(source: SimpleNamespace) -> None:
    told = withheld = 0
    for column, value in filtered(source):
        for one, other in combinations(CROSSED, 2):
            each = [unanswered(source, column, [value], *pair) for pair in ((one, other), (other, one))]
            shows = crossed(source, source.now.on(column, value), one, other)
            if any(n in FEW for n in each):
                withheld += 1
                assert not shows, (column, value, one, other)
            told += shows
    assert told and withheld


def test_a_crossing_is_not_told_where_its_filter_leaves_out_a_few_links(source: SimpleNamespace) -> None:
    withheld = 0
    for column, every in values_of(source).items():
        for value, (one, other) in product(every, combinations(CROSSED, 2)):
            kept = [each for each in every if each != value]
            for pair in ((one, other), (other, one)):
                if unanswered(source, column, kept, *pair) and unanswered(source, column, [value], *pair) in FEW:
                    withheld += 1
                    assert not crossed(source, source.now.on(column, *kept), one, other), (column, value, pair)
    assert withheld


def unanswered(source: SimpleNamespace, column: str, values: list[str], question: str, other: str) -> int:
    """How many links of some values answer one question and not the other."""
    kept = [source.links[i]["centre"] for value in values for i in who(source, "centre", column, value)]
    return sum(answered(line, question) and not answered(line, other) for line in kept)


def crossed(source: SimpleNamespace, filters: Filters, one: str, other: str) -> bool:
    """Whether a crossing shows any cell."""
    counts = crossing.count(source.bits, listed(BOOK)[one], listed(BOOK)[other], filters.on("view", "centre"))
    return bool((~counts.hide_rows).any() and counts.total)
