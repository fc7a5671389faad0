"""What a page needs to be printed: a button, and the line that says on paper what the filters say on screen.

The style sheet and the script that go with them are served by `lib.server.printing`; they know both by their keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib import french
from lib.filters import Filters
from lib.ui import filters as filter_bar
from lib.ui import session
from lib.ui.cache import Data

SOURCE = "Source : retours des centres sociaux et des établissements, enquête Passerelle."
DRAFT = "Vue de travail : petits effectifs visibles, ne pas diffuser."


@st.fragment
def header(text: str) -> None:
    """Draw a heading with the button « Imprimer » at its right.

    A fragment, so that a click does not run the page again while it is being printed.
    """
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.header(text, anchor=False, width="content")
        st.button(
            "Imprimer",
            key="imprimer",
            icon=":material/print:",
            help=french.typeset("Imprimer la page, ou l’enregistrer en PDF (Ctrl + P) : sans le menu ni les filtres."),
        )


def on_screen_only(name: str) -> DeltaGenerator:
    """A container that is not printed."""
    return st.container(key=f"papier-sans-{name}")


def line(data: Data, filters: Filters | None = None, more: Sequence[str] = ()) -> None:
    """Draw what stands on paper only: selection, base, date and source.

    Parameters
    ----------
    filters : Filters, optional
        What the page speaks of; None for a page that speaks of everything.
    more : sequence of str
        Further sentences, e.g. the base of the page.
    """
    today = french.date(datetime.now(french.TIME_ZONE).date())
    draft = [] if session.is_masked() else [DRAFT]
    sentences = [*_selection(data, filters), *more, f"Imprimé le {today}.", SOURCE, *draft]
    with st.container(key="impression"):
        st.text(french.typeset(" ".join(sentences)))


def _selection(data: Data, filters: Filters | None) -> list[str]:
    if filters is None:
        return []
    spoken = filter_bar.context(filters, data.options)
    narrowed = [] if spoken["Filtres"] == "aucun" else [f"Filtres : {spoken['Filtres']}."]
    return [f"Campagne {spoken['Campagne']}, regard {spoken['Regard'].lower()}.", *narrowed]
