"""« Suivi de la collecte » as a figure and a sentence: returns by day, towards those expected and the last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import plotly.graph_objects as go

from lib import french
from lib.charts import palette
from lib.charts.drawing import PAGE, Heading, layout_of
from lib.collection.followup import BLOCKED, FollowUp
from lib.french import NBSP, THIN, count, number, typeset

_HEIGHT = 240
_MOST_TICKS = 6
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def figure(follow: FollowUp, *, width: int = PAGE) -> go.Figure:
    """The cumulated line of returns, the dashed line of those expected, and the last day."""
    days = follow.progress["date"].dt.date.tolist()
    received = follow.progress["received"]
    known = [(day, int(n)) for day, n in zip(days, received, strict=True) if not french.is_missing(n)]
    top = max(len(follow.centres), *(n for _, n in known), 1)
    head = Heading("Retours reçus, jour après jour", (_note(follow),), width)
    layout = layout_of(head, height=_HEIGHT, left=56, right=32, foot=44)
    layout |= {
        "xaxis": _days(days),
        "yaxis": {"range": [0, top * 1.12], "tickvals": _ticks(top), "ticktext": [number(n) for n in _ticks(top)]},
        "shapes": _lines(follow, top),
        "annotations": _words(follow, top),
    }
    return go.Figure({"data": [_trace(known)], "layout": layout})


def sentence(follow: FollowUp) -> str:
    """« 9 retours reçus sur 14 attendus ; 1 fichier refusé à reprendre ; il reste 12 jours. »"""
    counts, expected = follow.counts, len(follow.centres)
    if not expected:
        return "Aucun retour n’est attendu dans cette campagne."
    parts = [
        f"{count(counts['received'], 'retour reçu', 'retours reçus')} sur {count(expected, 'attendu', 'attendus')}"
    ]
    if held := counts[BLOCKED]:
        parts.append(f"{count(held, 'fichier refusé', 'fichiers refusés')} à reprendre")
    parts.append(_time_left(follow))
    return f"{f'{THIN}; '.join(part for part in parts if part)}."


def _time_left(follow: FollowUp) -> str:
    campaign, today = follow.campaign, follow.today
    if campaign.is_closed:
        return "la campagne est fermée"
    if not campaign.closes:
        return "aucune date de clôture n’est fixée"
    left = (campaign.closes - today).days
    if left < 0:
        return f"la date de clôture est passée depuis {count(-left, 'jour', 'jours')}"
    return f"il reste {count(left, 'jour', 'jours')}" if left else "la campagne se termine aujourd’hui"


def _note(follow: FollowUp) -> str:
    until = follow.campaign.closes
    closing = f" ; clôture le {french.date(until)}" if until else ""
    return typeset(f"{count(len(follow.centres), 'retour attendu', 'retours attendus')}{closing}")


def _trace(known: Sequence[tuple[date, int]]) -> dict[str, object]:
    """A step a day; one return alone is a point."""
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(known) < 2 else "lines",
        "x": [day for day, _ in known],
        "y": [n for _, n in known],
        "line": {"shape": "hv", "width": 4, "color": palette.COLOURS[0]},
        "marker": {"size": 10, "color": palette.COLOURS[0]},
        "hoverinfo": "text",
        "hovertext": [f"{french.date(day)}{NBSP}: {count(n, 'retour', 'retours')}" for day, n in known],
    }


def _days(days: Sequence[date]) -> dict[str, object]:
    places = np.unique(np.linspace(0, len(days) - 1, _MOST_TICKS).round().astype(int))
    shown = [days[place] for place in places]
    return {
        "type": "date",
        "tickvals": shown,
        "ticktext": [f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]}" for day in shown],
        "title": {"text": ""},
    }


def _ticks(top: int) -> list[int]:
    step = next(size for size in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000) if top / size <= 8)
    return list(range(0, top + 1, step))


def _lines(follow: FollowUp, top: int) -> list[dict[str, object]]:
    across = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": len(follow.centres), "layer": "below"}
    lines = [across | {"y1": len(follow.centres), "line": {"dash": "dash", "width": 2, "color": palette.NEUTRAL}}]
    if until := follow.campaign.closes:
        up = {"type": "line", "x0": until, "x1": until, "y0": 0, "y1": top * 1.12, "layer": "below"}
        lines.append(up | {"line": {"dash": "dot", "width": 2, "color": palette.COLOURS[1]}})
    return lines


def _words(follow: FollowUp, top: int) -> list[dict[str, object]]:
    plain = {"showarrow": False, "font": {"color": palette.MUTED}}
    words = [
        plain
        | {"xref": "paper", "x": 0, "xanchor": "left", "y": len(follow.centres), "yanchor": "bottom"}
        | {"text": "attendus"}
    ]
    if until := follow.campaign.closes:
        words.append(plain | {"x": until, "xanchor": "right", "y": top * 0.04, "yanchor": "bottom", "text": "clôture"})
    return words
