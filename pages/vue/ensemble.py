"""Vue d’ensemble: what was received, what the links look like, and first answers to the document's questions."""

from functools import partial

import streamlit as st

from lib.ui import cache, card, empty, filters, guard, links, printing

guard.require()
st.title("Vue d’ensemble", anchor=False)
data = cache.current()
if data.is_empty:
    empty.greet()
chosen = filters.bar(data.options)
empty.stop_without_links(data, chosen)
cards = card.Cards(data, chosen)

printing.header("Ce qui est reçu")
printing.line(data, chosen)
cards.big_numbers("taux_retour", "liens_recenses", "double_regard", "anciennete_mediane")

st.header("Quatre questions, premières réponses", anchor=False)
answered = empty.has_answers(data, chosen)
if answered:
    shown = (
        card.answer(
            "Qu’est-ce qui fait que ça matche\u202f?",
            cards.words("declencheurs-complets"),
            partial(links.to, "rencontre", "Voir la rencontre"),
        ),
        card.answer(
            "Quels leviers pour provoquer le lien\u202f?",
            cards.words("leviers-complets"),
            partial(links.to, "leviers", "Voir les leviers"),
        ),
        card.answer(
            "Qu’est-ce qui fait que ça continue\u202f?",
            cards.words("facteurs"),
            partial(links.to, "durabilite", "Voir la durabilité"),
        ),
        card.answer(
            "Avec qui et pour quoi faire\u202f?",
            cards.words("partenaires", "objectifs-complets"),
            partial(links.to, "partenaires", "Voir les partenaires"),
        ),
    )
    if not any(shown):
        empty.say_not_asked("sur ces thèmes")

if answered:
    cards.show("chiffres-cles")
cards.show(
    *("profil-etab_niveau", "profil-etab_statut", "profil-education_prioritaire", "profil-qpv"),
    "profil-statut_lien",
    *(("profil-frequence",) if answered else ()),  # nobody meets yet where links are only wished for
    under="Les liens",
)
