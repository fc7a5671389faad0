"""Croisements: any two questions against each other, and the fifteen ready-made readings of the document."""

import streamlit as st

from lib.ui import cache, crossing, empty, filters, guard
from lib.ui.card import Cards

guard.require()
st.title("Croisements", anchor=False)
st.text("Qu’est-ce qui va ensemble\u202f? Deux questions se croisent sur les liens qui ont répondu aux deux.")
data = cache.current()
empty.stop_without_returns(data)
chosen = filters.bar(data.options, also=crossing.parameters(data.bits.codebook))
empty.stop_without_links(data, chosen)
cards = Cards(data, chosen)
cards.numbers()
crossing.show(cards)
