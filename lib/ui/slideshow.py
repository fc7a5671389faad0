"""Presentations in the page: choosing one, its slides in order, and adding to it from any figure card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib import french
from lib.export.slides import FIGURE, QUOTATION, SECTION, TITLE, Slide, compared, quoted, selection_in_words, titled
from lib.filters import Filters
from lib.gallery import catalogue
from lib.gallery.catalogue import UnknownFigure
from lib.store.presentations import LONGEST_NAME, MOST_SLIDES, Presentation, SavedMeanwhile
from lib.ui import cache, links, session, wording
from lib.ui.cache import Data
from lib.ui.presenting import GONE, NOT_CITABLE

DEFAULT = "Réunion"
CHOSEN, PICKED = "presentation", "diapositive"
_KIND = {TITLE: "Titre", SECTION: "Intertitre"}
_OVERTAKEN = (
    f"Cette présentation a été modifiée entre-temps{french.NBSP}: voici la version enregistrée. Refaites votre "
    "changement s’il n’y est pas."
)


def slides_of(kept: Presentation | None) -> list[Slide]:
    """The slides as they were saved; what cannot be read any more is left out (it stays in the store)."""
    slides = []
    for given in kept.slides if kept else ():
        try:
            slides.append(Slide.from_dict(given))
        except ValueError:
            continue
    return slides


def freshness(data: Data, kept: Presentation) -> str:
    """When it was saved, by whom, and of how many of its charts the data are newer than their choice."""
    by = f" par {kept.who}" if kept.who else ""
    saved = f"Enregistrée le {french.datetime_(kept.at)}{by}."
    if not (newer := _newer(data, kept)):
        return saved
    charts = french.count(newer, "graphique", "graphiques")
    chosen = "a été choisi ou relu" if newer == 1 else "ont été choisis ou relus"
    shown = "il montre" if newer == 1 else "ils montrent"
    return (
        f"{saved} Les données ont changé depuis que {charts} de cette présentation {chosen}{french.NBSP}: {shown} les "
        "plus récentes."
    )


def _newer(data: Data, kept: Presentation) -> int:
    charts = zip(kept.slides, kept.revisions, strict=True)
    return sum(slide.get("kind") == FIGURE and at < data.responses.revision for slide, at in charts)


def tell_freshness(data: Data, kept: Presentation) -> None:
    """Draw when it was saved, and where its data are newer the button of who has read it again."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(freshness(data, kept))
        if _newer(data, kept):
            st.button(
                "J’ai relu", key="relu", on_click=_reread, args=(kept,), icon=":material/done_all:",
                help="Les chiffres d’aujourd’hui sont ceux que vous voulez montrer.",
            )  # fmt: skip


def _reread(kept: Presentation) -> None:
    save(kept.name, slides_of(kept), kept.number, reread=True)


def choose() -> Presentation | None:
    """Draw the box of presentations and the ways to begin, rename and remove one; give the one chosen."""
    kept = {each.name: each for each in cache.store().presentations()}
    state = session.presenting()
    if state.name in kept and st.session_state.get(CHOSEN) not in kept:
        st.session_state[CHOSEN] = state.name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "Présentation", list(kept), key=CHOSEN, bind="query-params", placeholder="Aucune pour l’instant", width=360
        )
        with st.popover("Nouvelle", icon=":material/add:"):
            _new(kept)
        if name:
            with st.popover("Supprimer", icon=":material/delete:"):
                st.text(f"Supprimer la présentation {french.quote(name)}{french.THIN}?")
                st.button("Oui, la supprimer", key="supprimer-presentation", on_click=_remove, args=(kept[name],))
    state.name = name or state.name
    _say(state)
    return kept.get(name) if name else None


