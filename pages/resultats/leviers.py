"""Leviers: which openings and opportunities brought a link about."""

import streamlit as st

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Leviers", "Quels leviers pour provoquer le lien ?")
cards.numbers("nb_leviers", "un_dispositif")
empty.stop_without_questions(cards.data, "leviers", "sur les leviers")
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.show("leviers-complets" if everything else "leviers", "dispositifs", "crises")
