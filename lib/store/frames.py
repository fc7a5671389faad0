"""Reading: the store as pandas frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Select, exists, func, select, union_all

from lib.store.schema import (
    answers,
    centres,
    corrections,
    counting,
    deposits,
    files,
    in_force,
    invitations,
    links,
    observations,
    return_answers,
    revision,
    schools,
    verbatims,
    waiting,
    withdrawals,
)
from lib.store.values import ACCEPTED

_CHUNK = 1_000
"""Rows taken from the driver at once: few enough to stay in the processor's cache."""

_DEPOSITS = {
    "number": "int64",
    "at": "datetime64[us, UTC]",
    "who": "str",
    "filename": "str",
    "sha256": "str",
    "size": "int64",
    "campaign": "str",
    "centre": "str",
    "view": "str",
    "state": "str",
    "in_force": "bool",
    "links": "int64",
    "withdrawn": "bool",
    "waiting": "bool",
}
_WAITING = {name: _DEPOSITS[name] for name in ("number", "at", "who", "filename", "campaign", "centre", "view")}
_HISTORY = {
    "number": "int64",
    "at": "datetime64[us, UTC]",
    "who": "str",
    "filename": "str",
    "links": "int64",
    "verbatims": "int64",
    "corrections": "int64",
    "in_force": "bool",
    "withdrawn": "bool",
    "withdrawn_at": "datetime64[us, UTC]",
    "withdrawn_by": "str",
}
_OBSERVATIONS = {
    "id": "int64",
    "campaign": "str",
    "view": "str",
    "centre": "str",
    "school": "int64",
    "link": "int64",
    "deposit": "int64",
    "school_name": "str",
    "school_commune": "str",
}
_VERBATIMS = {
    "id": "int64",
    "observation": "Int64",
    "campaign": "str",
    "view": "str",
    "centre": "str",
    "dimension": "str",
    "text": "str",
    "citable": "bool",
    "time_code": "str",
}
_CENTRES = {"code": "str", "name": "str", "commune": "str", "email": "str"}
_EXPECTED = {"campaign": "str", "centre": "str"}


@dataclass(frozen=True)
class Tables:
    """All that counts at one moment: the returns in force, and whose returns were expected.

    Attributes
    ----------
    revision : int
        The store's revision that the frames show.
    observations : DataFrame
        One row per link, view and campaign, in the order of arrival: id, school, link, deposit : int64;
        campaign, view, centre (code), school_name, school_commune : str.
    answers : DataFrame
        One row per answer: observation : int64 (an id); question, value : category (in no order). Answers that
        hold for the whole return stand at each of its observations, unless the observation has its own. A
        question that is absent was not answered.
    verbatims : DataFrame
        One row per quotation: id : int64; observation : Int64, missing where it is about the centre as a whole;
        campaign, view, centre, dimension, text, time_code : str; citable : bool.
    centres : DataFrame
        One row per centre of the roster: code, name, commune, email : str.
    expected : DataFrame
        One row per expected return: campaign, centre : str.
    """

    observations: pd.DataFrame
    answers: pd.DataFrame
    verbatims: pd.DataFrame
    centres: pd.DataFrame
    expected: pd.DataFrame
    revision: int


