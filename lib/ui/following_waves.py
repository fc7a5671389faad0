"""The page of several campaigns: which ones, what is followed, and from which age a link is durable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from lib import indicators
from lib.analysis import evolution, waves
from lib.filters import Filters
from lib.french import NBSP, THIN, count
from lib.ui import address, cache, card, empty, filters, links, session, wording
from lib.ui.address import Parameter
from lib.ui.cache import Data
from lib.ui.card import Cards

SUBJECT, SERIES, SINCE, YEARS = "suivre", "series", "depuis", "ans"
LAST, EVERY = "precedente", "toutes"
_SINCE = {LAST: "La campagne précédente", EVERY: "Toutes les précédentes"}


def of_waves(title: str, question: str) -> Cards:
    """Begin the page; it stops here where there is only one campaign, or too little to show."""
    st.title(title, anchor=False)
    st.text(question)
    data = cache.current()
    empty.stop_without_returns(data)
    chosen = filters.bar(data.options, also=_parameters(data))
    shown = waves.waves(data.responses, chosen)
    _stop_with_one_wave(data, chosen, shown)
    empty.stop_without_links(data, chosen)
    if len(shown) > 2:
        since = st.segmented_control(
            "Comparer avec", tuple(_SINCE), required=True, format_func=_SINCE.__getitem__, key=SINCE
        )
        shown = shown if since == EVERY else shown[-2:]
    cards = Cards(data, replace(chosen, campaign=shown))
    st.text(data.once(_coverage, cards.filters, session.is_masked()))
    return cards


def choose_subject(cards: Cards) -> tuple[str, tuple[str, ...]]:
    """Draw the boxes of what is followed: its code, and the series kept (none keeps all)."""
    codebook = cards.data.bits.codebook
    subjects = evolution.subjects(codebook)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subject = st.selectbox("Que suivre\u202f?", tuple(subjects), format_func=subjects.get, key=SUBJECT, width=390)
        offered = evolution.series_of(codebook, subject)
        # What was kept of another subject means nothing here.
        st.session_state[SERIES] = [code for code in st.session_state[SERIES] if code in offered]
        if len(offered) > 1:
            st.multiselect(
                "Lignes à montrer",
                tuple(offered),
                format_func=lambda code: offered.get(code, code),
                placeholder="Les plus hautes",
                key=SERIES,
                width=390,
            )
    _leave(cards.data)
    return subject, tuple(st.session_state[SERIES])


def choose_years(cards: Cards) -> int:
    """Draw the slider of the age from which an active link is durable."""
    options = tuple(map(str, waves.YEARS))
    years = st.select_slider(
        "Un lien est durable à partir de",
        options,
        format_func=lambda year: count(int(year), "an", "ans"),
        key=YEARS,
        width=430,
    )
    _leave(cards.data)
    return int(years)


def _parameters(data: Data) -> dict[str, Parameter]:
    subjects = evolution.subjects(data.bits.codebook)
    series = {code for subject in subjects for code in evolution.series_of(data.bits.codebook, subject)}
    return {
        SUBJECT: Parameter(subjects, next(iter(subjects), None)),
        SERIES: Parameter(series, []),
        SINCE: Parameter(_SINCE, LAST),
        YEARS: Parameter(tuple(map(str, waves.YEARS)), str(waves.DURABLE_YEARS)),
    }


def _leave(data: Data) -> None:
    address.leave({key: parameter for key, parameter in _parameters(data).items() if key in st.session_state})


def _coverage(data: Data, chosen: Filters, mask: bool) -> str:
    """« 2024-2025 : 12 retours reçus sur 14 attendus ; 58 liens. 2025-2026 : … »"""
    frame = indicators.summary(data.responses, data.bits, chosen, mask, by="campaign")
    of_wave: dict[str, dict[str, Mapping[str, object]]] = {}
    for row in frame.to_dict("records"):
        of_wave.setdefault(row["group"], {})[row["indicator"]] = row
    return " ".join(f"{wave}{NBSP}: {card.coverage(rows)}" for wave, rows in of_wave.items())


def _stop_with_one_wave(data: Data, chosen: Filters, shown: tuple[str, ...]) -> None:
    if len(shown) > 1:
        return
    view = wording.VIEWS[chosen.view[0]]
    every = waves.waves(data.responses, replace(chosen, campaign=()))
    if len(every) > 1 and shown:
        st.info(
            f"La campagne {shown[0]} est la première{NBSP}: rien ne la précède. Choisissez une "
            f"campagne plus récente ({', '.join(every[1:])}).",
            icon=":material/history:",
        )
        st.stop()
    st.info(
        f"Une seule campagne a des retours ({view}){NBSP}: l’évolution se lit à partir de la deuxième. "
        f"Cette page se remplira toute seule{THIN}; les liens seront reconnus d’une campagne à l’autre, pourvu que les "
        "centres gardent leur code et repartent du classeur prérempli de l’année suivante.",
        icon=":material/history:",
    )
    links.to("suivi", "Préparer la campagne suivante", icon=":material/checklist:")
    st.stop()