def _new(kept: dict[str, Presentation]) -> None:
    with st.form("nouvelle-presentation", border=False, clear_on_submit=True):
        name = st.text_input("Nom", max_chars=LONGEST_NAME, placeholder="Réunion du 4 octobre")
        like = st.selectbox("Reprendre les diapositives de", list(kept), index=None, placeholder="Aucune")
        if st.form_submit_button("Créer"):
            name = " ".join(name.split())
            if not name or name in kept:
                st.warning("Donnez-lui un nom qui n’est pas encore pris.")
                return
            save(name, slides_of(kept.get(like)), None, f"{french.quote(name)} est créée.", like=like or "")
            del st.session_state[CHOSEN]
            st.rerun()


def _remove(kept: Presentation) -> None:
    state = session.presenting()
    try:
        cache.store().remove_presentation(kept.name, seen=kept.number, who=session.who())
        state.message = f"{french.quote(kept.name)} est supprimée."
    except SavedMeanwhile:
        state.message = _OVERTAKEN
    state.name = ""


def save(
    name: str, slides: Sequence[Slide], seen: int | None, message: str = "", *, like: str = "", reread: bool = False
) -> bool:
    """Save the slides under a name; False (and said at the next run) if somebody else did meanwhile.

    ``like`` and ``reread`` are those of `lib.store.Store.save_presentation`.
    """
    state = session.presenting()
    if len(slides) > MOST_SLIDES:
        state.message = f"Une présentation a au plus {MOST_SLIDES} diapositives."
        return False
    try:
        given = [slide.as_dict() for slide in slides]
        cache.store().save_presentation(name, given, seen=seen, who=session.who(), like=like, reread=reread)
    except SavedMeanwhile:
        state.message = _OVERTAKEN
        return False
    state.name, state.message = name, message
    return True


def target() -> str:
    """What a figure card's button says before it is clicked: to which presentation it adds."""
    before = _at_hand()
    return f"À la présentation {french.quote(wording.plain(before.name if before else DEFAULT))}."


def _at_hand() -> Presentation | None:
    """The presentation of this session, else the one that was saved last."""
    kept = {each.name: each for each in cache.store().presentations()}
    return kept.get(session.presenting().name) or max(kept.values(), key=lambda each: each.number, default=None)


def add(slide: Slide) -> str:
    """Add a slide to the presentation at hand (begun if there is none); what to tell the person."""
    before = _at_hand()
    name, seen = (before.name, before.number) if before else (DEFAULT, None)
    slides = [*slides_of(before), slide]
    if not save(name, slides, seen):
        return session.presenting().take_message()
    count = french.count(len(slides), "diapositive", "diapositives")
    return f"Ajouté à {french.quote(name)} ({count})."


def _say(state: session.Presenting) -> None:
    if message := state.take_message():
        (st.warning if message == _OVERTAKEN else st.success)(message, icon=":material/info:")


def label(data: Data, slide: Slide) -> str:
    """One line for a slide in the list."""
    if slide.kind == FIGURE:
        try:
            figure = catalogue.find(data.bits.codebook, slide.figure)
        except UnknownFigure:
            return f"{slide.title or slide.figure} ({GONE.rstrip('.').lower()})"
        by = f", par {french.inside(compared(data, slide.by))}" if slide.by and figure.compares else ""
        return (
            f"{slide.title or titled(data, figure)}{by} · {selection_in_words(data, figure.speaks_of(slide.filters))}"
        )
    if slide.kind == QUOTATION:
        words = quoted(data, [slide.quotation]).get(slide.quotation)
        return f"Parole{french.NBSP}: {french.quote(words.text) if words else NOT_CITABLE}"
    return f"{_KIND[slide.kind]}{french.NBSP}: {slide.title}"


