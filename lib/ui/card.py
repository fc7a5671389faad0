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

from lib import charts, french, indicators, sentences
from lib.drawing import PAGE
from lib.filters import Filters
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
    indicator : callable
        From `lib.indicators`: ``(bits, *args, filters, by=…, mask=…)`` → result frame.
    args : tuple
        The questions it is asked of.
    keep : frozenset of str, optional
        The choices to show, if not all.
    question : str
        Title inside the chart, which stands alone once it is projected or saved.
    chart, sentence : callable
        From `lib.charts` and `lib.sentences`; both read the same frame. Without chart only the sentence is made.
    width : int
        Room for the chart in pixels.
    """

    filters: Filters
    by: str | None
    indicator: Callable[..., pd.DataFrame]
    args: tuple[object, ...]
    keep: frozenset[str] | None = None
    question: str = ""
    chart: Callable[..., go.Figure] | None = None
    sentence: Callable[[pd.DataFrame], str] = sentences.of_choices
    width: int = PAGE

    def frame(self, data: Data, mask: bool) -> pd.DataFrame:
        """The result frame; a screen may lift the mask (working view), a file never does."""
        frame = self.indicator(data.bits, *self.args, self.filters, by=self.by, mask=mask)
        return frame if self.keep is None else frame[frame["choice"].isin(self.keep)]


@dataclass(frozen=True)
class Drawn:
    """A figure ready to be shown."""

    frame: pd.DataFrame
    words: str
    chart: go.Figure | None


def draw(data: Data, ask: Ask, mask: bool) -> Drawn:
    """Work a figure out: its frame, then sentence and chart from that one frame."""
    frame = ask.frame(data, mask)
    grouped = {"by": wording.COMPARE[ask.by]} if ask.by else {}
    chart = ask.chart(frame, ask.question, width=ask.width, **grouped) if ask.chart else None
    return Drawn(frame, ask.sentence(frame), chart)


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

    def figure(
        self,
        title: str,
        indicator: Callable[..., pd.DataFrame],
        *args: object,
        key: str,
        question: str,
        keep: frozenset[str] | None = None,
        chart: Callable[..., go.Figure] = charts.bars,
        sentence: Callable[[pd.DataFrame], str] = sentences.of_choices,
    ) -> None:
        """Show a figure card; for the other parameters see `Ask`.

        Parameters
        ----------
        title : str
            Heading of the card.
        key : str
            Names the card in the page and its file: ``leviers`` → ``leviers.csv``.
        """
        width = PHONE if session.is_phone() else PAGE
        ask = Ask(self.filters, self.by, indicator, args, keep, question, chart, sentence, width)
        drawn = self.data.once(draw, ask, session.is_masked())
        st.markdown(f"### {title}")  # the same heading as `st.subheader`, four times quicker in the browser
        st.text(drawn.words)
        st.plotly_chart(drawn.chart, theme=None, key=f"figure-{key}", config=CONFIG, alt=f"{title}. {drawn.words}")
        _details(key, self.data, ask, drawn.frame)

    def sentence(
        self,
        indicator: Callable[..., pd.DataFrame],
        *args: object,
        sentence: Callable[[pd.DataFrame], str] = sentences.of_choices,
    ) -> str:
        """The reading sentence of a figure that is shown elsewhere."""
        ask = Ask(self.filters, None, indicator, args, sentence=sentence)
        return self.data.once(draw, ask, session.is_masked()).words

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


@st.fragment
def _details(key: str, data: Data, ask: Ask, frame: pd.DataFrame) -> None:
    details = st.expander(wording.TABLE, key=f"{key}-tableau", on_change="rerun")
    if not details.open:
        return
    with details:
        st.text(sentences.base_line(frame))
        st.dataframe(charts.table(frame), hide_index=True, alt="Les chiffres du graphique ci-dessus")
        st.download_button(
            wording.DOWNLOAD_CSV,
            data=lambda: charts.csv(ask.frame(data, mask=True), **filter_bar.context(ask.filters, data.options)),
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
