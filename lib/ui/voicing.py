"""One quotation on screen: its words, who says them as far as this screen may tell, and the tools to work on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from lib import french
from lib.filters import COLUMN_OF
from lib.french import NBSP, THIN, join, quote, typeset
from lib.store import StoreUnavailable
from lib.store.quotations import LONGEST, Reading, ReadMeanwhile
from lib.ui import cache, session, voices, wording
from lib.ui.voices import Voiced
from lib.voices import basket, search, suggest, themes
from lib.voices.names import Warned

Quotation = Mapping[str, object]
"""A row of the frame of quotations."""

_REASONS = 4
_BUTTON = 45
"""Letters of a theme's label on a button."""


def card(data: Voiced, said: Quotation, words: str, kept: Sequence[str]) -> None:
    """Draw one quotation with its tools."""
    key = str(said["quotation"])[:12]
    working = not session.is_masked()
    is_open = working and session.open_quotation() == said["quotation"]
    with st.container(border=True, key=f"parole-{key}"):
        text(str(said["text"]), words)
        st.caption(_told(data, said))
        if working and (warned := data.names.find(str(said["text"]))):
            st.caption(f":orange[:material/warning: {wording.plain(warning(warned))}]")
        with st.container(horizontal=True):
            if working:
                st.button(
                    "Fermer" if is_open else "Relire et étiqueter",
                    icon=":material/close:" if is_open else ":material/edit_note:",
                    key=f"ouvrir-{key}",
                    on_click=session.toggle_quotation,
                    args=(said["quotation"],),
                )
            _basket_button(said, key, kept)
        if is_open:
            _work_on(data, said, key)


def text(said: str, words: str = "") -> None:
    """The words themselves, those that were looked for marked."""
    found = search.pieces(said, words) if words else []
    if not any(piece.is_found for piece in found):
        st.text(quote(said))
        return
    marked = (f":primary[**{_flowing(p.text)}**]" if p.is_found else _flowing(p.text) for p in found)
    st.markdown(quote("".join(marked)))


def _flowing(said: str) -> str:
    """Text of a user as Markdown on one line: a line that begins with blanks would be code."""
    return wording.plain("".join(" " if sign in "\t\r\n" else sign for sign in said))


def _told(data: Voiced, said: Quotation) -> str:
    """The line under the words: who, about what, and in the working view what is done with it."""
    codebook = data.responses.codebook
    level = COLUMN_OF["level"]
    levels = {choice.name: choice.label for choice in codebook[level].choices} if level in codebook else {}
    parts = [
        themes.dimensions(codebook).get(said["dimension"], "Sans thème"),
        f"regard {voices.VIEWS.get(said['view'], said['view'])}",
        said["centre_name"],
        said["school_name"],
        levels.get(said[level], ""),
        f"enregistrement, {said['time_code']}" if said["time_code"] else "",
    ]
    line = " · ".join(wording.plain(str(part)) for part in parts if part)
    labels = basket.theme_labels(codebook, said["themes"])
    line += f"  \nÉtiquettes{NBSP}: {wording.plain(labels)}" if labels else ""
    return line if session.is_masked() else f"{_state(said)} · {line}"


def _state(said: Quotation) -> str:
    if not said["centre_citable"]:
        return "**Non citable**"
    if said["waits"]:
        return "**À relire**"
    return "**Citable et relue**" if said["leaves"] else "**Retirée des citables**"


def warning(warned: Warned) -> str:
    """« Pourrait nommer une personne : « Dupont » ; un lieu de l’enquête : « Jean-Moulin ». »"""
    parts = []
    if warned.persons:
        parts.append(f"une personne{NBSP}: {join([quote(name) for name in warned.persons])}")
    if warned.places:
        parts.append(f"un lieu de l’enquête{NBSP}: {join([quote(name) for name in warned.places])}")
    return f"Pourrait nommer {f'{THIN}; '.join(parts)}."


def _basket_button(said: Quotation, key: str, kept: Sequence[str]) -> None:
    if said["quotation"] in kept:
        st.button(
            "Retirer du panier",
            icon=":material/remove_shopping_cart:",
            key=f"panier-{key}",
            on_click=_take,
            args=(said["campaign"], said["quotation"]),
        )
        return
    st.button(
        "Ajouter au panier",
        icon=":material/add_shopping_cart:",
        key=f"panier-{key}",
        on_click=_put,
        args=(said["campaign"], said["quotation"]),
        disabled=not said["leaves"],
        help=None if said["leaves"] else "Seule une parole citable et relue peut être montrée en réunion.",
    )


def _put(campaign: str, quotation: str) -> None:
    cache.store().put_in_basket(campaign, quotation, session.who())


def _take(campaign: str, quotation: str) -> None:
    cache.store().take_from_basket(campaign, quotation, session.who())


