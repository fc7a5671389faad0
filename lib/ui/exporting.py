"""Long exports in the page: one at a time in a session, made beside the script, with progress and a way to stop it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Protocol

import streamlit as st

from lib.export import observations as individual
from lib.export.running import Cancelled, ExportError, Progress, Stopping, step
from lib.export.slides import Slide
from lib.filters import Filters
from lib.french import NBSP, THIN, quote, typeset
from lib.ui import cache, session, wording
from lib.ui.voices import Voiced

_LOG = logging.getLogger(__name__)
_JOB = "export-en-cours"
_POLL = 0.5
"""Seconds between two looks at an export that is being made."""
_FAILED = (
    f"L’export n’a pas abouti, rien n’a été gardé. Réessayez{THIN}; si cela se reproduit, dites à la personne qui "
    "s’occupe de Passerelle quel export, quels filtres et quelle heure."
)
_STOPPED = f"Export annulé{NBSP}: rien n’a été gardé."
OFFICE = "application/vnd.openxmlformats-officedocument."
PPTX, XLSX = f"{OFFICE}presentationml.presentation", f"{OFFICE}spreadsheetml.sheet"
ODS, ZIP = "application/vnd.oasis.opendocument.spreadsheet", "application/zip"


class Make(Protocol):
    """What makes the bytes of an export; it knows nothing of Streamlit."""

    def __call__(self, *, progress: Progress, cancelled: Stopping) -> bytes: ...


@dataclass
class Job:
    """One export: what it is called, how far it is, and what became of it.

    Attributes
    ----------
    label, about : str
        « PowerPoint », and the selection that it is made of.
    done, total : int
        Steps.
    data : bytes
        The file, once it is made.
    """

    label: str
    about: str
    file_name: str
    mime: str
    make: Make = field(repr=False)
    done: int = 0
    total: int = 0
    data: bytes = field(default=b"", repr=False)
    _why: str = ""
    _stop: threading.Event = field(default_factory=threading.Event, repr=False)
    _thread: threading.Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="export", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ask it to stop before its next step."""
        self._stop.set()

    @property
    def fault(self) -> str:
        """Why there is no file, in French; one that was ready just as somebody stopped it is not kept either."""
        return _STOPPED if self.is_stopping else self._why

    @property
    def is_stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _run(self) -> None:
        try:
            made = self.make(progress=self._tell, cancelled=self._stop.is_set)
            self.data = b"" if self.is_stopping else made
        except Cancelled:
            return  # `fault` says it
        except ExportError as error:
            self._why = str(error)
        except Exception:  # noqa: BLE001 - whatever it is, the person who waits must be told
            _LOG.exception("export %s failed", self.label)
            self._why = _FAILED

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


def job() -> Job | None:
    """The export of this session, being made or made."""
    return st.session_state.get(_JOB)


def begin(new: Job) -> None:
    """Start an export; the one before is stopped and forgotten."""
    if before := job():
        before.cancel()
    st.session_state[_JOB] = new
    new.start()


def button(new: Callable[[], Job], label: str, key: str, *, icon: str, kind: str = "secondary") -> None:
    """Draw the button that starts an export.

    It starts in the run of the click: a callback would know what the page said before, without a model just dropped.
    """
    running = job() is not None and job().is_running
    if st.button(label, key=f"export-{key}", icon=f":material/{icon}:", type=kind, disabled=running):
        begin(new())
        st.rerun()


def show() -> None:
    """Draw what becomes of the export of this session: its progress, the finished file, or why there is none."""
    at_hand = job()
    if at_hand is None:
        return
    with st.container(border=True, key="export"):
        if at_hand.is_running:
            _progress()
        elif at_hand.fault:
            st.warning(f"{at_hand.label}{NBSP}: {at_hand.fault}", icon=":material/error:")
        else:
            _finished(at_hand)


@st.fragment(run_every=_POLL)
def _progress() -> None:
    at_hand = job()
    if at_hand is None or not at_hand.is_running:
        st.rerun()
    share = at_hand.done / at_hand.total if at_hand.total else 0.0
    words = (
        "Annulation…" if at_hand.is_stopping else f"{at_hand.label}{NBSP}: préparation… ({round(100 * share)}{THIN}%)"
    )
    st.progress(min(1.0, share), text=words)
    st.button("Annuler", icon=":material/close:", on_click=at_hand.cancel, disabled=at_hand.is_stopping)


def _finished(made: Job) -> None:
    st.success(f"{made.label}{NBSP}: le fichier est prêt.", icon=":material/check_circle:")
    st.text(made.about)
    st.download_button(
        f"Télécharger {quote(made.file_name)}",
        data=made.data,
        file_name=made.file_name,
        mime=made.mime,
        on_click="ignore",
        type="primary",
        icon=":material/download:",
    )


def deck_of_campaign(data: Voiced, filters: Filters, template: bytes | None, about: str, today: date) -> Job:
    """The export « PowerPoint » of a selection."""
    from lib.export import brochure, deck, deck_campaign

    voices = cache.store().basket(filters.campaign[0])

    def make(*, progress: Progress, cancelled: Stopping) -> bytes:
        slides = deck_campaign.of_campaign(data, filters, voices)
        same = {"progress": progress, "cancelled": cancelled}
        return deck.build(data, slides, title=slides[0].title, today=today, template=template, **same)

    return Job("PowerPoint", about, brochure.file_name("reunion", filters, ".pptx"), PPTX, make)


