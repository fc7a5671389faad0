"""Partenaires: with whom centre and school work, by family and by type, and which partners are cited together."""

import streamlit as st

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Partenaires", "Avec qui\u202f?")
cards.numbers("nb_partenaires", "trois_familles")
empty.stop_without_questions(cards.data, "partenaires", "sur les partenaires")
cards.show("familles", "partenaires")
drawn = st.segmented_control(
    "Paires dessinées", ("10", "20", "40"), default="20", required=True, key="paires", bind="query-params"
)
cards.show("reseau" if drawn == "20" else f"reseau/{drawn}")
cards.show("moteurs-designes", "moteurs")
