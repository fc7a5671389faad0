"""What one session remembers from a rerun to the next, behind names."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from lib.checks import Expected
from lib.collection.roster_file import RosterFile
from lib.correcting.annotate import Annotated
from lib.correcting.batch import Upload
from lib.intake import Examined
from lib.listing.mapping import Mapping
from lib.observation import Edit
from lib.store import Receipt
from lib.store.remarks import Remark
from lib.tabulate.report import Report

WORKING_VIEW = "vue_de_travail"
"""Key of the toggle that lifts the masks on this screen."""


def is_masked() -> bool:
    """Whether small numbers are hidden on this screen; only the working view lifts that, never in a file."""
    return not st.session_state.get(WORKING_VIEW, False)


def is_narrow() -> bool:
    """Whether charts have the room of a phone: it is one, or the window was as narrow when it opened the session."""
    phone = "Mobi" in (st.context.headers.get("User-Agent") or "")
    return phone or st.context.cookies.get("passerelle_etroit") == "1"


@dataclass
class Address:
    """What the address said when it was last read or written, and on which page (see `lib.ui.address`)."""

    page: str = ""
    values: dict[str, str | list[str] | None] = field(default_factory=dict)


def address(name: str = "adresse") -> Address:
    """The filters of this session, which go along from page to page; another name is a memory of its own."""
    return st.session_state.setdefault(name, Address())


@dataclass
class Dropped:
    """One file that was dropped: what was expected of it, what was read in it, and what became of it.

    Attributes
    ----------
    examined : Examined or None
        None for a file that cannot be read at all (see `lib.correcting.batch.Upload`).
    mapping : Mapping or None
        Of a list: what somebody said of its columns in this session.
    edits : tuple of Edit
        The cells corrected by hand, all rounds together; ``round`` counts them, so that each has its own grid.
    seen : tuple of int or None
        For each return of the file, the deposit in force that the person was shown; None for none.
    changes : tuple of str
        For each return of the file, what depositing it would change, in one phrase.
    fault : str
        Why the last click did not deposit it, in French.
    refused : Receipt or None
        Where the file is kept although it is blocked.
    receipts : tuple of Receipt
        One for each return of the file, in order, once it is deposited.
    annotated : Annotated or None
        The file with what was found in it, once somebody asked for it.
    """

    key: str
    upload: Upload
    expected: Expected
    examined: Examined | None = None
    mapping: Mapping | None = None
    edits: tuple[Edit, ...] = ()
    round: int = 0
    seen: tuple[int | None, ...] = ()
    changes: tuple[str, ...] = ()
    fault: str = ""
    refused: Receipt | None = None
    receipts: tuple[Receipt, ...] = ()
    annotated: Annotated | None = field(default=None, repr=False)

    @property
    def filename(self) -> str:
        return self.upload.filename

    @property
    def is_deposited(self) -> bool:
        return bool(self.receipts)

    @property
    def is_ready(self) -> bool:
        """Whether it can be deposited as it is."""
        examined = self.examined
        return examined is not None and bool(examined.returns) and not examined.blocked and not self.receipts


@dataclass
class Intake:
    """The files of one visit to « Déposer un retour ».

    ``files`` goes from the uploader's file id to the files that it holds (a zip holds several): a rerun neither
    examines nor deposits a file twice. ``taken_up`` are kept files that somebody goes on with, by number.
    ``round`` names the uploader: raising it empties it.
    """

    round: int = 0
    files: dict[str, tuple[Dropped, ...]] = field(default_factory=dict)
    taken_up: dict[int, Dropped] = field(default_factory=dict)

    def take_up(self, number: int, dropped: Dropped) -> None:
        """Add a kept file to those at hand; what was taken up before and is deposited by now goes."""
        left = {known: one for known, one in self.taken_up.items() if not one.is_deposited}
        self.taken_up = {number: dropped, **left}

    def put_back(self, number: int) -> None:
        """Leave a kept file for later."""
        self.taken_up.pop(number, None)

    def restart(self) -> None:
        """Forget the files and empty the uploader; what was deposited stays deposited."""
        self.round += 1
        self.files.clear()
        self.taken_up.clear()


def intake() -> Intake:
    """The files being deposited in this session."""
    return st.session_state.setdefault("depot", Intake())


CAMPAIGN, CENTRE, VIEW = "depot-campagne", "depot-centre", "depot-regard"
"""Keys of the boxes that say whose workbook is handed in."""


def begin_deposit(campaign: str, centre: str, view: str) -> None:
    """Set whose workbook is handed in, as far as something is said."""
    for key, value in ((CAMPAIGN, campaign), (CENTRE, centre), (VIEW, view)):
        if value:
            st.session_state[key] = value


WHO = "qui"
"""Key of the box in which somebody says who is at work."""


def ask_who() -> None:
    """Draw the box for who is at work; it goes with deposits and with undoing them."""
    st.text_input(
        "Qui êtes-vous ? (facultatif)".replace(" ?", "\u202f?"),
        placeholder="Fonction ou service, par exemple\u00a0: référente famille",
        max_chars=80,
        key=WHO,
        persist_state="session",
        width=380,
    )


def who() -> str:
    """Who is at work in this session, as they said it."""
    return st.session_state.get(WHO, "").strip()


@dataclass
class Packed:
    """The zip of workbooks that was made last, and for what; making it takes a while."""

    what: tuple[object, ...] = ()
    data: bytes = field(default=b"", repr=False)

    def keep(self, what: tuple[object, ...], data: bytes) -> None:
        self.what, self.data = what, data


def packed() -> Packed:
    """The workbooks of all centres, made ready in this session."""
    return st.session_state.setdefault("classeurs-prets", Packed())


@dataclass
class Listing:
    """The list of centres being taken in: what was read in the file, once; ``done`` is what became of the last."""

    round: int = 0
    file_id: str = ""
    read: RosterFile = field(default_factory=RosterFile)
    done: str = ""

    def take(self, file_id: str, read: RosterFile) -> None:
        self.file_id, self.read, self.done = file_id, read, ""

    def restart(self, done: str) -> None:
        """Forget the file, empty the uploader, and say what was done."""
        self.round += 1
        self.file_id, self.read, self.done = "", RosterFile(), done


def listing() -> Listing:
    """The list of centres being taken in in this session."""
    return st.session_state.setdefault("liste-centres", Listing())


@dataclass
class Survey:
    """The export of another survey being looked at; it lives as long as the session and is stored nowhere.

    ``types`` is question → type, as somebody corrected it; ``problems`` why its questionnaire cannot be used.
    """

    key: str = ""
    filename: str = ""
    data: bytes = field(default=b"", repr=False)
    form: bytes = field(default=b"", repr=False)
    sheet: str = ""
    types: dict[str, str] = field(default_factory=dict)
    report: Report | None = field(default=None, repr=False)
    problems: tuple[str, ...] = ()


def survey(file_id: str, form_id: str) -> Survey:
    """The survey of these uploads; another file, or another questionnaire, begins anew."""
    key = f"{file_id}-{form_id}"
    kept = st.session_state.get("autre-enquete")
    if kept is None or kept.key != key:
        kept = st.session_state["autre-enquete"] = Survey(key)
    return kept


@dataclass
class _Telling:
    """Something that has a word to say at the next run: what became of the last click."""

    message: str = ""

    def take_message(self) -> str:
        """What is to be said, once."""
        message, self.message = self.message, ""
        return message


@dataclass
class Presenting(_Telling):
    """The presentation at hand: to which figure cards add, and what is to be said of the last change."""

    name: str = ""


def presenting() -> Presenting:
    """The presentation at hand in this session."""
    return st.session_state.setdefault("presentation-en-cours", Presenting())


@dataclass
class Notebook(_Telling):
    """The note being written on one of the document's questions, and what is to be said of a tick.

    Attributes
    ----------
    round : int
        Names the boxes of the dialog: raising it empties them.
    seen : Remark or None
        The note that its writer was shown.
    met : Remark or None
        A note that somebody else wrote while this one was being written.
    message : str
        What became of the last tick, where it was not kept.
    """

    round: int = 0
    seen: Remark | None = None
    met: Remark | None = None

    def open(self, seen: Remark | None) -> None:
        """Begin a note, with the one that holds in view."""
        self.round, self.seen, self.met = self.round + 1, seen, None

    @property
    def shown(self) -> int | None:
        """Number of the newest note that its writer was shown."""
        newest = self.met or self.seen
        return newest.number if newest else None


def notebook() -> Notebook:
    """The notes of this session."""
    return st.session_state.setdefault("carnet", Notebook())


_QUOTATION = "parole-ouverte"


def open_quotation() -> str:
    """Fingerprint of the quotation that is being worked on in this session, "" for none."""
    return st.session_state.get(_QUOTATION, "")


def toggle_quotation(quotation: str) -> None:
    """Open the tools of a quotation, and close those of another; or close them again."""
    st.session_state[_QUOTATION] = "" if open_quotation() == quotation else quotation
