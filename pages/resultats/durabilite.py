"""Durabilité: what makes a link last, factor by factor, and how many last."""

import streamlit as st

from lib.ui import empty, guard, page

guard.require()
cards = page.of_results("Durabilité", "Qu’est-ce qui fait que ça continue ?")
cards.numbers("liens_durables", "indice_durabilite", "evaluation_partagee", "accord_hierarchie")
empty.stop_without_questions(cards.data, "durabilite", "sur la durabilité")
st.caption(
    "Un lien est dit durable s’il est actif et a au moins trois ans ; la base est faite des liens commencés "
    "depuis trois ans ou plus, quel que soit leur statut. L’indice est la moyenne des facteurs notés, quand six "
    "au moins des huit le sont."
)
cards.show("facteurs", "acquis", "autres-facteurs", "fil-nature", "fil-cote", "evaluation", "hierarchie")
