"""« Dictionnaire des indicateurs »: search, table, one card per indicator, file."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib import codebook, dictionary, french
from lib.analysis import readings
from lib.dictionary import Definition
from lib.help import definitions
from lib.ui import help as on_screen
from lib.ui.help import Sections

FEW = 4
"""Indicators that are shown as cards at once; of more, one is chosen."""
HEIGHT = 440
"""Of the table, in pixels: a longer one scrolls."""
CHOSEN = "indicateur"


def browse(sections: Sections) -> None:
    """Draw the search, then what it finds: a table, its file, and the cards."""
    titles = on_screen.titles(sections)
    typed = st.text_input(
        "Chercher un indicateur",
        placeholder="Par exemple : durable, partenaire, part_levier, X2".replace(" :", "\u00a0:"),
        key="recherche",
        bind="query-params",
        width=420,
    )
    found = definitions.found(typed, titles)
    if not found:
        st.text("Aucun indicateur ne contient ces mots\u202f; essayez un seul mot, ou un code.")
        return
    st.caption(f"{len(found)} sur {french.count(len(dictionary.load()), 'indicateur', 'indicateurs')}")
    _table(found, titles)
    for each in _to_read(found):
        _card(each, sections)


def _table(found: Sequence[Definition], titles: dict[str, str]) -> None:
    shown = definitions.table(found, titles).drop(columns="Code")
    # An HTML table: its cells wrap, and screen readers and the browser's own search read them.
    st.table(
        shown,
        hide_index=True,
        height=HEIGHT if len(found) > FEW else "content",
        alt="Les indicateurs, avec ce qu’ils comptent et leur base",
    )
    st.download_button(
        "Télécharger le dictionnaire (CSV)",
        data=lambda: definitions.csv(found, titles),
        file_name="dictionnaire-des-indicateurs.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="dictionnaire-csv",
    )


def _to_read(found: Sequence[Definition]) -> Sequence[Definition]:
    """All when they are few, else the one that is chosen."""
    if len(found) <= FEW:
        return found
    by_code = {each.code: each for each in found}
    code = st.selectbox(
        "Lire en détail",
        tuple(by_code),
        index=None,
        placeholder="Choisissez un indicateur",
        format_func=lambda code: by_code[code].label if code in by_code else code,
        key=CHOSEN,
        width=420,
    )
    return [by_code[code]] if code else []


def _card(each: Definition, sections: Sections) -> None:
    with st.container(border=True):
        st.subheader(each.label, anchor=False)
        st.markdown(_words(each), anchors=False)
        pages = {on_screen.name_of(page): page for pages in sections.values() for page in pages}
        with st.container(horizontal=True):
            for name in each.where:
                if name in pages:
                    st.page_link(pages[name], label=pages[name].title, icon=pages[name].icon)


def _words(each: Definition) -> str:
    """The card as a list in Markdown; the texts are the dictionary's own."""
    asked = [codebook.load()[name] for name in each.questions if name in codebook.load()]
    questions = french.join([french.quote(question.label) for question in asked])
    lines = {
        "Ce qui est compté": each.numerator,
        "Parmi (base)": each.base,
        "Unité": each.unit,
        "Affichage": definitions.rule(each),
        "Questions" if len(asked) > 1 else "Question": questions,
        "Lectures croisées": french.join([_reading(code) for code in each.readings]),
        "Code dans les fichiers": f"`{each.code}`",
        "Où le voir": "" if each.where else definitions.FILES_ONLY,
    }
    return "\n".join(f"- **{name}**\u00a0: {text}" for name, text in lines.items() if text)


def _reading(code: str) -> str:
    """« X1 (Leviers et durée) »."""
    known = readings.load().get(code.lower())
    return f"{code} ({known.title})" if known else code
