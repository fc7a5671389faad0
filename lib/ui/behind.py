"""The links behind a bar that somebody selects: how they spread, and by name in the working view."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import behind, french, sentences
from lib.filters import Filters
from lib.french import NBSP
from lib.gallery.figure import Figure
from lib.records import Row, rows_of
from lib.ui import session
from lib.ui.cache import Data

CHOOSE = "Voir les liens derrière…"


def chosen(codes: Sequence[str], frame: pd.DataFrame) -> Row | None:
    """The row of the mark that was clicked in a chart, if one was."""
    return behind.find(frame, *codes) if len(codes) == 3 else None


def choose(frame: pd.DataFrame, key: str) -> Row | None:
    """A box with every bar, for whoever cannot click on a chart."""
    bars = {behind.name(row): row for row in rows_of(frame) if behind.is_bar(row)}
    chosen = st.selectbox(CHOOSE, tuple(bars), index=None, placeholder="Choisir une barre", key=f"{key}-liens")
    return bars.get(chosen)


def show(data: Data, figure: Figure, filters: Filters, by: str | None, row: Row) -> None:
    """Say how many links stand behind a bar and how they spread; name them in the working view only."""
    st.text(f"Les liens derrière cette barre{NBSP}: {behind.name(row)} ({french.count(row['n'], 'lien', 'liens')}).")
    if not session.is_masked():
        _named(behind.links(data.responses, figure, filters, by, row))
        return
    frame = behind.spread(data, figure, filters, by, row)
    if frame is None:
        st.text("La répartition de ce groupe ne se montre pas.")
        return
    st.text("\n".join(behind.said(frame)) if not frame["masked"].all() else f"{sentences.TOO_SMALL.capitalize()}.")


def _named(links: pd.DataFrame) -> None:
    st.dataframe(links, hide_index=True, alt="Les liens derrière la barre choisie, un par ligne")
    st.caption("Liste nominative\u00a0: à l’écran seulement, en vue de travail.")