class _Codes(dict[str, int]):
    """Text → its number in the order in which it was first met."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code

    def encode(self, column: tuple[str, ...]) -> np.ndarray:
        return np.fromiter(map(self.__getitem__, column), np.int32, len(column))


def read_tables(connection: Connection) -> Tables:
    """Everything that counts, as the transaction of ``connection`` sees it."""
    number = connection.execute(select(revision.c.number)).scalar_one()
    counted = in_force()
    return Tables(
        observations=_frame(connection, _select_observations(counted), _OBSERVATIONS),
        answers=_read_answers(connection, counted),
        verbatims=_frame(connection, _select_verbatims(counted), _VERBATIMS),
        centres=read_centres(connection),
        expected=_frame(
            connection,
            select(invitations.c.campaign, invitations.c.centre).order_by("campaign", "centre"),
            _EXPECTED,
        ),
        revision=number,
    )


def read_centres(connection: Connection, campaign: str | None = None) -> pd.DataFrame:
    """The roster by code, or the centres expected in one campaign: code, name, commune, email : str."""
    statement = select(*(centres.c[name] for name in _CENTRES)).order_by("code")
    if campaign is not None:
        expected = select(invitations.c.centre).where(invitations.c.campaign == campaign)
        statement = statement.where(centres.c.code.in_(expected))
    return _frame(connection, statement, _CENTRES)


def read_deposits(connection: Connection, campaign: str | None = None) -> pd.DataFrame:
    """All deposits, newest first; see `lib.store.Store.deposits`."""
    statement = (
        select(
            deposits.c.number,
            deposits.c.at,
            deposits.c.who,
            deposits.c.filename,
            deposits.c.sha256,
            files.c.size,
            deposits.c.campaign,
            deposits.c.centre,
            deposits.c.view,
            deposits.c.state,
            deposits.c.number.in_(in_force()).label("in_force"),
            deposits.c.links,
            deposits.c.number.in_(select(withdrawals.c.deposit)).label("withdrawn"),
            waiting().label("waiting"),
        )
        .select_from(deposits.join(files))
        .order_by(deposits.c.number.desc())
    )
    if campaign is not None:
        statement = statement.where(deposits.c.campaign == campaign)
    return _frame(connection, statement, _DEPOSITS)


def read_waiting(connection: Connection) -> pd.DataFrame:
    """The refused files that still wait, newest first; see `lib.store.Store.waiting`."""
    statement = select(*(deposits.c[name] for name in _WAITING)).where(waiting()).order_by(deposits.c.number.desc())
    return _frame(connection, statement, _WAITING)


def read_history(connection: Connection, campaign: str, centre: str, view: str) -> pd.DataFrame:
    """The accepted deposits of one centre and view; see `lib.store.Store.history`."""
    key = (deposits.c.campaign == campaign, deposits.c.centre == centre, deposits.c.view == view)
    corrected = select(func.count()).where(corrections.c.deposit == deposits.c.number)
    newest = counting(*key).with_only_columns(func.max(deposits.c.number))
    statement = (
        select(
            *(deposits.c.number, deposits.c.at, deposits.c.who, deposits.c.filename),
            *(deposits.c.links, deposits.c.verbatims),
            corrected.scalar_subquery(),
            func.coalesce(deposits.c.number == newest.scalar_subquery(), False),
            withdrawals.c.deposit.is_not(None),
            withdrawals.c.at,
            func.coalesce(withdrawals.c.who, ""),
        )
        .select_from(deposits.outerjoin(withdrawals))
        .where(deposits.c.state == ACCEPTED, *key)
        .order_by(deposits.c.number.desc())
    )
    return _frame(connection, statement, _HISTORY)


def _frame(connection: Connection, statement: Select, dtypes: Mapping[str, str]) -> pd.DataFrame:
    # Plain tuples: pandas asks each row of SQLAlchemy's whether it is an array, which costs more than the query.
    rows = list(map(tuple, connection.execute(statement)))
    return pd.DataFrame.from_records(rows, columns=list(dtypes)).astype(dict(dtypes))


def _select_observations(counted: Select) -> Select:
    return (
        select(
            observations.c.id,
            deposits.c.campaign,
            deposits.c.view,
            deposits.c.centre,
            links.c.school,
            observations.c.link,
            observations.c.deposit,
            schools.c.name,
            schools.c.commune,
        )
        .select_from(observations.join(deposits).join(links).join(schools))
        .where(observations.c.deposit.in_(counted))
        .order_by(observations.c.id)
    )


def _select_verbatims(counted: Select) -> Select:
    return (
        select(
            verbatims.c.id,
            verbatims.c.observation,
            deposits.c.campaign,
            deposits.c.view,
            deposits.c.centre,
            verbatims.c.dimension,
            verbatims.c.text,
            verbatims.c.citable,
            verbatims.c.time_code,
        )
        .select_from(verbatims.join(deposits))
        .where(verbatims.c.deposit.in_(counted))
        .order_by(verbatims.c.id)
    )


def _read_answers(connection: Connection, counted: Select) -> pd.DataFrame:
    own = (
        select(answers.c.observation, answers.c.question, answers.c.value)
        .select_from(observations.join(answers))
        .where(observations.c.deposit.in_(counted))
    )
    of_return = (
        select(observations.c.id, return_answers.c.question, return_answers.c.value)
        .select_from(observations.join(return_answers, return_answers.c.deposit == observations.c.deposit))
        .where(
            observations.c.deposit.in_(counted),
            ~exists().where(
                answers.c.observation == observations.c.id, answers.c.question == return_answers.c.question
            ),
        )
    )
    # Millions of rows in a large archive: taken straight from the driver, each text kept once.
    cursor = connection.execute(union_all(own, of_return)).cursor
    of, questions, values = [np.empty(0, np.int64)], _Codes(), _Codes()
    question_codes, value_codes = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    while rows := cursor.fetchmany(_CHUNK):
        observation, question, value = zip(*rows, strict=True)
        of.append(np.fromiter(observation, np.int64, len(rows)))
        question_codes.append(questions.encode(question))
        value_codes.append(values.encode(value))
    return pd.DataFrame(
        {
            "observation": np.concatenate(of),
            "question": pd.Categorical.from_codes(np.concatenate(question_codes), list(questions)),
            "value": pd.Categorical.from_codes(np.concatenate(value_codes), list(values)),
        }
    )
