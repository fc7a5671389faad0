"""Handing in: what one deposit writes, inside the transaction of the only writer.

Numbers are taken as the largest one so far plus one. That is safe because nobody else writes meanwhile, and rows
are never deleted; it spares asking the database for each of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Row, bindparam, exists, func, insert, select

from lib.findings import Finding
from lib.observation import Edit, Observation, Place, Return
from lib.store import roster, schools
from lib.store.connection import insert_rows
from lib.store.schema import (
    answers,
    corrections,
    counting,
    deposits,
    files,
    observations,
    return_answers,
    verbatims,
    withdrawals,
)
from lib.store.values import (
    ACCEPTED,
    DUPLICATE,
    REFUSED,
    UNSET,
    Centre,
    Correction,
    NothingToUndo,
    Overtaken,
    Receipt,
    UnknownDeposit,
    Unset,
)

_RECEIPT = (
    *(deposits.c.number, deposits.c.sha256, deposits.c.template),
    *(deposits.c.links, deposits.c.verbatims, deposits.c.at, deposits.c.who),
)
_NEWEST = (
    counting(
        deposits.c.campaign == bindparam("campaign"),
        deposits.c.centre == bindparam("centre"),
        deposits.c.view == bindparam("view"),
    )
    .with_only_columns(*_RECEIPT)
    .order_by(deposits.c.number.desc())
    .limit(1)
)
_SAME_BYTES = (
    counting(
        deposits.c.sha256 == bindparam("sha256"),
        deposits.c.template == bindparam("template"),
        deposits.c.campaign == bindparam("campaign"),
        deposits.c.centre == bindparam("centre"),
        deposits.c.view == bindparam("view"),
    )
    .with_only_columns(*_RECEIPT)
    .order_by(deposits.c.number.desc())
)
_REFUSED_BEFORE = (
    select(*_RECEIPT)
    .where(deposits.c.sha256 == bindparam("sha256"), deposits.c.state == REFUSED)
    .order_by(deposits.c.number)
    .limit(1)
)
_LAST = select(
    select(func.coalesce(func.max(deposits.c.number), 0)).scalar_subquery().label("deposit"),
    select(func.coalesce(func.max(observations.c.id), 0)).scalar_subquery().label("observation"),
    select(func.coalesce(func.max(verbatims.c.id), 0)).scalar_subquery().label("verbatim"),
    exists().where(files.c.sha256 == bindparam("sha256")).label("file"),
)


@dataclass(frozen=True, slots=True)
class Handed:
    """One act of handing in a file: its bytes, the cells corrected in it, and by whom and when."""

    data: bytes
    sha256: str
    filename: str
    who: str
    findings: list[dict[str, str]]
    at: datetime
    edits: frozenset[Edit] = frozenset()


def handed(data: bytes, filename: str, who: str, findings: Iterable[Finding], edits: Iterable[Edit] = ()) -> Handed:
    digest = hashlib.sha256(data).hexdigest()
    flat = [{key: storable(value) for key, value in finding.as_dict().items()} for finding in findings]
    kept = frozenset(
        Edit(Place(storable(edit.place.sheet), edit.place.cell), storable(edit.before), storable(edit.after))
        for edit in edits
    )
    return Handed(data, digest, storable(filename), storable(who), flat, datetime.now(UTC), kept)


def storable(text: str) -> str:
    """Text that every database takes: without NUL and without halves of characters, which files do hold."""
    if text.isascii() and "\x00" not in text:  # nearly all answers are codes
        return text
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def storable_return(ret: Return) -> Return:
    """The same return in storable text, each observation's answers in the order in which they are kept."""
    return Return(
        campaign=storable(ret.campaign),
        centre_code=storable(ret.centre_code),
        view=storable(ret.view),
        centre_name=storable(ret.centre_name),
        centre_commune=storable(ret.centre_commune),
        observations=tuple(Observation(seen.number, _given(seen.answers)) for seen in ret.observations),
        verbatims=tuple(
            replace(said, **{part: storable(getattr(said, part)) for part in ("text", "dimension", "time_code")})
            for said in ret.verbatims
        ),
        answers=_given(ret.answers),
        template=storable(ret.template),
        codebook=storable(ret.codebook),
    )


