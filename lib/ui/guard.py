"""The guard every page begins with: a page runs inside the shell, or not at all.

Streamlit can be talked into running a page's file by itself (`streamlit run pages/…`, or a `pages/` folder found
beside the script). Then there is no navigation, and later no sign-in. The shell opens the guard for as long as
the page runs; everywhere else a page stops at its first line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import streamlit as st

_inside = ContextVar("inside the shell", default=False)


class OutsideShellError(RuntimeError):
    """A page was run without the shell, outside Streamlit."""


@contextmanager
def shell() -> Iterator[None]:
    """Open the guard while a page runs. Only the shell does this, and tests that run one page alone."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def require() -> None:
    """Stop the page unless the shell runs it."""
    if _inside.get():
        return
    st.error("Cette page ne s’ouvre que depuis Passerelle : lancez l’application, puis choisissez-la dans le menu.")
    st.stop()
    # Without a running session `st.stop` does nothing: the page must not go on all the same.
    raise OutsideShellError("pages run inside lib/ui/shell.py only")
