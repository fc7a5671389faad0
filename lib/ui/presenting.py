"""The presentation on the whole screen: slides worked out for the browser, and the component that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import streamlit as st

from lib.charts.drawing import PAGE
from lib.export.slides import FIGURE, QUOTATION, Exhibit, Quoted, Slide, exhibit, quoted
from lib.french import NBSP, quote
from lib.gallery.catalogue import UnknownFigure
from lib.ui import chart, components, wording
from lib.ui.cache import Data

ROOM = (1184, 460)
"""Room for a chart on the stage of `present.js`, in its pixels, below a sentence of two lines."""
WIDTHS = (PAGE, ROOM[0])
"""Widths at which a chart is tried: a narrow one is enlarged more, a wide one breaks fewer labels."""

BESIDE = 400
"""Room for the chart of a slide beside the list of slides, in pixels of the page."""

WORDS = {
    "start": "Présenter en plein écran",
    "region": "Présentation",
    "failed": f"La présentation n’a pas pu s’ouvrir{NBSP}: rechargez la page.",
}
GONE = "Cette figure n’existe plus dans le questionnaire actuel."
NOT_CITABLE = "Cette parole n’est plus citable ou n’a pas été relue."

_show = components.component("present")


def button(data: Data, slides: Sequence[Slide], today: date) -> None:
    """Draw the button that shows the slides on the whole screen."""
    _show(
        key="plein-ecran",
        data={
            "slides": [on_stage(data, slide, today) for slide in slides],
            "words": WORDS,
            "plotly": components.library(),
        },
        height="content",
    )


def preview(data: Data, slide: Slide, today: date) -> None:
    """Draw one slide in the page: what the room will see, its chart drawn for the little room that it has here."""
    shown = on_stage(data, slide, today)
    with st.container(border=True):
        st.markdown(f"#### {wording.plain(str(shown['headline']))}")
        if shown["text"]:
            st.text(shown["text"])
        if "figure" in shown:
            spec = data.once(_small, slide, today)
            chart.show(spec, key="apercu", alt=str(shown["alt"]), config=chart.STILL)
        for line in shown["foot"]:
            st.caption(wording.plain(line))


def on_stage(data: Data, slide: Slide, today: date) -> dict[str, object]:
    """What the stage draws of one slide; worked out once for a revision of the data and a day."""
    return data.once(_on_stage, slide, today)


def _on_stage(data: Data, slide: Slide, today: date) -> dict[str, object]:
    if slide.kind == QUOTATION:
        return _of_quotation(quoted(data, [slide.quotation]).get(slide.quotation))
    if slide.kind != FIGURE:
        return {"kind": slide.kind, "headline": slide.title, "text": slide.text, "foot": []}
    try:
        return _of_figure(exhibit(data, slide, today))
    except UnknownFigure:
        return {"kind": "section", "headline": slide.title or slide.figure, "text": GONE, "foot": []}


def _of_quotation(words: Quoted | None) -> dict[str, object]:
    if words is None:
        return {"kind": "section", "headline": NOT_CITABLE, "text": "", "foot": []}
    return {"kind": QUOTATION, "headline": quote(words.text), "text": "", "foot": [words.source]}


def _small(data: Data, slide: Slide, today: date) -> str:
    """The chart of a slide beside the list of all."""
    return chart.spec(_drawn(exhibit(data, slide, today), BESIDE))


def _drawn(shown: Exhibit, width: int) -> go.Figure:
    return shown.figure.chart(shown.frame, "", width=width, **({"by": shown.by} if shown.by else {}))


def _of_figure(shown: Exhibit) -> dict[str, object]:
    figures = [_drawn(shown, width) for width in WIDTHS]
    width, figure = max(zip(WIDTHS, figures, strict=True), key=lambda pair: _scale(*pair))
    drawn = figure.to_plotly_json()
    drawn["layout"]["width"] = width
    return {
        "kind": FIGURE,
        "headline": shown.headline,
        "text": "",
        "foot": list(shown.foot),
        "alt": f"{shown.figure.title}. {shown.sentence}",
        "figure": {"data": drawn["data"], "layout": drawn["layout"]},
    }


def _scale(width: int, figure: go.Figure) -> float:
    """How much larger than in the page the chart's letters can be on the stage."""
    return min(ROOM[0] / width, ROOM[1] / figure.layout.height)
