"""Which partners are cited together: how many links cite both of two, of those that cite one or the other.

The frame holds a row for each partner (``group`` is ""), then one for each pair (``choice`` and ``group`` are its
two partners). A pair is judged by its own base, like any other row: the links that cite one or the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from lib import dictionary, sentences, tables
from lib.codebook import OTHER, Choice
from lib.derived import PARTNERS
from lib.filters import Filters
from lib.french import NBSP, NOTHING, count, is_missing, join, number, percent, quote
from lib.records import Row, rows_of
from lib.results import Rows
from lib.selection import Selection
from lib.tally import Bits, Tally

TOGETHER = "partenaires_ensemble"
"""Code of the pairs in the dictionary."""
DRAWN_FROM = 5
"""Links that cite both from which a pair is drawn and named: less is chance, and nearly somebody's name."""

_NAMED = 3


class _Together(Selection):
    """A selection, and its parts, counted pair by pair: every partner among the links that cite another."""

    def __init__(self, bits: Bits, filters: Filters, partners: Sequence[Choice]) -> None:
        self._boxes = [f"{PARTNERS}/{choice.name}" for choice in partners]
        self._pairs = {pair: i for i, pair in enumerate(product(self._boxes, repeat=2))}
        super().__init__(bits, filters, None, [PARTNERS])

    def _grouped(self, filters: Filters, parts: Sequence[str] | None) -> dict[str, Tally]:
        counts = np.zeros((len(self._boxes), len(self._boxes)), dtype=np.int64)
        n = self.bits.count(filters, ()).n
        for row, box in zip(counts, self._boxes, strict=True) if n else ():
            row[:] = self.bits.count_within(filters, box, parts).many(self._boxes)
        return {"": Tally(self._pairs, counts.ravel(), n)}

    def both(self) -> np.ndarray:
        """The selection and its parts × partners × partners."""
        return self.many(self._pairs).reshape(-1, len(self._boxes), len(self._boxes))


def frame(bits: Bits, filters: Filters, mask: bool = True) -> pd.DataFrame:
    """Count the partners, and each pair of them that any link cites, the most cited pair first.

    Returns
    -------
    DataFrame
        Result frame (`lib.results`). Of a partner: ``n`` links citing it, ``base`` links that answered. Of a pair:
        ``n`` links citing both, ``base`` links citing one or the other. « Autre » is no partner.
    """
    question = bits.codebook[PARTNERS]
    partners = [choice for choice in question.substantive if choice.name != OTHER]
    selection = Selection(bits, filters, None, [PARTNERS])
    rows = Rows(selection.groups, mask=mask)
    answered = selection.answered(question)
    cited = selection.many(f"{PARTNERS}/{choice.name}" for choice in partners)
    _add(rows, dictionary.of_question(PARTNERS), partners, cited, answered, selection.asked(question) - answered)
    both = _Together(bits, filters, partners).both()
    pairs = list(combinations(range(len(partners)), 2))
    first, second = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    together = both[:, first, second]
    _add(
        rows,
        TOGETHER,
        [partners[i] for i in first],
        together,
        cited[:, first] + cited[:, second] - together,
        answered * 0,
    )
    return _paired(rows.frame(), len(partners), [partners[i] for i in second])


def _add(
    rows: Rows, indicator: str, choices: Sequence[Choice], n: np.ndarray, base: np.ndarray, missing: np.ndarray
) -> None:
    rows.add(
        indicator,
        [choice.label for choice in choices],
        n,
        base,
        question=PARTNERS,
        choices=[choice.name for choice in choices],
        families=[choice.family for choice in choices],
        missing=missing,
    )


