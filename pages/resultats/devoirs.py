"""Devoirs: which schools were asked the same questions, and what of the document's homework is done."""

import streamlit as st

from lib import openquestions
from lib.french import typeset
from lib.ui import address, cache, guard, homework, page, remarks

PARTS = {"ecoles": "Les écoles interrogées", "liste": "La liste des devoirs"}

guard.require()
st.title("Devoirs", anchor=False)
st.text(typeset("Où en est ce que le document donne à faire, dans les centres sociaux et dans le département ?"))
part = address.rubric(PARTS, "devoirs-rubrique")
data = cache.current()

if part == "ecoles":
    cards = page.cards_of(data)
    cards.numbers("ecoles_interrogees", "double_regard")
    homework.say_bases(cards, "ecoles_interrogees", "double_regard")
    cards.show("devoir-local", "devoirs/par-centre")
    homework.explain(cards)
else:
    board = remarks.board_of(data, "devoirs")
    homework.begin()
    homework.show(board, "Dans chaque centre social", openquestions.homework(local=True))
    homework.show(board, "À voir dans le département", openquestions.homework(local=False))
    homework.history(board.store)
