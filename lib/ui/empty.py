"""What a page shows instead of figures: nothing received yet, nothing selected, too little to show."""

from __future__ import annotations

import streamlit as st

from lib import examples
from lib.filters import Filters
from lib.masking import MASKED_BELOW
from lib.ui import cache, links, session, wording
from lib.ui.cache import Data


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


def stop_without_links(data: Data, filters: Filters) -> None:
    """Say so when the filters leave no link, or so few that every figure would be masked."""
    n = data.bits.count(filters, ()).n
    if n == 0:
        st.info(
            "Aucun lien ne correspond à ces filtres. Retirez-en un, ou choisissez une autre campagne.",
            icon=":material/filter_alt_off:",
        )
        st.stop()
    if n < MASKED_BELOW and session.is_masked():
        st.info(
            f"Moins de {MASKED_BELOW} liens correspondent à ces filtres : les chiffres sont masqués, pour que "
            "personne ne soit reconnu. Élargissez la sélection.",
            icon=":material/visibility_off:",
        )
        st.stop()
