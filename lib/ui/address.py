"""Keeps widgets and the address in step, so that a copied link shows the same view and pages share their filters.

Streamlit 1.67 can bind a widget to the address by itself (``bind="query-params"``), but a bound widget loses the
value that came with a link as soon as its reader goes on to a second page. So the address is read when somebody
arrives by it (first run, another page with parameters, back and forward), and written when a widget changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.ui import session
from lib.ui.session import Address

Value = str | list[str] | None
"""Of a widget: several values (a list), or one or none."""


@dataclass(frozen=True)
class Parameter:
    """One widget that stands in the address: what it may be, and what it is when the address is silent.

    ``name`` is what it is called in the address, where that is not its key: two pages may mean two things by one word.
    """

    options: Collection[str]
    default: Value
    name: str = ""

    def read(self, given: list[str]) -> Value:
        """The value that the address gives; what does not exist (any more) is dropped."""
        known = list(dict.fromkeys(value for value in given if value in self.options))
        if isinstance(self.default, list):
            return known
        return known[-1] if known else self.default


def arrive(parameters: Mapping[str, Parameter], kept: Address | None = None) -> None:
    """Before the widgets: give every one its value when somebody arrives, or when it was not drawn before.

    Once a run for each memory (``kept``, that of the filters where nothing is said).
    """
    page, by_history = _visit()
    kept = kept or session.address()
    arrives = by_history or page != kept.page
    named = {key: parameter.name or key for key, parameter in parameters.items()}
    given = {key: st.query_params.get_all(name) for key, name in named.items() if arrives and name in st.query_params}
    if given or by_history or not kept.page:
        values = {key: parameter.read(given.get(key, [])) for key, parameter in parameters.items()}
        kept.values = {**kept.values, **values}
    for key, parameter in parameters.items():
        if arrives or _is_lost(key, parameter):
            value = kept.values.get(key)
            st.session_state[key] = parameter.default if value is None else value
    kept.page = page


def _is_lost(key: str, parameter: Parameter) -> bool:
    """Whether a widget has no value: not drawn before, or emptied by a browser that was drawing it when a run began."""
    return key not in st.session_state or (st.session_state[key] is None and parameter.default is not None)


def leave(parameters: Mapping[str, Parameter], kept: Address | None = None) -> None:
    """After the widgets: remember what they say, and write it into the address unless it is the default."""
    kept = kept or session.address()
    for key, parameter in parameters.items():
        value = kept.values[key] = st.session_state[key]
        written = [] if value in (None, parameter.default) else [value] if isinstance(value, str) else value
        name = parameter.name or key
        if written != st.query_params.get_all(name):
            _write(name, written)


def rubric(parts: Mapping[str, str], key: str) -> str:
    """Draw the choice between the parts of a page, and give the code of the one that is chosen.

    A part that is not chosen costs nothing. It stands in the address as « volet », and has a memory of its own: which
    filters a page reads depends on its part, so it is known before they arrive.

    Parameters
    ----------
    parts : mapping of str to str
        Code in the address → what people read; the first is shown where the address is silent.
    key : str
        Of the widget: each page remembers its own part.
    """
    parameters = {key: Parameter(parts, next(iter(parts)), name="volet")}
    kept = session.address(f"adresse-{key}")
    arrive(parameters, kept)
    chosen = st.segmented_control(
        "Rubrique", list(parts), format_func=parts.__getitem__, required=True, label_visibility="collapsed", key=key
    )
    leave(parameters, kept)
    return chosen


def _write(key: str, values: list[str]) -> None:
    if values:
        st.query_params[key] = values
    else:
        del st.query_params[key]


def _visit() -> tuple[str, bool]:
    """Which page is running, and whether its reader came by the browser's back or forward."""
    context = get_script_run_ctx()
    return (context.page_script_hash, context.is_history_navigation) if context else ("", False)
