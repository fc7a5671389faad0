"""Help on screen: how to read the page one is on, the acronyms, the guides of all pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.french import THIN
from lib.help import acronyms, guides
from lib.help.guides import Guide
from lib.help.search import matches

HOME = "ensemble"
"""Short name of the page that has the empty address."""

FEW, HEIGHT = 6, 440
"""Acronyms that are all in sight; a longer table scrolls in so many pixels."""

Sections = Mapping[str, Sequence[StreamlitPage]]
"""Section of the menu → its pages (`lib.ui.shell.sections`)."""


def name_of(page: StreamlitPage) -> str:
    """The short name of a page: its address."""
    return page.url_path or HOME


def titles(sections: Sections) -> dict[str, str]:
    """Short name → title of every page in the menu."""
    return {name_of(page): page.title for pages in sections.values() for page in pages}


def reading(page: StreamlitPage) -> None:
    """Offer the guide of a page in a small window, which is filled when it is opened."""
    if guide := guides.of_page(name_of(page)):
        _window(guide)


@st.fragment
def _window(guide: Guide) -> None:
    """A fragment of its own: opening it runs nothing of the page, and a click in the page sends nothing of it."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        window = st.popover(
            "Comment lire cette page",
            type="tertiary",
            icon=":material/help:",
            key="mode-d-emploi",
            on_change="rerun",
        )
    if window.open:
        window.markdown(_text(guide), anchors=False)


def _text(guide: Guide) -> str:
    return "\n\n".join(f"**{heading}**\n\n{body}" for heading, body in guide.sections.items())


def search() -> str:
    """Draw the box in which people look for an acronym or a word."""
    return st.text_input(
        "Chercher un sigle ou un mot",
        placeholder="Par exemple : CLAS, masqué, durable".replace(" :", "\u00a0:"),
        key="recherche",
        bind="query-params",
        width=420,
    )


def acronym_table(typed: str) -> None:
    """The acronyms that a search finds, with what they stand for."""
    known = [
        each for each in acronyms.load() if matches(typed, (each.sigle, each.expansion, *each.forms, *each.spellings))
    ]
    if not known:
        st.text("Aucun sigle ne correspond.")
        return
    rows = [(each.sigle, each.expansion[:1].upper() + each.expansion[1:], each.note) for each in known]
    # An HTML table: its cells wrap, and screen readers and the browser's own search read them.
    st.table(
        pd.DataFrame(rows, columns=["Sigle", "Ce qu’il veut dire", "Bon à savoir"]),
        hide_index=True,
        height=HEIGHT if len(known) > FEW else "content",
        alt="Les sigles et ce qu’ils veulent dire",
    )


def page_guides(sections: Sections, typed: str, opened: str = "") -> None:
    """The guides of all pages that a search finds, section by section; ``opened`` names the one to unfold."""
    known = guides.of_pages()
    shown = 0
    for section, pages in sections.items():
        wanted = [page for page in pages if name_of(page) in known and known[name_of(page)].matches(typed)]
        if wanted and section:
            st.subheader(section, anchor=False)
        for page in wanted:
            name = name_of(page)
            with st.expander(page.title, icon=page.icon, expanded=name == opened, key=f"mode-{name}"):
                st.markdown(_text(known[name]), anchors=False)
                st.page_link(page, label=f"Ouvrir «\u00a0{page.title}\u00a0»", icon=":material/arrow_forward:")
        shown += len(wanted)
    if not shown:
        st.text(f"Aucun mode d’emploi ne contient ces mots{THIN}; essayez un seul mot.")


def whole(guide: Guide) -> None:
    """Show a guide section by section, one below the other."""
    for heading, body in guide.sections.items():
        st.header(heading, anchor=False)
        st.markdown(body, anchors=False)