def _paired(rows: pd.DataFrame, partners: int, second: Sequence[Choice]) -> pd.DataFrame:
    """Name the second partner of each pair, leave out the pairs that nobody cites, and sort the others."""
    names, labels = [choice.name for choice in second], [choice.label for choice in second]
    rows = rows.assign(
        group=pd.array([*rows["group"][:partners], *names], dtype="str"),
        group_label=pd.array([*rows["group_label"][:partners], *labels], dtype="str"),
    )
    pairs = rows[partners:]
    pairs = pairs[pairs["masked"] | (pairs["n"].fillna(0) > 0)]
    order = pairs["n"].fillna(-1).to_numpy("int64")
    return pd.concat([rows[:partners], pairs.iloc[np.argsort(-order, kind="stable")]], ignore_index=True)


def strongest(rows: Sequence[Row], most: int | None = None) -> list[Row]:
    """The pairs that may be drawn, those cited by most links first; of pairs cited as often the closest first."""
    pairs = [row for row in rows if row["group"] and not row["masked"] and row["n"] >= DRAWN_FROM]
    closeness = {id(row): 0 if is_missing(row["share"]) else row["share"] for row in pairs}
    return sorted(pairs, key=lambda row: (-row["n"], -closeness[id(row)]))[:most]


def sentence(frame: pd.DataFrame) -> str:
    """« Les partenaires le plus souvent cités ensemble sont « Direction » et « Enseignants » : … »."""
    rows = rows_of(frame)
    partners = [row for row in rows if not row["group"]]
    if all(row["masked"] for row in partners):
        return sentences.TOO_FEW if partners else sentences.NO_ANSWER
    pairs = strongest(rows)
    if not pairs:
        return f"Aucune paire de partenaires n’est citée par {DRAWN_FROM}{NBSP}liens ou plus."
    first = [row for row in pairs if row["n"] == pairs[0]["n"]]
    if len(first) > _NAMED:
        return f"{number(len(first))} paires de partenaires sont citées à égalité, par {_links(first[0])} chacune."
    if len(first) == 1:
        text = f"La paire de partenaires la plus souvent citée est {_named(first[0])}{NBSP}: {_links(first[0])}"
        text += f" sur {number(first[0]['base'])} qui citent l’un ou l’autre."
    else:
        named = join([_named(row) for row in first])
        text = f"Les paires de partenaires les plus souvent citées, à égalité, sont {named}{NBSP}: "
        text += f"{_links(first[0])} chacune."
    return text + _next(pairs[len(first) :], _NAMED - len(first))


def _next(pairs: Sequence[Row], places: int) -> str:
    """The next ranks as long as each fits whole."""
    named: list[Row] = []
    for n in dict.fromkeys(row["n"] for row in pairs):
        rank = [row for row in pairs if row["n"] == n]
        if len(named) + len(rank) > places:
            break
        named += rank
    said = [f"{_named(row)} ({number(row['n'])})" for row in named]
    return f" {'Viennent' if len(said) > 1 else 'Vient'} ensuite {join(said)}." if said else ""


def _named(row: Row) -> str:
    return f"{quote(str(row['label']))} avec {quote(str(row['group_label']))}"


def _links(row: Row) -> str:
    return count(row["n"], "lien", "liens")


def base(frame: pd.DataFrame) -> str:
    """The base of the partners; each pair has one of its own, said in the table."""
    partners = sentences.base_line(frame[frame["group"] == ""])
    return f"{partners} Base d’une paire{NBSP}: les liens qui citent l’un ou l’autre."


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """The pairs for reading: « Partenaire », « Avec », « Liens citant les deux », « … l’un ou l’autre », « Part »."""
    rows = [row for row in rows_of(frame) if row["group"]]
    shown = {
        "Partenaire": [row["label"] for row in rows],
        "Avec": [row["group_label"] for row in rows],
        "Liens citant les deux": [_cell(row, number(row["n"])) for row in rows],
        "Liens citant l’un ou l’autre": [_cell(row, number(row["base"])) for row in rows],
        "Part": [_cell(row, NOTHING if is_missing(row["share"]) else percent(row["share"])) for row in rows],
    }
    return pd.DataFrame(shown, dtype="str")


def _cell(row: Row, text: str) -> str:
    return tables.MASKED if row["masked"] else text
