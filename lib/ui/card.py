"""How figures are shown, the same on every page.

A figure card has a heading, a reading sentence and the chart; then, on demand, base, table of the same frame and
file. The table is drawn only once it is opened, in a fragment of its own: a click on a filter does not pay for
closed tables, and opening one does not draw the charts again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import french, indicators, sentences, tables
from lib.charts.drawing import PAGE
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.catalogue import UnknownFigure
from lib.gallery.figure import Figure
from lib.ui import filters as filter_bar
from lib.ui import session, wording
from lib.ui.cache import Data

CONFIG = {"displaylogo": False, "locale": "fr", "modeBarButtons": [["toImage"]]}
"""Plotly's own bar holds one button, the picture: zooming loses people who look at a projector."""

PHONE = 360
"""Room for a chart on a phone held upright, in pixels."""


@dataclass(frozen=True)
class Ask:
    """Everything that one figure depends on, so that it is worked out once for all who ask.

    Attributes
    ----------
    code : str
        Of the figure (`lib.gallery.catalogue`).
    by : str or None
        Column to compare by.
    width : int
        Room for the chart in pixels.
    """

    code: str
    filters: Filters
    by: str | None = None
    width: int = PAGE

    def figure(self, data: Data) -> Figure:
        return catalogue.find(data.bits.codebook, self.code)

    def frame(self, data: Data, mask: bool) -> pd.DataFrame:
        """The result frame; a screen may lift the mask (working view), a file never does."""
        figure = self.figure(data)
        return figure.frame(data, self.filters, self.by if figure.compares else None, mask)


@dataclass(frozen=True)
class Drawn:
    """A figure ready to be shown."""

    figure: Figure
    frame: pd.DataFrame
    words: str
    chart: go.Figure


def draw(data: Data, ask: Ask, mask: bool) -> Drawn:
    """Work a figure out: its frame, then sentence and chart from that one frame."""
    figure, frame = ask.figure(data), ask.frame(data, mask)
    grouped = {"by": wording.COMPARE[ask.by]} if ask.by and figure.compares else {}
    chart = figure.chart(frame, figure.question, width=ask.width, **grouped)
    return Drawn(figure, frame, figure.sentence(frame), chart)


def words(data: Data, ask: Ask, mask: bool) -> str:
    """The reading sentence of a figure that is shown elsewhere."""
    return ask.figure(data).sentence(ask.frame(data, mask))


def summary(data: Data, filters: Filters, mask: bool) -> dict[str, Mapping[str, object]]:
    """The single figures of a selection: code → row of the result frame."""
    frame = indicators.summary(data.responses, data.bits, filters, mask=mask)
    return {row["indicator"]: row for row in frame.to_dict("records")}


@dataclass(frozen=True)
class Cards:
    """What the figures of one page are taken from, and how they are shown."""

    data: Data
    filters: Filters
    by: str | None = None

    def show(self, *codes: str) -> None:
        """Show figure cards by their codes; a figure that the questionnaire in use does not allow is left out."""
        for code in codes:
            try:
                drawn = self.data.once(draw, self._ask(code), session.is_masked())
            except UnknownFigure:
                continue
            _card(self.data, self._ask(code), drawn)

    def words(self, code: str) -> str:
        """The reading sentence of a figure of the whole selection, shown elsewhere."""
        return self.data.once(words, Ask(code, self.filters), session.is_masked())

    def _ask(self, code: str) -> Ask:
        return Ask(code, self.filters, self.by, PHONE if session.is_phone() else PAGE)

    def numbers(self, *codes: str) -> None:
        """Show single figures side by side, each with what it is taken over, below the coverage.

        One element for all of them: on a page of charts, boxes of their own would slow every click down. A figure
        that the questionnaire does not give is left out.
        """
        rows = self._summary()
        shown = [rows[code] for code in codes if code in rows]
        table = [[str(row["label"]) for row in shown], ["---"] * len(shown), [briefly(row) for row in shown]]
        lines = [f"| {' | '.join(line)} |" for line in table] if shown else []
        st.markdown("\n".join([coverage(rows), "", *lines]))

    def big_numbers(self, *codes: str) -> None:
        """Show single figures as large boxes, to be read from afar."""
        rows = self._summary()
        with st.container(horizontal=True):
            for row in [rows[code] for code in codes if code in rows]:
                st.metric(
                    str(row["label"]),
                    headline(row),
                    delta=taken_over(row),
                    delta_color="off",
                    delta_arrow="off",
                    border=True,
                )

    def _summary(self) -> Mapping[str, Mapping[str, object]]:
        return self.data.once(summary, self.filters, session.is_masked())


