"""What one centre handed in: every deposit with who, when and whether it counts; originals, and undoing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib import french
from lib.collection.followup import FollowUp
from lib.store import Store, StoreUnavailable
from lib.ui import kept, session, wording

_COLUMNS = {
    "number": "Dépôt nº",
    "at": "Reçu le",
    "who": "Par",
    "state": "État",
    "filename": "Fichier",
    "links": "Liens",
    "corrections": "Cellules corrigées ici",
}


def show(store: Store, follow: FollowUp) -> None:
    """Draw the history of one centre."""
    names = dict(zip(follow.centres["code"], follow.centres["name"], strict=True))
    code = st.selectbox(
        "Centre social",
        tuple(names),
        index=None,
        placeholder="Choisissez un centre social",
        format_func=lambda code: f"{names[code]} ({code})",
        width=380,
        key="historique",
    )
    if code is None:
        return
    history = store.history(follow.campaign.name, code, follow.view)
    refused = _refused(store, follow, code)
    deposits = shown(history, refused)
    if deposits.empty:
        st.text("Ce centre social n’a encore rien déposé pour ce regard.")
        return
    st.dataframe(
        deposits.rename(columns=_COLUMNS),
        hide_index=True,
        column_config={
            "Dépôt nº": st.column_config.NumberColumn(format="%d", width=80),
            "État": st.column_config.TextColumn(width=190),
            "Reçu le": st.column_config.DatetimeColumn(format="DD/MM/YYYY HH:mm", width=140),
        },
        placeholder=french.NOTHING,
        alt=f"Les dépôts de {names[code]}",
    )
    _actions(store, deposits, history, refused["number"][refused["waiting"]].tolist())


def _refused(store: Store, follow: FollowUp, code: str) -> pd.DataFrame:
    handed = store.deposits(follow.campaign.name)
    mine = (handed["centre"] == code) & (handed["view"] == follow.view) & (handed["state"] == "refused")
    return handed[mine]


def shown(history: pd.DataFrame, refused: pd.DataFrame) -> pd.DataFrame:
    """Deposits for reading, newest first.

    Returns
    -------
    DataFrame
        number, links : int64; corrections : Int64; at : datetime64 in Paris; who, state, filename : str.
    """
    states = [_state(row) for row in history.to_dict("records")]
    left = refused["waiting"].map({True: "refusé, pas compté", False: "refusé, pas compté\u202f; remplacé depuis"})
    told = pd.concat([history.assign(state=states), refused.assign(state=left)])
    told = told.reindex(columns=list(_COLUMNS)).sort_values("number", ascending=False, ignore_index=True)
    return told.assign(
        at=told["at"].dt.tz_convert(french.TIME_ZONE),
        corrections=told["corrections"].astype("Int64"),
        who=told["who"].replace("", french.NOTHING),
    )


def _state(row: dict[str, object]) -> str:
    if row["in_force"]:
        return "en vigueur"
    if not row["withdrawn"]:
        return "remplacé"
    by = f" par {row['withdrawn_by']}" if row["withdrawn_by"] else ""
    day = row["withdrawn_at"].tz_convert(french.TIME_ZONE)
    return f"annulé le {french.date(day)}{by}"


def _actions(store: Store, deposits: pd.DataFrame, history: pd.DataFrame, waiting: list[int]) -> None:
    current = history[history["in_force"]]["number"].tolist()
    numbers = deposits["number"].tolist()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox(
            "Dépôt",
            numbers,
            index=numbers.index(current[0]) if current else 0,
            format_func=lambda number: f"nº {number}",
            width=120,
            # Another deposit in force is another box, which begins with that one.
            key=f"historique-depot-{current}",
        )
        kept.original(store, number, deposits["filename"][deposits["number"] == number].iloc[0])
        if st.button("Annuler ce dépôt", icon=":material/undo:", disabled=number not in current, key="annuler"):
            left = history[~history["withdrawn"] & (history["number"] != number)]["number"].tolist()
            _undo_dialog(store, number, max(left, default=None))
        kept.take_up(store, number, key="historique-reprendre", disabled=number not in waiting)
    if number not in current:
        st.caption("Seul le dépôt en vigueur peut être annulé.")


@st.dialog("Annuler ce dépôt")
def _undo_dialog(store: Store, number: int, former: int | None) -> None:
    then = (
        f"Le dépôt nº {former} redevient celui qui compte."
        if former
        else "Ce centre social n’aura plus de retour en vigueur."
    )
    st.write(
        f"Le dépôt nº {number} ne comptera plus. {then} Rien n’est effacé\u00a0: les deux restent dans l’historique."
    )
    if not st.button("Annuler le dépôt", type="primary", key="annuler-vraiment"):
        return
    try:
        store.undo(number, who=session.who())
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
        return
    st.rerun()
