"""From the bytes of a file to what it says and what is wrong in it: reader → layout → checks."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib import codebook as codebooks
from lib import reader
from lib.checks import Expected, settle
from lib.codebook import Codebook, CodebookError
from lib.findings import Finding, Severity, find, is_blocked
from lib.french import number
from lib.layout import grid
from lib.observation import Observation, Return
from lib.reader import Sheet
from lib.worker import Worker, WorkerClosed, WorkerCrashed, WorkerOutOfMemory, WorkerTimedOut

MOST_FINDINGS = 500
"""Nobody reads more of them, and a hostile file could have a million."""

_log = logging.getLogger(__name__)
_ORDER = {Severity.BLOCKING: 0, Severity.CHECK: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one file.

    Attributes
    ----------
    ret : Return or None
        What the file says, without the places of its answers; None when it could not be read at all.
    findings : tuple of Finding
        The worst first, then in the order of the file.
    sha256 : str
        Of the bytes as they were handed in.
    size : int
        In bytes.
    """

    ret: Return | None
    findings: tuple[Finding, ...]
    sha256: str
    size: int

    @property
    def blocked(self) -> bool:
        """Whether the file cannot be accepted as it is."""
        return is_blocked(list(self.findings))


def examine(
    data: bytes,
    filename: str,
    expected: Expected | None = None,
    codebook_path: str | os.PathLike[str] | None = None,
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

    Returns
    -------
    Examined
        Small enough to be sent between processes: no cells, no places but those in the findings.
    """
    sheets, findings = reader.read(data, filename)
    ret = None
    if not is_blocked(findings):
        ret, more = interpret(sheets, codebooks.load(codebook_path), expected or Expected())
        findings = [*findings, *more]
    return _examined(data, ret and _without_places(ret), findings)


def interpret(
    sheets: Sequence[Sheet], codebook: Codebook, expected: Expected
) -> tuple[Return | None, list[Finding]]:
    """Find the layout of the sheets, read them by it and check what they say.

    Further layouts (one row per link or per answer) are asked here, after our own template.
    """
    if not grid.recognise(sheets):
        return None, [find("not_our_template")]
    ret, findings = grid.parse(sheets, codebook)
    if any(finding.code in grid.UNREAD for finding in findings):
        return ret, findings
    ret, more = settle(ret, codebook, expected, findings)
    return ret, findings + more


def examine_safely(
    worker: Worker,
    data: bytes,
    filename: str,
    expected: Expected | None = None,
    codebook_path: str | os.PathLike[str] | None = None,
) -> Examined:
    """Examine a file in a worker process; whatever its bytes bring about is one blocking finding.

    Raises
    ------
    WorkerClosed
        The program is ending.
    CodebookError
        The questionnaire itself cannot be used: no file is to blame.
    """
    try:
        return worker.run(examine, data, filename, expected, codebook_path)
    except (WorkerClosed, CodebookError):
        raise
    except WorkerTimedOut:
        failure = find("reader_timed_out", seconds=number(worker.timeout))
    except WorkerOutOfMemory:
        failure = find("reader_out_of_memory")
    except WorkerCrashed:
        failure = find("reader_crashed")
    except Exception:  # noqa: BLE001 (a fault of ours that these bytes bring out: the log has it, the person a way on)
        _log.exception("examining a file of %d bytes failed", len(data))
        failure = find("reader_crashed")
    return _examined(data, None, [failure])


def _examined(data: bytes, ret: Return | None, findings: Sequence[Finding]) -> Examined:
    ordered = sorted(findings, key=lambda finding: _ORDER[finding.severity])
    if len(ordered) > MOST_FINDINGS:
        rest = number(len(ordered) - MOST_FINDINGS)
        ordered = [*ordered[:MOST_FINDINGS], find("more_findings", value=rest)]
    return Examined(ret, tuple(ordered), hashlib.sha256(data).hexdigest(), len(data))


def _without_places(ret: Return) -> Return:
    """Findings already carry the places that matter; the rest would double what goes between processes."""
    return replace(ret, observations=tuple(Observation(seen.number, seen.answers) for seen in ret.observations))
