"""Paroles: quotations found again, tagged, proof-read, and chosen for the meeting."""

import streamlit as st

from lib.ui import address, basket, cache, empty, filters, guard, session, voices, voicing
from lib.ui.card import Cards
from lib.voices import quotations

guard.require()
st.title("Paroles", anchor=False)
st.text("Qu’en disent celles et ceux qui font le lien\u202f?")
data = voices.current()
empty.stop_without_returns(data)
own = voices.parameters(data)
chosen = filters.bar(data.options, also=own)
empty.stop_without_links(data, chosen)
(campaign,) = chosen.campaign
kept = cache.store().basket(campaign)
cards = Cards(data, chosen)
cards.numbers()
voices.received(data, chosen)
section = voices.section(kept)

if section == "paroles":
    wanted = voices.ask(data)
    if session.is_masked():
        voices.invite_to_work()
    selection = data.once(voices.shown, chosen, session.is_masked())
    found = quotations.wanted(selection.quotations, wanted)
    if found.empty:
        voices.nothing(selection, wanted)
    else:
        for said in voices.page_of(found, (chosen, wanted)).to_dict("records"):
            voicing.card(data, said, wanted.search, kept)
elif section == "panier":
    basket.show(data, campaign, kept)
else:
    cards.show("paroles/dimensions", "paroles/etiquettes")
address.leave(own)
