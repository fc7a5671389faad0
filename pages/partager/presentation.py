"""Présentation: slides chosen from any page, put in order, and shown on the whole screen."""

import streamlit as st

from lib import french
from lib.ui import empty, exporting, filters, guard, presenting, session, slideshow, voices

guard.require()
st.title("Présentation", anchor=False)
st.text("Choisissez les graphiques à montrer en réunion, mettez-les en ordre, puis présentez-les en plein écran.")
data = voices.current()
empty.stop_without_returns(data)
session.ask_who()
kept = slideshow.choose()
if kept is None:
    st.info(
        "Aucune présentation n’est choisie. Créez-en une avec «\u00a0Nouvelle\u00a0», ou ouvrez une page de résultats "
        "et choisissez «\u00a0Ajouter à la présentation\u00a0» sous un graphique.",
        icon=":material/slideshow:",
    )
    st.stop()

slideshow.tell_freshness(data, kept)
slides, today = slideshow.slides_of(kept), french.today()
presenting.button(data, slides, today)
if slides:
    with st.container(horizontal=True):
        with st.popover("Modèle du département", icon=":material/palette:"):
            template = exporting.template("Le PowerPoint suivra")
        exporting.button(
            lambda: exporting.deck_of_slides(data, kept.name, slides, template, today),
            "PowerPoint de cette présentation", "presentation", icon="slideshow",
        )  # fmt: skip
    exporting.show()
st.caption(
    "Avancer\u00a0: flèche droite, Page suivante, espace ou clic. Reculer\u00a0: flèche gauche ou Page précédente. "
    "Écran noir\u00a0: B. Quitter\u00a0: Échap."
)

listing, preview = st.columns([2, 3])
with listing:
    picked = slideshow.arrange(data, kept)
with preview:
    if picked:
        presenting.preview(data, picked, french.today())

st.header("Ajouter une diapositive", anchor=False)
slideshow.adding(data, kept, filters.bar(data.options))