def _given(answered: Mapping[str, str]) -> dict[str, str]:
    """What was answered; an empty text is no answer."""
    return {question: kept for question, value in sorted(answered.items()) if (kept := storable(value))}


def accept(
    connection: Connection,
    ret: Return,
    file: Handed,
    expected_replaces: int | Unset | None = UNSET,
    *,
    late: bool = False,
) -> Receipt:
    """Keep a return, which is then the one in force of its campaign, centre and view."""
    ret = storable_return(ret)
    before = connection.execute(_NEWEST, _key(ret)).first()
    # The same bytes read by another mapping are another return: `Return.template` tells what a file was read as.
    same = before and (before.sha256, before.template) == (file.sha256, ret.template)
    if same and {kept.edit for kept in corrections_of(connection, before.number)} == file.edits:
        return _receipt(before, DUPLICATE)
    _expect(connection, expected_replaces, before)
    last = connection.execute(_LAST, {"sha256": file.sha256}).one()
    number = last.deposit + 1
    centre = Centre(ret.centre_code, ret.centre_name or ret.centre_code, ret.centre_commune)
    roster.join(connection, ret.campaign, centre, late=late)
    link_ids = schools.find_links(connection, ret)
    receipt = _keep(connection, last, file, ACCEPTED, ret, before.number if before else None)
    _keep_observations(connection, ret, number, last.observation + 1, link_ids)
    _keep_verbatims(connection, ret, number, last.observation + 1, last.verbatim + 1)
    _keep_corrections(connection, number, file)
    roster.advance(connection)
    return receipt


def replaced(connection: Connection, ret: Return, sha256: str, edits: Iterable[Edit]) -> tuple[int, int] | None:
    """The deposit that says what this file says and was replaced since; see `lib.store.Store.replaced`."""
    ret, edits = storable_return(ret), set(edits)
    same = connection.execute(_SAME_BYTES, {**_key(ret), "sha256": sha256, "template": ret.template}).all()
    if not same:  # nearly always: no more is asked of the database
        return None
    newest = connection.execute(_NEWEST, _key(ret)).one()
    for kept in same:
        corrected = {correction.edit for correction in corrections_of(connection, kept.number)}
        if edits in (corrected, set()):
            return None if (kept.number, corrected) == (newest.number, edits) else (kept.number, newest.number)
    return None


def _key(ret: Return) -> dict[str, str]:
    return {"campaign": ret.campaign, "centre": ret.centre_code, "view": ret.view}


def _expect(connection: Connection, expected: int | Unset | None, before: Row | None) -> None:
    """Refuse to replace another return than the one that the person was shown."""
    if expected is UNSET or expected == (before.number if before else None):
        return
    if before:
        raise Overtaken(before.number, before.at, before.who)
    taken_back = select(withdrawals.c.who).where(withdrawals.c.deposit == expected)
    raise Overtaken(None, None, connection.execute(taken_back).scalar() or "")


def refuse(connection: Connection, file: Handed, ret: Return | None) -> Receipt:
    """Keep the bytes of a file that is not accepted; it never counts."""
    if before := connection.execute(_REFUSED_BEFORE, {"sha256": file.sha256}).first():
        return _receipt(before, REFUSED)
    last = connection.execute(_LAST, {"sha256": file.sha256}).one()
    return _keep(connection, last, file, REFUSED, storable_return(ret or Return("", "", "")), None)


