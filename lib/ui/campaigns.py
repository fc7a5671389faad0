"""Choosing a campaign, and deciding about it: open, change its dates, close, reopen. Each asks before it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from lib import french
from lib.observation import VIEWS
from lib.store import Campaign, CampaignClosed, Store, StoreUnavailable, ZoningFixed
from lib.store.values import QPV_ZONINGS
from lib.ui import session, wording

_ZONING = {"": "À préciser plus tard", **{year: f"Carte de {year}" for year in QPV_ZONINGS}}
_FORMAT = "DD/MM/YYYY"
_USUAL = timedelta(weeks=6)
"""What is proposed as the length of a campaign."""


def school_year(today: date) -> str:
    """The school year that a day belongs to; from July on, the one that is being prepared."""
    start = today.year if today.month >= 7 else today.year - 1
    return f"{start}-{start + 1}"


def choose(store: Store) -> Campaign | None:
    """Draw the choice of campaign with what can be decided about it; None while there is none."""
    states = {campaign.name: campaign for campaign in store.campaign_states()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        campaign = None
        if states:
            name = st.selectbox("Campagne", tuple(states), key="suivi-campagne", persist_state="session", width=170)
            campaign = states[name]
            _decide(store, campaign)
        kind = "secondary" if states else "primary"
        if st.button("Ouvrir une campagne", icon=":material/add:", key="ouvrir", type=kind):
            _open_dialog(store, tuple(states))
    if campaign:
        st.caption(described(campaign))
    else:
        st.info("Aucune campagne n’existe encore\u00a0: ouvrez-en une pour commencer.", icon=":material/event:")
    return campaign


def view() -> str:
    """Draw the choice of view and give it."""
    return st.segmented_control(
        "Regard",
        VIEWS,
        default=VIEWS[0],
        required=True,
        format_func=wording.VIEWS.__getitem__,
        key="suivi-regard",
        persist_state="session",
    )


def described(campaign: Campaign) -> str:
    """« Ouverte du 1er octobre au 15 décembre 2025 ; quartiers prioritaires : carte de 2024. »"""
    state = "Fermée" if campaign.is_closed else "Ouverte"
    if campaign.opens and campaign.closes:
        state += f", du {french.date(campaign.opens)} au {french.date(campaign.closes)}"
    elif campaign.closes:
        state += f", jusqu’au {french.date(campaign.closes)}"
    elif campaign.opens:
        state += f", depuis le {french.date(campaign.opens)}, sans date de clôture"
    else:
        state += ", sans dates"
    zoning = f"carte de {campaign.qpv_zoning}" if campaign.qpv_zoning else "carte non précisée"
    return french.typeset(f"{state} ; quartiers prioritaires (QPV) : {zoning}.")


def _decide(store: Store, campaign: Campaign) -> None:
    if campaign.is_closed:
        if st.button("Rouvrir", icon=":material/lock_open:", key="rouvrir"):
            _reopen_dialog(store, campaign)
        return
    if st.button("Dates et carte", icon=":material/event:", key="dates"):
        _change_dialog(store, campaign)
    if st.button("Fermer la campagne", icon=":material/lock:", key="fermer"):
        _close_dialog(store, campaign)


@st.dialog("Ouvrir une campagne")
def _open_dialog(store: Store, known: tuple[str, ...]) -> None:
    today = datetime.now(french.TIME_ZONE).date()
    name = st.selectbox("Année scolaire", _to_open(known), width=200)
    opens, closes, zoning = _fields(today, today + _USUAL, "")
    before = next((other for other in known if other < name), "")
    same = bool(before) and st.checkbox(f"Attendre un retour des mêmes centres que la campagne {before}", value=True)

    def decide() -> None:
        store.open_campaign(name, closes, zoning, opens=opens, who=session.who())
        if same:
            store.invite(name, [centre.code for centre in store.expected(before)])
        st.session_state["suivi-campagne"] = name

    _confirm("Ouvrir", decide)


def _to_open(known: tuple[str, ...]) -> list[str]:
    """The school years around this one that are no campaign yet, the present one first."""
    year = int(school_year(datetime.now(UTC).date())[:4])
    names = [f"{start}-{start + 1}" for start in (year, year + 1, *range(year - 1, year - 6, -1))]
    return [name for name in names if name not in known]


@st.dialog("Dates et carte de la campagne")
def _change_dialog(store: Store, campaign: Campaign) -> None:
    opens, closes, zoning = _fields(campaign.opens, campaign.closes, campaign.qpv_zoning)
    st.caption("Une date vide garde celle d’avant.")

    def decide() -> None:
        store.open_campaign(campaign.name, closes, zoning, opens=opens, who=session.who())

    _confirm("Enregistrer", decide)


@st.dialog("Fermer la campagne")
def _close_dialog(store: Store, campaign: Campaign) -> None:
    st.write(
        f"La campagne {campaign.name} n’acceptera plus de retours, sauf ceux que la coordination accepte comme "
        "tardifs. Rien n’est effacé, et elle peut être rouverte."
    )
    _confirm("Fermer", lambda: store.close_campaign(campaign.name, who=session.who()))


@st.dialog("Rouvrir la campagne")
def _reopen_dialog(store: Store, campaign: Campaign) -> None:
    st.write(f"La campagne {campaign.name} acceptera de nouveau des retours.")
    closes = st.date_input("Nouvelle date de clôture", None, format=_FORMAT)
    _confirm("Rouvrir", lambda: store.reopen_campaign(campaign.name, closes, who=session.who()))


def _fields(opens: date | None, closes: date | None, zoning: str) -> tuple[date | None, date | None, str]:
    with st.container(horizontal=True):
        first = st.date_input("Ouverture", opens, format=_FORMAT, width=160)
        last = st.date_input("Date de clôture", closes, format=_FORMAT, width=160)
    options = tuple(_ZONING) if not zoning else QPV_ZONINGS
    chosen = st.selectbox(
        "Carte des quartiers prioritaires (QPV)",
        options,
        index=options.index(zoning),
        format_func=_ZONING.__getitem__,
        help="La même pour toute la campagne\u00a0: les quartiers de 2015 et de 2024 ne se comparent pas.",
    )
    return first, last, chosen


def _confirm(label: str, decide: Callable[[], object]) -> None:
    """Draw the button of a dialog; what cannot be done is said in it, else it closes."""
    if not st.button(label, type="primary", key="decider"):
        return
    try:
        decide()
    except ZoningFixed:
        st.error("Des retours ont été reçus avec l’autre carte\u00a0: elle ne peut plus changer pour cette campagne.")
    except CampaignClosed:
        st.error("Cette campagne vient d’être fermée\u00a0: rouvrez-la d’abord.")
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
    except ValueError:
        st.error("La date de clôture est avant l’ouverture.")
    else:
        st.rerun()
