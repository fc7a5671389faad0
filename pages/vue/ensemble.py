"""Vue d’ensemble: what was received, what the links look like, and first answers to the document's questions."""

from functools import partial

import streamlit as st

from lib import charts, derived, indicators, sentences
from lib.filters import WISHED
from lib.ui import cache, card, empty, filters, guard, links

guard.require()
st.title("Vue d’ensemble", anchor=False)
data = cache.current()
if data.is_empty:
    empty.greet()
chosen = filters.bar(data.options)
empty.stop_without_links(data, chosen)
cards = card.Cards(data, chosen)
codebook = data.bits.codebook
factors = tuple(question.name for question in derived.factors(codebook))

st.header("Ce qui est reçu", anchor=False)
cards.big_numbers("taux_retour", "liens_recenses", "double_regard", "anciennete_mediane")

st.header("Quatre questions, premières réponses", anchor=False)
card.answer("Qu’est-ce qui fait que ça matche ?", cards.sentence(indicators.choices, "r1"))
card.answer(
    "Quels leviers pour provoquer le lien ?",
    cards.sentence(indicators.choices, "l1"),
    partial(links.to, "leviers", "Voir les leviers"),
)
card.answer(
    "Qu’est-ce qui fait que ça continue ?",
    cards.sentence(indicators.scale, factors, sentence=sentences.of_scale),
    partial(links.to, "durabilite", "Voir la durabilité"),
)
card.answer(
    "Avec qui et pour quoi faire ?",
    f"{cards.sentence(indicators.choices, 'q1')} {cards.sentence(indicators.choices, 'p1')}",
    partial(links.to, "partenaires", "Voir les partenaires"),
)

st.header("Les liens", anchor=False)
# Wished links are in no base unless asked for by name: no bar for them either.
statuses = chosen.status or [choice.name for choice in codebook["statut_lien"].choices if choice.name != WISHED]
for name, title, keep in (
    ("etab_niveau", "À quels niveaux", None),
    ("education_prioritaire", "En éducation prioritaire ou non", None),
    ("qpv", "En quartier prioritaire ou non", None),
    ("statut_lien", "Où en sont les liens", frozenset(statuses)),
):
    cards.figure(
        title,
        indicators.choices,
        name,
        key=f"profil-{name}",
        question=codebook[name].label,
        keep=keep,
        chart=charts.profile_bars,
    )
