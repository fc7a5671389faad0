"""Vue d’ensemble: what was received, what the links look like, and first answers to the document's questions."""

from functools import partial

import streamlit as st

from lib import charts, derived, indicators, sentences
from lib.ui import cache, card, empty, filters, guard, links, session

guard.require()
st.title("Vue d’ensemble", anchor=False)
data = cache.current()
if data.is_empty:
    empty.greet()
chosen = filters.bar(data.options)
empty.stop_without_links(data, chosen)
figure = partial(card.figure, context=filters.context(chosen, data.options), chart=charts.profile_bars)

st.header("Ce qui est reçu", anchor=False)
card.numbers(data.summary(chosen), ["taux_retour", "liens_recenses", "double_regard", "anciennete_mediane"])

st.header("Quatre questions, premières réponses", anchor=False)
factors = [question.name for question in derived.factors(data.bits.codebook)]
mask = not session.is_working_view()
card.answer(
    "Qu’est-ce qui fait que ça matche ?",
    sentences.of_choices(indicators.choices(data.bits, "r1", chosen, mask=mask)),
)
card.answer(
    "Quels leviers pour provoquer le lien ?",
    sentences.of_choices(indicators.choices(data.bits, "l1", chosen, mask=mask)),
    partial(links.to, "leviers", "Voir les leviers"),
)
card.answer(
    "Qu’est-ce qui fait que ça continue ?",
    sentences.of_scale(indicators.scale(data.bits, factors, chosen, mask=mask)),
    partial(links.to, "durabilite", "Voir la durabilité"),
)
card.answer(
    "Avec qui et pour quoi faire ?",
    sentences.of_choices(indicators.choices(data.bits, "q1", chosen, mask=mask))
    + " "
    + sentences.of_choices(indicators.choices(data.bits, "p1", chosen, mask=mask)),
    partial(links.to, "partenaires", "Voir les partenaires"),
)

st.header("Les liens", anchor=False)
for name, title in {
    "etab_niveau": "Niveau des établissements",
    "education_prioritaire": "Éducation prioritaire",
    "qpv": "Quartier prioritaire (QPV)",
    "statut_lien": "Statut des liens",
}.items():
    figure(
        title,
        lambda mask, name=name: indicators.choices(data.bits, name, chosen, mask=mask),
        key=name,
        question=data.bits.codebook[name].label,
    )
