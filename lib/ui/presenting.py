"""The presentation on the whole screen: slides worked out for the browser, and the component that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from lib.export import deck_tables, legible
from lib.export.deck_text import fitted_title
from lib.export.slides import FIGURE, GONE, NOT_CITABLE, QUOTATION, Exhibit, Quoted, Slide, exhibit, quoted
from lib.french import NBSP, quote
from lib.gallery.catalogue import UnknownFigure
from lib.ui import chart, components, wording
from lib.ui.cache import Data

BESIDE = 400
"""Room for the chart of a slide beside the list of slides, in pixels of the page."""

WORDS = {
    "start": "Présenter en plein écran",
    "region": "Présentation",
    "failed": f"La présentation n’a pas pu s’ouvrir{NBSP}: rechargez la page.",
}

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
        if "subject" in shown:
            st.caption(wording.plain(str(shown["subject"])))
        if "table" in shown:
            st.table(_for_page(shown["table"]))
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
        return {"kind": "section", "headline": slide.title or GONE, "text": GONE if slide.title else "", "foot": []}


def _of_quotation(words: Quoted | None) -> dict[str, object]:
    if words is None:
        return {"kind": "section", "headline": NOT_CITABLE, "text": "", "foot": []}
    return {"kind": QUOTATION, "headline": quote(words.text), "text": "", "foot": [words.source]}


def _small(data: Data, slide: Slide, today: date) -> str:
    """The chart of a slide beside the list of all."""
    shown = exhibit(data, slide, today)
    return chart.spec(legible.draw(shown.figure, shown.frame, shown.by, BESIDE))


def _for_page(table: dict[str, list]) -> pd.DataFrame:
    """The table of a slide beside the list of all, without Markdown; columns of one name are told apart unseen."""
    first, *header = [wording.plain(name) for name in table["header"]]
    apart = [name + NBSP * header[:place].count(name) for place, name in enumerate(header)]
    labels, *columns = zip(*([wording.plain(cell) for cell in row] for row in table["rows"]), strict=True)
    return pd.DataFrame(dict(zip(apart, columns, strict=True)), index=pd.Index(labels, name=first))


def _of_figure(shown: Exhibit) -> dict[str, object]:
    headline, size = fitted_title(shown.headline)
    told = {
        "kind": FIGURE,
        "headline": headline,
        "size": size * legible.PIXEL,
        "subject": shown.subject,
        "text": "",
        "foot": list(shown.foot),
        "alt": f"{shown.subject}. {shown.sentence}",
    }
    room = legible.room(shown.headline, shown.foot)
    return told | ({"figure": _drawn(shown, room)} if shown.table is None else {"table": _worded(shown, room)})


def _drawn(shown: Exhibit, room: float) -> dict[str, object]:
    """The chart in the largest letters that the stage has room for."""
    tried = [(legible.draw(shown.figure, shown.frame, shown.by, width), width) for width in legible.WIDTHS]
    figure, width = max(tried, key=lambda each: legible.scale(*each, room))
    drawn = legible.fitted(figure, width, room).to_plotly_json()
    return {"data": drawn["data"], "layout": drawn["layout"]}


def _worded(shown: Exhibit, room: float) -> dict[str, object]:
    """The table, its letters and columns in pixels of the stage."""
    cut = deck_tables.fit(shown.table, legible.box(room))
    return {
        "header": list(cut.table.header),
        "rows": [list(row) for row in cut.table.rows],
        "size": cut.size * legible.PIXEL,
        "widths": [width * legible.PIXEL for width in cut.widths],
    }