def arrange(data: Data, kept: Presentation) -> Slide | None:
    """Draw the list of slides with what moves and removes one; give the one picked."""
    slides = slides_of(kept)
    if not slides:
        st.info(
            "Cette présentation est vide. Ajoutez une diapositive ci-dessous, ou ouvrez une page de résultats et "
            "choisissez «\u00a0Ajouter à la présentation\u00a0» sous un graphique.",
            icon=":material/slideshow:",
        )
        return None
    names = [f"{place}. {label(data, slide)}" for place, slide in enumerate(slides, start=1)]
    if st.session_state.get(PICKED) not in range(len(slides)):
        st.session_state[PICKED] = len(slides) - 1
    at = st.radio("Diapositives", range(len(slides)), format_func=names.__getitem__, key=PICKED)
    with st.container(horizontal=True):
        for words, to, icon, off in (
            ("Monter", at - 1, "arrow_upward", at == 0),
            ("Descendre", at + 1, "arrow_downward", at == len(slides) - 1),
        ):
            st.button(words, on_click=_move, args=(kept, at, to), icon=f":material/{icon}:", disabled=off)
        st.button("Retirer", on_click=_drop, args=(kept, at), icon=":material/close:")
        with st.popover("Modifier", icon=":material/edit:"):
            _edit(kept, at)
    return slides[at]


def _move(kept: Presentation, at: int, to: int) -> None:
    slides = slides_of(kept)
    slides.insert(to, slides.pop(at))
    if save(kept.name, slides, kept.number):
        st.session_state[PICKED] = to


def _drop(kept: Presentation, at: int) -> None:
    slides = slides_of(kept)
    del slides[at]
    if save(kept.name, slides, kept.number):
        st.session_state[PICKED] = max(0, at - 1)


def _edit(kept: Presentation, at: int) -> None:
    slides = slides_of(kept)
    slide = slides[at]
    with st.form(f"modifier-{kept.number}-{at}", border=False):
        title = st.text_input(
            "Titre", slide.title, max_chars=200, help="Vide\u00a0: la phrase de lecture sert de titre."
        )
        text = slide.text
        if slide.kind in (TITLE, SECTION):
            text = st.text_area("Texte", slide.text, max_chars=1000)
        if st.form_submit_button("Enregistrer"):
            slides[at] = replace(slide, title=title.strip(), text=text.strip())
            save(kept.name, slides, kept.number)
            st.rerun()


def adding(data: Data, kept: Presentation, filters: Filters) -> None:
    """Draw the ways to add a slide: a figure with the filters of this page, a title, a heading between themes."""
    figure, quotation, title, section = st.tabs(["Un graphique", "Une parole", "Un titre", "Un intertitre"])
    slides = slides_of(kept)
    with figure, st.form("ajouter-graphique", border=False):
        listed = catalogue.listed(data.bits.codebook)
        code = st.selectbox("Graphique", list(listed), format_func=lambda code: listed[code].title, width=520)
        st.caption(f"{selection_in_words(data, filters)}.")
        if st.form_submit_button("Ajouter le graphique"):
            _append(kept, slides, Slide(FIGURE, figure=code, filters=filters))
    with quotation:
        _quotations(data, kept, slides, filters)
    for tab, kind, words in ((title, TITLE, "Ajouter le titre"), (section, SECTION, "Ajouter l’intertitre")):
        with tab, st.form(f"ajouter-{kind}", border=False, clear_on_submit=True):
            heading = st.text_input("Titre", max_chars=200, key=f"titre-{kind}")
            text = st.text_area("Texte (facultatif)", max_chars=1000, key=f"texte-{kind}")
            if st.form_submit_button(words) and heading.strip():
                _append(kept, slides, Slide(kind, title=heading.strip(), text=text.strip()))


def _quotations(data: Data, kept: Presentation, slides: list[Slide], filters: Filters) -> None:
    """The basket of the campaign, as far as it may be shown."""
    keys = cache.store().basket(filters.campaign[0]) if filters.campaign else ()
    told = quoted(data, keys)
    if not told:
        st.text("Le panier de cette campagne ne contient aucune parole citable et relue.")
        links.to("paroles", "Choisir des paroles")
        return
    with st.form("ajouter-parole", border=False):
        key = st.selectbox("Parole du panier", list(told), format_func=lambda key: french.quote(told[key].text))
        if st.form_submit_button("Ajouter la parole"):
            _append(kept, slides, Slide(QUOTATION, quotation=key))


def _append(kept: Presentation, slides: list[Slide], slide: Slide) -> None:
    if save(kept.name, [*slides, slide], kept.number):
        st.session_state.pop(PICKED, None)
    st.rerun()
