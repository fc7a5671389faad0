"""What a page shows instead of figures: nothing received yet, nothing selected, too little to show."""

from __future__ import annotations

import streamlit as st

from lib import derived, examples
from lib.filters import WISHED, Filters
from lib.gallery import catalogue
from lib.masking import MASKED_BELOW
from lib.results import Rows
from lib.selection import Selection
from lib.tally import Bits
from lib.ui import cache, links, session, wording
from lib.ui import filters as filter_bar
from lib.ui.cache import Data

WHY_NOTHING = {
    "none": (
        "Aucun lien ne correspond à ces filtres. Retirez-en un, ou choisissez une autre campagne ou l’autre regard.",
        ":material/filter_alt_off:",
    ),
    "tiny": (
        f"Moins de {MASKED_BELOW} liens correspondent à ces filtres\u00a0: les chiffres sont masqués, pour que "
        "personne ne soit reconnu. Élargissez la sélection.",
        ":material/visibility_off:",
    ),
    "masked": (
        "Les chiffres de cette sélection sont masqués\u00a0: par soustraction, ils laisseraient retrouver un groupe de "
        f"moins de {MASKED_BELOW} liens. Retirez un filtre, ou ajoutez des valeurs.",
        ":material/visibility_off:",
    ),
    "groups": (
        f"Chaque groupe de cette comparaison compte moins de {MASKED_BELOW} liens, ou laisserait en retrouver "
        "d’autres\u00a0: tous sont masqués. Élargissez la sélection, ou comparez autrement.",
        ":material/visibility_off:",
    ),
}
"""What a selection allows → what is said, and its icon."""
UNASKED = (
    "Seuls des liens souhaités sont choisis. Ils n’existent pas encore\u00a0: l’enquête en demande l’établissement, et "
    "rien sur la rencontre, les leviers ou la suite. Effacez les filtres pour voir ce que disent les autres liens."
)

NOT_ASKED = (
    "Le questionnaire utilisé n’a pas de question {about}\u00a0: il n’y a rien à montrer ici. La page "
    "«\u00a0Autre enquête\u00a0» compte les réponses de n’importe quel questionnaire\u202f; le dictionnaire dit de "
    "quelles questions vient chaque indicateur."
)


def greet() -> None:
    """Greet whoever opens an empty database, with the two ways to begin, and stop the page there."""
    st.text("Aucun retour n’a encore été reçu. Pour commencer :")
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(wording.DISCOVER, type="primary", icon=":material/explore:", key="exemples")
        links.to("deposer", wording.DEPOSIT, icon=":material/upload_file:")
    st.caption(
        "Les données d’exemple sont fictives : quatorze centres sociaux, tous nommés « (exemple) », deux "
        "campagnes. Elles passent par le même chemin que de vrais retours."
    )
    if wanted:
        _load_examples()
    st.stop()


def _load_examples() -> None:
    bar = st.progress(0.0, text="Lecture des retours d’exemple…")
    examples.load(
        cache.store(),
        cache.worker(),
        lambda done, total: bar.progress(done / total, text=f"{done} retours d’exemple sur {total}"),
    )
    st.rerun()


def stop_without_returns(data: Data) -> None:
    """On a page of results: say that nothing was received yet, and where to begin."""
    if not data.is_empty:
        return
    st.info("Aucun retour n’a encore été reçu : cette page se remplira avec le premier.", icon=":material/inbox:")
    links.to("ensemble", "Commencer par la vue d’ensemble", icon=":material/home:")
    links.to("deposer", wording.DEPOSIT, icon=":material/upload_file:")
    st.stop()


def standing(bits: Bits, filters: Filters, by: str | None = None) -> str:
    """What a selection allows: ``shown``, or why no figure can be: ``none``, ``tiny``, ``masked`` or ``groups``."""
    selection = Selection(bits, filters, by, ())
    sizes = selection.n[: len(selection.groups.names), 0]
    if not sizes.any():
        return "none"
    if by in (None, "campaign") and sizes.max() < MASKED_BELOW:
        return "tiny"
    rows = Rows(selection.groups, mask=True)
    rows.add("liens_recenses", [""], selection.n, None, judged_by=selection.n)
    if not rows.frame()["masked"].all():
        return "shown"
    return "masked" if by is None or standing(bits, filters) != "shown" else "groups"


def _standing(data: Data, filters: Filters, by: str | None) -> str:
    return standing(data.bits, filters, by)


def is_unasked(bits: Bits, filters: Filters, by: str | None = None) -> bool:
    """Whether the filters keep nothing but wished links, and none of them answers any question of a theme.

    A centre owes no answer on a link that does not exist yet (`lib.derived.owed_sections`); where one is given
    all the same, there is something to show.
    """
    if filters.status != (WISHED,):
        return False
    asked = [question for part in derived.survey_sections(bits.codebook).values() for question in part]
    selection = Selection(bits, filters, by)
    own = slice(len(selection.groups.names))  # behind them stand those that the filters leave out
    return bool(selection.n[own].any()) and not any(selection.answered(question)[own].any() for question in asked)


def _is_unasked(data: Data, filters: Filters, by: str | None) -> bool:
    return is_unasked(data.bits, filters, by)


def has_answers(data: Data, filters: Filters, by: str | None = None) -> bool:
    """Whether anything was answered on the survey's themes; of wished links it is said that nothing is asked."""
    if not data.once(_is_unasked, filters, by):
        return True
    st.info(UNASKED, icon=":material/hourglass_empty:")
    filter_bar.clear_button("effacer-souhaites")
    return False


def stop_without_answers(data: Data, filters: Filters, by: str | None = None) -> None:
    """On a page of the survey's themes: stop where nothing was answered, and say where these links are seen."""
    if has_answers(data, filters, by):
        return
    links.to("ensemble", "Voir le profil de ces liens dans la vue d’ensemble", icon=":material/home:")
    st.stop()


def stop_without_questions(data: Data, page: str, about: str) -> None:
    """On a page of results: stop where the questionnaire in use asks nothing that any of its figures counts.

    Parameters
    ----------
    page : str
        Short name of the page (see `lib.ui.links`).
    about : str
        What the questions would be about, with its preposition: « sur les leviers ».
    """
    if catalogue.of_page(data.bits.codebook, page):
        return
    say_not_asked(about)
    st.stop()


def say_not_asked(about: str) -> None:
    """Say that the questionnaire in use is another one, and where its answers and our indicators can be read."""
    st.info(NOT_ASKED.format(about=about), icon=":material/quiz:")
    st.page_link(links.PAGES / "collecte/autre.py", label="Compter une autre enquête", icon=":material/table_chart:")
    links.to("dictionnaire", "Voir d’où vient chaque indicateur", icon=":material/menu_book:")


def stop_without_links(data: Data, filters: Filters, by: str | None = None) -> None:
    """Say so when the filters leave no link, or when every figure would be masked, and offer the way out."""
    found = data.once(_standing, filters, by)
    if found == "shown" or (found != "none" and not session.is_masked()):
        return
    text, icon = WHY_NOTHING[found]
    st.info(text, icon=icon)
    filter_bar.offer_to_clear(filters, data.options)
    if found == "groups":
        filter_bar.whole_button("ne-plus-comparer")
    st.stop()