def deck_of_slides(data: Voiced, name: str, slides: Sequence[Slide], template: bytes | None, today: date) -> Job:
    """The export « PowerPoint » of a kept presentation."""
    from lib.export import deck
    from lib.export.tables_zip import safe_name

    left_out: list[str] = []

    def make(*, progress: Progress, cancelled: Stopping) -> bytes:
        same = {"progress": progress, "cancelled": cancelled, "told": left_out.append}
        made = deck.build(data, slides, title=name, today=today, template=template, **same)
        new.about = "\n".join([new.about, *left_out])
        return made

    new = Job("PowerPoint", f"Présentation {quote(name)}", f"{safe_name(name)}.pptx", PPTX, make)
    return new


def template(follow: str) -> bytes | None:
    """Draw the box for the département's own .pptx; ``follow`` says what then looks like it."""
    from lib.export.deck_template import LIMITS  # what the deck refuses: one limit, said before it is met

    uploaded = st.file_uploader(
        "Modèle PowerPoint du département (facultatif, .pptx)",
        type=["pptx"],
        max_upload_size=LIMITS.file_bytes // 1_000_000,
        help="Ses mises en page et ses couleurs sont reprises, ses diapositives ne le sont pas. Il n’est pas conservé.",
    )
    if uploaded is None:
        return None
    # Said before a file is made: one asked for while the template still comes in is made without it.
    st.caption(typeset(f"{follow} le modèle « {wording.plain(uploaded.name)} »."))
    return uploaded.getvalue()


def workbook_of(
    data: Voiced, filters: Filters, about: str, today: date, *, raw: Filters | None = None, names: bool = False
) -> Job:
    """The export « Classeur Excel »; ``raw`` adds the links of this selection one by one."""
    from lib.export import brochure, workbook

    make = partial(workbook.build, data, filters, raw=raw, pseudonyms=not names, today=today)
    return Job("Classeur Excel", about, brochure.file_name("rapport", filters, ".xlsx"), XLSX, make)


def csv_of(data: Voiced, filters: Filters, about: str, today: date) -> Job:
    """The export « Tableaux (CSV) »."""
    from lib.export import brochure, tables_zip

    make = partial(tables_zip.build, data, filters, today=today)
    return Job("Tableaux (CSV)", about, brochure.file_name("tableaux", filters, ".zip"), ZIP, make)


def ods_of(data: Voiced, filters: Filters, about: str, today: date) -> Job:
    """The export « Tableaux (ODS) »."""
    from lib.export import brochure, open_document

    make = partial(open_document.build, data, filters, today=today)
    return Job("Tableaux (ODS)", about, brochure.file_name("tableaux", filters, ".ods"), ODS, make)


def brochure_of(data: Voiced, filters: Filters, template: bytes | None, about: str, today: date) -> Job:
    """The export « Brochure »: all of them, and the findings as text."""
    from lib.export import brochure

    voices = cache.store().basket(filters.campaign[0])
    make = partial(brochure.build, data, filters, today=today, template=template, voices=voices)
    return Job("Brochure", about, brochure.file_name("brochure", filters, ".zip"), ZIP, make)


def data_set_of(data: Voiced, filters: Filters, today: date, *, names: bool, ods: bool = False) -> Job:
    """The export « Jeu de données »: the links one by one, with what each column means."""
    from lib.export import brochure, open_document, slides, tables_zip

    kind, ending, mime, build = ("CSV", ".zip", ZIP, tables_zip.data_set)
    if ods:
        kind, ending, mime, build = ("ODS", ".ods", ODS, open_document.data_set)

    def make(*, progress: Progress, cancelled: Stopping) -> bytes:
        step(0, 1, progress, cancelled)
        return build(data, filters, pseudonyms=not names, today=today)

    about = f"{slides.selection_in_words(data, filters)}."
    return Job(f"Jeu de données ({kind})", about, brochure.file_name("donnees", filters, ending), mime, make)


def questionnaire(data: Voiced) -> None:
    """Draw the button that gives the questionnaire to other tools."""
    from lib.export import tables_zip

    st.download_button(
        "Questionnaire (XLSForm)",
        data=lambda: tables_zip.questionnaire(data.responses.codebook),
        file_name="questionnaire.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/assignment:",
        help="Pour KoboToolbox, ODK ou un tableur.",
    )


def observations(data: Voiced, filters: Filters, about: str, today: date) -> None:
    """Draw the way to the links one by one: not masked, so only in the working view, and said."""
    if session.is_masked():
        st.caption(
            "Les liens un par un ne sont pas masqués\u00a0: ils ne s’exportent que depuis la vue de travail "
            "(«\u00a0Plus de filtres\u00a0»)."
        )
        return
    st.warning(
        "Ces fichiers ne sont pas masqués\u00a0: un établissement s’y reconnaît. Ils sont pour la coordination, ne les "
        "transmettez pas.",
        icon=":material/lock:",
    )
    names = st.toggle("Avec les noms des centres et des établissements (sinon, des codes)", key="avec-les-noms")
    everywhere = st.toggle(
        "Toutes les campagnes et les deux regards",
        key="toutes-les-campagnes",
        help="Les codes sont tirés pour chaque fichier\u00a0: un lien ne se retrouve d’une campagne ou d’un regard à "
        "l’autre que dans un même fichier. Les autres filtres valent toujours.",
    )
    wanted = individual.everywhere(filters) if everywhere else filters
    with st.container(horizontal=True):
        for make, label, key, icon in (
            (
                lambda: workbook_of(data, filters, about, today, raw=wanted, names=names),
                "Classeur avec les liens", "liens", "table_view",
            ),
            (lambda: data_set_of(data, wanted, today, names=names), "Jeu de données (CSV)", "donnees", "dataset"),
            (
                lambda: data_set_of(data, wanted, today, names=names, ods=True),
                "Jeu de données (ODS)", "donnees-ods", "table_chart",
            ),
        ):  # fmt: skip
            button(make, label, key, icon=icon)
