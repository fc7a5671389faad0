"""Dictionnaire des indicateurs: what each figure counts, over what, and where it is shown."""

import streamlit as st

from lib.help import guides
from lib.ui import definitions, guard, shell
from lib.ui import help as on_screen

guard.require()
st.title("Dictionnaire des indicateurs", anchor=False)
st.text("Ce que compte chaque chiffre, ce à quoi il est rapporté, et où le voir.")
definitions.browse(shell.sections())

on_screen.whole(guides.numbers())
