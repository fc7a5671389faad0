"""Fiche d’un établissement: the centres that work with one school, and both views of each link. Working view only."""

import streamlit as st

from lib.ui import cache, empty, guard, session, sheet

guard.require()
st.title("Fiche d’un établissement", anchor=False)
data = cache.current()
empty.stop_without_returns(data)
if session.is_masked():
    sheet.explain_schools()
    st.stop()
chosen = sheet.choose_school(data)
if chosen is None:
    st.info("Choisissez un établissement par son nom, sa commune ou son UAI.", icon=":material/school:")
    st.stop()
chosen.head()
st.header("Ses liens avec les centres sociaux", anchor=False)
chosen.links()
chosen.side_by_side()
chosen.acronyms()
