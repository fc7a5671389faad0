"""What a figure is: all that a page, a slide and a sheet need of it, but the selection of responses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from lib import charts, sentences, tables
from lib.filters import Filters
from lib.observation import VIEWS
from lib.records import Row
from lib.responses import Responses
from lib.tally import Bits


class UnknownFigure(KeyError):
    """No figure has this code, or the questionnaire in use does not allow it."""


class Source(Protocol):
    """What figures are taken from: the responses of one revision of the store, and their bits."""

    @property
    def responses(self) -> Responses: ...

    @property
    def bits(self) -> Bits: ...


StandsFor = Callable[[Responses, Filters, str | None, Row], np.ndarray]
"""See `Figure`."""


@dataclass(frozen=True, eq=False)
class Figure:
    """One figure.

    Attributes
    ----------
    code : str
        Names the card, its file and its slide: ``leviers``; with its parameters where it has some:
        ``croisement/l1/durable``. Codes are never changed: saved presentations hold them.
    page : str
        Short name of the page on which it stands (see `lib.ui.links`).
    title : str
        Heading of the card or of the slide.
    question : str
        Title inside the chart, which stands alone once it is projected or saved.
    frame : callable
        ``(source, filters, by, mask)`` → result frame (`lib.results`). ``by`` is None or a column to compare by.
    chart : callable
        ``(frame, question, by=…, width=…)`` → Plotly figure; ``by`` is what the groups are, in French.
    sentence, base : callable
        Frame → reading sentence above the chart, and base line under it.
    table : callable
        Frame → what people read under the chart; every cell a string.
    kind : str
        What draws it outside Plotly: ``bars``, ``scale`` (stacked 0–3 bars), ``cross`` (a table of shares),
        ``lines``, ``dumbbell`` or ``network``.
    indicators : tuple of str
        Codes of the dictionary whose definitions belong to it.
    compares : bool
        Whether it can be compared by groups; others ignore ``by``.
    both_views : bool
        Whether it lays both views side by side: which of them a selection names then changes nothing.
    stands_for : callable or None
        ``(responses, filters, by, row)`` → which rows of the responses frame (bool array) the mark of a row of the
        result frame stands for: its links, which can be looked at (`lib.behind`). None where marks stand for none.
    by_status : bool
        Whether the links of one mark can differ in status; not where a filter on the status says nothing of them.
    caution : str
        What its reader must keep in mind, "" if nothing but the base.
    """

    code: str
    page: str
    title: str
    question: str
    frame: Callable[[Source, Filters, str | None, bool], pd.DataFrame]
    chart: Callable[..., go.Figure] = charts.bars
    sentence: Callable[[pd.DataFrame], str] = sentences.of_choices
    base: Callable[[pd.DataFrame], str] = sentences.base_line
    table: Callable[[pd.DataFrame], pd.DataFrame] = tables.table
    kind: str = "bars"
    indicators: tuple[str, ...] = ()
    compares: bool = True
    both_views: bool = False
    stands_for: StandsFor | None = None
    by_status: bool = True
    caution: str = ""

    @property
    def selects(self) -> bool:
        """Whether each mark stands for links of the selection."""
        return self.stands_for is not None

    def speaks_of(self, filters: Filters) -> Filters:
        """The selection as files and slides should name it."""
        return replace(filters, view=VIEWS) if self.both_views else filters
