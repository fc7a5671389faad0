"""Which school an observation speaks of, and which link that is.

A school is known by its UAI; without one by its likeness: name, commune and level, whatever their capitals,
accents, hyphens and apostrophes. A UAI that comes later completes the school that had none.

A questionnaire may not ask for all three, and then nothing tells that two schools are one (`lib.checks` finds none
alike either): each is known by the number of its link in its own return, so that a corrected return finds it again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from lib.folding import fold
from lib.identifiers import read_uai
from lib.observation import Observation, Return
from lib.store.schema import links, schools
from lib.store.values import DuplicateLink

_JOINTS = re.compile(r"[-' ]+")
_KNOWN = (
    select(schools.c.id, schools.c.uai, schools.c.name, schools.c.likeness, links.c.id.label("link"))
    .outerjoin(links, and_(links.c.school == schools.c.id, links.c.centre == bindparam("of_centre")))
    .where(
        or_(
            schools.c.uai.in_(bindparam("uais", expanding=True)),
            schools.c.likeness.in_(bindparam("likenesses", expanding=True)),
        )
    )
    .order_by(schools.c.id)
)
_COMPLETE = update(schools).where(schools.c.id == bindparam("school")).values(uai=bindparam("new_uai"))


@dataclass(slots=True)
class _School:
    name: str
    commune: str
    level: str
    likeness: str
    uai: str | None
    id: int | None = None
    link: int | None = None
    completed: bool = False


def likeness(name: str, commune: str, level: str) -> str:
    """What a school without UAI is known by. Kept in the database: a change here needs a migration.

    >>> likeness("École Jean–Moulin", "L’Isle Adam", "elementaire")
    'ecole jean moulin|l isle adam|elementaire'
    """
    return "|".join((_JOINTS.sub(" ", fold(name)), _JOINTS.sub(" ", fold(commune)), level))


def identifying_uai(text: str) -> str | None:
    """A UAI that says which school it is; one whose check letter is wrong was mistyped, and says nothing.

    >>> identifying_uai(" 951099 d ")
    '0951099D'
    """
    uai = read_uai(text)
    return None if uai.fault in ("malformed", "letter") else uai.code


def find_links(connection: Connection, ret: Return) -> list[int]:
    """The link of each observation of a return, in order; schools and links that are new are added.

    Raises
    ------
    DuplicateLink
        If two observations turn out to be about the same school.
    """
    if not ret.observations:
        return []
    wanted = [_wanted(ret, observation) for observation in ret.observations]
    known = _known(connection, ret.centre_code, wanted)
    found = _match(wanted, known)
    _refuse_twice(ret.observations, found)
    _keep_schools(connection, found)
    _keep_links(connection, ret.centre_code, found)
    return [school.link for school in found]


def _wanted(ret: Return, observation: Observation) -> _School:
    name, commune, level = (
        observation.answers.get(question, "").strip() for question in ("etab_nom", "etab_commune", "etab_niveau")
    )
    uai = identifying_uai(observation.answers.get("etab_uai", ""))
    alike = likeness(name, commune, level) if name and commune and level else _only_itself(ret, observation)
    return _School(name, commune, level, alike, uai)


def _only_itself(ret: Return, observation: Observation) -> str:
    """What a school that cannot be told from others is known by: like no other, since it begins without a name."""
    return "|".join(("", "", ret.campaign, ret.centre_code, ret.view, str(observation.number)))


def _known(connection: Connection, centre: str, wanted: list[_School]) -> list[_School]:
    rows = connection.execute(
        _KNOWN,
        {
            "of_centre": centre,
            "uais": [school.uai for school in wanted if school.uai],
            "likenesses": [school.likeness for school in wanted],
        },
    )
    return [_School(row.name, "", "", row.likeness, row.uai, row.id, row.link) for row in rows]


def _match(wanted: list[_School], known: list[_School]) -> list[_School]:
    by_uai = {school.uai: school for school in known if school.uai}
    alike: defaultdict[str, list[_School]] = defaultdict(list)
    for school in known:
        alike[school.likeness].append(school)
    found: dict[int, _School] = {}
    # Those with a UAI first: the others may be schools that these complete.
    for place in sorted(range(len(wanted)), key=lambda place: wanted[place].uai is None):
        school = wanted[place]
        if school.uai is None:
            match = min(alike[school.likeness], key=_preference, default=None)
        elif (match := by_uai.get(school.uai)) is None:
            match = next((other for other in alike[school.likeness] if other.uai is None), None)
            if match is not None:
                match.uai, match.completed = school.uai, True
        if match is None:
            match = school
            alike[school.likeness].append(school)
        if match.uai:
            by_uai[match.uai] = match
        found[place] = match
    return [found[place] for place in range(len(wanted))]


def _preference(school: _School) -> tuple[bool, bool]:
    """Of schools that are called alike, the one that the centre works with, then one known by name only."""
    return school.link is None, school.uai is not None


def _refuse_twice(observations: Sequence[Observation], found: list[_School]) -> None:
    seen: dict[int, int] = {}
    for observation, school in zip(observations, found, strict=True):
        if id(school) in seen:
            raise DuplicateLink((seen[id(school)], observation.number), school.name)
        seen[id(school)] = observation.number


def _keep_schools(connection: Connection, found: list[_School]) -> None:
    if completed := [school for school in found if school.completed]:
        connection.execute(_COMPLETE, [{"school": school.id, "new_uai": school.uai} for school in completed])
    new = [school for school in found if school.id is None]
    if not new:
        return
    last = connection.execute(select(func.max(schools.c.id))).scalar() or 0
    for number, school in enumerate(new, start=last + 1):
        school.id = number
    columns = ("id", "uai", "name", "commune", "level", "likeness")
    rows = [{column: getattr(school, column) for column in columns} for school in new]
    connection.execute(insert(schools), rows)


def _keep_links(connection: Connection, centre: str, found: list[_School]) -> None:
    new = [school for school in found if school.link is None]
    if not new:
        return
    last = connection.execute(select(func.max(links.c.id))).scalar() or 0
    for number, school in enumerate(new, start=last + 1):
        school.link = number
    connection.execute(insert(links), [{"id": s.link, "centre": centre, "school": s.id} for s in new])
