"""Sigles et aide: what the acronyms stand for, and how to read each page."""

import streamlit as st

from lib.ui import guard, links, shell
from lib.ui import help as on_screen

guard.require()
st.title("Sigles et aide", anchor=False)
with st.container(horizontal=True):
    links.to("repondre", "Comment répondre (pour les centres sociaux)", icon=":material/edit_note:")
    links.to("dictionnaire", "Dictionnaire des indicateurs", icon=":material/menu_book:")
typed = on_screen.search()

st.header("Les sigles", anchor=False)
on_screen.acronym_table(typed)

st.header("Comment lire chaque page", anchor=False)
on_screen.page_guides(shell.sections(), typed, opened=st.query_params.get("page", ""))
