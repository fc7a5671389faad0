"""Leviers: which openings and opportunities brought a link about."""

import streamlit as st

from lib import derived, indicators
from lib.codebook import NONE
from lib.ui import cache, card, empty, filters, guard

guard.require()
st.title("Leviers", anchor=False)
st.text("Quels leviers pour provoquer le lien ?")
data = cache.current()
empty.stop_without_returns(data)
chosen, by = filters.comparing_bar(data.options)
empty.stop_without_links(data, chosen)
cards = card.Cards(data, chosen, by)

cards.numbers("nb_leviers", "un_dispositif")

levers, crises = data.bits.codebook["l1"], data.bits.codebook["l2"]
core = {choice.name for choice in levers.choices if choice.level == "core"}
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
cards.figure(
    "Les leviers cités",
    indicators.choices,
    "l1",
    key="leviers",
    question=levers.label,
    keep=None if everything else frozenset(core | {NONE}),
)
cards.figure(
    "Les quatre dispositifs",
    indicators.choices,
    "l1",
    key="dispositifs",
    question="REAAP, CLAS, CLSPD, PRE : lesquels ont servi ?",
    keep=frozenset(derived.SCHEMES),
)
cards.figure("La nature des crises", indicators.choices, "l2", key="crises", question=crises.label)
