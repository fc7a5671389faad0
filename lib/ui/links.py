"""Links from one page to another, by the short name of the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

PAGES = Path(__file__).resolve().parents[2] / "pages"
_FILES = {
    "ensemble": "vue/ensemble.py",
    "rencontre": "resultats/rencontre.py",
    "leviers": "resultats/leviers.py",
    "durabilite": "resultats/durabilite.py",
    "roles": "resultats/roles.py",
    "partenaires": "resultats/partenaires.py",
    "finalites": "resultats/finalites.py",
    "deposer": "collecte/deposer.py",
    "suivi": "collecte/suivi.py",
}


def to(page: str, label: str, *, icon: str | None = None) -> None:
    """Draw a link to a page; the filters go along (see `lib.ui.address`)."""
    st.page_link(PAGES / _FILES[page], label=label, icon=icon or ":material/arrow_forward:")
