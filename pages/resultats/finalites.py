"""Finalités: what centre and school work together for."""

import streamlit as st

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Finalités", "Pour quoi faire ?")
cards.numbers()
empty.stop_without_questions(cards.data, "finalites", "sur les finalités")
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.show("objectifs-complets" if everything else "objectifs", "objectifs-familles", "objectif-principal")
