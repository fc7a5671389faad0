"""Évolution: the same figures from campaign to campaign, over all links and over the same links, apart."""

import streamlit as st

from lib.analysis.evolution import ALL, SAME, code_of
from lib.ui import following_waves, guard

guard.require()
cards = following_waves.of_waves("Évolution", "Qu’est-ce qui change d’une campagne à l’autre\u202f?")

st.header("D’une campagne à l’autre", anchor=False)
subject, series = following_waves.choose_subject(cards)
cards.show(code_of(ALL, subject, series), code_of(SAME, subject, series))

st.header("Ce que deviennent les liens", anchor=False)
cards.show("evolution/mouvements", "evolution/maintien")

st.header("Liens durables", anchor=False)
years = following_waves.choose_years(cards)
cards.show(f"evolution/durables/{years}", f"evolution/durables/{years}/memes")
