"""From the bytes of a file to what it says and what is wrong in it: reader → layout → checks."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from lib import codebook as codebooks
from lib import reader
from lib.checks import Expected, settle
from lib.codebook import Codebook, CodebookError
from lib.findings import Finding, Severity, find, is_blocked
from lib.french import number
from lib.layout import grid
from lib.layout import list as lists
from lib.layout.list import Parsed, Proposal
from lib.layout.marks import FINDINGS_CORNER
from lib.layout.spots import Answer, Spot, UnknownCell, find_spots, placed, with_edits
from lib.listing.mapping import Mapping
from lib.observation import Edit, Observation, Return
from lib.reader import Sheet, position
from lib.worker import Worker, WorkerClosed, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut

T = TypeVar("T")

MOST_FINDINGS = 500
"""Nobody reads more of them, and a hostile file could have a million."""

_log = logging.getLogger(__name__)
_ORDER = {Severity.BLOCKING: 0, Severity.CHECK: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one file.

    Attributes
    ----------
    returns : tuple of Return
        What the file says, without the places of its answers: one return of our template, one for each centre,
        campaign and view of a list; none when it could not be read at all.
    findings : tuple of Finding
        The worst first, then in the order of the file.
    sha256 : str
        Of the bytes as they were handed in.
    size : int
        In bytes.
    spots : tuple of Spot
        The cells in which findings can be put right by hand; see `lib.correcting.corrections`.
    edits : tuple of Edit
        The cells that were put right by hand before the file was read as it is told here.
    proposal : Proposal or None
        Of a list: what its columns are taken for, to be confirmed or changed by a person.
    """

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...]
    sha256: str
    size: int
    spots: tuple[Spot, ...] = ()
    edits: tuple[Edit, ...] = ()
    proposal: Proposal | None = None

    @property
    def ret(self) -> Return | None:
        """The only return; None where there is none, or several."""
        return self.returns[0] if len(self.returns) == 1 else None

    @property
    def links(self) -> int:
        """How many links the file describes, in all its returns."""
        return sum(len(ret.observations) for ret in self.returns)

    @property
    def blocked(self) -> bool:
        """Whether the file cannot be accepted as it is."""
        return is_blocked(list(self.findings))

    def claim(self, expected: Expected) -> Return:
        """What a blocked file is kept as: its only return, else what its returns agree on or the deposit is for."""
        if self.ret:
            return self.ret
        said = {(ret.campaign, ret.centre_code, ret.view) for ret in self.returns}
        parts = zip(*said or {(expected.campaign, expected.centre, expected.view)}, strict=True)
        return Return(*(part[0] if len(set(part)) == 1 else "" for part in parts))


def examine(
    data: bytes,
    filename: str,
    expected: Expected | None = None,
    codebook_path: str | os.PathLike[str] | None = None,
    edits: Sequence[Edit | Answer] = (),
    mapping: Mapping | None = None,
) -> Examined:
    """Read and check one file. Pure; to be run in a `lib.worker.Worker`, since parsers can crash on hostile bytes.

    Parameters
    ----------
    data, filename
        The file; the name only serves to say what kind of file it claims to be.
    expected : Expected, optional
        Campaign, centre and view that the deposit is for, and the roster.
    codebook_path : path, optional
        As for `lib.codebook.load`.
    edits : sequence of Edit or Answer
        Cells and answers put right by hand, in the place of what the file says; see `lib.correcting.corrections`.
    mapping : Mapping, optional
        Of a list: which questions its columns answer, as a person said it.

    Returns
    -------
    Examined
        Small enough to be sent between processes: no cells, no places but those in the findings.

    Raises
    ------
    lib.layout.spots.UnknownCell
        If an edit is of a cell that the file does not have.
    """
    sheets, findings = reader.read(data, filename)
    if is_blocked(findings):
        return _examined(data, (), findings)
    codebook, expected, made = codebooks.load(codebook_path), expected or Expected(), ()
    if edits:
        before = () if grid.recognise(sheets) else interpret(sheets, codebook, expected, mapping)[0]
        sheets, made = with_edits(sheets, placed(edits, sheets, codebook, before))
    parsed = _parsed(sheets, codebook, expected, mapping)
    returns = [_without_places(ret) for ret in parsed.returns]
    examined = _examined(data, returns, [*findings, *parsed.findings], sheets)
    spots = find_spots(sheets, codebook, parsed.returns, examined.findings)
    return replace(examined, spots=spots, edits=made, proposal=parsed.proposal)


def interpret(
    sheets: Sequence[Sheet], codebook: Codebook, expected: Expected, mapping: Mapping | None = None
) -> tuple[tuple[Return, ...], list[Finding]]:
    """Find the layout of the sheets, read them by it and check what they say.

    Our own template is asked first, then the lists (one row per link).
    """
    parsed = _parsed(sheets, codebook, expected, mapping)
    return parsed.returns, parsed.findings


