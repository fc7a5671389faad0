"""Regards croisés: what centre and school say of the same links, and what only one of them sees."""

import streamlit as st

from lib.ui import guard, pairing

guard.require()
cards = pairing.of_pairs("Regards croisés", "Centre social et école voient-ils le même lien de la même façon\u202f?")
cards.numbers("double_regard")
st.caption(
    "Les liens comptés ici sont ceux que les deux regards décrivent dans la même campagne. Les filtres (niveau, "
    "éducation prioritaire, statut…) suivent ce qu’en dit le centre social."
)

st.header("Sur les mêmes liens", anchor=False)
pairing.say_withheld(cards)
cards.show("regards/ecart", "regards/accord/reponses")

st.header("Question par question", anchor=False)
question = pairing.choose_question(cards)
if question:
    pairing.say_withheld(cards, question)
    cards.show(f"regards/accord/{question}", f"regards/un-seul-cote/{question}")

st.header("Sans apparier les liens", anchor=False)
st.caption(
    "Toutes les réponses des centres sociaux à côté de toutes celles des écoles. Ce ne sont pas les mêmes liens\u00a0: "
    "ces figures se lisent à part des précédentes."
)
cards.show("regards/non-apparies/facteurs")
if question:
    cards.show(f"regards/non-apparies/{question}")
