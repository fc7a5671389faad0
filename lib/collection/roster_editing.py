"""Editing the roster in a grid: what somebody changed, put as what there is to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from lib.collection.roster_file import is_address
from lib.collection.roster_matching import propose_code
from lib.french import join, quote
from lib.store import Centre, Store

CODE, NAME, COMMUNE, EMAIL, EXPECTED = "Code", "Centre social", "Commune", "Courriel", "Attendu"


@dataclass(frozen=True, slots=True)
class Editing:
    """What an edited roster would change; nothing is written yet.

    Attributes
    ----------
    kept : tuple of Centre
        Centres that are new or whose words changed, exactly as they are to stand.
    removed, invited, uninvited : tuple of str
        Codes taken off the roster; expected from now on; expected no more.
    problems : tuple of str
        What stands in the way, in French.
    """

    kept: tuple[Centre, ...] = ()
    removed: tuple[str, ...] = ()
    invited: tuple[str, ...] = ()
    uninvited: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kept or self.removed or self.invited or self.uninvited)


def rows(centres: Iterable[Centre], expected: Collection[str]) -> list[dict[str, object]]:
    """The roster as the rows of a grid."""
    return [
        {
            EXPECTED: each.code in expected,
            NAME: each.name,
            COMMUNE: each.commune,
            EMAIL: each.email,
            CODE: each.code,
        }
        for each in centres
    ]


def compare(centres: Sequence[Centre], expected: Collection[str], edited: Iterable[Mapping[str, object]]) -> Editing:
    """Hold an edited grid (rows as `rows` gives them) against the roster it began from; pure.

    A new row needs a name; one without a code gets the code that an imported list would get. A row that is left
    quite empty is passed over.
    """
    before = {each.code: each for each in centres}
    given = [row for row in map(_row, edited) if row[0].code or row[0].name]
    taken = {*before, *(centre.code for centre, _ in given if centre.code)}
    after: list[tuple[Centre, bool]] = []
    for centre, is_expected in given:
        if not centre.code:
            code = propose_code(centre.name, centre.commune, taken)
            taken.add(code)
            centre = Centre(code, centre.name, centre.commune, centre.email)
        after.append((centre, is_expected))
    codes = {centre.code for centre, _ in after}
    wanted = [centre.code for centre, is_expected in after if is_expected]
    removed = tuple(code for code in before if code not in codes)
    return Editing(
        kept=tuple(centre for centre, _ in after if before.get(centre.code) != centre),
        removed=removed,
        invited=tuple(code for code in wanted if code not in expected),
        uninvited=tuple(code for code in expected if code not in wanted and code not in removed),
        problems=tuple(_problems([centre for centre, _ in after])),
    )


def apply(store: Store, campaign: str, editing: Editing) -> None:
    """Write what was edited: what may be refused first, so that nothing is written by halves.

    Raises
    ------
    lib.store.CentreHasDeposits
        If a centre handed in something and is to leave the roster or the campaign; nothing after it is written.
    ValueError
        If there are problems.
    """
    if editing.problems:
        raise ValueError("; ".join(editing.problems))
    if editing.uninvited:
        store.uninvite(campaign, editing.uninvited)
    if editing.removed:
        store.remove_centres(editing.removed)
    store.add_centres(editing.kept, exact=True)
    store.invite(campaign, editing.invited)


def _row(row: Mapping[str, object]) -> tuple[Centre, bool]:
    texts = (" ".join(str(row.get(name) or "").split()) for name in (CODE, NAME, COMMUNE, EMAIL))
    return Centre(*texts), row.get(EXPECTED) is not False and bool(row.get(EXPECTED, True))


def _problems(centres: Sequence[Centre]) -> Iterable[str]:
    twice = [code for code, n in Counter(centre.code for centre in centres).items() if n > 1]
    if twice:
        yield f"Ces codes sont pris deux fois\u00a0: {join(twice)}."
    for centre in centres:
        if not centre.name:
            yield f"Le centre {quote(centre.code)} n’a pas de nom."
        if centre.email and not is_address(centre.email):
            yield f"{quote(centre.email)} n’est pas une adresse de courriel."
