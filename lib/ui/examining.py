"""Reading the files of « Déposer un retour »: zips opened, each file examined, read again after a correction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from lib import codebook
from lib.checks import Expected
from lib.correcting import batch, corrections
from lib.correcting.batch import Upload
from lib.correcting.corrections import UnknownCell
from lib.correcting.difference import Difference, compare
from lib.findings import is_blocked
from lib.listing.mapping import Mapping
from lib.listing.values import UNREAD
from lib.observation import Edit, Return
from lib.store import Store
from lib.ui import cache, session
from lib.ui.session import Dropped

_ABOUT_COLUMNS = frozenset(("column_doubtful", "columns_alike", "column_needed", "not_our_template"))
"""Findings of a list that the screen « Correspondance des colonnes » can settle."""


def take(
    file_id: str,
    filename: str,
    data: bytes,
    expected: Expected,
    store: Store,
    tell: Callable[[int, int, str], None],
) -> tuple[Dropped, ...]:
    """Examine what one upload holds: itself, or the files of a zip; ``tell`` is told (done, total, name)."""
    uploads = list(batch.expand(cache.worker(), filename, data))
    taken = []
    for rank, upload in enumerate(uploads):
        tell(rank, len(uploads), upload.filename)
        dropped = Dropped(f"{file_id}-{rank}", upload, expected)
        read(dropped, store)
        taken.append(dropped)
    return tuple(taken)


def take_up(number: int, store: Store) -> None:
    """Go on with a file that is kept without counting, as if it had just been dropped, for whom it was handed in."""
    filename, data = store.original(number)
    session.intake().take_up(number, Dropped(f"garde-{number}", Upload(filename, data), Expected()))
    kept = store.waiting().set_index("number")
    if number in kept.index:
        session.begin_deposit(*kept.loc[number, ["campaign", "centre", "view"]])


def read(dropped: Dropped, store: Store) -> None:
    """Examine a file with what was corrected in it, and look up what it would replace.

    One that is blocked is kept at once, for whoever is asked what is wrong with it: also a list that only waits for
    somebody to say what its columns are, since nobody knows who will. Not again while it is being corrected.
    """
    upload = dropped.upload
    if upload.finding:
        return
    dropped.examined = corrections.apply(
        cache.worker(),
        upload.data,
        upload.filename,
        dropped.edits,
        dropped.expected,
        mapping=dropped.mapping,
        remembered=store.mapping,
    )
    dropped.annotated = None
    look(dropped, store)
    examined = dropped.examined
    if examined.blocked and not dropped.edits and not dropped.refused:
        dropped.refused = store.refuse(
            data=upload.data,
            filename=upload.filename,
            findings=examined.findings,
            ret=examined.claim(dropped.expected),
            who=session.who(),
        )


def correct(dropped: Dropped, edits: Iterable[Edit], store: Store) -> None:
    """Put cells right and check everything again; says so if the file has no such cell."""
    before = dropped.edits
    _begin_again(dropped, corrections.merged(before, edits))
    try:
        read(dropped, store)
    except UnknownCell:
        dropped.edits = before
        dropped.fault = (
            "Cette correction ne correspond à aucune cellule du fichier\u00a0: corrigez le fichier lui-même."
        )


def as_handed_in(dropped: Dropped, store: Store) -> None:
    """Take all corrections back."""
    _begin_again(dropped, ())
    read(dropped, store)


def _begin_again(dropped: Dropped, edits: tuple[Edit, ...]) -> None:
    dropped.edits, dropped.fault, dropped.round = edits, "", dropped.round + 1


def say_columns(dropped: Dropped, mapping: Mapping, store: Store) -> None:
    """Remember what somebody said of the columns of a list and of their values, and read it by that."""
    store.remember_mapping(mapping, session.who())
    dropped.mapping = mapping
    _begin_again(dropped, ())
    read(dropped, store)


def look(dropped: Dropped, store: Store) -> list[tuple[Return, int | None, Difference | None]]:
    """For each return of a file, the number of the one in force and what changes; None where there is none."""
    changes = []
    for ret in dropped.examined.returns:
        found = store.in_force(ret.campaign, ret.centre_code, ret.view)
        number, before = found or (None, None)
        changes.append((ret, number, compare(before, ret, codebook.load()) if before else None))
    dropped.seen = tuple(number for _, number, _ in changes)
    dropped.changes = tuple("premier retour" if made is None else made.summary for _, _, made in changes)
    return changes


def asks_about_columns(dropped: Dropped) -> bool:
    """Whether somebody has to say what the columns of a list are, or what their values stand for."""
    proposal, findings = dropped.examined.proposal, dropped.examined.findings
    if proposal is None:
        return False
    unread = any(value.by == UNREAD for values in proposal.values.values() for value in values)
    return unread or any(found.code in _ABOUT_COLUMNS for found in findings)


def results(files: Sequence[Dropped]) -> pd.DataFrame:
    """`batch.results` of the files, and ``change`` (str): what each return that is ready would change."""
    told = batch.results([batch.Outcome(each.upload, each.examined, each.receipts) for each in files])
    changes = [change for each in files for change in ((each.is_ready and each.changes) or _none(each))]
    return told.assign(change=pd.array(changes, dtype="str"))


def _none(dropped: Dropped) -> tuple[str, ...]:
    """As many empty texts as the file has rows in the table of results."""
    returns = dropped.examined.returns if dropped.examined else ()
    return ("",) * max(1, len(returns))


def urgency(dropped: Dropped) -> int:
    """Which file to look at first: one that is blocked, one that is ready, one that was left aside."""
    if dropped.examined and not dropped.is_ready:
        return 0
    return 1 if dropped.is_ready or (dropped.upload.finding and is_blocked([dropped.upload.finding])) else 2
