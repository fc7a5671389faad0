"""How figures are shown, the same on every page.

A figure card has a heading, a reading sentence, the chart and its base; then, on demand, the table of the same
frame and its file. The table is drawn only once it is opened, in a fragment of its own: a click on a filter does
not pay for closed tables, and opening one does not draw the charts again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import charts, french, sentences
from lib.ui import session, wording

CONFIG = {"displaylogo": False, "locale": "fr", "modeBarButtons": [["toImage"]]}
"""Plotly's own bar holds one button, the picture: zooming loses people who look at a projector."""

FrameFor = Callable[[bool], pd.DataFrame]
"""``mask`` → result frame: the screen may lift the mask (working view), a file never does."""


def figure(
    title: str,
    frame_for: FrameFor,
    *,
    key: str,
    question: str,
    context: Mapping[str, str],
    chart: Callable[..., go.Figure] = charts.bars,
    sentence: Callable[[pd.DataFrame], str] = sentences.of_choices,
    by: str | None = None,
) -> None:
    """Show one figure.

    Parameters
    ----------
    title : str
        Heading of the card.
    frame_for : callable
        Gives the result frame, masked or not.
    key : str
        Names the card in the page and its file: ``leviers`` → ``leviers.csv``.
    question : str
        Title inside the chart, which stands alone once it is projected or saved.
    context : mapping
        What the frame speaks of (campaign, view, filters): first columns of the file.
    chart, sentence : callable
        From `lib.charts` and `lib.sentences`; both read the same frame.
    by : str, optional
        Column by which the frame is grouped.
    """
    frame = frame_for(not session.is_working_view())
    words = sentence(frame)
    grouped = {"by": wording.COMPARE[by]} if by else {}
    st.subheader(title, anchor=key)
    st.text(words)
    st.plotly_chart(
        chart(frame, question, **grouped), theme=None, key=f"figure-{key}", config=CONFIG, alt=f"{title}. {words}"
    )
    _details(key, frame, frame_for, context)


@st.fragment
def _details(key: str, frame: pd.DataFrame, frame_for: FrameFor, context: Mapping[str, str]) -> None:
    details = st.expander(wording.TABLE, key=f"{key}-tableau", on_change="rerun")
    if not details.open:
        return
    with details:
        st.text(sentences.base_line(frame))
        st.dataframe(charts.table(frame), hide_index=True, alt="Les chiffres du graphique ci-dessus")
        st.download_button(
            wording.DOWNLOAD_CSV,
            data=lambda: charts.csv(frame_for(True), **context),
            file_name=f"{key}.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key=f"{key}-csv",
        )


def numbers(frame: pd.DataFrame, codes: Sequence[str]) -> None:
    """Show single figures side by side: label, big number, and what it is taken over.

    Parameters
    ----------
    frame : DataFrame
        From `lib.indicators.summary`, without groups.
    codes : sequence of str
        The figures to show, in order; one that the questionnaire does not give is left out.
    """
    rows = {row["indicator"]: row for row in frame.to_dict("records")}
    if "taux_retour" not in codes:
        st.caption(covered(rows))
    with st.container(horizontal=True):
        for row in [rows[code] for code in codes if code in rows]:
            st.metric(
                str(row["label"]),
                headline(row),
                delta=taken_over(row) or None,
                delta_color="off",
                delta_arrow="off",
                border=True,
            )


def covered(rows: Mapping[str, Mapping[str, object]]) -> str:
    """« 13 retours reçus sur 14 attendus ; 77 liens. »: stands beside every figure."""
    returns, links = rows["taux_retour"], rows["liens_recenses"]
    received = sentences.coverage(int(returns["n"]), int(returns["base"])).removesuffix(".")
    counted = sentences.TOO_SMALL if links["masked"] else french.count(links["n"], "lien", "liens")
    return f"{received}{french.THIN}; {counted}."


def headline(row: Mapping[str, object]) -> str:
    """The number itself: « 78 % », « 2,1 », « 12 sur 14 », or « masqué »."""
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
    """What stands under the number: « 18 sur 23 », « points (0–3), sur 54 liens »; nothing to add is empty."""
    if row["masked"]:
        return sentences.TOO_SMALL
    if row["display"] == "empty":
        return sentences.UNANSWERED
    if not french.is_missing(row["value"]):
        of = "" if french.is_missing(row["base"]) else f", sur {french.count(row['base'], 'lien', 'liens')}"
        return f"{row['unit']}{of}"
    return f"{french.number(row['n'])} sur {french.number(row['base'])}"


def answer(question: str, sentence: str, link: Callable[[], None] | None = None) -> None:
    """Show one of the document's questions with its first answer, and where to read on."""
    st.subheader(question, anchor=False)
    st.text(sentence)
    if link:
        link()


def only(frame: pd.DataFrame, choices: Collection[str]) -> pd.DataFrame:
    """The rows of some choices; their bases stay what they are."""
    return frame[frame["choice"].isin(choices)]
