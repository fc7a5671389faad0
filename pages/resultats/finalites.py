"""Finalités: what centre and school work together for."""

import streamlit as st

from lib.ui import guard, page

guard.require()
cards = page.of_results("Finalités", "Pour quoi faire ?")
cards.numbers()
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.show("objectifs-complets" if everything else "objectifs", "objectifs-familles", "objectif-principal")
