"""Charts as pictures: PNG and SVG, always of the masked figure."""

from __future__ import annotations

import re
from collections.abc import Mapping

import plotly.graph_objects as go

from lib.charts import palette
from lib.charts.drawing import PAGE
from lib.filters import COLUMN_OF, Filters
from lib.ui import components

WORDS = {
    "png": "Image (PNG)",
    "svg": "Image (SVG)",
    "failed": "L’image n’a pas pu être faite\u00a0: rechargez la page, puis réessayez.",
}

_EDGE = 8
"""Room around the line below a picture, in pixels."""
_LONGEST = 100
_UNSAFE = re.compile(r"[^\w.-]+")

_save = components.component("picture")


def filename(figure: str, filters: Filters, by: str = "") -> str:
    """« leviers_2025-2026_ecole_college_par-niveau »: what two files of one figure tell apart, without an ending.

    ``by`` is what the figure is compared by, in French.
    """
    views = () if filters.view == ("centre",) else filters.view or ("deux-regards",)
    narrowed = [value for name in COLUMN_OF if name not in ("campaign", "view") for value in getattr(filters, name)]
    parts = [figure, *(filters.campaign or ("toutes-campagnes",)), *views, *narrowed]
    name = "_".join(_UNSAFE.sub("-", part.replace("_", "-")).strip("-.") for part in parts)
    grouping = f"_par-{_UNSAFE.sub('-', by.lower()).strip('-')}" if by else ""
    return name[: _LONGEST - len(grouping)].rstrip("-_.") + grouping


def captioned(layout: Mapping[str, object], words: str) -> dict[str, object]:
    """A layout with a line below the drawing, which keeps its size: what the picture speaks of, wherever it goes."""
    lines = palette.wrap(words, int((PAGE - 2 * _EDGE) / palette.TEXT / palette.LETTER))
    room, margin = len(lines) * palette.LINE + 2 * _EDGE, layout["margin"]
    line = {
        "text": "<br>".join(map(palette.escape, lines)),
        **{"x": 0, "xref": "paper", "xanchor": "left", "xshift": _EDGE - margin["l"]},
        **{"y": 0, "yref": "paper", "yanchor": "top", "yshift": -margin["b"] - _EDGE / 2},
        **{"align": "left", "showarrow": False, "font": {"size": palette.TEXT, "color": palette.MUTED}},
    }
    return {
        **layout,
        "width": PAGE,
        "height": layout["height"] + room,
        "margin": {**margin, "b": margin["b"] + room},
        "annotations": [*layout.get("annotations", ()), line],
    }


def buttons(chart: go.Figure, filename: str, words: str, key: str) -> None:
    """Draw the two buttons that save a chart.

    Parameters
    ----------
    chart : Figure
        It must be masked.
    filename : str
        Without its ending.
    words : str
        What it speaks of: stands below it in the picture.
    """
    drawn = chart.to_plotly_json()
    figure = {"data": drawn["data"], "layout": captioned(drawn["layout"], words)}
    _save(
        key=f"{key}-image",
        data={"figure": figure, "filename": filename, "words": WORDS, "plotly": components.library()},
        height="content",
    )
