"""What is said of figures over several campaigns: sentences, base lines, and the table with a column for each.

A difference between two campaigns is a difference, no more: nothing is said of why. What is named is judged by
itself: where the 95 % intervals of two shares overlap, or where there are but counts, it is said that the answers are
too few to conclude; means have no interval, and it is said that nothing is concluded of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lib import sentences
from lib.analysis.waves import OTHERS_STAY
from lib.codebook import NONE, OTHER
from lib.french import NBSP, NOTHING, THIN, count, inside, is_missing, join, number, percent, quote, rounded
from lib.masking import MASKED_BELOW, PERCENT_FROM
from lib.records import Row, gather, name_of_group, rows_of
from lib.tables import MASKED

ONE_WAVE = f"Une seule campagne peut être montrée{NBSP}: il en faut deux pour les comparer."
_FEW = "trop peu de réponses pour conclure à un changement."
_OVERLAP = f"Les intervalles à 95{THIN}% se recouvrent{NBSP}: {_FEW}"
_COUNTS = f"Moins de {PERCENT_FROM} réponses{NBSP}: trop peu pour conclure à un changement."
_NOT_TESTED = f"Aucun test n’est fait sur des moyennes{NBSP}: rien n’est conclu."
_OTHERS_STAY = (
    "Les quelques liens d’un centre social absent d’une campagne restent comptés là où il est présent"
    f"{NBSP}: en les ôtant, on donnerait leurs réponses."
)
_MEASURES = ("value", "share", "n")


def sentence(frame: pd.DataFrame) -> str:
    """Say what differs most between the first campaign and the last one (frames of `lib.analysis.waves`)."""
    rows = rows_of(frame)
    said = [row for row in rows if row["choice"] not in (OTHER, NONE)]
    if not any(row["display"] in ("percent", "count") for row in said):
        return sentences.TOO_FEW if any(row["masked"] for row in rows) else sentences.NO_ANSWER
    waves = gather(rows, "group")
    if len(waves) < 2:
        return ONE_WAVE
    first, last = _comparable(said)
    pairs = _ends(said, first, last)
    if not pairs:
        return f"{ONE_WAVE} {sentences.TOO_FEW}" if _hidden(said) else ONE_WAVE
    start, every = f"De {first} à {last}", len(_answered(said))
    if len(pairs) == 1:
        alone = f" seule ligne comparée sur {number(every)}," if every > 1 else ""
        return " ".join([f"{start},{alone} {_change(*pairs[0])}.", *_doubts(pairs)])
    among = f", parmi les {number(len(pairs))} lignes comparées sur {number(every)}" if every > len(pairs) else ""
    most, least = max(pairs, key=lambda pair: _gap(*pair)), min(pairs, key=lambda pair: _gap(*pair))
    named = [("hausse", most)] if _gap(*most) > 0 else []
    named += [("baisse", least)] if _gap(*least) < 0 else []
    clauses = [f"la plus forte {way} est pour {_change(*pair)}" for way, pair in named]
    text = f"{start}{among}, {f'{THIN}; '.join(clauses) or 'aucun chiffre ne change'}."
    return " ".join([text, *_doubts([pair for _, pair in named])])


def _answered(rows: Sequence[Row]) -> list[Sequence[Row]]:
    """The series that have answers in any campaign, shown or not."""
    return [part for part in gather(rows, "key").values() if any(row["display"] != "empty" for row in part)]


def _doubts(named: Sequence[tuple[Row, Row]]) -> list[str]:
    """Why nothing may be concluded of the changes that are named, which all have one measure."""
    changed = [pair for pair in named if _gap(*pair)]
    if not changed:
        return []
    if (measure := _measure(changed[0][0])) != "share":
        return [_NOT_TESTED if measure == "value" else _COUNTS]
    near = [pair for pair in changed if _overlaps(*pair)]
    if len(near) == len(changed):
        return [_OVERLAP]
    return [f"Pour {quote(str(after['label']))}, {inside(_OVERLAP)}" for _, after in near]


def _hidden(rows: Sequence[Row]) -> bool:
    return any(row["masked"] for row in rows)


def _comparable(rows: Sequence[Row]) -> tuple[str, str]:
    """The first and the last campaign that have points in one measure: shares are not compared with counts."""
    measures = {row["group"]: _measure(row) for row in rows if _measure(row)}
    best = next(name for name in _MEASURES if name in measures.values())
    found = [group for group, measure in measures.items() if measure == best]
    return min(found), max(found)


def _ends(rows: Sequence[Row], first: str, last: str) -> list[tuple[Row, Row]]:
    """The first and the last point of each series that has both in the same measure."""
    pairs = []
    for part in gather(rows, "key").values() if first != last else ():
        of_wave = {row["group"]: row for row in part}
        if first in of_wave and last in of_wave and _measure(of_wave[first]) == _measure(of_wave[last]) != "":
            pairs.append((of_wave[first], of_wave[last]))
    measures = [_measure(pair[0]) for pair in pairs]
    best = next((name for name in _MEASURES if name in measures), "")
    return [pair for pair, measure in zip(pairs, measures, strict=True) if measure == best]


def _measure(row: Row) -> str:
    if row["masked"] or row["display"] == "empty":
        return ""
    return next((name for name in ("value", "share") if not is_missing(row[name])), "n")


def _gap(before: Row, after: Row) -> float:
    """What is read: the difference of the numbers as they are shown; of counts, of the parts they make."""
    measure = _measure(before)
    if measure == "n":
        return after["n"] / after["base"] - before["n"] / before["base"]
    decimals = 2 if measure == "share" else 1
    return float(rounded(after[measure], decimals) - rounded(before[measure], decimals))


def _change(before: Row, after: Row) -> str:
    measure, label = _measure(before), quote(str(after["label"]))
    if measure == "value":
        return f"{label}{NBSP}: {number(before['value'], 1)} puis {number(after['value'], 1)} en moyenne"
    return f"{label}{NBSP}: {_part(before)} puis {_part(after)}"


def _part(row: Row) -> str:
    out_of = f"{number(row['n'])} sur {number(row['base'])}"
    return out_of if is_missing(row["share"]) else f"{percent(row['share'])} ({out_of})"


def _overlaps(before: Row, after: Row) -> bool:
    """Whether two shares differ by less than their intervals tell apart."""
    return before["low"] <= after["high"] and after["low"] <= before["high"]


def base_of_all(frame: pd.DataFrame) -> str:
    """« Base : 2024-2025, 62 liens (3 sans réponse) ; 2025-2026, … »"""
    parts = [f"{name_of_group(part)}, {_base(part)}" for part in gather(rows_of(frame), "group").values()]
    return f"Base{NBSP}: {f'{THIN}; '.join(parts)}. Ce ne sont pas tous les mêmes liens d’une campagne à l’autre."


def _base(rows: Sequence[Row]) -> str:
    shown = [row for row in rows if not row["masked"] and row["display"] != "empty"]
    if not shown:
        return sentences.TOO_SMALL if _hidden(rows) else sentences.UNANSWERED
    missing = _span([row["missing"] for row in shown])
    return f"{_span([row['base'] for row in shown])} ({missing.removesuffix('s').removesuffix(' lien')} sans réponse)"


def _span(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return count(high, "lien", "liens") if low == high else f"de {number(low)} à {count(high, 'lien', 'liens')}"


def base_of_same(frame: pd.DataFrame) -> str:
    """« Base : les 45 mêmes liens, qui ont répondu dans chaque campagne ; non compris : 7 liens … »"""
    shown = [row for row in rows_of(frame) if not row["masked"] and row["display"] != "empty"]
    if not shown:
        return sentences.TOO_FEW if _hidden(rows_of(frame)) else sentences.NO_ANSWER
    missing = [row["missing"] for row in shown]
    found = "retrouvés chaque fois, qui n’ont" if max(missing) > 1 else "retrouvé chaque fois, qui n’a"
    others = f"{THIN}; non compris{NBSP}: {_span(missing)} {found} pas toujours répondu" if any(missing) else ""
    base = f"Base{NBSP}: {short_base_of_same(frame)}, qui ont répondu dans chaque campagne{others}."
    return f"{base} {_OTHERS_STAY}" if _with_others(frame, shown) else base


def _with_others(frame: pd.DataFrame, shown: Sequence[Row]) -> bool:
    """Whether a campaign keeps links that another one has not; their bases may be the same all the same."""
    return any(row["choice"] in frame.attrs.get(OTHERS_STAY, ()) for row in shown)


def short_base_of_same(frame: pd.DataFrame) -> str:
    """« les 45 mêmes liens », for a heading; « 45 à 47 liens, les mêmes à moins de 5 près »."""
    shown = [row for row in rows_of(frame) if not row["masked"] and row["display"] != "empty"]
    if not shown:
        return sentences.TOO_SMALL
    low, high = min(row["base"] for row in shown), max(row["base"] for row in shown)
    if _with_others(frame, shown):
        span = f"{number(low)} à " if low < high else ""
        return f"{span}{count(high, 'lien', 'liens')}, les mêmes à moins de {MASKED_BELOW} près"
    return f"les {number(high)} mêmes liens" if low == high else f"les {number(low)} à {number(high)} mêmes liens"


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """One row for each series, a column for each campaign, and what differs between the first and the last.

    Returns
    -------
    DataFrame
        ``Modalité``, one column for each campaign (« 45 % (28 sur 62) »), ``Écart``; every cell a string.
    """
    rows = rows_of(frame)
    waves = {group: name_of_group(part) for group, part in gather(rows, "group").items()}
    ends = [min(waves), max(waves)] if waves else []
    lines = []
    for part in gather(rows, "key").values():
        of_wave = {row["group"]: row for row in part}
        cells = {name: _cell(of_wave.get(group)) for group, name in waves.items()}
        pairs = _ends(part, *ends) if len(waves) > 1 else []
        apart = f"Écart{NBSP}: {join([waves[end] for end in ends], 'à')}"
        lines.append({"Modalité": str(part[0]["label"]), **cells, apart: _apart(*pairs[0]) if pairs else NOTHING})
    return pd.DataFrame(lines, dtype="str")


def _cell(row: Row | None) -> str:
    if row is None or row["display"] == "empty":
        return NOTHING
    if row["masked"]:
        return MASKED
    if not is_missing(row["value"]):
        return f"{number(row['value'], 1)} ({count(row['base'], 'lien', 'liens')})"
    return _part(row)


def _apart(before: Row, after: Row) -> str:
    measure = _measure(before)
    if measure == "n":
        return NOTHING
    gap = _gap(before, after)
    sign = "+" if gap > 0 else ""
    if measure == "value":
        return sign + number(gap, 1)
    return sign + count(round(gap * 100), "point", "points")


# --- Movements


_MOVED = {
    "liens_poursuivis": ("se poursuit", "se poursuivent"),
    "liens_arretes": ("est interrompu ou en sommeil", "sont interrompus ou en sommeil"),
    "liens_non_cites": ("n’est plus cité par son centre", "ne sont plus cités par leur centre"),
    "liens_centre_muet": ("a un centre sans retour cette fois", "ont un centre sans retour cette fois"),
    "liens_statut_perdu": ("n’a plus de statut précisé", "n’ont plus de statut précisé"),
    "liens_commences": (
        "a commencé (ou est cité pour la première fois)",
        "ont commencé (ou sont cités pour la première fois)",
    ),
    "liens_repris": ("a repris", "ont repris"),
    "liens_centre_revenu": ("a un centre sans retour auparavant", "ont un centre sans retour auparavant"),
    "liens_statut_retrouve": ("n’avait pas de statut précisé", "n’avaient pas de statut précisé"),
}
"""Indicator → what is said of one link, and of several."""
_WERE = ("l’était déjà", "l’étaient déjà")


def of_movements(frame: pd.DataFrame) -> str:
    """Say the movements between each two campaigns (frame of `lib.analysis.movements.movements`)."""
    rows = rows_of(frame)
    return " ".join(_of_pair(part) for part in gather(rows, "group").values()) if rows else ONE_WAVE


def _of_pair(part: Sequence[Row]) -> str:
    if _hidden(part):
        return f"{name_of_group(list(part))}{NBSP}: {inside(sentences.TOO_FEW)}"
    said = []
    kept = next(row["n"] for row in part if row["indicator"] == "liens_poursuivis")
    for campaign, rows in zip(_campaigns(part), gather(part, "family").values(), strict=True):
        moved = [count(kept, *_WERE)] if said and kept else []
        moved += [count(row["n"], *_MOVED[row["indicator"]]) for row in rows if row["n"]]
        clause = f"{NBSP}: {join(moved)}" if moved else ""
        said.append(f"{count(rows[0]['base'], 'lien', 'liens')} en cours en {campaign}{clause}.")
    return " ".join(said)


def _campaigns(part: Sequence[Row]) -> list[str]:
    return name_of_group(list(part)).split(" → ")


def base_of_movements(frame: pd.DataFrame) -> str:
    """The wholes that are parted, and the links whose status is not given."""
    parts = []
    for part in gather(rows_of(frame), "group").values():
        for campaign, rows in zip(_campaigns(part), gather(part, "family").values(), strict=True):
            parts.append(f"{campaign}, {_base(rows).replace('sans réponse', 'au statut non précisé')}")
    return f"Base{NBSP}: liens en cours (actifs ou en construction){NBSP}: {f'{THIN}; '.join(dict.fromkeys(parts))}."


def of_maintained(frame: pd.DataFrame) -> str:
    """« 2024-2025 → 2025-2026 : 41 liens actifs sur 47 retrouvés le sont encore (87 %). »"""
    rows = rows_of(frame)
    return " ".join(_still_active(row) for row in rows) if rows else ONE_WAVE


def _still_active(row: Row) -> str:
    start = f"{row['label']}{NBSP}: "
    if row["masked"]:
        return start + inside(sentences.TOO_FEW)
    if row["display"] == "empty":
        return start + "aucun lien actif retrouvé."
    share = "" if is_missing(row["share"]) else f" ({percent(row['share'])})"
    found = count(row["base"], "lien actif retrouvé", "liens actifs retrouvés")
    return f"{start}{number(row['n'])} encore actifs sur {found}{share}."


def base_of_maintained(frame: pd.DataFrame) -> str:
    """The active links that were found again, and those that were not."""
    parts = [
        f"{row['label']}, {_base([row]).replace('sans réponse', 'non retrouvés, ou sans statut')}"
        for row in rows_of(frame)
    ]
    return f"Base{NBSP}: liens actifs retrouvés la fois suivante{NBSP}: {f'{THIN}; '.join(parts)}."
