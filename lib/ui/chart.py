"""Charts in the page: Plotly figures, redrawn where they stand, that can tell which mark was clicked.

`st.plotly_chart` takes a chart away and builds a new one whenever its data changes, and drags instead of scrolling
where it listens on a phone. This one keeps its place: a click on a filter costs a third less (`make bench`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import plotly.graph_objects as go
import plotly.io

from lib.french import NBSP
from lib.ui import components

CONFIG = {"displaylogo": False, "locale": "fr", "modeBarButtons": [["toImage"]]}
"""Plotly's own bar holds one button, the picture: zooming loses people who look at a projector."""
STILL = {"staticPlot": True}
"""Nothing to point at: the chart as a picture."""
_WORDS = {
    "failed": f"Le graphique n’a pas pu être dessiné{NBSP}: rechargez la page. Ses chiffres sont dans le tableau.",
}

_draw = components.component("chart")


def spec(figure: go.Figure | Mapping[str, object]) -> str:
    """A figure as the browser reads it (JSON); worth keeping where it is shown again."""
    return plotly.io.to_json(figure, validate=False)


def show(
    given: str, *, key: str, alt: str, config: Mapping[str, object] = CONFIG, listens: bool = False
) -> tuple[str, ...]:
    """Draw a chart.

    Parameters
    ----------
    given : str
        The figure (`spec`).
    alt : str
        What it shows, for whoever does not see it.
    config : mapping
        Plotly's settings of the chart.
    listens : bool
        Whether its marks can be clicked.

    Returns
    -------
    tuple of str
        The codes of the mark that is chosen (its ``customdata``); none where nothing is, or where it was chosen in
        another drawing: what is looked at has changed since.
    """
    drawing = hashlib.blake2b(given.encode(), digest_size=8).hexdigest()
    data = {
        "spec": given,
        "drawing": drawing,
        "alt": alt,
        "config": dict(config),
        "listens": listens,
        "words": _WORDS,
        "plotly": components.library(),
    }
    told = _draw(key=key, data=data, height="content", on_mark_change=lambda: None).get("mark")
    if not listens or not isinstance(told, dict) or told.get("drawing") != drawing:
        return ()
    return tuple(map(str, told.get("codes") or ()))
