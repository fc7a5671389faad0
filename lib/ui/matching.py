"""« Correspondance des colonnes »: which question each column of a list answers, said once for each source."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import codebook
from lib.codebook import Codebook
from lib.layout.plan import plan_of
from lib.listing.doubts import label_of
from lib.listing.mapping import IGNORED
from lib.listing.match import Match
from lib.store import Store
from lib.ui import examining
from lib.ui.session import Dropped

ASIDE = "(colonne laissée de côté)"
COLUMN, SAMPLES, QUESTION, SURE = "Colonne du fichier", "Exemples", "Question", "Reconnue"


def screen(dropped: Dropped, store: Store) -> None:
    """Draw the columns of a list with what they are taken for; nothing changes before the click."""
    proposal = dropped.examined.proposal
    if proposal is None:
        return
    asked = examining.asks_about_columns(dropped)
    with st.expander("Correspondance des colonnes", expanded=asked, key=f"colonnes-{dropped.key}"):
        st.caption(
            "À gauche les colonnes de votre fichier, à droite les questions. Votre choix est retenu pour les "
            "prochains fichiers qui ont les mêmes colonnes."
        )
        everything = st.toggle("Montrer toutes les colonnes", value=not asked, key=f"toutes-{dropped.key}")
        labels = _labels(codebook.load())
        shown = [one for one in proposal.matches if one.header and (everything or one.doubtful or one.is_unread)]
        chosen = _grid(dropped, shown, labels)
        columns = {**proposal.mapping.columns, **chosen}
        columns.pop("", None)
        st.button(
            "Lire le fichier ainsi",
            type="primary" if asked else "secondary",
            icon=":material/check:",
            on_click=examining.say_columns,
            args=(dropped, columns, store),
            key=f"lire-{dropped.key}",
        )


def _labels(questions: Codebook) -> dict[str, str]:
    """Target → what people choose, each wording once: a second one has its code behind it."""
    plan = plan_of(questions)
    labels = {IGNORED: ASIDE}
    for question in questions:
        targets = [question.name]
        if question.is_multiple:
            targets += [f"{question.name}/{choice.name}" for choice in question.choices]
        for target in targets:
            label = label_of(target, plan)
            labels[target] = f"{label} ({target})" if label in labels.values() else label
    return labels


def _grid(dropped: Dropped, matches: Sequence[Match], labels: dict[str, str]) -> dict[str, str]:
    """Header → target, as it stands in the grid now."""
    if not matches:
        st.caption("Toutes les colonnes sont reconnues.")
        return {}
    known = {target: labels.setdefault(target, target) for target in (one.target for one in matches)}
    rows = [(one.header, " · ".join(one.samples), known[one.target], _sure(one)) for one in matches]
    frame = pd.DataFrame(rows, columns=[COLUMN, SAMPLES, QUESTION, SURE], dtype="str")
    edited = st.data_editor(
        frame,
        hide_index=True,
        disabled=[COLUMN, SAMPLES, SURE],
        column_config={
            QUESTION: st.column_config.SelectboxColumn(options=list(labels.values()), required=True, width="large"),
            SURE: st.column_config.TextColumn(width="small"),
        },
        key=f"correspondance-{dropped.key}-{dropped.round}-{len(matches)}",
        alt="Les colonnes du fichier et les questions",
    )
    target_of = {label: target for target, label in labels.items()}
    return {one.header: target_of[label] for one, label in zip(matches, edited[QUESTION].tolist(), strict=True)}


def _sure(match: Match) -> str:
    if match.doubtful:
        return "à confirmer"
    return "oui" if match.target else "non" if match.is_unread else "sans question"
