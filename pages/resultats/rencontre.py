"""Rencontre: what made centre and school come together."""

import streamlit as st

from lib.ui import guard, page

guard.require()
cards = page.of_results("Rencontre", "Qu’est-ce qui fait que ça matche ?")
cards.numbers("anciennete_mediane")
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.show("declencheurs-complets" if everything else "declencheurs", "declencheurs-familles", "premier-pas")
