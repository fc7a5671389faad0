"""Counting all boxes of all questions for a new filter, against numpy on bare bits doing nothing else."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable
from time import perf_counter

import numpy as np
import pandas as pd
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from lib.filters import Filters
from lib.responses import Responses
from lib.tally import Bits
from tests.support import small

BOUND = 1.5
QUESTIONS = [f"q{number}" for number in range(5)]
BOXES = [f"m{number}" for number in range(29)] + ["aucun"]  # 5 × 30 = 150 choices
ATTRIBUTES = {
    "campaign": [f"{year}-{year + 1}" for year in range(2022, 2026)],
    "view": ["centre", "ecole"],
    "etab_niveau": ["maternelle", "elementaire", "primaire", "college", "lycee", "autre"],
    "education_prioritaire": ["hors_ep", "rep", "rep_plus", "nsp"],
    "statut_lien": ["actif", "en_construction", "en_sommeil", "interrompu", "souhaite"],
}
NARROW = [
    Filters(campaign=(campaign,), level=(level,), priority=(priority,))
    for campaign, level, priority in itertools.product(
        ATTRIBUTES["campaign"], ATTRIBUTES["etab_niveau"], ATTRIBUTES["education_prioritaire"]
    )
]
WIDE = [
    Filters(campaign=campaigns, level=levels, priority=priorities)
    for campaigns, levels, priorities in itertools.product(
        itertools.combinations(ATTRIBUTES["campaign"], 3),
        itertools.combinations(ATTRIBUTES["etab_niveau"], 4),
        itertools.combinations(ATTRIBUTES["education_prioritaire"], 3),
    )
]
"""Three filters of one value each keep one link in two hundred, of several values one in four. There are more of
them than `Bits` remembers, taken in turn: every count has its mask to make first, as after a click."""

CODEBOOK = small.codebook_of(
    {
        **{name: f"select_one {name}" for name in ATTRIBUTES if name not in ("campaign", "view")},
        **dict.fromkeys(QUESTIONS, "select_multiple boites"),
    },
    {name: " ".join(values) for name, values in ATTRIBUTES.items()} | {"boites": " ".join(BOXES)},
)


def responses_of(size: int) -> Responses:
    """Answers by chance: a box in five ticked, in no order that would spare any word."""
    rng = np.random.default_rng(size)
    columns: dict[str, object] = {
        name: pd.Categorical.from_codes(rng.integers(0, len(values), size), values)
        for name, values in ATTRIBUTES.items()
    }
    columns["centre"] = columns["centre_name"] = pd.Categorical.from_codes(
        rng.integers(0, 14, size), list("ABCDEFGHIJKLMN")
    )
    columns["territory"] = columns["qpv"] = pd.Categorical.from_codes(rng.integers(0, 2, size), ["oui", "non"])
    columns["link"] = np.arange(size, dtype=np.int32)
    for question in QUESTIONS:
        boxes = rng.integers(0, 5, (len(BOXES), size), dtype=np.uint8) == 0
        columns |= {f"{question}/{box}": ticked for box, ticked in zip(BOXES, boxes, strict=True)}
        columns[question] = boxes.any(axis=0)
    columns["age"] = pd.array(np.zeros(size), dtype="Int16")
    return Responses(pd.DataFrame(columns), CODEBOOK)


def packed(column: np.ndarray) -> np.ndarray:
    padded = np.zeros(-(-len(column) // 64) * 64, dtype=bool)
    padded[: len(column)] = column
    return np.packbits(padded, bitorder="little").view(np.uint64)


class Bare:
    """What numpy does at best: memory made beforehand, rows taken in pieces of a given number of words."""

    def __init__(self, frame: pd.DataFrame, words_at_once: int) -> None:
        names = [name for q in QUESTIONS for name in (q, *(f"{q}/{box}" for box in BOXES))]
        self.words = np.vstack([packed(frame[name].to_numpy()) for name in names])
        self.attribute = {
            (column, value): packed((frame[column] == value).to_numpy())
            for column, values in ATTRIBUTES.items()
            for value in values
        }
        self.exists = ~self.attribute["statut_lien", "souhaite"]
        self.height = max(1, min(len(self.words), words_at_once // self.words.shape[1]))
        self.both = np.empty((self.height, self.words.shape[1]), dtype=np.uint64)
        self.ones = np.empty(self.both.shape, dtype=np.uint8)
        self.counts = np.empty(len(self.words), dtype=np.uint32)

    def any_of(self, column: str, values: tuple[str, ...]) -> np.ndarray:
        mask = self.attribute[column, values[0]]
        for value in values[1:]:
            mask = mask | self.attribute[column, value]
        return mask

    def count(self, filters: Filters) -> np.ndarray:
        mask = self.any_of("campaign", filters.campaign) & self.attribute["view", "centre"]
        mask &= self.any_of("etab_niveau", filters.level)
        mask &= self.any_of("education_prioritaire", filters.priority)
        mask &= self.exists
        for top in range(0, len(self.words), self.height):
            rows = self.words[top : top + self.height]
            both, ones = self.both[: len(rows)], self.ones[: len(rows)]
            np.bitwise_and(rows, mask, out=both)
            np.bitwise_count(both, out=ones)
            np.add.reduce(ones, axis=1, dtype=np.uint32, out=self.counts[top : top + self.height])
        return self.counts


@pytest.fixture(scope="module", params=[10**4, 10**5, 10**6])
def data(request: pytest.FixtureRequest) -> Responses:
    return responses_of(request.param)


@pytest.mark.parametrize("selection", [NARROW, WIDE], ids=["narrow", "wide"])
def test_tally_is_within_its_bound_of_bare_bits(
    benchmark: BenchmarkFixture, data: Responses, selection: list[Filters]
) -> None:
    bits = Bits.pack(data)
    # In one go, or in pieces that stay in the cache: the better one of this machine is the measure.
    rivals = [Bare(data.frame, words_at_once) for words_at_once in (1 << 40, 1 << 16, 1 << 14)]
    for filters in selection[::9]:
        expected = rivals[0].count(filters).tolist()
        assert list(bits.count(filters, QUESTIONS).as_dict().values()) == expected
        assert all(rival.count(filters).tolist() == expected for rival in rivals)
    repeats = max(1, 320_000 // bits.size)
    mine, theirs = itertools.cycle(selection), itertools.cycle(selection)
    bare: dict[int, list[float]] = {i: [] for i in range(len(rivals))}

    def bare_first() -> None:
        """Before each round of ours one of each of theirs, so that all meet the same moods of the machine."""
        for i, rival in enumerate(rivals):
            bare[i].append(timed(lambda rival=rival: [rival.count(next(theirs)) for _ in range(repeats)]))

    benchmark.pedantic(
        lambda: [bits.count(next(mine), QUESTIONS) for _ in range(repeats)],
        setup=bare_first,
        rounds=60,
        warmup_rounds=5,
    )
    ours = benchmark.stats.stats.median / repeats
    best = min(statistics.median(times[5:]) for times in bare.values()) / repeats
    kind = "narrow" if selection is NARROW else "wide"
    print(
        f"\ntally, {bits.size:>9,} links × 150 choices, three {kind} filters: {ours * 1e6:7.0f} µs, "
        f"bare bits {best * 1e6:7.0f} µs, ratio {ours / best:.2f} (bound {BOUND})"
    )
    assert ours / best <= BOUND


def timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
