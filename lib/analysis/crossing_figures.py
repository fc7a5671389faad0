"""The figures of crossings, by code: ``croisement/<rows>/<columns>/<mode>``, and what readings make of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from lib.analysis import crossing, dimensions, means, phrases
from lib.analysis.crossing import SHARE, TOGETHER
from lib.analysis.dimensions import COLUMNS, MODES, ROWS, TOTAL, Dimension
from lib.analysis.statistics import LEVEL
from lib.charts.heat import heat
from lib.codebook import Codebook
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.sentences import NOT_BY_STATUS

FAMILY = "croisement"
PAGE = "croisements"
MODE_LABELS = {ROWS: "par ligne", COLUMNS: "par colonne", TOTAL: "sur le total"}


def figure(codebook: Codebook, *words: str) -> Figure:
    """The figure of ``croisement/<rows>/<columns>/<mode>``; shares are by column if nothing is said.

    Raises
    ------
    UnknownFigure
        For a dimension that the questionnaire does not give, a mode that does not exist, or a question with one
        answer against itself.
    """
    code = "/".join((FAMILY, *words))
    if len(words) == 2:
        words = (*words, COLUMNS)
    if len(words) != 3 or words[2] not in MODES:
        raise UnknownFigure(code)
    rows, columns, mode = words
    try:
        sides = dimensions.find(codebook, rows), dimensions.find(codebook, columns)
    except KeyError as error:
        raise UnknownFigure(code) from error
    if rows == columns and not sides[0].multiple:
        raise UnknownFigure(code)
    caution = NOT_BY_STATUS if any(side.decides_status for side in sides) else ""
    return of_crossing(code, f"{sides[0].label} × {sides[1].label}", *sides, mode, caution=caution)


def of_crossing(
    code: str,
    title: str,
    rows: Dimension,
    columns: Dimension,
    mode: str,
    *,
    level: float = LEVEL,
    counts: bool = False,
    caution: str = "",
) -> Figure:
    """A crossing as a figure; ``counts`` shows no percentages."""
    what = "effectifs" if counts else f"parts {MODE_LABELS[mode]}"
    return Figure(
        code,
        PAGE,
        title,
        f"{title} ({what})",
        partial(_frame, rows, columns, mode, level, counts),
        chart=partial(heat, counts=counts),
        sentence=phrases.of_counts if counts else partial(phrases.of_crossing, rows=rows, columns=columns, mode=mode),
        base=partial(phrases.base_line, mode=mode),
        table=partial(phrases.table, mode=mode),
        kind="cross",
        indicators=(TOGETHER if rows.multiple and columns.multiple else SHARE,),
        compares=False,
        caution=caution,
    )


def of_means(
    code: str,
    title: str,
    rated: Sequence[Dimension],
    groups: Dimension,
    *,
    level: float = LEVEL,
    caution: str = "",
) -> Figure:
    """Means of rated dimensions by group, as a figure."""
    indicators = {means.HOW_MANY if side.code == dimensions.PRESENT else means.SCORE for side in rated}
    return Figure(
        code,
        PAGE,
        title,
        f"{title}{NBSP}: moyennes",
        partial(_means, tuple(rated), groups, level),
        chart=heat,
        sentence=phrases.of_means,
        base=phrases.base_line,
        table=phrases.table,
        kind="cross",
        indicators=tuple(sorted(indicators)),
        compares=False,
        caution=caution,
    )


def _frame(
    rows: Dimension,
    columns: Dimension,
    mode: str,
    level: float,
    counts: bool,
    source: Source,
    filters: Filters,
    _by: str | None,
    mask: bool,
) -> pd.DataFrame:
    made = crossing.frame(source.bits, rows, columns, mode, filters, mask=mask, level=level)
    return crossing.counted(made) if counts else made


def _means(
    rated: Sequence[Dimension],
    groups: Dimension,
    level: float,
    source: Source,
    filters: Filters,
    _by: str | None,
    mask: bool,
) -> pd.DataFrame:
    return means.frame(source.bits, rated, groups, filters, mask=mask, level=level)
