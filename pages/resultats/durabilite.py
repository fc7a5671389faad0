"""Durabilité: what makes a link last, factor by factor, and how many last."""

import streamlit as st

from lib import charts, derived, indicators, sentences
from lib.ui import cache, card, empty, filters, guard

guard.require()
st.title("Durabilité", anchor=False)
st.text("Qu’est-ce qui fait que ça continue ?")
data = cache.current()
empty.stop_without_returns(data)
chosen, by = filters.comparing_bar(data.options)
empty.stop_without_links(data, chosen)
cards = card.Cards(data, chosen, by)
codebook = data.bits.codebook
factors = tuple(question.name for question in derived.factors(codebook))

cards.numbers("liens_durables", "indice_durabilite", "evaluation_partagee", "accord_hierarchie")
st.caption(
    "Un lien est dit durable s’il est actif et a au moins trois ans ; la base est faite des liens commencés "
    "depuis trois ans ou plus, quel que soit leur statut. L’indice est la moyenne des facteurs notés, quand six "
    "au moins des huit le sont."
)

cards.figure(
    "Les huit facteurs",
    indicators.scale,
    factors,
    key="facteurs",
    question="Où en êtes-vous sur chacun de ces huit facteurs ?",
    chart=charts.scale_bars,
    sentence=sentences.of_scale,
)
cards.figure(
    "Les facteurs acquis",
    indicators.acquired,
    factors,
    key="acquis",
    question="Part des liens où le facteur est présent ou installé (2 ou 3 points)",
)
for name, title in {
    "d3": "Qui tient le fil",
    "d4": "De quel côté",
    "d5": "L’évaluation",
    "d6": "L’accord de la hiérarchie",
}.items():
    cards.figure(title, indicators.choices, name, key=name, question=codebook[name].label, chart=charts.profile_bars)
