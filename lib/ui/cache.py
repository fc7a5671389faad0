"""What every session shares: the store, the worker, and the responses of the newest revision.

Everything here is a resource (no copy on a hit) and immutable for its readers. The store's revision is part
of the key, so that a deposit made anywhere is in the figures of the next rerun.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lib import codebook, indicators
from lib import responses as responses_
from lib.filters import Filters
from lib.responses import Responses
from lib.store import Store
from lib.tally import Bits
from lib.ui import session
from lib.ui.filters import Options, options_of
from lib.worker import Worker


@dataclass(frozen=True)
class Data:
    """What a page reads: the responses of one revision, their bits, and the filters they allow."""

    responses: Responses
    bits: Bits
    options: Options

    @property
    def is_empty(self) -> bool:
        return self.responses.frame.empty

    def summary(self, filters: Filters) -> pd.DataFrame:
        """The single figures of a selection, masked unless this screen is a working view."""
        return indicators.summary(self.responses, self.bits, filters, mask=not session.is_working_view())


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
    responses = responses_.build(_store(url).tables(), codebook.load())
    return Data(responses, Bits.pack(responses), options_of(responses))
