"""« Corriger ici »: the cells in question in a grid, with the drop-downs of the questionnaire."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import codebook, french
from lib.correcting import corrections
from lib.correcting.corrections import Cell, Group, Kind
from lib.french import NBSP
from lib.observation import Edit
from lib.store import Store
from lib.ui import examining, tables, wording
from lib.ui.session import Dropped

EMPTY = "(effacer la réponse)"
NOW, THEN = "Dans le fichier", "Correction"
_NAMED = 2
_ROW = 52
# The first three fit on a telephone.
_WIDTHS = {"Lien": 120, NOW: 100, THEN: 146, "Question": 180, "Constat": 320, "Cellule": 120}
_TYPED = {
    Kind.YEAR: "Une année, par exemple 2019",
    Kind.DATE: "Une date, par exemple 15/03/2026",
    Kind.NUMBER: "Un nombre",
    Kind.TEXT: "Le texte qui doit compter",
}


def grid(dropped: Dropped, store: Store) -> None:
    """Draw the cells that can be put right here; nothing changes before the click."""
    cells = corrections.cells(dropped.examined, codebook.load())
    if not cells and not dropped.edits:
        return
    st.subheader("Corriger ici", anchor=False)
    edits: list[Edit] = []
    if cells:
        st.caption(
            "Modifiez la colonne «\u00a0Correction\u00a0», puis cliquez. Votre fichier n’est pas modifié\u00a0: les "
            "corrections sont gardées à côté de lui, avec le dépôt."
        )
        edits = _group(dropped, _pick(dropped, corrections.groups(cells)))
    with st.container(horizontal=True):
        if cells:
            st.button(
                "Corriger ici",
                type="primary",
                icon=":material/edit:",
                disabled=not edits,
                on_click=examining.correct,
                args=(dropped, edits, store),
                key=f"corriger-{dropped.key}",
            )
        if proposed := [cell.edit(cell.suggestion) for cell in cells if _is_proposal(cell)]:
            words = french.count(len(proposed), "proposition", "propositions")
            st.button(
                f"Reprendre {'la proposition' if len(proposed) == 1 else f'les {words}'}",
                icon=":material/auto_fix:",
                on_click=examining.correct,
                args=(dropped, proposed, store),
                key=f"propositions-{dropped.key}",
            )
        if dropped.edits:
            st.button(
                "Revenir au fichier déposé",
                icon=":material/undo:",
                on_click=examining.as_handed_in,
                args=(dropped, store),
                key=f"revenir-{dropped.key}",
            )
    if dropped.edits:
        _done(dropped)


def _is_proposal(cell: Cell) -> bool:
    fits = not cell.options or cell.suggestion in cell.options
    return bool(cell.suggestion) and fits and cell.suggestion != cell.value


def _pick(dropped: Dropped, groups: list[Group]) -> Group:
    """Draw which cells to put right first. One grid at a time: several would take the keys from one another."""
    if len(groups) == 1:
        return groups[0]
    rank = st.selectbox(
        "Question à corriger",
        range(len(groups)),
        format_func=lambda rank: _name(groups[rank]),
        key=f"question-{dropped.key}-{dropped.round}",
        width=480,
    )
    return groups[rank]


def _name(group: Group) -> str:
    """« Niveau (2 cellules) »."""
    labels = list(dict.fromkeys(cell.label or "Autres cellules" for cell in group.cells))
    more = ", …" if len(labels) > _NAMED else ""
    count = french.count(len(group.cells), "cellule", "cellules")
    return f"{', '.join(labels[:_NAMED])}{more} ({count})"


def _group(dropped: Dropped, group: Group) -> list[Edit]:
    before = [_shown(cell, group) for cell in group.cells]
    frame = _frame(group, before)
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[name for name in frame.columns if name != THEN],
        column_config=_columns(group),
        row_height=_ROW,
        height=tables.height(len(frame), _ROW),
        placeholder="à choisir",
        key=f"grille-{dropped.key}-{dropped.round}-{group.cells[0].place.cell}",
        alt="Les cellules à corriger",
    )
    after = ["" if pd.isna(text) or text == EMPTY else str(text).strip() for text in edited[THEN]]
    wiped = [not pd.isna(text) and text == EMPTY for text in edited[THEN]]
    return [
        cell.edit(text)
        for cell, old, text, is_wiped in zip(group.cells, before, after, wiped, strict=True)
        if is_wiped or (text != (old or "") and text != cell.value)
    ]


def _shown(cell: Cell, group: Group) -> str | None:
    """What the correction begins with: what stands there, if the grid can hold it."""
    return cell.value if not group.options or cell.value in group.options else None


def _frame(group: Group, before: list[str | None]) -> pd.DataFrame:
    rows = [
        (
            cell.link,
            cell.value,
            old,
            cell.label,
            cell.suggestion if _is_proposal(cell) else "",
            cell.findings[0].said if cell.findings else "",
            f"{cell.place.sheet}, {cell.place.cell}",
        )
        for cell, old in zip(group.cells, before, strict=True)
    ]
    columns = ["Lien", NOW, THEN, "Question", "Proposition", "Constat", "Cellule"]
    frame = pd.DataFrame(rows, columns=columns, dtype="object")
    return frame if any(frame["Proposition"]) else frame.drop(columns="Proposition")


def _columns(group: Group) -> dict[str, object]:
    if group.options:
        column = st.column_config.SelectboxColumn(options=[*group.options, EMPTY], width=_WIDTHS[THEN])
    else:
        column = st.column_config.TextColumn(help=_TYPED.get(group.kind), width=_WIDTHS[THEN])
    return {**{name: st.column_config.TextColumn(width=width) for name, width in _WIDTHS.items()}, THEN: column}


def _done(dropped: Dropped) -> None:
    rows = [
        (f"{edit.place.sheet}, {edit.place.cell}", edit.before, edit.after or EMPTY) for edit in dropped.examined.edits
    ]
    words = french.count(len(rows), "cellule corrigée ici", "cellules corrigées ici")
    st.text(f"{words}{NBSP}:")
    st.dataframe(
        pd.DataFrame(rows, columns=["Cellule", NOW, THEN], dtype="str"), hide_index=True, alt=wording.plain(words)
    )
