"""What a crossing says in French: its most notable gaps with both bases, its test, its base, its table in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from lib.analysis.dimensions import COLUMNS, ROWS, TOTAL, Dimension
from lib.analysis.statistics import LEVEL
from lib.analysis.verdict import LEFT_OUT, MERGED, TIED, Verdict
from lib.codebook import NONE, OTHER
from lib.french import NBSP, THIN, count, is_missing, join, number, percent, points, quote, rounded
from lib.records import Row, rows_of
from lib.sentences import COUNTS_ONLY, NO_ANSWER, TOO_FEW
from lib.tables import MASKED

LINK = "Lien statistique net"
"""Said only where a test supports it; never of a cause."""
NO_LINK = "Pas d’écart net"
FEW = "Trop peu de réponses pour conclure."
NO_CAUSE = "Un lien n’est pas une cause."
_EQUALS = f"{NBSP}={NBSP}"
_SET_APART = {
    "": "",
    MERGED: "Les réponses d’effectif trop faible y comptent ensemble.",
    LEFT_OUT: "Test sans les réponses d’effectif trop faible.",
}
_NAMED = 2
_MODE = {
    ROWS: "Parts calculées par ligne.",
    COLUMNS: "Parts calculées par colonne.",
    TOTAL: "Parts calculées sur l’ensemble des liens ayant répondu aux deux.",
}
_WHOLE = ""
"""Code of the margin that a reader compares with."""


@dataclass(frozen=True)
class _Gap:
    """The share of one outcome in two groups: the higher and the lower."""

    outcome: str
    high: Row
    low: Row

    @property
    def size(self) -> float:
        return self.high["share"] - self.low["share"]

    @property
    def shown(self) -> int:
        """In points, as a reader subtracts the two percentages."""
        return int((rounded(self.high["share"], 2) - rounded(self.low["share"], 2)) * 100)


def of_crossing(frame: pd.DataFrame, rows: Dimension, columns: Dimension, mode: str) -> str:
    """Say the most notable gaps of a crossing and what its test says."""
    cells = rows_of(frame)
    if (nothing := _nothing(cells)) is not None:
        return nothing
    verdict: Verdict = frame.attrs["verdict"]
    told = _most_frequent(cells) if mode == TOTAL else _gaps(cells, rows, columns, mode, verdict)
    if not told and all(is_missing(cell["share"]) for cell in cells):
        told = [COUNTS_ONLY]
    return " ".join([*told, conclusion(verdict, _names(cells))])


def of_counts(frame: pd.DataFrame) -> str:
    """Say a crossing in counts: for each row, how many of its links give the first column's answer."""
    cells = rows_of(frame)
    if (nothing := _nothing(cells)) is not None:
        return nothing
    first = next(cell["group"] for cell in cells if cell["group"])
    told = [
        f"{_out_of(cell)} pour {quote(cell['label'])}"
        for cell in cells
        if cell["group"] == first and cell["choice"] and cell["display"] in ("count", "percent")
    ]
    label = next(cell["group_label"] for cell in cells if cell["group"] == first)
    shown = f"{quote(label)}{NBSP}: {join(told)}."
    return f"{shown} {conclusion(frame.attrs['verdict'], _names(cells))}"


def of_means(frame: pd.DataFrame) -> str:
    """Say which means differ most between the groups and what the tests say."""
    cells = rows_of(frame)
    if (nothing := _nothing(cells)) is not None:
        return nothing
    verdict: Verdict = frame.attrs["verdict"]
    picked = [pick.row for pick in verdict.picks]
    gaps = []
    for choice in dict.fromkeys(cell["choice"] for cell in cells):
        shown = [c for c in cells if c["choice"] == choice and c["group"] and not is_missing(c["value"])]
        if len(shown) > 1 and (choice in picked or not picked):
            gaps.append((max(shown, key=lambda c: c["value"]), min(shown, key=lambda c: c["value"])))
    gaps.sort(key=lambda pair: pair[1]["value"] - pair[0]["value"])
    told = [
        f"{quote(high['label'])}{NBSP}: {number(high['value'], 1)} en moyenne pour {quote(high['group_label'])} "
        f"({count(high['base'], 'lien', 'liens')}), {number(low['value'], 1)} pour {quote(low['group_label'])} "
        f"({number(low['base'])})."
        for high, low in gaps[:_NAMED]
    ]
    return " ".join([*told, conclusion(verdict, _names(cells))])


