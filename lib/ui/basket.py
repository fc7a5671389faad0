"""« Panier »: the quotations chosen for the meeting, in their order, and the files that take them there."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lib import french
from lib.french import typeset
from lib.ui import cache, session, voicing
from lib.ui.voices import Voiced
from lib.voices import basket, quotations


def show(data: Voiced, campaign: str, keys: Sequence[str]) -> None:
    """Draw the basket of a campaign with what changes its order, and its files."""
    safe = basket.chosen(data.responses, data.quotations, keys)
    waiting = [] if session.is_masked() else _waiting(data, keys, safe)
    if safe.empty and not waiting:
        st.info(
            typeset("Le panier de cette campagne est vide : ajoutez-y des paroles pour la réunion."),
            icon=":material/shopping_basket:",
        )
        return
    st.caption("Partagé entre les coordinateurs. Ces paroles peuvent être projetées.")
    for place, row in enumerate(safe.to_dict("records")):
        _one(row, campaign, place, len(safe))
    for row in waiting:
        with st.container(border=True):
            voicing.text(row["text"])
            st.caption(typeset("Ne sortira pas : à relire, ou plus citable."))
            _button("Retirer", "close", _take, campaign, row["quotation"])
    if len(safe):
        _files(safe, campaign)


def _waiting(data: Voiced, keys: Sequence[str], safe: pd.DataFrame) -> list[dict[str, str]]:
    """What is in the basket and may not leave (any more)."""
    held = quotations.of_keys(data.quotations, keys)
    return held[~held["quotation"].isin(safe["quotation"])].to_dict("records")


def _one(row: dict[str, str], campaign: str, place: int, count: int) -> None:
    with st.container(border=True):
        voicing.text(row["text"])
        st.text(f"{place + 1}. {row['source']}")
        with st.container(horizontal=True):
            _button("Monter", "arrow_upward", _move, campaign, row["quotation"], -1, disabled=place == 0)
            _button("Descendre", "arrow_downward", _move, campaign, row["quotation"], 1, disabled=place == count - 1)
            _button("Retirer", "close", _take, campaign, row["quotation"])


def _button(label: str, icon: str, action: object, *args: object, disabled: bool = False) -> None:
    key = f"panier-{label}-{args[1][:12]}"
    st.button(label, icon=f":material/{icon}:", key=key, on_click=action, args=args, disabled=disabled)


def _move(campaign: str, quotation: str, steps: int) -> None:
    cache.store().move_in_basket(campaign, quotation, steps, session.who())


def _take(campaign: str, quotation: str) -> None:
    cache.store().take_from_basket(campaign, quotation, session.who())


def _files(safe: pd.DataFrame, campaign: str) -> None:
    st.text(f"{french.count(len(safe), 'parole citable et relue', 'paroles citables et relues')} à emporter")
    with st.container(horizontal=True):
        for label, make, name in (
            ("Télécharger (texte)", basket.text, f"paroles_{campaign}.txt"),
            ("Télécharger (CSV)", basket.csv, f"paroles_{campaign}.csv"),
        ):
            st.download_button(
                label,
                data=lambda make=make: make(safe),
                file_name=name,
                on_click="ignore",
                icon=":material/download:",
                key=name,
            )
