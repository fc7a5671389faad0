"""Rencontre: what made centre and school come together."""

import streamlit as st

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Rencontre", "Qu’est-ce qui fait que ça matche ?")
cards.numbers("anciennete_mediane")
empty.stop_without_questions(cards.data, "rencontre", "sur la rencontre")
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.show("declencheurs-complets" if everything else "declencheurs", "declencheurs-familles", "premier-pas")
