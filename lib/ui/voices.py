"""« Paroles »: what the page reads, what it looks for, and the list of quotations it finds."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

import pandas as pd
import streamlit as st

from lib import french
from lib.filters import Filters
from lib.french import typeset
from lib.store.quotations import Notes, Stamp
from lib.ui import cache, session, wording
from lib.ui.address import Parameter
from lib.ui.cache import FIGURES_KEPT, Data
from lib.ui.card import briefly
from lib.voices import figures, names, quotations, themes
from lib.voices.names import Names
from lib.voices.quotations import LEAVES, NOT_CITABLE, READ, TO_READ, Shown, Wanted

AT_ONCE = 20
"""Quotations on one screen."""

_PAGES_WIDTH = 420
"""Room for the numbers of the pages, in pixels: with less they hide behind each other."""

STATES = {TO_READ: "À relire", READ: "Relues", LEAVES: "Citables et relues", NOT_CITABLE: "Non citables"}
SECTIONS = {"paroles": "Paroles", "panier": "Panier", "chiffres": "En chiffres"}
SECTION, _SEARCH, _DIMENSIONS, _THEMES, _STATE = "volet", "mots", "theme", "etiquette", "relecture"
"""Keys of the boxes, and their names in the address."""


class Voiced(Data):
    """The responses of one revision with what was done with their quotations so far; a `lib.gallery.figure.Source`."""

    def __init__(self, data: Data, notes: Notes) -> None:
        self.responses, self.bits = data.responses, data.bits
        self.options, self.is_empty = data.options, data.is_empty
        self.quotations = quotations.noted(data.once(_received), notes)
        self.names: Names = data.once(_names)
        # A memory of its own: `Data.once` would show the figures of before the last tag.
        self._remembered = lru_cache(maxsize=FIGURES_KEPT)(self._call)


def _received(data: Data) -> pd.DataFrame:
    return quotations.received(data.responses)


def _names(data: Data) -> Names:
    return names.of(data.responses)


def current() -> Voiced:
    """Responses and quotations as they are now: two small SELECTs, and no more unless something was done."""
    store = cache.store()
    return _voiced(os.environ.get("DATABASE_URL") or None, store.revision(), store.quotation_stamp())


@st.cache_resource(show_spinner=False, max_entries=2)
def _voiced(url: str | None, revision: int, at: Stamp) -> Voiced:
    return Voiced(cache.data(url, revision), cache.store().quotation_notes())


def shown(data: Voiced, filters: Filters, mask: bool) -> Shown:
    """What this screen may show of a selection."""
    return quotations.shown(data.quotations, data.responses, filters, mask)


def received(data: Voiced, filters: Filters) -> None:
    """How many of the quotations received may leave."""
    row = data.once(_citable, filters, session.is_masked())
    st.markdown(f"Paroles citables et relues, parmi celles reçues\u00a0: {briefly(row)}")


def _citable(data: Voiced, filters: Filters, mask: bool) -> dict[str, object]:
    return figures.citable(data.quotations, filters, mask).to_dict("records")[0]


class _Anything(Collection[str]):
    """What a box for words may hold."""

    def __contains__(self, value: object) -> bool:
        return isinstance(value, str)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def parameters(data: Voiced) -> dict[str, Parameter]:
    """What the page reads from the address besides the filters."""
    codebook = data.responses.codebook
    return {
        SECTION: Parameter(SECTIONS, "paroles"),
        _SEARCH: Parameter(_Anything(), ""),
        _DIMENSIONS: Parameter(themes.dimensions(codebook), []),
        _THEMES: Parameter(themes.load(codebook), []),
        _STATE: Parameter(STATES, None),
    }


def section(kept: Sequence[str]) -> str:
    """Draw the choice between quotations, basket and figures."""
    counts = {"panier": f" ({len(kept)})" if kept else ""}
    return st.segmented_control(
        "Rubrique",
        list(SECTIONS),
        format_func=lambda name: SECTIONS[name] + counts.get(name, ""),
        required=True,
        label_visibility="collapsed",
        key=SECTION,
    )


def ask(data: Voiced) -> Wanted:
    """Draw the boxes of the search, and in the working view who is at work."""
    codebook = data.responses.codebook
    dimensions, known = themes.dimensions(codebook), themes.load(codebook)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Chercher dans les paroles",
            placeholder="fête, «\u00a0temps de midi\u00a0»…",
            help=typeset(
                "Sans souci des accents ni des majuscules. Plusieurs mots : tous doivent y être. "
                "Entre guillemets : la phrase entière."
            ),
            key=_SEARCH,
            width=260,
        )
        wanted = st.multiselect(
            "Thème",
            list(dimensions),
            format_func=lambda name: dimensions.get(name, name),
            placeholder="Tous les thèmes",
            key=_DIMENSIONS,
            width=200,
        )
        given = st.multiselect(
            "Étiquette",
            list(known),
            format_func=lambda code: label(data, code),
            placeholder="Toutes les étiquettes",
            key=_THEMES,
            width=290,
        )
        state = None
        if not session.is_masked():
            state = st.selectbox(
                "État",
                list(STATES),
                index=None,
                format_func=STATES.__getitem__,
                placeholder="Tous les états",
                help=typeset(
                    "À relire : citables, que personne n’a encore relues. "
                    "Non citables : leur centre ne les dit pas citables, ou une relecture les a retirées."
                ),
                key=_STATE,
                width=190,
            )
            session.ask_who()
    return Wanted(words, tuple(given), tuple(wanted), state or "")


def label(data: Data, code: str) -> str:
    """« Leviers : Café des parents »; the code where the questionnaire in use no longer has the theme."""
    codebook = data.responses.codebook
    theme = themes.load(codebook).get(code)
    if theme is None:
        return code
    return f"{themes.dimensions(codebook).get(theme.dimension, '')}\u00a0: {theme.label}"


def page_of(found: pd.DataFrame, what: object) -> pd.DataFrame:
    """Say how many were found, and draw the pages where they do not fit on one screen; another search begins anew."""
    pages = -(-len(found) // AT_ONCE)
    if pages < 2:
        st.caption(french.count(len(found), "parole", "paroles"))
        return found
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        place = st.container(width="content")
        number = st.pagination(pages, key=f"paroles-page-{hash(what)}", width=_PAGES_WIDTH)
    start = (number - 1) * AT_ONCE
    part = found.iloc[start : start + AT_ONCE]
    first, last, every = map(french.number, (start + 1, start + len(part), len(found)))
    place.caption(f"Paroles {first} à {last} sur {every}")
    return part


def nothing(selection: Shown, what: Wanted) -> None:
    """Say why no quotation is shown, and what can be done."""
    if selection.points_at:
        st.info(
            typeset(
                "Cette sélection est si étroite que ses paroles désigneraient un centre social : elles ne se montrent "
                "que dans la vue de travail. Élargissez les filtres."
            ),
            icon=":material/visibility_off:",
        )
    elif what == Wanted(state=TO_READ):
        st.info("Plus rien à relire dans cette sélection.", icon=":material/done_all:")
    elif what != Wanted():
        st.info(
            "Aucune parole ne correspond à cette recherche. Retirez un mot ou un autre critère.",
            icon=":material/search_off:",
        )
    elif session.is_masked():
        st.info(
            typeset(
                "Aucune parole à montrer ici : hors de la vue de travail, seules paraissent celles qui sont citables "
                "et relues."
            ),
            icon=":material/format_quote:",
        )
    else:
        st.info(
            typeset("Aucune parole dans cette sélection. Elles viennent de la feuille « Paroles » des classeurs."),
            icon=":material/format_quote:",
        )


def invite_to_work() -> None:
    """Where nothing can be changed, the way to where it can."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Seules les paroles citables et relues sont montrées, sans nom de centre ni d’établissement.")
        st.button(
            "Relire et étiqueter (vue de travail)",
            icon=":material/edit_note:",
            on_click=_work,
            key="paroles-travail",
            type="tertiary",
        )


def _work() -> None:
    st.session_state[session.WORKING_VIEW] = True


VIEWS = {view: name.lower() for view, name in wording.VIEWS.items()}
