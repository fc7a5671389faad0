"""Colours, letters and spacing of every figure: one Plotly template, made for a projector seen from ten metres.

The ten colours begin with the darkened blue, vermilion, bluish green and purple of Okabe and Ito; the others
were searched for. Each stands out from white by 3:1 or more, and any two are at least 20 apart (CIE76) to
ordinary, deuteranope and protanope eyes: ``tests/lib/test_palette.py`` computes both.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from functools import lru_cache

import plotly.graph_objects as go
import plotly.io as pio

COLOURS = (
    "#0069A5",  # blue
    "#D25A00",  # vermilion
    "#00875A",  # green
    "#781E69",  # purple
    "#7869FF",  # lavender
    "#5A2D00",  # brown
    "#E1004B",  # red
    "#7896A5",  # grey blue
    "#2D0096",  # indigo
    "#5A0F2D",  # wine
)
NEUTRAL = "#6E6E6E"
"""Bars outside every family: « Autre », « Aucun »."""

SCORE_COLOURS = ("#F2F2F2", "#A9CDE7", "#3277AE", "#0B2E52")
"""From absent to installed: light to dark, so that order survives a poor projector and a black-and-white print."""
SCORE_OUTLINE = "#5C5C5C"

INK = "#1A1A1A"
MUTED = "#4D4D4D"
GRID = "#E3E3E3"
PAPER = "#FFFFFF"

FONT = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, sans-serif'
TEXT, TITLE = 18, 22
LINE, TITLE_LINE = 22, 28
LETTER = 0.53
"""Width of a letter in font sizes, a little generous, so that margins hold for Arial too."""
LABEL_WIDTH = 40
"""Letters on one line of a label; the longest labels of the questionnaire then take two."""

TEMPLATE = "passerelle"
pio.templates[TEMPLATE] = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": TEXT, "color": INK},
        "colorway": COLOURS,
        "separators": ", ",
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "title": {
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"t": 20, "l": 4},
            "font": {"size": TITLE, "color": INK},
        },
        "showlegend": False,
        "hoverlabel": {
            "bgcolor": PAPER,
            "bordercolor": INK,
            "font": {"family": FONT, "size": 16, "color": INK},
            "align": "left",
        },
        "hovermode": "closest",
        "dragmode": False,
        "barmode": "overlay",
        "xaxis": {
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
            "title": {"font": {"size": TEXT}, "standoff": 6},
        },
        "yaxis": {
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "ticklabelstandoff": 8,
        },
        "annotationdefaults": {"showarrow": False, "font": {"size": TEXT, "color": INK}},
    },
    data={"bar": [{"textposition": "outside", "textangle": 0, "cliponaxis": False, "hoverinfo": "text"}]},
)


@lru_cache(maxsize=4096)
def wrap(text: str, width: int = LABEL_WIDTH) -> tuple[str, ...]:
    """Break a text at spaces only, never at no-break ones, and never cut it."""
    return tuple(textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)) or ("",)


def text_width(lines: Iterable[str], size: int = TEXT) -> int:
    """A safe estimate, in pixels, of the widest line."""
    return round(max((len(line) for line in lines), default=0) * size * LETTER)


def escape(text: str) -> str:
    """Keep a label from being read as markup: Plotly's text understands ``<b>``, ``<a>`` and entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ramp(steps: int) -> list[tuple[str, str]]:
    """(fill, ink) for each point of a scale, light to dark; scales of other lengths get the shades between."""
    anchors = [_channels(colour) for colour in SCORE_COLOURS]
    shades = []
    for step in range(steps):
        place = step * (len(anchors) - 1) / max(1, steps - 1)
        low = min(int(place), len(anchors) - 2)
        mix = [round(a + (b - a) * (place - low)) for a, b in zip(anchors[low], anchors[low + 1], strict=True)]
        fill = f"#{mix[0]:02X}{mix[1]:02X}{mix[2]:02X}"
        shades.append((fill, max((INK, PAPER), key=lambda ink: contrast(ink, fill))))
    return shades


def contrast(one: str, other: str) -> float:
    """Contrast of two colours by WCAG 2: 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
