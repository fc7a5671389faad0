"""The way back: a return as it was handed in, from what is kept of it."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, select

from lib.observation import Observation, Return, Verbatim
from lib.store.schema import answers, centres, counting, deposits, observations, return_answers, verbatims


def in_force(connection: Connection, campaign: str, centre: str, view: str) -> tuple[int, Return] | None:
    """The return that counts and the number of its deposit; see `lib.store.Store.in_force`."""
    newest = (
        counting(deposits.c.campaign == campaign, deposits.c.centre == centre, deposits.c.view == view)
        .with_only_columns(deposits.c.number, deposits.c.template, deposits.c.codebook)
        .add_columns(centres.c.name, centres.c.commune)
        .join(centres, centres.c.code == deposits.c.centre)
        .order_by(deposits.c.number.desc())
        .limit(1)
    )
    kept = connection.execute(newest).first()
    if kept is None:
        return None
    numbers = _numbers(connection, kept.number)
    return kept.number, Return(
        campaign,
        centre,
        view,
        kept.name,
        kept.commune,
        observations=_observations(connection, kept.number, numbers),
        verbatims=_verbatims(connection, kept.number, numbers),
        answers=_whole(connection, kept.number),
        template=kept.template,
        codebook=kept.codebook,
    )


def _numbers(connection: Connection, deposit: int) -> dict[int, int]:
    """Id of each observation, in the order of the file → its number in the file."""
    of_deposit = select(observations.c.id, observations.c.number).where(observations.c.deposit == deposit)
    return dict(map(tuple, connection.execute(of_deposit.order_by(observations.c.id))))


def _observations(connection: Connection, deposit: int, numbers: dict[int, int]) -> tuple[Observation, ...]:
    given: defaultdict[int, dict[str, str]] = defaultdict(dict)
    statement = (
        select(answers.c.observation, answers.c.question, answers.c.value)
        .select_from(observations.join(answers))
        .where(observations.c.deposit == deposit)
        .order_by(answers.c.observation, answers.c.question)
    )
    for observation, question, value in connection.execute(statement):
        given[observation][question] = value
    return tuple(Observation(number, given[observation]) for observation, number in numbers.items())


def _verbatims(connection: Connection, deposit: int, numbers: dict[int, int]) -> tuple[Verbatim, ...]:
    rows = connection.execute(select(verbatims).where(verbatims.c.deposit == deposit).order_by(verbatims.c.id))
    return tuple(
        Verbatim(row.text, row.dimension, numbers.get(row.observation), row.citable, row.time_code) for row in rows
    )


def _whole(connection: Connection, deposit: int) -> dict[str, str]:
    statement = select(return_answers.c.question, return_answers.c.value).where(return_answers.c.deposit == deposit)
    return dict(map(tuple, connection.execute(statement.order_by(return_answers.c.question))))
