"""Fiche d’un centre: its returns, links, figures and factors beside the département's, history and quotations."""

import streamlit as st

from lib.french import typeset
from lib.ui import cache, empty, guard, sheet

guard.require()
st.title("Fiche d’un centre", anchor=False)
data = cache.current()
empty.stop_without_returns(data)
chosen = sheet.choose_centre(data)
if chosen is None:
    st.info(
        typeset("Choisissez un centre social : sa fiche met ses liens à côté de ceux du département."),
        icon=":material/badge:",
    )
    st.stop()
chosen.head()
if not chosen.has_return:
    st.info("Ce centre n’a pas de retour pour cette campagne et ce regard.", icon=":material/inbox:")
is_told = chosen.has_return and not chosen.is_hidden
if is_told:
    st.header("En quelques chiffres", anchor=False)
    chosen.numbers()
    st.header("Ses liens", anchor=False)
    chosen.links()
st.header("D’une campagne à l’autre", anchor=False)
chosen.history()
chosen.acronyms()
if is_told:
    chosen.figures()
if chosen.has_return:
    chosen.quotations()
