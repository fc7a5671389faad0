"""Suivi de la collecte: who has answered and how completely, who is to be reminded, who is expected."""

import streamlit as st

from lib.collection import followup
from lib.ui import cache, campaigns, following, guard, history, roster, session

SECTIONS = ("Avancement", "Relances", "Classeurs", "Historique", "Centres sociaux")

guard.require()
st.title("Suivi de la collecte", anchor=False)
store = cache.store()
campaign = campaigns.choose(store)
if campaign is None:
    st.stop()
view = campaigns.view()
section = st.segmented_control(
    "Rubrique",
    SECTIONS,
    default=SECTIONS[0],
    required=True,
    label_visibility="collapsed",
    key="suivi-rubrique",
    persist_state="session",
)
follow = followup.follow(store, cache.current().responses, campaign.name, view=view)

if section == "Avancement":
    st.header("Où en est la collecte", anchor=False)
    following.overview(follow)
    st.header("Centre par centre", anchor=False)
    following.table(follow)
    following.held_up(store, follow)
elif section == "Relances":
    st.header("Qui relancer", anchor=False)
    following.remind(follow)
elif section == "Classeurs":
    st.header("Les classeurs à envoyer", anchor=False)
    following.workbooks(store, follow)
elif section == "Historique":
    st.header("Les dépôts d’un centre social", anchor=False)
    session.ask_who()
    history.show(store, follow)
else:
    st.header("La liste des centres sociaux", anchor=False)
    roster.edit(store, campaign.name)
    st.subheader("Reprendre une liste", anchor=False)
    roster.take_in(store, campaign.name)