def conclusion(verdict: Verdict, names: Mapping[str, str]) -> str:
    """What the tests of a figure allow to say; ``names`` are the labels of the options."""
    if verdict.why == TIED:
        return "Ces deux questions se recoupent par construction, aucun test n’a donc de sens."
    if verdict.test is None:
        return FEW
    detail = _detail(verdict)
    if not verdict.found:
        said = f"{NO_LINK}{NBSP}: ce qui se voit peut être dû au hasard ({detail})."
    elif verdict.picks and verdict.family > 1:
        said = f"{LINK} pour {_picked(verdict, names)} ({detail}). {NO_CAUSE}"
    elif verdict.family > 1:
        alone = f"aucune ne se détache seule parmi {number(verdict.family)} comparaisons (correction de Holm)"
        said = f"{LINK} pour les réponses prises ensemble ({detail}){THIN}; {alone}. {NO_CAUSE}"
    else:
        said = f"{LINK} ({detail}). {NO_CAUSE}"
    return f"{said} {_SET_APART[verdict.masked]}".rstrip()


def _detail(verdict: Verdict) -> str:
    test = verdict.test
    parts = [test.name]
    if test.statistic is not None:
        parts[0] += f"{_EQUALS}{number(test.statistic, 1)}"
        parts.append(f"ddl{_EQUALS}{test.df}")
    if verdict.picks and verdict.family > 1:
        parts = [f"correction de Holm sur {count(verdict.family, 'comparaison', 'comparaisons')}"]
    if not verdict.found and test.p < LEVEL:
        parts += [p_value(test.p, 4), f"seuil{_EQUALS}{number(verdict.level, 4)}"]
    else:
        parts.append(p_value(verdict.picks[0].p if verdict.picks else test.p))
    if test.v is not None:
        parts.append(f"V{NBSP}de{NBSP}Cramér{_EQUALS}{number(test.v, 2)}")
    return f"{THIN}; ".join(parts)


def p_value(p: float, decimals: int = 3) -> str:
    """« p = 0,048 », « p < 0,001 »: never broken over two lines."""
    least = 10**-decimals
    return f"p{NBSP}<{NBSP}{number(least, decimals)}" if p < least else f"p{_EQUALS}{number(p, decimals)}"


def _picked(verdict: Verdict, names: Mapping[str, str]) -> str:
    labels = [
        " × ".join(quote(names.get(code, code)) for code in (pick.row, pick.column) if code) for pick in verdict.picks
    ]
    more = len(labels) - _NAMED
    named = labels if more <= 1 else [*labels[:_NAMED], f"{number(more)} autres"]
    return join(named)


def _names(cells: Sequence[Row]) -> dict[str, str]:
    return {c["choice"]: c["label"] for c in cells} | {c["group"]: c["group_label"] for c in cells}


def _nothing(cells: Sequence[Row]) -> str | None:
    if any(cell["display"] in ("percent", "count") for cell in cells):
        return None
    return TOO_FEW if any(cell["masked"] for cell in cells) else NO_ANSWER


def _gaps(cells: Sequence[Row], rows: Dimension, columns: Dimension, mode: str, verdict: Verdict) -> list[str]:
    outcomes, groups = (columns, rows) if mode == ROWS else (rows, columns)
    outcome_of, group_of = ("group", "choice") if mode == ROWS else ("choice", "group")
    picked = {pick.column if mode == ROWS else pick.row for pick in verdict.picks} - {_WHOLE}
    pairs = {(pick.column, pick.row) if mode == ROWS else (pick.row, pick.column) for pick in verdict.picks}
    silent = {option.code for side in (rows, columns) for option in side.options if option.silent}
    found = []
    for outcome in outcomes.options:
        if outcome.code in silent or outcome.code in (OTHER, NONE) or (picked and outcome.code not in picked):
            continue
        shown = [c for c in cells if c[outcome_of] == outcome.code and not is_missing(c["share"])]
        shown = [c for c in shown if c[group_of] != outcome.code or rows.code != columns.code]
        parts = [c for c in shown if c[group_of] not in (_WHOLE, *silent, OTHER)]
        if verdict.picks and groups.multiple and outcomes.multiple:
            parts = [c for c in parts if (outcome.code, c[group_of]) in pairs]
        found += _pairs(outcome.label, parts, [c for c in shown if c[group_of] == _WHOLE], groups)
    found.sort(key=lambda gap: -gap.size)
    verb = "citent" if outcomes.multiple else "répondent"
    largest: dict[str, _Gap] = {}
    for gap in found:
        if gap.size > 0:
            largest.setdefault(gap.outcome, gap)
    clear = list(largest.values())[: _NAMED if len(outcomes.options) > 2 else 1]
    label = "label" if group_of == "choice" else "group_label"
    return [_said(gap, label, verb, often=bool(picked)) for gap in clear]


def _pairs(outcome: str, parts: Sequence[Row], whole: Sequence[Row], groups: Dimension) -> list[_Gap]:
    """Groups that are parts of a whole against each other; boxes, which overlap, against all links."""
    if groups.multiple:
        return [_Gap(outcome, *sorted((part, all_), key=lambda c: -c["share"])) for part in parts for all_ in whole]
    if len(parts) < 2:
        return []
    return [_Gap(outcome, max(parts, key=lambda c: c["share"]), min(parts, key=lambda c: c["share"]))]


