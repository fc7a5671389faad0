"""Partenaires: with whom centre and school work, by family and by type."""

import streamlit as st

from lib import indicators
from lib.ui import cache, card, empty, filters, guard

guard.require()
st.title("Partenaires", anchor=False)
st.text("Avec qui ?")
data = cache.current()
empty.stop_without_returns(data)
chosen, by = filters.comparing_bar(data.options)
empty.stop_without_links(data, chosen)
cards = card.Cards(data, chosen, by)

cards.numbers("nb_partenaires", "trois_familles")

cards.figure(
    "Les familles de partenaires",
    indicators.families,
    "q1",
    key="familles",
    question="Avec quelles familles de partenaires ?",
)
cards.figure(
    "Les types de partenaires",
    indicators.choices,
    "q1",
    key="partenaires",
    question=data.bits.codebook["q1"].label,
)
cards.figure(
    "Les partenaires moteurs",
    indicators.drivers,
    key="moteurs",
    question="Quand ce partenaire est là, est-il moteur ?",
)
