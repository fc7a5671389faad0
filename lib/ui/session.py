"""What one session remembers from a rerun to the next, behind names."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from lib.checks import Expected
from lib.intake import Examined
from lib.store import Receipt

WORKING_VIEW = "vue_de_travail"
"""Key of the toggle that lifts the masks on this screen."""


def is_working_view() -> bool:
    """Whether small numbers may be shown on this screen (never in a file, never in a copied link)."""
    return bool(st.session_state.get(WORKING_VIEW, False))


@dataclass
class Address:
    """What the address said when it was last read or written, and on which page (see `lib.ui.address`)."""

    page: str = ""
    values: dict[str, str | list[str] | None] = field(default_factory=dict)


def address() -> Address:
    """The filters of this session, which go along from page to page."""
    return st.session_state.setdefault("adresse", Address())


@dataclass
class Dropped:
    """One file that was dropped: what was expected of it, what was read in it, and what became of it.

    ``receipts`` go with the returns of the file, in order; a refused file has one for all of them.
    """

    filename: str
    data: bytes = field(repr=False)
    expected: Expected
    examined: Examined
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_deposited(self) -> bool:
        return any(receipt.state != "refused" for receipt in self.receipts)


@dataclass
class Intake:
    """The files of one visit to « Déposer un retour ».

    ``files`` goes from the uploader's file id to what was read: a rerun neither examines nor deposits a file
    twice. ``round`` names the uploader: raising it empties it.
    """

    round: int = 0
    files: dict[str, Dropped] = field(default_factory=dict)

    def restart(self) -> None:
        """Forget the files and empty the uploader; what was deposited stays deposited."""
        self.round += 1
        self.files.clear()


def intake() -> Intake:
    """The files being deposited in this session."""
    return st.session_state.setdefault("depot", Intake())
