"""The page of both views: what it is taken from, which question it looks at, and what it says without pairs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.analysis import pairs, regards, sides
from lib.codebook import Question
from lib.filters import Filters
from lib.french import count, join, quote, typeset
from lib.masking import MASKED_BELOW
from lib.observation import SCHOOL
from lib.ui import address, cache, empty, filters, links, session
from lib.ui.address import Parameter
from lib.ui.cache import Data
from lib.ui.card import Cards

QUESTION = "question_croisee"
"""Key of the box; in the address it is « question »."""

_HOW_TO_ASK = """Pour poser les mêmes questions aux écoles :

1. Sur « Déposer un retour », choisir le centre social et le regard « École », puis télécharger le classeur.
2. Le remplir avec les écoles, ou le leur confier ; y écrire le nom et la commune de l’école comme le centre les écrit.
3. Le déposer au même endroit. Les liens vus des deux côtés apparaîtront ici.
"""
_WHY_NOTHING = {
    "none": (
        "Aucun lien n’est vu par les deux regards dans cette sélection. Retirez un filtre, ou choisissez une autre "
        "campagne.",
        ":material/filter_alt_off:",
    ),
    "tiny": (
        f"Moins de {MASKED_BELOW} liens sont vus par les deux regards dans cette sélection : les chiffres sont "
        "masqués, pour que personne ne soit reconnu. Élargissez la sélection.",
        ":material/visibility_off:",
    ),
    "masked": (
        "Les chiffres de cette sélection sont masqués : par soustraction, ils laisseraient retrouver ceux d’un petit "
        "groupe que ces filtres laissent de côté. Élargissez la sélection.",
        ":material/visibility_off:",
    ),
}
"""What a selection allows (`lib.ui.empty.standing`) → what is said instead of figures, and its icon."""
_WHY_WITHHELD = (
    f": la comparaison avec les pages de thèmes laisserait voir les réponses de 1 à {MASKED_BELOW - 1} liens."
)
_NAMED = 3


def of_pairs(title: str, question: str) -> Cards:
    """Begin the page; it stops here where no link, or too few, are seen by both sides."""
    st.title(title, anchor=False)
    st.text(question)
    data = cache.current()
    empty.stop_without_returns(data)
    chosen = filters.bar(data.options, views=False, also=_parameters(data))
    _stop_without_schools(data, chosen)
    _stop_without_pairs(data, chosen)
    return Cards(data, chosen)


def choose_question(cards: Cards) -> str | None:
    """Draw the box that chooses a question; it stands in the address. None where the questionnaire has none."""
    parameters = _parameters(cards.data)
    if not parameters:
        return None
    offered = parameters[QUESTION].options
    name = st.selectbox("Question", tuple(offered), format_func=offered.__getitem__, key=QUESTION, width=620)
    address.leave(parameters)
    return name


def say_withheld(cards: Cards, question: str | None = None) -> None:
    """Say in a line why the detail of a question, or of some factors, is masked."""
    if not session.is_masked():
        return
    without = cards.data.once(sides.without_detail, cards.filters)
    if question:
        if question in [each.name for each in without]:
            st.caption(typeset(f"L’accord et le détail par regard sont masqués pour cette question {_WHY_WITHHELD}"))
        return
    factors = [each for each in without if each.is_scale]
    if factors:
        st.caption(typeset(f"Le détail par regard est masqué pour {_named(factors)} {_WHY_WITHHELD}"))


def _named(factors: Sequence[Question]) -> str:
    if len(factors) > _NAMED:
        return count(len(factors), "facteur", "facteurs")
    return join([quote(factor.label) for factor in factors])


def _parameters(data: Data) -> dict[str, Parameter]:
    offered = regards.choices(data.bits.codebook)
    return {QUESTION: Parameter(offered, next(iter(offered)), name="question")} if offered else {}


def _stop_without_schools(data: Data, chosen: Filters) -> None:
    """In a campaign without any answer of a school: how to put the questions to the schools."""
    if any(view == SCHOOL and campaign in chosen.campaign for campaign, view, _ in data.responses.returns):
        return
    none = f"Aucune école n’a encore répondu pour la campagne {', '.join(chosen.campaign)}"
    st.info(typeset(f"{none} : il n’y a pas de second regard à croiser."), icon=":material/inbox:")
    st.markdown(typeset(_HOW_TO_ASK))
    links.to("deposer", "Déposer un retour", icon=":material/upload_file:")
    st.stop()


def _stop_without_pairs(data: Data, chosen: Filters) -> None:
    """Say so when no link of the selection has both views, or when every figure would be masked."""
    found = empty.standing(pairs.pack(data.responses), pairs.of_pairs(chosen))
    if found == "shown" or (found != "none" and not session.is_masked()):
        return
    text, icon = _WHY_NOTHING[found]
    st.info(typeset(text), icon=icon)
    filters.offer_to_clear(chosen, data.options)
    st.stop()
