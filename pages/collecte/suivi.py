"""Suivi de la collecte: who has answered and how completely, who is to be reminded, who is expected."""

import streamlit as st

from lib.collection import followup
from lib.ui import address, cache, campaigns, following, guard, history, roster, session

PARTS = {
    "avancement": "Avancement",
    "relances": "Relances",
    "classeurs": "Classeurs",
    "historique": "Historique",
    "centres": "Centres sociaux",
}

guard.require()
st.title("Suivi de la collecte", anchor=False)
store = cache.store()
campaign = campaigns.choose(store)
if campaign is None:
    st.stop()
view = campaigns.view()
part = address.rubric(PARTS, "suivi-rubrique")
follow = followup.follow(store, cache.current().responses, campaign.name, view=view)

if part == "avancement":
    st.header("Où en est la collecte", anchor=False)
    following.overview(follow)
    st.header("Centre par centre", anchor=False)
    following.table(follow)
    following.held_up(store, follow)
elif part == "relances":
    st.header("Qui relancer", anchor=False)
    following.remind(follow)
elif part == "classeurs":
    st.header("Les classeurs à envoyer", anchor=False)
    following.workbooks(store, follow)
elif part == "historique":
    st.header("Les dépôts d’un centre social", anchor=False)
    session.ask_who()
    history.show(store, follow)
else:
    st.header("La liste des centres sociaux", anchor=False)
    roster.edit(store, campaign.name)
    st.subheader("Reprendre une liste", anchor=False)
    roster.take_in(store, campaign.name)