def _work_on(data: Voiced, said: Quotation, key: str) -> None:
    """The tools of one quotation: themes and suggestions, then proof-reading."""
    st.markdown("**Étiqueter**")
    _suggestions(data, said, key)
    _themes(data, said, key)
    st.markdown("**Relire**")
    _proof_read(said, key)


def _suggestions(data: Voiced, said: Quotation, key: str) -> None:
    codebook = data.responses.codebook
    with st.spinner("Recherche d’étiquettes d’après les mots…"):
        proposed = suggest.suggester(codebook).suggest(str(said["text"]), str(said["dimension"]), said["themes"])
        accuracy = measured(*suggest.measured(codebook))
    if not proposed:
        st.caption(typeset("Aucune étiquette proposée : ces mots ne sont dans aucun intitulé."))
    for place, each in enumerate(proposed):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                wording.plain(_short(each.theme.label)),
                icon=":material/add:",
                key=f"proposee-{key}-{place}",
                help=wording.plain(voices.label(data, each.theme.code)),
                on_click=_tag,
                args=(said["quotation"], (each.theme.code,), ()),
            )
            st.caption(wording.plain(_reason(each)))
    st.caption(accuracy)


def _short(text: str) -> str:
    return text if len(text) <= _BUTTON else f"{text[: _BUTTON - 1].rstrip()}…"


def _reason(given: suggest.Suggestion) -> str:
    """« d’après « fête » et « quartier » (même thème, proximité × 3 : 0,42) »: the number is what orders them."""
    named = join([quote(word) for word in given.words[:_REASONS]])
    weight = french.number(suggest.OWN_DIMENSION)
    nearness = f"même thème, proximité ×{NBSP}{weight}{NBSP}:" if given.is_own else "proximité"
    return f"d’après {named} ({nearness} {french.number(given.score, 2)})"


def measured(known: suggest.Measure, unknown: suggest.Measure) -> str:
    """How often the suggestions are right, in one sentence."""
    first, top, first_then, top_then = map(
        french.percent, (known.first_share, known.top_share, unknown.first_share, unknown.top_share)
    )
    return (
        f"Propositions d’après les mots, mesurées sur {french.number(known.tried)} fragments du document de 2018, "
        f"chacun essayé sans ses propres mots{NBSP}: la bonne étiquette vient en premier dans {first} des cas, et "
        f"parmi les trois dans {top} ({first_then} et {top_then} quand le thème n’est pas connu)."
    )


def _themes(data: Voiced, said: Quotation, key: str) -> None:
    held = [code for code in said["themes"] if code in themes.load(data.responses.codebook)]
    box = f"etiquettes-{key}-{hash(tuple(held))}"
    st.multiselect(
        "Étiquettes de cette parole",
        list(themes.load(data.responses.codebook)),
        default=held,
        format_func=lambda code: voices.label(data, code),
        placeholder="Choisir une ou plusieurs étiquettes",
        key=box,
        on_change=_retag,
        args=(said["quotation"], tuple(held), box),
    )


def _retag(quotation: str, held: tuple[str, ...], box: str) -> None:
    now = st.session_state[box]
    _tag(quotation, [code for code in now if code not in held], [code for code in held if code not in now])


def _tag(quotation: str, given: Sequence[str], without: Sequence[str]) -> None:
    cache.store().tag(quotation, given, without=without, who=session.who())


def _proof_read(said: Quotation, key: str) -> None:
    if said["original"] != said["text"]:
        st.caption("Texte reçu du centre, qui reste tel quel dans son retour")
        st.text(quote(str(said["original"])))
    with st.form(f"relecture-{key}-{said['reading']}", border=False):
        text = st.text_area(
            "Texte relu",
            value=str(said["text"]),
            max_chars=LONGEST,
            help="Corrigez l’orthographe et la ponctuation, remplacez un nom par […]. Le sens reste celui du centre.",
        )
        citable = st.checkbox(
            "Citable",
            value=bool(said["citable"]),
            disabled=not said["centre_citable"],
            help=None if said["centre_citable"] else "Le centre social n’a pas dit que cette parole est citable.",
        )
        with st.container(horizontal=True):
            done = st.form_submit_button("Enregistrer comme relue", type="primary", icon=":material/check:")
            again = said["is_read"] and st.form_submit_button("Remettre à relire", icon=":material/undo:")
    if done or again:
        _keep(said, text, bool(citable) or not said["centre_citable"], is_read=bool(done))


def _keep(said: Quotation, text: str, citable: bool, *, is_read: bool) -> None:
    given = Reading(str(said["quotation"]), text, citable, is_read)
    try:
        cache.store().proof_read(given, seen=int(said["reading"]), who=session.who())
    except ReadMeanwhile:
        st.warning("Quelqu’un vient de relire cette parole. Rechargez la page pour voir son texte.")
    except ValueError:
        st.error("Le texte relu est vide.", icon=":material/error:")
    except StoreUnavailable:
        st.error(wording.NO_DATABASE)
    else:
        st.rerun()
