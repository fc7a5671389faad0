"""Files that are kept without counting: found again, and taken up where they were left, without a second upload."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import french
from lib.store import Store
from lib.ui import examining, links, session
from lib.ui.deposit import Choice
from lib.ui.session import Dropped


def offer(choice: Choice, files: Sequence[Dropped], store: Store) -> None:
    """Draw the kept files that somebody may go on with here: all, or those that may be of the chosen centre.

    ``files`` are at hand already.
    """
    for number, dropped in session.intake().taken_up.items():
        if not dropped.is_deposited:
            _taken_up(number, dropped)
    waiting = store.waiting()
    mine = choice.centre is None or waiting["centre"].isin(["", choice.centre.code])
    here = {one.refused.number for one in files if one.refused} | session.intake().taken_up.keys()
    waiting = waiting[mine & ~waiting["number"].isin(here)]
    if waiting.empty:
        return
    with st.expander(f"Reprendre un fichier gardé ({len(waiting)})", icon=":material/inventory_2:", key="gardes"):
        st.caption(
            "Ces fichiers sont gardés sans être comptés\u00a0: il restait à dire ce que sont leurs colonnes, ou à "
            "corriger des points bloquants. Reprenez-en un là où il en est resté, sans le déposer de nouveau."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            number = _choose(waiting, "gardes-numero")
            st.button(
                "Reprendre ce fichier",
                icon=":material/resume:",
                on_click=examining.take_up,
                args=(number, store),
                key="gardes-reprendre",
            )


def _taken_up(number: int, dropped: Dropped) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"Fichier repris\u00a0: {dropped.filename} (nº {number})")
        st.button(
            "Laisser pour plus tard",
            icon=":material/inventory_2:",
            on_click=session.intake().put_back,
            args=(number,),
            key=f"laisser-{number}",
        )


def actions(store: Store, files: pd.DataFrame, key: str) -> None:
    """Draw what can be done with kept files listed above: ``number``, ``at``, ``filename``, one row each."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = _choose(files, f"{key}-numero")
        original(store, number, files["filename"][files["number"] == number].iloc[0])
        take_up(store, number, key=f"{key}-reprendre")


def original(store: Store, number: int, filename: str) -> None:
    """Draw the button that gives a file back as it was handed in."""
    st.download_button(
        "Télécharger l’original",
        data=lambda: store.original(number)[1],
        file_name=filename,
        on_click="ignore",
        icon=":material/download:",
        key=f"original-{number}",
    )


def take_up(store: Store, number: int, *, key: str, disabled: bool = False) -> None:
    """Draw the button that goes on with a kept file on « Déposer un retour »."""
    if st.button("Reprendre ce fichier", icon=":material/resume:", disabled=disabled, key=key):
        examining.take_up(number, store)
        links.go("deposer")


def _choose(files: pd.DataFrame, key: str) -> int:
    named = {row.number: f"nº {row.number} – {row.filename} – {french.datetime_(row.at)}" for row in files.itertuples()}
    return st.selectbox("Fichier gardé", tuple(named), format_func=named.__getitem__, width=420, key=key)
