"""The page « Croisements »: a ready-made reading, or any two questions chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib.analysis import crossing_figures, dimensions, readings
from lib.analysis.dimensions import COLUMNS, MODES, ROWS, TOTAL
from lib.analysis.readings import Reading
from lib.codebook import Codebook
from lib.derived import LEVERS
from lib.french import NBSP, inside, quote, typeset
from lib.ui import address, links
from lib.ui.address import Parameter
from lib.ui.card import Cards

LINES, HEADS, MODE, READING = "lignes", "colonnes", "parts", "lecture"
"""Keys of the widgets, and their names in the address."""

_MODES = {ROWS: "Parts par ligne", COLUMNS: "Parts par colonne", TOTAL: "Parts sur le total"}
_OTHER_WAY = {ROWS: COLUMNS, COLUMNS: ROWS, TOTAL: TOTAL}


def parameters(codebook: Codebook) -> Mapping[str, Parameter]:
    """What the page reads from its address besides the filters."""
    sides = tuple(dimensions.listed(codebook))
    first, second = _default(sides)
    return {
        READING: Parameter(tuple(readings.load()), None),
        LINES: Parameter(sides, first),
        HEADS: Parameter(sides, second),
        MODE: Parameter(MODES, COLUMNS),
    }


def _default(sides: tuple[str, ...]) -> tuple[str, str]:
    """Levers by durability, the first question of the document; else whatever there is."""
    if LEVERS in sides and dimensions.DURABLE in sides:
        return LEVERS, dimensions.DURABLE
    return (sides[0], sides[-1]) if sides else ("", "")


def show(cards: Cards) -> None:
    """Draw the choice, then what is chosen."""
    codebook = cards.data.bits.codebook
    known = readings.load()
    st.header("Quinze lectures toutes prêtes", anchor=False)
    chosen = st.pills(
        "Lectures du document",
        tuple(known),
        format_func=lambda code: f"{known[code].code} · {known[code].title}",
        key=READING,
        label_visibility="collapsed",
    )
    if chosen:
        _choose_by_hand_instead()
        _keep(codebook)
        _reading(cards, chosen, known[chosen])
        return
    st.header("Deux questions au choix", anchor=False)
    _boxes(codebook)
    _keep(codebook)
    lines, heads, mode = (st.session_state[key] for key in (LINES, HEADS, MODE))
    sides = dimensions.listed(codebook)
    if lines == heads and not sides[lines].multiple:
        st.info("Choisissez deux questions différentes.", icon=":material/compare_arrows:")
        return
    cards.show(f"{crossing_figures.FAMILY}/{lines}/{heads}/{mode}")


def _keep(codebook: Codebook) -> None:
    """Write what is chosen into the address; the boxes that a reading leaves undrawn keep what they said."""
    address.leave(parameters(codebook))


def _boxes(codebook: Codebook) -> None:
    sides = dimensions.listed(codebook)
    labels = {code: f"{side.theme} · {side.label}" if side.theme else side.label for code, side in sides.items()}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox("En lignes", tuple(sides), format_func=labels.__getitem__, key=LINES, width=340)
        st.button("Échanger", icon=":material/swap_horiz:", on_click=_swap, key="echanger")
        st.selectbox("En colonnes", tuple(sides), format_func=labels.__getitem__, key=HEADS, width=340)
    st.segmented_control("Parts", MODES, required=True, format_func=_MODES.__getitem__, key=MODE)


def _swap() -> None:
    """Rows become columns; the shares stay those of the same groups."""
    state = st.session_state
    state[LINES], state[HEADS], state[MODE] = state[HEADS], state[LINES], _OTHER_WAY[state[MODE]]


def _choose_by_hand_instead() -> None:
    st.button("Croiser deux questions au choix", icon=":material/grid_on:", on_click=_leave_reading, key="au-choix")


def _leave_reading() -> None:
    st.session_state[READING] = None


def _reading(cards: Cards, code: str, reading: Reading) -> None:
    st.header(f"{reading.code} · {reading.title}", anchor=False)
    st.text(f"{typeset('Question du document :')} {quote(reading.question)}")
    st.text(f"{reading.lecture} Base{NBSP}: {inside(reading.base)}")
    if code == readings.PAIRED:
        links.to("regards", typeset("Voir la page « Regards croisés »"))
    cards.show(*readings.codes(code))
