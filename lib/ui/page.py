"""How a page of results begins: title, what is received, filters, and the cards that follow them."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lib.ui import cache, empty, filters
from lib.ui.cache import Data
from lib.ui.card import Cards


def of_results(title: str, question: str = "") -> Cards:
    """Begin a page whose figures can be compared by groups; it stops here where there is nothing to show."""
    st.title(title, anchor=False)
    if question:
        st.text(question)
    return cards_of(cache.current())


def cards_of(data: Data) -> Cards:
    """The filter bar with « Comparer par », and the cards of what is chosen; stops where there is nothing to show."""
    empty.stop_without_returns(data)
    chosen, by = filters.comparing_bar(data.options)
    empty.stop_without_answers(data, chosen, by)
    empty.stop_without_links(data, chosen, by)
    return Cards(data, chosen, by, replace(chosen, campaign=(filters.campaign(),)))