def _card(data: Data, ask: Ask, drawn: Drawn) -> None:
    figure, key = drawn.figure, drawn.figure.code.replace("/", "-")
    st.markdown(f"### {figure.title}")  # the same heading as `st.subheader`, four times quicker in the browser
    st.text(drawn.words)
    if figure.caution:
        st.caption(figure.caution)
    st.plotly_chart(drawn.chart, theme=None, key=f"figure-{key}", config=CONFIG, alt=f"{figure.title}. {drawn.words}")
    _details(key, data, ask, drawn)


@st.fragment
def _details(key: str, data: Data, ask: Ask, drawn: Drawn) -> None:
    details = st.expander(wording.TABLE, key=f"{key}-tableau", on_change="rerun")
    if not details.open:
        return
    figure = drawn.figure
    with details:
        st.text(figure.base(drawn.frame))
        st.dataframe(figure.table(drawn.frame), hide_index=True, alt="Les chiffres du graphique ci-dessus")
        st.download_button(
            wording.DOWNLOAD_CSV,
            data=lambda: tables.csv(ask.frame(data, mask=True), **filter_bar.context(ask.filters, data.options)),
            file_name=f"{key}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key=f"{key}-csv",
        )


def answer(question: str, sentence: str, link: Callable[[], None] | None = None) -> None:
    """Show one of the document's questions with its first answer, and where to read on."""
    st.markdown(f"### {question}")
    st.text(sentence)
    if link:
        link()


def coverage(rows: Mapping[str, Mapping[str, object]]) -> str:
    """« 13 retours reçus sur 14 attendus ; 77 liens. »: stands beside every figure."""
    returns, links = rows["taux_retour"], rows["liens_recenses"]
    received = sentences.coverage(int(returns["n"]), int(returns["base"])).removesuffix(".")
    counted = sentences.TOO_SMALL if links["masked"] else french.count(links["n"], "lien", "liens")
    return f"{received}{french.THIN}; {counted}."


def briefly(row: Mapping[str, object]) -> str:
    """Both in one line of Markdown: « **78 %** (18 sur 23) », « **2,1** points (0–3), sur 54 liens », « 3 sur 7 »."""
    number, over = headline(row), taken_over(row)
    if row["masked"] or row["display"] == "empty":
        return over
    if not french.is_missing(row["value"]):
        return f"**{number}** {over}"
    return f"**{number}** ({over})" if not french.is_missing(row["share"]) else f"**{over}**"


def headline(row: Mapping[str, object]) -> str:
    """The number itself: « 78 % », « 2,1 », « 12 », or « masqué »."""
    if row["masked"]:
        return "masqué"
    if row["display"] == "empty":
        return french.NOTHING
    if not french.is_missing(row["value"]):
        whole = float(row["value"]).is_integer() and not str(row["unit"]).startswith("points")
        return french.number(row["value"], 0 if whole else 1)
    if not french.is_missing(row["share"]):
        return french.percent(row["share"])
    return french.number(row["n"])


def taken_over(row: Mapping[str, object]) -> str:
    """What stands under the number: « 18 sur 23 », « points (0–3), sur 54 liens »."""
    if row["masked"]:
        return sentences.TOO_SMALL
    if row["display"] == "empty":
        return sentences.UNANSWERED
    if not french.is_missing(row["value"]):
        of = "" if french.is_missing(row["base"]) else f", sur {french.count(row['base'], 'lien', 'liens')}"
        return f"{row['unit']}{of}"
    return f"{french.number(row['n'])} sur {french.number(row['base'])}"
