"""What is said of both sides: reading sentence, base line and table of the frames of `lib.analysis.sides`.

All of them read the masked frame only: what it hides, they cannot say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import pandas as pd

from lib import sentences
from lib.analysis.pairs import BOTH, GAP
from lib.analysis.sides import AGREE, DISTANCE, NEITHER, ONE_SIDE
from lib.codebook import OTHER
from lib.french import NBSP, NOTHING, THIN, count, inside, is_missing, join, number, percent, quote, rounded
from lib.observation import CENTRE, SCHOOL
from lib.records import Row, gather, name_of_group, rows_of
from lib.tables import MASKED

_NAMED = 3
_LINKS = ("lien", "liens")


def signed(value: float) -> str:
    """A gap with its sign: « −0,4 », « +0,2 », « 0,0 »."""
    return f"+{number(value, 1)}" if rounded(value, 1) > 0 else number(value, 1)


def of_accord(frame: pd.DataFrame) -> str:
    """Say on which choices both sides agree least, and which they most often give together."""
    groups = gather(rows_of(frame), "group")
    shown = [row for row in groups[AGREE] if _is_shown(row) and row["choice"] != OTHER]
    if not shown:
        return _nothing(groups[AGREE])
    least = [row for row in shown if row["n"] == min(row["n"] for row in shown)]
    if least[0]["n"] == least[0]["base"]:
        return f"Les deux regards répondent pareil partout ({count(least[0]['base'], *_LINKS)})."
    names = _names(least, "réponses à égalité")
    text = (
        f"L’accord est le plus faible sur {names}{NBSP}: les deux regards disent la même chose pour {_part(least[0])}."
    )
    return text + _together(groups[BOTH])


def of_single_accord(frame: pd.DataFrame) -> str:
    """Say how often both sides give the same answer to a question with one answer."""
    both = gather(rows_of(frame), "group")[BOTH]
    shown = [row for row in both if _is_shown(row)]
    if not shown:
        return _nothing(both)
    n, base = sum(row["n"] for row in shown), shown[0]["base"]
    part = f"{percent(n / base)} des liens ({number(n)} sur {number(base)})"
    if shown[0]["display"] != "percent":
        part = f"{count(n, *_LINKS)} sur {number(base)}"
    return f"Les deux regards donnent la même réponse pour {part}.{_together(both)}"


def _together(both: Sequence[Row]) -> str:
    shown = [row for row in both if _is_shown(row) and row["choice"] != OTHER]
    most = max((row["n"] for row in shown), default=0)
    if not most:
        return " Aucune réponse n’est donnée par les deux à la fois."
    best = [row for row in shown if row["n"] == most]
    names = _names(best, "réponses à égalité")
    each = " chacune" if len(best) > 1 else ""
    return f" Le plus souvent donné par les deux à la fois{NBSP}: {names} ({count(most, *_LINKS)}{each})."


def of_one_sided(frame: pd.DataFrame) -> str:
    """Say which choice is most often seen from one side only, and from which."""
    groups = gather(rows_of(frame), "group")
    shown = [row for row in groups[ONE_SIDE] if _is_shown(row) and row["choice"] != OTHER]
    if not shown:
        return _nothing(groups[ONE_SIDE])
    shares = [row for row in shown if not is_missing(row["share"])]
    top = max(shares or shown, key=lambda row: (row["n"] / row["base"], row["n"]))
    of_side = {
        side: next(row["n"] for row in groups[side] if row["choice"] == top["choice"]) for side in (CENTRE, SCHOOL)
    }
    share = "" if is_missing(top["share"]) else f"{percent(top['share'])}, "
    return (
        f"Le plus souvent vu d’un seul côté{NBSP}: {quote(top['label'])} ({share}{number(top['n'])} des "
        f"{count(top['base'], *_LINKS)} où un regard au moins le dit){THIN}; {number(of_side[CENTRE])} fois par le "
        f"centre social seul, {number(of_side[SCHOOL])} fois par l’école seule."
    )


def of_same_answers(frame: pd.DataFrame) -> str:
    """Say to which question both sides most often give the same answer, and to which least often."""
    rows = rows_of(frame)
    shown = sorted((row for row in rows if _is_shown(row)), key=lambda row: -row["n"] / row["base"])
    if not shown:
        return _nothing(rows)
    most, least = shown[0], shown[-1]
    text = f"La même réponse des deux côtés{NBSP}: le plus souvent à {quote(most['label'])}, {_part(most)}"
    if most["n"] * least["base"] == least["n"] * most["base"]:
        return text + "."
    return f"{text}{THIN}; le moins souvent à {quote(least['label'])}, {_part(least)}."


def of_gaps(frame: pd.DataFrame) -> str:
    """Say on how many factors the school notes lower or higher, and where the gap is widest."""
    groups = gather(rows_of(frame), "group")
    gaps = [row for row in groups.get(GAP, ()) if _is_shown(row)]
    if not gaps:
        return _nothing(groups.get(GAP, ()))
    value = {row["choice"]: rounded(row["value"], 1) for row in gaps}
    if not any(value.values()):
        return f"Les deux regards donnent les mêmes notes moyennes ({count(len(gaps), 'facteur', 'facteurs')})."
    lower, higher = sum(gap < 0 for gap in value.values()), sum(gap > 0 for gap in value.values())
    text = f"En moyenne, l’école note {_lower_and_higher(lower, higher, len(gaps))}."
    widest = [row for row in gaps if abs(value[row["choice"]]) == max(map(abs, value.values()))]
    if len(widest) > 1:
        size = count(abs(value[widest[0]["choice"]]), "point", "points", 1)
        return f"{text} Écarts les plus grands, à égalité{NBSP}: {_names(widest, 'facteurs')} ({size} chacun)."
    row = widest[0]
    means = [next(r for r in groups[side] if r["choice"] == row["choice"]) for side in (CENTRE, SCHOOL)]
    told = [f"{inside(name_of_group([mean]))} {number(mean['value'], 1)}" for mean in means if _is_shown(mean)]
    exact = ", pris avant d’arrondir" if len(told) == 2 and _written_apart(*means) != value[row["choice"]] else ""
    detail = f"{', '.join(told)}{THIN}; " if told else ""
    base = count(row["base"], *_LINKS)
    return f"{text} L’écart le plus grand porte sur {quote(row['label'])}{NBSP}: {_gap(row)}{exact} ({detail}{base})."


def _written_apart(centre: Row, school: Row) -> Decimal:
    """How far apart two means are as they are written, which may be a tenth off their gap."""
    return rounded(school["value"], 1) - rounded(centre["value"], 1)


def _lower_and_higher(lower: int, higher: int, total: int) -> str:
    """« plus bas que le centre social sur 6 des 8 facteurs, plus haut sur 1 »."""
    sides = [("plus bas", lower), ("plus haut", higher)]
    said = [(word, n) for word, n in sorted(sides, key=lambda side: -side[1]) if n]
    factors = count(total, "facteur", "facteurs")
    (word, n), *rest = said
    whole = f"{number(n)} des {factors}" if n < total else f"les {factors}" if n > 1 else "le seul facteur noté"
    return ", ".join([f"{word} que le centre social sur {whole}", *(f"{word} sur {number(n)}" for word, n in rest)])


def _gap(row: Row) -> str:
    """« −1,0 point »: the noun follows the number without its sign."""
    return f"{signed(row['value'])} {'points' if abs(rounded(row['value'], 1)) >= 2 else 'point'}"


def of_unpaired_factors(frame: pd.DataFrame) -> str:
    """Say where the means of all centres and of all schools lie furthest apart."""
    rows = rows_of(frame)
    whole = [part for part in gather(rows, "choice").values() if len(part) == 2 and all(map(_is_shown, part))]
    if not whole:
        return _nothing(rows)
    far = max(whole, key=lambda part: abs(rounded(part[0]["value"], 1) - rounded(part[1]["value"], 1)))
    means = ", ".join(
        f"{inside(name_of_group([row]))} {number(row['value'], 1)} ({count(row['base'], *_LINKS)})" for row in far
    )
    return (
        f"Les moyennes s’éloignent le plus sur {quote(far[0]['label'])}{NBSP}: {means}. Ce ne sont pas les mêmes liens."
    )


def base_of_pairs(frame: pd.DataFrame) -> str:
    """« Base : 23 liens sur 27 vus par les deux regards, ceux où les deux ont répondu. »"""
    rows = rows_of(frame)
    shown = [row for row in rows if _is_shown(row)]
    if not shown:
        return _nothing(rows)
    bases = sorted({row["base"] for row in shown})
    asked = number(shown[0]["base"] + shown[0]["missing"])
    span = count(bases[-1], *_LINKS) if len(bases) == 1 else f"de {number(bases[0])} à {count(bases[-1], *_LINKS)}"
    return f"Base{NBSP}: {span} sur {asked} vus par les deux regards, ceux où les deux ont répondu."


def base_of_one_sided(frame: pd.DataFrame) -> str:
    """Every choice has its own base."""
    rows = [row for row in rows_of(frame) if row["group"] == ONE_SIDE]
    bases = sorted({row["base"] for row in rows if _is_shown(row)})
    if not bases:
        return _nothing(rows)
    span = count(bases[-1], *_LINKS) if len(bases) == 1 else f"de {number(bases[0])} à {count(bases[-1], *_LINKS)}"
    return f"Base de chaque réponse{NBSP}: les liens où un regard au moins la donne ({span})."


Column = tuple[str, str, Callable[[Row], str]]
"""Header, group whose row fills the cell, and how it is written."""


def table_of_accord(frame: pd.DataFrame) -> pd.DataFrame:
    """One line per choice: agreement, then by whom it is given."""
    counts = {"Les deux": BOTH, "Centre social seul": CENTRE, "École seule": SCHOOL, "Aucun des deux": NEITHER}
    columns: list[Column] = [("Accord", AGREE, _share_or_count)]
    columns += [(header, group, _count) for header, group in counts.items()]
    return _pivot(
        frame, "Réponse", [*columns, ("Base", AGREE, _base), ("Sans réponse des deux côtés", AGREE, _missing)]
    )


def table_of_one_sided(frame: pd.DataFrame) -> pd.DataFrame:
    """One line per choice: seen by one side only, by which, and by both."""
    counts = {"Centre social seul": CENTRE, "École seule": SCHOOL, "Les deux": BOTH}
    columns: list[Column] = [("Un seul regard", ONE_SIDE, _share_or_count)]
    columns += [(header, group, _count) for header, group in counts.items()]
    return _pivot(frame, "Réponse", [*columns, ("Base", ONE_SIDE, _base)])


def table_of_gaps(frame: pd.DataFrame) -> pd.DataFrame:
    """One line per factor: both means, signed and absolute gap."""
    columns: list[Column] = [
        ("Centre social", CENTRE, _mean),
        ("École", SCHOOL, _mean),
        ("Écart (école − centre social)", GAP, lambda row: _number(row, signed)),
        ("Écart absolu", DISTANCE, _mean),
        ("Liens", GAP, _base),
        ("Sans note des deux côtés", GAP, _missing),
    ]
    return _pivot(frame, "Facteur", columns)


def table_of_unpaired_factors(frame: pd.DataFrame) -> pd.DataFrame:
    """One line per factor: the mean of each view, with its own base."""
    columns: list[Column] = []
    for side, name in ((CENTRE, "Centre social"), (SCHOOL, "École")):
        columns += [(name, side, _mean), (f"Liens ({inside(name)})", side, _base)]
    return _pivot(frame, "Facteur", columns)


def _pivot(frame: pd.DataFrame, head: str, columns: Sequence[Column]) -> pd.DataFrame:
    lines = []
    for part in gather(rows_of(frame), "key").values():
        of: Mapping[str, Row] = {row["group"]: row for row in part}
        cells = {header: write(of[group]) if group in of else NOTHING for header, group, write in columns}
        lines.append({head: part[0]["label"], **cells})
    return pd.DataFrame(lines, columns=[head, *(header for header, _, _ in columns)], dtype="str")


def _count(row: Row) -> str:
    return MASKED if row["masked"] else number(row["n"])


def _base(row: Row) -> str:
    return MASKED if row["masked"] else number(row["base"])


def _missing(row: Row) -> str:
    return MASKED if row["masked"] else number(row["missing"])


def _share_or_count(row: Row) -> str:
    if row["masked"] or is_missing(row["share"]):
        return _count(row)
    return f"{percent(row['share'])} ({number(row['n'])})"


def _mean(row: Row) -> str:
    return _number(row, lambda value: number(value, 1))


def _number(row: Row, write: Callable[[float], str]) -> str:
    if row["masked"]:
        return MASKED
    return NOTHING if is_missing(row["value"]) else write(row["value"])


def _is_shown(row: Row) -> bool:
    return not row["masked"] and row["display"] != "empty"


def _nothing(rows: Sequence[Row]) -> str:
    return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER


def _part(row: Row) -> str:
    if is_missing(row["share"]):
        return f"{count(row['n'], *_LINKS)} sur {number(row['base'])}"
    return f"{percent(row['share'])} des liens ({number(row['n'])} sur {number(row['base'])})"


def _names(rows: Sequence[Row], what: str) -> str:
    return join([quote(row["label"]) for row in rows]) if len(rows) <= _NAMED else f"{number(len(rows))} {what}"
