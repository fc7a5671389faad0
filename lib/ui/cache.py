"""What every session shares: the store, the worker, and the responses of the newest revision.

Everything here is a resource (no copy on a hit) and immutable for its readers. The store's revision is part
of the key, so that a deposit made anywhere is in the figures of the next rerun.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import TypeVar

import streamlit as st

from lib import codebook, responses
from lib.responses import Responses
from lib.store import Store
from lib.tally import Bits
from lib.ui.filters import options_of
from lib.worker import Worker

FIGURES_KEPT = 256
"""How many figures of one revision are remembered; one takes about 0.1 MB."""

Result = TypeVar("Result")


class Data:
    """What a page reads: the responses of one revision, their bits, and the filters they allow."""

    def __init__(self, given: Responses) -> None:
        self.responses = given
        self.bits = Bits.pack(given)
        self.options = options_of(given)
        self.is_empty = self.bits.size == 0
        # A memory of its own: it goes with the revision, and everybody in a meeting asks for the same figures.
        self._remembered = lru_cache(maxsize=FIGURES_KEPT)(self._call)

    def once(self, function: Callable[..., Result], *args: Hashable) -> Result:
        """``function(self, *args)``, worked out once for this revision; what it gives must not be changed."""
        return self._remembered(function, *args)

    def _call(self, function: Callable[..., Result], *args: Hashable) -> Result:
        return function(self, *args)


def store() -> Store:
    """The store that ``DATABASE_URL`` names, opened once."""
    return _store(os.environ.get("DATABASE_URL") or None)


@st.cache_resource(show_spinner=False)
def worker() -> Worker:
    """The processes in which hostile bytes are read."""
    return Worker()


def current() -> Data:
    """The responses as they are now: one SELECT, and a rebuild only when something was deposited."""
    return data(os.environ.get("DATABASE_URL") or None, store().revision())


@st.cache_resource(show_spinner=False)
def _store(url: str | None) -> Store:
    return Store.open(url)


@st.cache_resource(show_spinner="Lecture des retours…", max_entries=2)
def data(url: str | None, revision: int) -> Data:
    """Build what the pages read of one revision; ``revision`` is only a key, the tables say their own."""
    return Data(responses.build(_store(url).tables(), codebook.load()))
