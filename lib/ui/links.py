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
    "ouvertes": "resultats/ouvertes.py",
    "devoirs": "resultats/devoirs.py",
    "regards": "lectures/regards.py",
    "croisements": "lectures/croisements.py",
    "evolution": "lectures/evolution.py",
    "paroles": "lectures/paroles.py",
    "fiche": "lectures/fiche.py",
    "etablissement": "lectures/etablissement.py",
    "presentation": "partager/presentation.py",
    "exports": "partager/exports.py",
    "deposer": "collecte/deposer.py",
    "suivi": "collecte/suivi.py",
    "aide": "aide/aide.py",
    "repondre": "aide/repondre.py",
    "dictionnaire": "aide/dictionnaire.py",
}


def to(page: str, label: str = "", *, icon: str | None = None) -> None:
    """Draw a link to a page, by its title if nothing is said; the filters go along (see `lib.ui.address`)."""
    st.page_link(PAGES / _FILES[page], label=label or None, icon=icon or ":material/arrow_forward:")


def go(page: str) -> None:
    """Leave for a page at once."""
    st.switch_page(PAGES / _FILES[page])
