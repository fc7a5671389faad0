"""Leviers: which openings and opportunities brought a link about."""

from functools import partial

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
figure = partial(card.figure, context=filters.context(chosen, data.options), by=by)

card.numbers(data.summary(chosen), ["nb_leviers", "un_dispositif"])

levers = data.bits.codebook["l1"]
core = {choice.name for choice in levers.choices if choice.level == "core"} | {NONE}
everything = st.toggle("Montrer aussi la liste complémentaire", key="complet", bind="query-params")
shown = levers.choice_by_name if everything else core
figure(
    "Les leviers cités",
    lambda mask: card.only(indicators.choices(data.bits, "l1", chosen, by, mask), shown),
    key="leviers",
    question=levers.label,
)
figure(
    "Les quatre dispositifs",
    lambda mask: card.only(indicators.choices(data.bits, "l1", chosen, by, mask), derived.SCHEMES),
    key="dispositifs",
    question="REAAP, CLAS, CLSPD, PRE : lesquels ont servi ?",
)
figure(
    "La nature des crises",
    lambda mask: indicators.choices(data.bits, "l2", chosen, by, mask),
    key="crises",
    question=data.bits.codebook["l2"].label,
)
