"""Comment répondre: the workbook of a centre, from download to deposit, in plain French."""

import streamlit as st

from lib.help import guides
from lib.ui import guard, links
from lib.ui import help as on_screen

guard.require()
guide = guides.answering()
st.title(guide.title, anchor=False)
links.to("deposer", "Déposer un retour : télécharger ou déposer le classeur".replace(" :", "\u00a0:"))
on_screen.whole(guide)
links.to("deposer", "Aller à « Déposer un retour »".replace("« ", "«\u00a0").replace(" »", "\u00a0»"))
