"""The one filter bar: which part of the responses the figures of a page speak of.

Every filter stands in the address, by code: a copied link shows the same view, another page keeps the same
filters, and a value that does not exist any more is dropped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd
import streamlit as st

from lib import french
from lib.filters import COLUMN_OF, FIELD_OF, Filters
from lib.french import NBSP
from lib.observation import CENTRE
from lib.responses import Responses
from lib.selection import narrowed_in_words
from lib.ui import address, session, wording
from lib.ui.address import Parameter
from lib.ui.wording import COMPARE, VIEWS

CAMPAIGN, VIEW, BY, MORE = "campagne", "regard", "comparer", "plus_de_filtres"
CLEAR = "Effacer les filtres"
_BELOW_LABELS = 34
"""Pixels: a toggle has no label above it, and stands beside boxes that have one."""
FACETS = {
    "level": ("niveau", "Niveau", "Tous les niveaux"),
    "priority": ("ep", "Éducation prioritaire", "Avec ou sans éducation prioritaire"),
    "qpv": ("qpv", "Quartier prioritaire (QPV)", "En QPV ou non"),
    "status": ("statut", "Statut du lien", "Tous, sauf souhaités"),
    "territory": ("territoire", "Commune du centre", "Toutes les communes"),
    "centre": ("centre", "Centre social", "Tous les centres"),
}
"""Field of `Filters` → its key in the address, its label and what an empty box says."""


@dataclass(frozen=True)
class Options:
    """What each filter offers: value → label, in the order of the codebook; campaigns newest first."""

    campaigns: tuple[str, ...]
    newest: str
    values: Mapping[str, Mapping[str, str]]


def options_of(responses: Responses) -> Options:
    """The values that the responses hold, with their labels.

    A campaign that is only expected is offered too; by default stands the newest that has a return.
    """
    seen = _seen(responses.frame["campaign"])
    campaigns = sorted({*seen, *map(str, responses.expected["campaign"])}, reverse=True)
    values = {name: _labels(responses, COLUMN_OF[name]) for name in FACETS}
    return Options(tuple(campaigns), max(seen, default=campaigns[0] if campaigns else ""), values)


def _seen(column: pd.Series) -> list[str]:
    return [str(value) for value in column.cat.remove_unused_categories().cat.categories]


def _labels(responses: Responses, column: str) -> dict[str, str]:
    """Value → label of one column; two centres of one name are told apart by their code."""
    frame, codebook = responses.frame, responses.codebook
    if column == "centre":
        names = frame[["centre", "centre_name"]].drop_duplicates("centre").astype("str")
        often = Counter(names["centre_name"])
        pairs = [(f"{n} ({c})" if often[n] > 1 else n, c) for c, n in names.itertuples(index=False)]
        return {code: label for label, code in sorted(pairs)}
    if column == "territory":
        return {value: value for value in _seen(frame[column])}
    if column not in codebook:
        return {}
    return {value: codebook[column].choice_by_name[value].label for value in _seen(frame[column])}


def bar(options: Options, *, views: bool = True, also: Mapping[str, Parameter] = MappingProxyType({})) -> Filters:
    """Draw the filter bar and say what is chosen.

    Parameters
    ----------
    views : bool
        Whether a view is to be chosen; not on a page that lays both side by side.
    also : mapping of str to Parameter
        What the page itself reads from the address; it calls `address.leave` for it after its widgets.
    """
    return _bar(options, comparing=False, views=views, also=also)[0]


def comparing_bar(options: Options) -> tuple[Filters, str | None]:
    """Draw the filter bar with « Comparer par », and give the filters and the column to group by, if any."""
    return _bar(options, comparing=True)


def _bar(
    options: Options, *, comparing: bool, views: bool = True, also: Mapping[str, Parameter] = MappingProxyType({})
) -> tuple[Filters, str | None]:
    parameters = _parameters(options, comparing=comparing, views=views)
    address.arrive({**parameters, **also})
    with st.container(horizontal=True, vertical_alignment="top"):
        side_by_side = comparing and st.session_state[BY] == "campaign"
        st.selectbox("Campagne", options.campaigns, key=CAMPAIGN, width=140, disabled=side_by_side)
        view = view_box() if views else CENTRE
        by = _comparison() if comparing else None
        narrowed = sum(bool(st.session_state[key]) for key, _, _ in FACETS.values())
        active = f" ({french.count(narrowed, 'actif', 'actifs')})" if narrowed else ""
        with below_labels():
            more = st.toggle(f"Plus de filtres{active}", key=MORE, persist_state="session")
    if more:
        _facets(options)
    address.leave(parameters)
    chosen = {name: tuple(st.session_state[key]) for name, (key, _, _) in FACETS.items()}
    warn()
    if by == "campaign":
        st.caption(
            f"Toutes les campagnes sont comparées{NBSP}: la case «{NBSP}Campagne{NBSP}» ne compte pas, sauf pour les "
            "figures qui ne se comparent pas."
        )
    campaigns = () if by == "campaign" else (campaign(),)
    return replace(Filters(campaign=campaigns, view=(view,)), **chosen), by


@contextmanager
def below_labels() -> Iterator[None]:
    """Put what has no label above it on one line with the boxes that have one, in a container aligned at the top."""
    with st.container(width="content", gap=None):
        st.space(_BELOW_LABELS)
        yield


def view_box() -> str:
    """Draw the box of views, and say which is chosen."""
    return st.segmented_control("Regard", tuple(VIEWS), required=True, format_func=VIEWS.__getitem__, key=VIEW)


def _parameters(options: Options, *, comparing: bool, views: bool) -> dict[str, Parameter]:
    parameters = {
        CAMPAIGN: Parameter(options.campaigns, options.newest),
        **({VIEW: Parameter(VIEWS, CENTRE)} if views else {}),
        **{key: Parameter(options.values[name], []) for name, (key, _, _) in FACETS.items()},
    }
    return {**parameters, BY: Parameter(COMPARE, None)} if comparing else parameters


def _comparison() -> str | None:
    return st.selectbox(
        "Comparer par",
        tuple(COMPARE),
        index=None,
        placeholder="Ne pas comparer",
        format_func=COMPARE.__getitem__,
        key=BY,
        width=190,
    )


def _facets(options: Options) -> None:
    """The boxes that are seldom used: drawn only on demand, so that a click elsewhere does not pay for them."""
    with st.container(horizontal=True, vertical_alignment="bottom", border=True):
        for name, (key, label, placeholder) in FACETS.items():
            values = options.values[name]
            st.multiselect(
                label,
                tuple(values),
                format_func=lambda value, values=values: values.get(value, value),
                placeholder=placeholder,
                key=key,
                width=245,
            )
        st.button(CLEAR, on_click=clear, key="effacer")
        working_view("Vue de travail (petits effectifs visibles)")


def working_view(label: str = "Vue de travail") -> None:
    """Draw the toggle that lifts the masks on this screen."""
    st.toggle(
        label,
        key=session.WORKING_VIEW,
        persist_state="session",
        help="À l’écran seulement, pour vérifier des réponses. Ne pas projeter.",
    )


def warn() -> None:
    """Say so where the masks are lifted."""
    if not session.is_masked():
        st.warning(wording.WORKING_VIEW, icon=":material/visibility:")


def campaign() -> str:
    """The campaign that the box says, even where campaigns are compared."""
    return st.session_state[CAMPAIGN]


def clear_button(key: str) -> None:
    """The button that empties the boxes, on whatever screen somebody is stuck."""
    st.button(CLEAR, on_click=clear, key=key, icon=":material/filter_alt_off:")


def offer_to_clear(filters: Filters, options: Options) -> None:
    """Say what narrows a selection of which nothing can be shown, with the button that lifts it."""
    if narrowed := in_words(filters, options):
        st.text(f"Filtres\u00a0: {' · '.join(narrowed)}")
        clear_button("effacer-tout")


def whole_button(key: str) -> None:
    """The button that goes back from a comparison to the whole selection."""
    st.button("Ne plus comparer", on_click=compare_nothing, key=key, icon=":material/undo:")


def compare_nothing() -> None:
    st.session_state[BY] = None


def clear() -> None:
    """Empty every box of « Plus de filtres »; campaign and view stay: they always say something."""
    for key, _, _ in FACETS.values():
        st.session_state[key] = []


def in_words(filters: Filters, options: Options) -> list[str]:
    """What the boxes of « Plus de filtres » keep, as people read it: « Niveau : Collège », « … (QPV) : Non »."""
    return narrowed_in_words(filters, lambda column, value: options.values[FIELD_OF[column]].get(value, value))


def context(filters: Filters, options: Options, by: str | None = None) -> dict[str, str]:
    """What a figure speaks of, for the first columns of its file: campaign, view, filters and grouping in words."""
    return {
        "Campagne": ", ".join(filters.campaign) or "toutes, séparément",
        "Regard": ", ".join(VIEWS.get(view, view) for view in filters.view),
        "Filtres": " · ".join(in_words(filters, options)) or "aucun",
        "Comparé par": COMPARE[by] if by else "rien",
    }
