"""Charts as pictures: PNG and SVG, always of the masked figure."""

from __future__ import annotations

import plotly.graph_objects as go

from lib.charts.drawing import PAGE
from lib.ui import components

WORDS = {
    "png": "Image (PNG)",
    "svg": "Image (SVG)",
    "failed": "L’image n’a pas pu être faite\u00a0: rechargez la page, puis réessayez.",
}

_save = components.component("picture")


def buttons(chart: go.Figure, filename: str, key: str) -> None:
    """Draw the two buttons that save a chart; ``filename`` without ending, ``chart`` must be masked."""
    drawn = chart.to_plotly_json()
    figure = {"data": drawn["data"], "layout": {**drawn["layout"], "width": PAGE}}
    _save(
        key=f"{key}-image",
        data={"figure": figure, "filename": filename, "words": WORDS, "plotly": components.library()},
        height="content",
    )
