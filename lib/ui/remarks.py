"""The document's questions on the screen: what the survey says of each, its status, and the note that holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st

from lib import openquestions
from lib.french import NBSP, quote, typeset
from lib.openquestions import DIRECT, STATUS_LABELS, OpenQuestion
from lib.store import Store, StoreUnavailable
from lib.store.remarks import DROPPED, LONGEST, SETTLED, STATUSES, TO_DISCUSS, UNDER_WAY, Remark, WrittenMeanwhile
from lib.ui import cache, card, filters, links, session, wording
from lib.ui.cache import Data
from lib.ui.card import Cards

_COLOURS = {TO_DISCUSS: "gray", UNDER_WAY: "blue", SETTLED: "green", DROPPED: "orange"}
_DIRECT = f"Ce qu’en dit l’enquête{NBSP}:"
_PARTIAL = f"Ce que l’enquête en éclaire, sans y répondre{NBSP}:"
_NO_NAMES = typeset(
    "La note reste d’une campagne à l’autre, et tous ceux qui ouvrent la page la lisent : ne citez personne par son "
    "nom, une fonction suffit."
)
_MEANWHILE = typeset(
    "Quelqu’un a écrit sur cette question pendant ce temps. Voici sa note ; la vôtre, au-dessus, n’est pas encore "
    "enregistrée."
)
_WITHOUT_RETURNS = typeset(
    "Aucun retour n’a encore été reçu : ce qu’en dit l’enquête viendra avec le premier. On peut déjà prendre des notes."
)


def board_of(data: Data, page: str) -> Board:
    """The filters of a part of ``page`` with notes, which can be taken before anything was received."""
    if data.is_empty:
        st.info(_WITHOUT_RETURNS, icon=":material/inbox:")
        links.to("deposer", wording.DEPOSIT, icon=":material/upload_file:")
        return Board(cache.store(), None, data.options.newest, page)
    chosen = filters.bar(data.options)
    return Board(cache.store(), Cards(data, chosen), *chosen.campaign, page)


@dataclass(frozen=True)
class Board:
    """Questions with what stands beside them.

    Attributes
    ----------
    cards : Cards or None
        What the survey says is taken from; None while nothing was received.
    campaign : str
        Campaign on the screen, kept with what is written.
    page : str
        Short name of the page that it stands on: no link leads there.
    """

    store: Store
    cards: Cards | None
    campaign: str
    page: str

    def show(self, title: str, asked: tuple[OpenQuestion, ...]) -> None:
        """Draw questions under a heading that says how many have which status."""
        remarks = self.store.remarks()
        st.header(title, anchor=False)
        st.caption(f"{openquestions.tally(asked, remarks)}.")
        for question in asked:
            with st.container(border=True):
                if question.same_as:
                    _same(question)
                else:
                    self._item(question, remarks.get(question.code))
        self.spell_out(asked)

    def _item(self, question: OpenQuestion, remark: Remark | None) -> None:
        st.markdown(f"#### {wording.plain(question.title)} {_badge(remark)}")
        if question.original != question.label:
            st.caption(f"Dans le document{NBSP}: {wording.plain(quote(question.original))}")
        self.say(question)
        if remark:
            _note(remark)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Noter", icon=":material/edit_note:", key=f"noter-{question.code}"):
                session.notebook().open(remark)
                _write(self.store, question, self.campaign)
            self._lead_on(question)

    def say(self, question: OpenQuestion) -> None:
        """Draw what the survey says of a question, or that it says nothing."""
        if not self.cards:
            return
        said = self._said(question)
        lead = _DIRECT if question.reach == DIRECT else _PARTIAL
        st.text("\n".join([lead, *said]) if said else openquestions.UNANSWERED)

    def spell_out(self, asked: Iterable[OpenQuestion]) -> None:
        """Say in one caption what the acronyms of some questions mean, and of what the survey says of them."""
        card.spell_out(text for question in asked for text in (question.title, *self._said(question)))

    def _said(self, question: OpenQuestion) -> tuple[str, ...]:
        if not self.cards:
            return ()
        return self.cards.data.once(openquestions.readings, question, self.cards.filters, session.is_masked())

    def _lead_on(self, question: OpenQuestion) -> None:
        """Draw links to the pages where the figures stand that were read from."""
        if not self.cards:
            return
        figures = openquestions.speaking(self.cards.data.bits.codebook, question)
        for name in dict.fromkeys(figure.page for figure in figures if figure.page != self.page):
            links.to(name)


def _same(question: OpenQuestion) -> None:
    st.markdown(f"#### {wording.plain(question.title)}")
    same = openquestions.load()[question.same_as].label
    st.text(f"Même question, avec son statut et sa note, plus haut{NBSP}: {quote(same)}")


def _badge(remark: Remark | None) -> str:
    status = openquestions.status_of(remark)
    return f":{_COLOURS[status]}-badge[{STATUS_LABELS[status]}]"


def _note(remark: Remark) -> None:
    st.caption(wording.plain(openquestions.signature(remark)))
    if remark.text:
        st.text(remark.text)


@st.dialog("Noter", width="medium")
def _write(store: Store, question: OpenQuestion, campaign: str) -> None:
    book = session.notebook()
    st.markdown(f"**{wording.plain(question.label)}**")
    status, text = _fields(book.round, book.seen)
    session.ask_who()
    if book.met:
        st.warning(_MEANWHILE, icon=":material/group:")
        with st.container(border=True):
            st.markdown(_badge(book.met))
            _note(book.met)
    with st.container(horizontal=True):
        if st.button("Enregistrer la mienne" if book.met else "Enregistrer", type="primary", key="enregistrer-note"):
            _keep(store, question.code, status, text, campaign)
        if book.met and st.button("Garder la sienne", key="garder-note"):
            st.rerun()
    _before(store, question)


def _fields(number: int, seen: Remark | None) -> tuple[str, str]:
    """The boxes of a note, filled with the one that holds; a new number is a new note."""
    status = st.segmented_control(
        "Statut",
        STATUSES,
        default=openquestions.status_of(seen),
        required=True,
        format_func=STATUS_LABELS.__getitem__,
        key=f"statut-{number}",
    )
    text = st.text_area("Note", seen.text if seen else "", max_chars=LONGEST, height=160, key=f"note-{number}")
    st.caption(_NO_NAMES)
    return status, text


def _keep(store: Store, code: str, status: str, text: str, campaign: str) -> None:
    """Write the note, unless somebody else wrote since its writer last looked: then show that first."""
    book = session.notebook()
    try:
        store.add_remark(code, status, text, seen=book.shown, campaign=campaign, who=session.who())
    except WrittenMeanwhile as meanwhile:
        book.met = meanwhile.newest
        st.rerun(scope="fragment")
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
    else:
        st.rerun()


def _before(store: Store, question: OpenQuestion) -> None:
    """Every note on the question, the newest first; read only once somebody asks."""
    details = st.expander("Ce qui a été noté jusqu’ici", key=f"avant-{session.notebook().round}", on_change="rerun")
    if not details.open:
        return
    with details:
        history = store.remark_history(question.code)
        for remark in history:
            st.markdown(_badge(remark))
            _note(remark)
        if not history:
            st.caption("Rien encore.")
