"""The script that every address runs: page settings, navigation, then the page that was asked for.

It lies here and not beside `pages/`, because Streamlit would serve the files of a neighbouring `pages/` folder
directly, without this script.
"""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.ui import guard
from lib.ui import help as on_screen

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[1] / "pages"


def sections() -> dict[str, list[StreamlitPage]]:
    """The pages by section of the menu; an address, once given, is never changed (people keep links)."""
    return {
        "": [
            st.Page(PAGES / "vue/ensemble.py", title="Vue d’ensemble", icon=":material/dashboard:", default=True),
        ],
        "Collecte": [
            st.Page(PAGES / "collecte/deposer.py", title="Déposer un retour", icon=":material/upload_file:"),
            st.Page(PAGES / "collecte/suivi.py", title="Suivi de la collecte", icon=":material/checklist:"),
            st.Page(PAGES / "collecte/autre.py", title="Autre enquête", icon=":material/table_chart:"),
        ],
        "Résultats": [
            st.Page(PAGES / "resultats/rencontre.py", title="Rencontre", icon=":material/handshake:"),
            st.Page(PAGES / "resultats/leviers.py", title="Leviers", icon=":material/key:"),
            st.Page(PAGES / "resultats/durabilite.py", title="Durabilité", icon=":material/timeline:"),
            st.Page(PAGES / "resultats/roles.py", title="Rôle du centre social", icon=":material/diversity_3:"),
            st.Page(PAGES / "resultats/partenaires.py", title="Partenaires", icon=":material/group:"),
            st.Page(PAGES / "resultats/finalites.py", title="Finalités", icon=":material/flag:"),
            st.Page(PAGES / "resultats/ouvertes.py", title="Questions ouvertes", icon=":material/forum:"),
            st.Page(PAGES / "resultats/devoirs.py", title="Devoirs", icon=":material/task_alt:"),
        ],
        "Lectures": [
            st.Page(PAGES / "lectures/regards.py", title="Regards croisés", icon=":material/compare_arrows:"),
            st.Page(PAGES / "lectures/croisements.py", title="Croisements", icon=":material/grid_on:"),
            st.Page(PAGES / "lectures/evolution.py", title="Évolution", icon=":material/trending_up:"),
            st.Page(PAGES / "lectures/paroles.py", title="Paroles", icon=":material/format_quote:"),
            st.Page(PAGES / "lectures/fiche.py", title="Fiche d’un centre", icon=":material/badge:"),
            st.Page(PAGES / "lectures/etablissement.py", title="Fiche d’un établissement", icon=":material/school:"),
        ],
        "Partager": [
            st.Page(PAGES / "partager/presentation.py", title="Présentation", icon=":material/slideshow:"),
            st.Page(PAGES / "partager/exports.py", title="Exports", icon=":material/download:"),
        ],
        "Aide": [
            st.Page(PAGES / "aide/aide.py", title="Sigles et aide", icon=":material/help:"),
            st.Page(PAGES / "aide/repondre.py", title="Comment répondre", icon=":material/edit_note:"),
            st.Page(PAGES / "aide/dictionnaire.py", title="Dictionnaire des indicateurs", icon=":material/menu_book:"),
        ],
    }


def main() -> None:
    """Run one page inside the navigation."""
    page = st.navigation(sections())
    st.set_page_config(page_title=f"{page.title} · Passerelle", layout="wide")
    st.logo(HERE / "passerelle.svg", size="large", icon_image=HERE / "passerelle.svg")
    on_screen.reading(page)
    with guard.shell():
        page.run()


if __name__ == "__main__":
    main()