def undo(connection: Connection, number: int, who: str) -> None:
    """Take an accepted deposit back; doing so twice changes nothing."""
    state = connection.execute(select(deposits.c.state).where(deposits.c.number == number)).scalar()
    if state is None:
        raise UnknownDeposit(f"there is no deposit {number}")
    if state != ACCEPTED:
        raise NothingToUndo(f"deposit {number} was refused and never counted")
    if connection.execute(select(withdrawals.c.deposit).where(withdrawals.c.deposit == number)).first():
        return
    connection.execute(insert(withdrawals), {"deposit": number, "who": storable(who), "at": datetime.now(UTC)})
    roster.advance(connection)


def original(connection: Connection, number: int) -> tuple[str, bytes]:
    statement = select(deposits.c.filename, files.c.data).join_from(deposits, files)
    row = connection.execute(statement.where(deposits.c.number == number)).first()
    if row is None:
        raise UnknownDeposit(f"there is no deposit {number}")
    return row.filename, bytes(row.data)


def corrections_of(connection: Connection, number: int) -> list[Correction]:
    rows = connection.execute(
        select(corrections).where(corrections.c.deposit == number).order_by(corrections.c.sheet, corrections.c.cell)
    )
    return [Correction(Edit(Place(row.sheet, row.cell), row.before, row.after), row.who, row.at) for row in rows]


def findings_of(connection: Connection, number: int) -> list[dict[str, str]]:
    row = connection.execute(select(deposits.c.findings).where(deposits.c.number == number)).first()
    if row is None:
        raise UnknownDeposit(f"there is no deposit {number}")
    return row.findings


def _keep(connection: Connection, last: Row, file: Handed, state: str, ret: Return, replaces: int | None) -> Receipt:
    if not last.file:
        row = {"sha256": file.sha256, "size": len(file.data), "data": file.data}
        connection.execute(insert(files), row)
    kept = {
        "number": last.deposit + 1,
        "links": len(ret.observations),
        "verbatims": len(ret.verbatims),
        "at": file.at,
        "state": state,
    }
    claimed = {
        "campaign": ret.campaign,
        "centre": ret.centre_code,
        "view": ret.view,
        "template": ret.template,
        "codebook": ret.codebook,
    }
    about = {"sha256": file.sha256, "filename": file.filename, "who": file.who, "findings": file.findings}
    connection.execute(insert(deposits), {**kept, **claimed, **about})
    return Receipt(replaces=replaces, **kept)


def _receipt(before: Row, state: str) -> Receipt:
    return Receipt(before.number, state, None, before.links, before.verbatims, before.at)


def _keep_observations(connection: Connection, ret: Return, deposit: int, first: int, link_ids: list[int]) -> None:
    rows, given = [], []
    for place, (observation, link) in enumerate(zip(ret.observations, link_ids, strict=True), start=first):
        rows.append((place, deposit, link, observation.number))
        given += [(place, question, value) for question, value in observation.answers.items()]
    insert_rows(connection, observations, rows)
    insert_rows(connection, answers, given)
    insert_rows(connection, return_answers, [(deposit, *answer) for answer in ret.answers.items()])


def _keep_corrections(connection: Connection, deposit: int, file: Handed) -> None:
    if not file.edits:
        return
    rows = [
        {
            "deposit": deposit,
            "sheet": edit.place.sheet,
            "cell": edit.place.cell,
            "before": edit.before,
            "after": edit.after,
            "who": file.who,
            "at": file.at,
        }
        for edit in file.edits
    ]
    connection.execute(insert(corrections), rows)


def _keep_verbatims(connection: Connection, ret: Return, deposit: int, first_observation: int, first: int) -> None:
    if not ret.verbatims:
        return
    of_link = {observation.number: place for place, observation in enumerate(ret.observations, start=first_observation)}
    rows = [
        {
            "id": place,
            "deposit": deposit,
            "observation": of_link.get(verbatim.link),
            "dimension": verbatim.dimension,
            "text": verbatim.text,
            "citable": verbatim.citable,
            "time_code": verbatim.time_code,
        }
        for place, verbatim in enumerate(ret.verbatims, start=first)
    ]
    connection.execute(insert(verbatims), rows)
