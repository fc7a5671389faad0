"""The document's homework on the screen: a checklist without names, with the day of each tick."""

from __future__ import annotations

from datetime import date

import streamlit as st

from lib import dictionary, openquestions
from lib.derived import SCHOOL_ASKED
from lib.french import NBSP, THIN, quote, today, typeset
from lib.gallery.homework import ASKED
from lib.observation import CENTRE
from lib.openquestions import OpenQuestion
from lib.store import Store, StoreUnavailable
from lib.store.remarks import Tick, WrittenMeanwhile
from lib.ui import session, wording
from lib.ui.card import Cards
from lib.ui.remarks import Board

_HOW = typeset(
    "Cochez ce qui est fait ; le jour peut être corrigé. Chacun est dit par sa fonction : n’écrivez le nom de personne."
)
_CENTRES_ONLY = typeset("La question n’est posée qu’aux centres sociaux : choisissez le regard « Centre social ».")
_MASKED = typeset("Pour voir chaque centre social, à l’écran seulement : « Plus de filtres », puis « Vue de travail ».")
_MEANWHILE = "Quelqu’un venait de changer cette case : rien n’a été enregistré, voici ce qui est noté."


def say_bases(cards: Cards, *figures: str) -> None:
    """Say under shares of the homework what each is taken over, as the dictionary does: the figures, then H1 itself."""
    if SCHOOL_ASKED not in cards.data.bits.codebook:
        return
    known = dictionary.load()
    parts = [f"{quote(known[code].label)}, les {known[code].base}" for code in figures]
    parts.append(f"les réponses elles-mêmes, les {known[dictionary.of_question(SCHOOL_ASKED)].base}")
    st.caption(f"Chaque part a sa base{NBSP}: {f'{THIN}; '.join(parts)}.")


def explain(cards: Cards) -> None:
    """Say under the figures why there is little in them: the other view, or masked centres."""
    if cards.filters.view != (CENTRE,):
        st.info(_CENTRES_ONLY, icon=":material/info:")
    elif session.is_masked():
        st.caption(_MASKED)


def begin() -> None:
    """Draw how to tick and who is at work, and say what became of a tick that was not kept."""
    if message := session.notebook().take_message():
        st.warning(typeset(message), icon=":material/group:")
    st.caption(_HOW)
    session.ask_who()


def show(board: Board, title: str, tasks: tuple[OpenQuestion, ...]) -> None:
    """Draw homework under a heading; what the survey asks about is read there and has no box."""
    ticks = board.store.ticks()
    st.header(title, anchor=False)
    for task in tasks:
        if task.is_counted:
            st.text(task.label)
            board.say(task)
            if board.cards:
                say_bases(board.cards, ASKED)
        else:
            _box(board.store, task, ticks.get(task.code))
    board.spell_out(tasks)


def _box(store: Store, task: OpenQuestion, tick: Tick | None) -> None:
    done, day = f"fait-{task.code}", f"jour-{task.code}"
    args = (store, task.code, tick.number if tick else None)
    # What the store says stands in the boxes, whatever was done to them here or in another session.
    st.session_state[done] = tick is not None and tick.day is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox(task.label, key=done, on_change=_ticked, args=args, width=470)
        if tick and tick.day:
            st.session_state[day] = tick.day
            st.date_input(
                f"Jour{NBSP}: {task.label}",
                max_value=max(tick.day, today()),
                format="DD/MM/YYYY",
                label_visibility="collapsed",
                key=day,
                on_change=_dated,
                args=args,
                width=135,
            )
        if tick:
            st.caption(wording.plain(openquestions.tick_signature(tick)), width=180)


def _ticked(store: Store, code: str, seen: int | None) -> None:
    _keep(store, code, today() if st.session_state[f"fait-{code}"] else None, seen)


def _dated(store: Store, code: str, seen: int | None) -> None:
    _keep(store, code, st.session_state[f"jour-{code}"], seen)


def _keep(store: Store, code: str, day: date | None, seen: int | None) -> None:
    try:
        store.tick(code, day, seen=seen, who=session.who())
    except WrittenMeanwhile:
        session.notebook().message = _MEANWHILE
    except StoreUnavailable:
        session.notebook().message = wording.NO_DATABASE


def history(store: Store) -> None:
    """Everything that was ticked and unticked; read only once somebody asks."""
    details = st.expander("Ce qui a été coché jusqu’ici", key="devoirs-avant", on_change="rerun")
    if not details.open:
        return
    with details:
        events = openquestions.tick_table(store.tick_history())
        if events.empty:
            st.caption("Rien encore.")
        else:
            st.dataframe(events, hide_index=True, alt="Les devoirs cochés et décochés, du plus récent au plus ancien")
