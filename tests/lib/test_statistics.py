"""Tests of independence, against published tables and against scipy on tables drawn by chance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from lib.analysis import statistics

SPORT = np.array([[38, 117, 401, 127, 381], [20, 143, 193, 119, 114]])
COOKING = np.array([[629, 270], [490, 611]])
"""`hdv2003` of R's questionr: sport by occupation, cooking by sex."""


def test_a_published_table_of_two_by_five() -> None:
    found = statistics.of_table(SPORT)
    assert found.name == "χ²"
    assert found.statistic == pytest.approx(96.798, abs=5e-4)
    assert found.df == 4
    assert found.p < 2.2e-16
    assert found.v == pytest.approx(0.24199, abs=5e-6)


def test_a_published_table_of_two_by_two_with_and_without_yates() -> None:
    statistic, df, p = statistics.chi_square(COOKING)
    assert (round(statistic, 2), df) == (130.18, 1)
    assert p < 2.2e-16
    found = statistics.of_table(COOKING)
    assert found.name == "χ² avec correction de Yates"
    assert found.statistic == pytest.approx(129.15, abs=5e-3)
    assert found.v == pytest.approx(0.2551, abs=5e-5)


def test_fishers_cups_of_tea() -> None:
    assert statistics.fisher(np.array([[3, 1], [1, 3]])) == pytest.approx(34 / 70)  # published: 0.4857


def test_a_small_table_of_two_by_two_is_tested_exactly() -> None:
    found = statistics.of_table(np.array([[8, 2], [1, 5]]))  # the example of scipy's and of many textbooks: 0.0350
    assert found.name == "test exact de Fisher"
    assert found.p == pytest.approx(0.0350, abs=5e-5)


def test_a_larger_table_with_small_numbers_is_tested_by_the_same_random_tables_each_time() -> None:
    table = np.array([[7, 11], [5, 4], [3, 12], [3, 0]])
    found = statistics.of_table(table)
    assert found.name == "test exact de Fisher"
    assert found.p == pytest.approx(0.04754, abs=0.01)  # by listing every table with these margins
    assert statistics.of_table(table) == found
    sparse = np.array([[5, 3, 0, 0, 0], [1, 2, 0, 0, 1], [0, 0, 0, 1, 1], [0, 0, 1, 1, 2]])
    assert statistics.fisher(sparse) == pytest.approx(0.01932, abs=0.005)  # likewise


@pytest.mark.parametrize(
    "table",
    [
        [[4, 0], [5, 0]],  # everybody answers the same
        [[20, 30]],
        [[0, 0], [0, 0]],
        [[2, 2], [3, 2]],  # nine links
    ],
)
def test_too_little_to_tell(table: list[list[int]]) -> None:
    assert statistics.of_table(np.array(table)) is None


def test_many_tables_at_once_are_those_one_by_one() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(1, 60, 200), rng.integers(1, 60, 200)
    both = np.array([rng.integers(max(0, a + b - 60), min(a, b) + 1) for a, b in zip(one, other, strict=True)])
    found = statistics.of_pairs(both, one, other, 60)
    for n, a, b, p in zip(both, one, other, found, strict=True):
        table = np.array([[n, a - n], [b - n, 60 - a - b + n]])
        if stats.contingency.expected_freq(table).min() >= 5:
            assert p == pytest.approx(stats.chi2_contingency(table, correction=True).pvalue, abs=1e-9)
        else:
            assert p == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-6)


def test_a_box_that_everybody_ticks_is_not_tested() -> None:
    assert np.isnan(statistics.of_pairs(np.array([8, 0]), np.array([20, 0]), np.array([8, 8]), 20)).all()


def test_holm_corrects_in_steps_and_leaves_what_was_not_tested() -> None:
    corrected = statistics.holm(np.array([[0.01, np.nan], [0.04, 0.03]]))
    assert corrected[~np.isnan(corrected)].tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert np.isnan(corrected[0, 1])
    assert statistics.holm(np.array([0.6, 0.9])).tolist() == [1.0, 1.0]


def test_means_of_two_groups_are_the_correlation_with_the_group() -> None:
    points, group = np.array([0, 1, 2, 3, 3, 2, 0, 1, 1, 0, 2, 0]), np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    counts = np.array([[((points == k) & (group == g)).sum() for g in (0, 1)] for k in range(4)])
    r = np.corrcoef(points, group)[0, 1]
    assert statistics.of_means(counts, np.arange(4)) == pytest.approx(stats.chi2.sf(11 * r**2, 1))


def test_means_need_two_groups_and_points_that_differ() -> None:
    assert statistics.of_means(np.array([[8, 0], [7, 0]]), np.arange(2)) is None
    assert statistics.of_means(np.array([[8, 9], [0, 0]]), np.arange(2)) is None


def _profiles(boxes: np.ndarray, groups: np.ndarray) -> float | None:
    boxes, groups = boxes.astype(int), groups.astype(int)
    return statistics.of_profiles(boxes.T @ groups, boxes.T @ boxes, groups.T @ groups, len(boxes))


def test_many_modest_gaps_in_one_set_of_boxes_are_seen_together() -> None:
    rng = np.random.default_rng(5)
    group = np.arange(120) % 2 == 0
    boxes = rng.random((120, 15)) < np.where(group, 0.6, 0.4)[:, None]
    assert _profiles(boxes, np.array([group, ~group]).T) < 0.01


def test_boxes_that_always_go_together_count_once() -> None:
    """Ten copies of one box say no more than the box alone: p is that of its own table, near enough."""
    rng = np.random.default_rng(9)
    group, box = rng.random(100) < 0.5, rng.random(100) < 0.4
    once, often = (_profiles(np.repeat(box[:, None], k, axis=1), np.array([group, ~group]).T) for k in (1, 10))
    assert often == pytest.approx(once)
    r = np.corrcoef(group, box)[0, 1]
    assert once == pytest.approx(stats.chi2.sf(99 * r**2, 1))


def test_the_test_of_profiles_is_right_one_time_in_twenty_at_most_by_chance() -> None:
    """Boxes that hang together, as people tick them, dealt out at random to the groups: 400 deals."""
    rng = np.random.default_rng(3)
    mood = rng.normal(size=(60, 1))
    boxes = rng.random((60, 20)) < 1 / (1 + np.exp(1.2 - mood))
    group = np.arange(60) < 25
    found = 0
    for _ in range(400):
        dealt = rng.permutation(group)
        found += _profiles(boxes, np.array([dealt, ~dealt]).T) < 0.05
    assert found <= 28  # of 20 awaited, two standard deviations
