"""Partenaires: with whom centre and school work, by family and by type."""

from functools import partial

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
figure = partial(card.figure, context=filters.context(chosen, data.options), by=by)

card.numbers(data.summary(chosen), ["nb_partenaires", "trois_familles"])

figure(
    "Les familles de partenaires",
    lambda mask: indicators.families(data.bits, "q1", chosen, by, mask),
    key="familles",
    question="Avec quelles familles de partenaires ?",
)
figure(
    "Les types de partenaires",
    lambda mask: indicators.choices(data.bits, "q1", chosen, by, mask),
    key="partenaires",
    question=data.bits.codebook["q1"].label,
)
figure(
    "Les partenaires moteurs",
    lambda mask: indicators.drivers(data.bits, chosen, by, mask),
    key="moteurs",
    question="Quand ce partenaire est là, est-il moteur ?",
)
