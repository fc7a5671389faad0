"""Questions ouvertes: what the survey says of the document's questions, and what becomes of them."""

import streamlit as st

from lib import openquestions
from lib.french import typeset
from lib.ui import address, cache, guard, page, remarks

PARTS = {
    "enquete": "Ce que dit l’enquête",
    "questions": "Les questions du document",
    "suites": "Les suites du projet",
}

guard.require()
st.title("Questions ouvertes", anchor=False)
st.text(typeset("Que dit l’enquête des questions que pose le document, et où en sont-elles ?"))
part = address.rubric(PARTS, "ouvertes-rubrique")
data = cache.current()

if part == "enquete":
    cards = page.cards_of(data)
    cards.numbers("accord_o1", "accord_o2", "concurrence_percue")
    cards.show("ecole-ouverte", "centre-ouvert", "concurrence")
elif part == "questions":
    board = remarks.board_of(data, "ouvertes")
    board.show("Posées à la fin du document", openquestions.questions())
    board.show("Posées au milieu d’autres thèmes", openquestions.asked_elsewhere())
else:
    remarks.board_of(data, "ouvertes").show("Suites du projet et idées en vrac", openquestions.follow_ups())