def _said(gap: _Gap, label: str, verb: str, *, often: bool) -> str:
    high, low = (f"{percent(c['share'])} pour {_group(c, label)} ({_out_of(c)})" for c in (gap.high, gap.low))
    if often:
        more = f"{_group(gap.high, label)}{NBSP}: {verb} plus souvent {quote(gap.outcome)}"
        return f"{more[:1].upper()}{more[1:]}, {percent(gap.high['share'])} ({_out_of(gap.high)}) contre {low}."
    return f"{quote(gap.outcome)}{NBSP}: {high}, {low}, soit {points(gap.shown, 0)} d’écart."


def _group(cell: Row, label: str) -> str:
    whole = not cell["choice" if label == "label" else "group"]
    return "l’ensemble" if whole else quote(cell[label])


def _most_frequent(cells: Sequence[Row]) -> list[str]:
    pairs = [
        c for c in cells if c["choice"] and c["group"] and not is_missing(c["share"]) and c["choice"] != c["group"]
    ]
    if not pairs:
        return []
    top = max(pairs, key=lambda c: c["n"])
    both = f"{quote(top['label'])} et {quote(top['group_label'])}"
    return [f"Ce qui va le plus souvent ensemble{NBSP}: {both}, {percent(top['share'])} ({_out_of(top)})."]


def _out_of(cell: Row) -> str:
    return f"{number(cell['n'])} sur {number(cell['base'])}"


def base_line(frame: pd.DataFrame, mode: str = "") -> str:
    """Say how many links the crossing is taken over, and how many are not in it."""
    cells = rows_of(frame)
    if (nothing := _nothing(cells)) is not None:
        return nothing
    whole = [c for c in cells if not c["masked"] and (_WHOLE in (c["choice"], c["group"]) or mode == TOTAL)]
    shown = next(cell for cell in cells if not cell["masked"])
    bases = sorted({cell["base"] for cell in whole})
    over = f"de {number(bases[0])} à {number(bases[-1])}" if len(bases) > 1 else number(bases[0]) if bases else "–"
    missing = sorted({cell["missing"] for cell in cells if not cell["masked"]})
    left = f"de {number(missing[0])} à {number(missing[-1])}" if len(missing) > 1 else number(missing[0])
    unknown = f", dont {number(shown['dont_know'])} {quote('ne sait pas')}" if shown["dont_know"] else ""
    out = f"sans réponse à l’une ou à l’autre ou hors du champ{NBSP}: {left}{unknown}"
    return f"Base{NBSP}: {over} liens ayant répondu aux deux{THIN}; {out}. {_MODE.get(mode, '')}".strip()


def table(frame: pd.DataFrame, mode: str = "") -> pd.DataFrame:
    """The crossing as people read it: rows × columns, each cell a share with its number, or « masqué »."""
    cells = rows_of(frame)
    heads = {cell["group"]: str(cell["group_label"]) for cell in cells}
    lines = {cell["choice"]: str(cell["label"]) for cell in cells}
    by_place = {(cell["choice"], cell["group"]): cell for cell in cells}
    columns: dict[str, list[str]] = {"Réponse": list(lines.values())}
    for group, head in heads.items():
        name = head if head not in columns else f"{head} ({group})"
        columns[name] = [in_words(by_place.get((choice, group))) for choice in lines]
    if mode == ROWS:
        columns["Base"] = [_base(by_place.get((choice, group)) for group in heads) for choice in lines]
    made = pd.DataFrame(columns, dtype="str")
    if mode == COLUMNS:
        made.loc[len(made)] = ["Base", *(_base(by_place.get((choice, group)) for choice in lines) for group in heads)]
    return made


def _base(cells) -> str:
    bases = {cell["base"] for cell in cells if cell is not None and not cell["masked"]}
    return number(bases.pop()) if len(bases) == 1 else MASKED


def in_words(cell: Row | None) -> str:
    """One cell: « 62 % (19) », « 3 sur 7 », « 2,3 (27) », « masqué »."""
    if cell is None:
        return ""
    if cell["masked"]:
        return MASKED
    if cell["display"] == "empty":
        return "–"
    if is_mean(cell):
        return f"{number(cell['value'], 1)} ({number(cell['base'])})"
    if is_missing(cell["share"]):
        return _out_of(cell)
    lift = "" if is_missing(cell["value"]) else f" × {number(cell['value'], 1)}"
    return f"{percent(cell['share'])} ({number(cell['n'])}){lift}"


def is_mean(cell: Row) -> bool:
    """Whether a cell is a mean and no share."""
    return is_missing(cell["share"]) and not is_missing(cell["value"]) and cell["indicator"] != "cooccurrence"
