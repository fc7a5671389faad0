"""How numbers, dates and lists read in French; in what is expected ``~`` is U+202F and ``_`` is U+00A0."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from lib import french


def spaced(text: str) -> str:
    return text.replace("~", "\u202f").replace("_", "\u00a0")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (1234, 0, "1~234"),
        (1234567.891, 2, "1~234~567,89"),
        (2.05, 1, "2,1"),
        (2.5, 0, "3"),
        (-3.25, 1, "−3,3"),
        (-0.04, 1, "0,0"),
        (float("nan"), 0, "–"),
        (None, 0, "–"),
        (pd.NA, 1, "–"),
    ],
)
def test_numbers_have_a_decimal_comma_and_narrow_spaces(value, decimals, expected):
    assert french.number(value, decimals) == spaced(expected)


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (0, 0, "0~%"),
        (26 / 61, 0, "43~%"),
        (0.425, 0, "43~%"),
        (0.145, 0, "15~%"),
        (1, 0, "100~%"),
        (0.4262, 1, "42,6~%"),
        (pd.NA, 0, "–"),
    ],
)
def test_shares_are_rounded_half_up_with_a_narrow_space_before_the_sign(share, decimals, expected):
    assert french.percent(share, decimals) == spaced(expected)


@pytest.mark.parametrize(
    ("n", "decimals", "expected"),
    [(0, 0, "0 lien"), (1, 0, "1 lien"), (1.5, 1, "1,5 lien"), (2, 0, "2 liens"), (1200, 0, "1~200 liens")],
)
def test_plural_begins_at_two(n, decimals, expected):
    assert french.count(n, "lien", "liens", decimals) == spaced(expected)


def test_plural_follows_the_number_that_is_shown():
    assert french.points(1.96) == "2,0 points"
    assert french.points(1.94) == "1,9 point"


def test_dates_in_words():
    assert french.date(date(2025, 10, 1)) == "1er octobre 2025"
    assert french.date(date(2026, 2, 23)) == "23 février 2026"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2025, 11, 23, 13, 8, tzinfo=UTC), "23 novembre 2025 à 14_h_08"),
        (datetime(2026, 7, 31, 22, 30, tzinfo=UTC), "1er août 2026 à 0_h_30"),
        (datetime(2025, 11, 23, 9, 5), "23 novembre 2025 à 9_h_05"),  # noqa: DTZ001
    ],
)
def test_moments_are_told_in_french_legal_time(moment, expected):
    assert french.datetime_(moment) == spaced(expected)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_lists_end_with_et(parts, expected):
    assert french.join(parts) == expected


def test_quotes_hold_no_break_spaces():
    assert french.quote("CLAS") == spaced("«_CLAS_»")


def test_typesetting_makes_the_spaces_of_punctuation_unbreakable_once():
    plain = "Code « x » : en double ; 42 % ? Oui !"
    expected = spaced("Code «_x_»_: en double~; 42~%~? Oui~!")
    assert french.typeset(plain) == expected
    assert french.typeset(expected) == expected
