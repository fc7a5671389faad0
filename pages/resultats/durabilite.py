"""Durabilité: what makes a link last, factor by factor, and how many last."""

from functools import partial

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
figure = partial(card.figure, context=filters.context(chosen, data.options), by=by)
factors = [question.name for question in derived.factors(data.bits.codebook)]

card.numbers(
    data.summary(chosen), ["liens_durables", "indice_durabilite", "evaluation_partagee", "accord_hierarchie"]
)
st.caption(
    "Un lien est dit durable s’il est actif et a au moins trois ans ; la base est faite des liens commencés "
    "depuis trois ans ou plus, quel que soit leur statut. L’indice est la moyenne des facteurs notés, quand six "
    "au moins des huit le sont."
)

figure(
    "Les huit facteurs",
    lambda mask: indicators.scale(data.bits, factors, chosen, by, mask),
    key="facteurs",
    question="Où en êtes-vous sur chacun de ces huit facteurs ?",
    chart=charts.scale_bars,
    sentence=sentences.of_scale,
)
figure(
    "Les facteurs acquis",
    lambda mask: indicators.acquired(data.bits, factors, chosen, by, mask),
    key="acquis",
    question="Part des liens où le facteur est présent ou installé (2 ou 3 points)",
)
for name, title in {
    "d3": "Qui tient le fil",
    "d4": "De quel côté",
    "d5": "L’évaluation",
    "d6": "L’accord de la hiérarchie",
}.items():
    figure(
        title,
        lambda mask, name=name: indicators.choices(data.bits, name, chosen, by, mask),
        key=name,
        question=data.bits.codebook[name].label,
        chart=charts.profile_bars,
    )
