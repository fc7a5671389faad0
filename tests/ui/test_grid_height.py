"""A grid shows all its rows, or plainly that others follow."""

from __future__ import annotations

import pytest

from lib.ui import tables


def test_few_rows_are_all_in_sight() -> None:
    # Five rows of 92 pixels under a header of 35, with a border of one pixel above and below.
    assert tables.height(5, 92) == 5 * 92 + 35 + 2
    assert tables.height(10, 52) == 10 * 52 + 35 + 2


@pytest.mark.parametrize(("row_height", "shown"), [(92, 5.5), (52, 9.5)])
def test_many_rows_are_cut_in_the_middle_of_one(row_height: int, shown: float) -> None:
    heights = {tables.height(rows, row_height) for rows in (11, 12, 400)}
    assert heights == {shown * row_height + 35 + 2}