def _parsed(sheets: Sequence[Sheet], codebook: Codebook, expected: Expected, mapping: Mapping | None) -> Parsed:
    sheets = [sheet for sheet in sheets if not _is_list_of_findings(sheet)]
    if not grid.recognise(sheets):
        parsed = lists.read(sheets, codebook, expected, mapping)
        return parsed or Parsed((), [find("not_our_template")], None)
    ret, findings = grid.parse(sheets, codebook)
    if any(finding.code in grid.UNREAD for finding in findings):
        return Parsed((ret,), findings, None)
    ret, more = settle(ret, codebook, expected, findings)
    return Parsed((ret,), findings + more, None)


def _is_list_of_findings(sheet: Sheet) -> bool:
    """Whether `lib.correcting.annotate` added this sheet: it says what is wrong in the others, and nothing else."""
    return bool(sheet.rows) and sheet.rows[0][:1] == (FINDINGS_CORNER,)


def examine_safely(
    worker: Worker,
    data: bytes,
    filename: str,
    expected: Expected | None = None,
    codebook_path: str | os.PathLike[str] | None = None,
    edits: Sequence[Edit | Answer] = (),
    mapping: Mapping | None = None,
    remembered: Callable[[str], Mapping | None] | None = None,
) -> Examined:
    """Examine a file in a worker process; whatever its bytes bring about is one blocking finding.

    Parameters
    ----------
    remembered : callable, optional
        Gives the mapping that a person once made for a source (`lib.store.Store.mapping`): by it a list is read
        for which none is given.

    Raises
    ------
    WorkerClosed
        The program is ending.
    CodebookError
        The questionnaire itself cannot be used: no file is to blame.
    lib.layout.spots.UnknownCell
        If an edit is of a cell that the file does not have.
    """

    if refused := refused_for_size(len(data)):
        return replace(refused, sha256=hashlib.sha256(data).hexdigest())

    def read(given: Mapping | None) -> Examined:
        task = (data, filename, expected, codebook_path, edits, given)
        done = guarded(worker, examine, *task, passing=(CodebookError, UnknownCell))
        return _examined(data, (), [done]) if isinstance(done, Finding) else done

    examined = read(mapping)
    if mapping is None and remembered and examined.proposal:
        known = remembered(examined.proposal.source)
        examined = read(known) if known else examined
    return examined


def refused_for_size(size: int) -> Examined | None:
    """What is said of a file too heavy to be read, so that nobody need load it; its bytes have no fingerprint."""
    heavy = reader.find_too_heavy(size)
    return Examined((), (heavy,), "", size) if heavy else None


def guarded(
    worker: Worker,
    function: Callable[..., T],
    data: bytes,
    *args: object,
    passing: tuple[type[Exception], ...] = (),
) -> T | Finding:
    """Call ``function(data, *args)`` in a worker process; whatever the bytes bring about is one blocking finding.

    Exceptions of the kinds ``passing``, and `WorkerClosed`, are raised: no file is to blame for them.
    """
    try:
        return worker.run(function, data, *args)
    except (WorkerClosed, *passing):
        raise
    except WorkerTimedOut:
        return find("reader_timed_out", seconds=number(worker.timeout))
    except WorkerOutOfMemory:
        return find("reader_out_of_memory")
    except WorkerCrashed:
        return find("reader_crashed")
    except Exception:  # noqa: BLE001 (a fault of ours that these bytes bring out: the log has it, the person a way on)
        _log.exception("reading a file of %d bytes failed", len(data))
        return find("reader_crashed")


def _examined(
    data: bytes, returns: Sequence[Return], findings: Sequence[Finding], sheets: Sequence[Sheet] = ()
) -> Examined:
    ordered = _in_order(findings, sheets)
    if len(ordered) > MOST_FINDINGS:
        rest = number(len(ordered) - MOST_FINDINGS)
        ordered = [*ordered[:MOST_FINDINGS], find("more_findings", value=rest)]
    return Examined(tuple(returns), tuple(ordered), hashlib.sha256(data).hexdigest(), len(data))


def _in_order(findings: Sequence[Finding], sheets: Sequence[Sheet]) -> list[Finding]:
    """The worst first, then as one goes through the file: the whole of it, then sheet by sheet, each from its top."""
    rank = {"": -1, **{sheet.name: rank for rank, sheet in enumerate(sheets)}}

    def key(finding: Finding) -> tuple[int, int, tuple[int, int]]:
        at = finding.place
        return _ORDER[finding.severity], rank.get(at.sheet, len(rank)), position(at.cell) or (-1, -1)

    return sorted(findings, key=key)


def _without_places(ret: Return) -> Return:
    """Findings already carry the places that matter; the rest would double what goes between processes."""
    return replace(ret, observations=tuple(Observation(seen.number, seen.answers) for seen in ret.observations))
