"""The reading sentence above each figure, from the same result frame as the chart and the table.

Every sentence says n and base, names ties honestly and claims no cause: links "cite", they are not "explained".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from lib.codebook import DONT_KNOW, NONE, OTHER, Codebook
from lib.french import NBSP, THIN, count, inside, is_missing, join, number, percent, quote, rounded
from lib.nouns import ANSWER, FAMILY, OF_INDICATOR, OF_QUESTION, Noun, counted
from lib.records import Row, gather, name_of_group, rows_of

TOO_FEW = f"Résultat masqué (il reposerait sur moins de 5{NBSP}liens, ou laisserait les retrouver par soustraction)."
NO_ANSWER = f"Aucune réponse à cette question dans cette sélection{NBSP}: élargissez les filtres."
TOO_SMALL = "effectif trop faible"
UNANSWERED = "pas de réponse"
COUNTS_ONLY = f"Moins de 10{NBSP}réponses{NBSP}: effectifs seuls."

NOT_BY_STATUS = f"Un filtre sur le statut ne s’applique pas ici{NBSP}: le statut est la réponse."

GROUPS_NAMED = 6
"""How many groups are named one by one; of more than that, a sentence counts."""
_NAMED = 3
"""How many choices a sentence names at most."""
_FACTORS_NAMED = 4
"""How many factors it names on each side: half of the eight."""


def of_choices(frame: pd.DataFrame, codebook: Codebook | None = None, noun: Noun | None = None) -> str:
    """Say which choices are cited most.

    Parameters
    ----------
    frame : DataFrame
        Rows of one question, or of its families, from `lib.indicators`; with groups, one clause for each.
    codebook : Codebook, optional
        Keeps the points of a scale from being called by what another questionnaire asks under that name.
    noun : Noun, optional
        What the choices are called where they are only some of those of the question.

    Returns
    -------
    str
        One to three French sentences.
    """
    rows = rows_of(frame)
    if any(row["group"] for row in rows):
        return _of_groups(rows)
    shown = [row for row in rows if _says_something(row)]
    return _leaders(shown, noun or _noun(rows, codebook)) if shown else _nothing(rows)


def of_scale(frame: pd.DataFrame) -> str:
    """Say which rated factors have the highest and the lowest mean (rows of `lib.indicators.scale`)."""
    rows = rows_of(frame)
    groups = gather(rows, "group")
    if len(groups) == 1:
        return _factors(rows)
    hidden = _hidden_groups(groups.values())
    if len(groups) > GROUPS_NAMED:
        return _of_many(_best_factors(groups.values()), hidden)
    shown = [part for part in groups.values() if name_of_group(part) not in hidden]
    said = [f"{name_of_group(part)}{NBSP}: {inside(_factors(part))}" for part in shown]
    away = [f"Effectif trop faible{NBSP}: {join(hidden)}."] if hidden else []
    return " ".join([*said, *away]) if said else TOO_FEW


def of_figure(row: Mapping[str, object]) -> str:
    """Say a single figure (one row of `lib.indicators.summary`): « Taux de retour : 78 % (18 sur 23). »"""
    start = f"{row['label']}{NBSP}: "
    if row["masked"]:
        return start + inside(TOO_FEW)
    if row["display"] == "empty" or (is_missing(row["value"]) and is_missing(row["n"])):
        return f"{start}{UNANSWERED}."
    if not is_missing(row["value"]):
        return f"{start}{_quantity(row)}."
    if is_missing(row["base"]):
        return f"{start}{number(row['n'])}."
    out_of = f"{number(row['n'])} sur {number(row['base'])}"
    return f"{start}{out_of}." if is_missing(row["share"]) else f"{start}{percent(row['share'])} ({out_of})."


def coverage(n_returns: int, n_expected: int) -> str:
    """« 18 retours reçus sur 23 attendus. »"""
    received = count(n_returns, "retour reçu", "retours reçus")
    if not n_expected:
        return f"{received}{THIN}; la liste des centres attendus est vide."
    return f"{received} sur {count(n_expected, 'attendu', 'attendus')}."


def base_line(frame: pd.DataFrame) -> str:
    """« 61 liens sur 68 ont répondu à la question ; plusieurs réponses possibles, … »: stands under the figure."""
    rows = rows_of(frame)
    shown = [row for row in rows if _has_base(row)]
    if not shown:
        return _nothing(rows)
    base = shown[0]["base"]
    noun = OF_INDICATOR.get(shown[0]["indicator"])
    if noun or shown[0]["group"] or any(row["base"] != base for row in shown):
        return f"Base{NBSP}: {base_of(rows)}{f' {noun.who}' if noun else ''}."
    verb = "ont" if base >= 2 else "a"
    text = f"{_links(base, shown[0])} sur {number(_asked(shown[0]))} {verb} répondu à la question"
    if any(sum(row["n"] for row in part) > base for part in gather(shown, "question").values()):
        text += f"{THIN}; plusieurs réponses possibles, le total dépasse 100{THIN}%"
    return text + "."


def short_base(frame: pd.DataFrame) -> str:
    """The base for a title line: « 61 liens sur 68 », « de 48 à 61 liens », « Collège 23, École 30 »."""
    return base_of(rows_of(frame))


def base_of(rows: Sequence[Row]) -> str:
    """`short_base` of rows that are records already."""
    groups = gather(rows, "group")
    if len(groups) > GROUPS_NAMED:
        return _bases_of_many(groups.values())
    return ", ".join(_base_of_group(part) for part in groups.values())


def _base_of_group(part: Sequence[Row]) -> str:
    name = name_of_group(part)
    bases = sorted({row["base"] for row in part if _has_base(row)})
    if not bases:
        return f"{name} {TOO_SMALL if any(row['masked'] for row in part) else UNANSWERED}".strip()
    if name:
        return f"{name} {number(bases[0]) if len(bases) == 1 else f'{number(bases[0])} à {number(bases[-1])}'}"
    span = f"de {number(bases[0])} à " if len(bases) > 1 else ""
    asked = {_asked(row) for row in part if _has_base(row)}
    out_of = f" sur {number(asked.pop())}" if len(asked) == 1 and part[0]["indicator"] not in OF_INDICATOR else ""
    return f"{span}{_links(bases[-1], part[0])}{out_of}"


def _bases_of_many(groups: Collection[Sequence[Row]]) -> str:
    """« de 5 à 12 liens par groupe (8 groupes ; effectif trop faible pour 5) »."""
    bases = sorted({row["base"] for part in groups for row in part if _has_base(row)})
    shown = [part for part in groups if any(_has_base(row) for row in part)]
    hidden = sum(any(row["masked"] for row in part) for part in groups if part not in shown)
    away = f"{TOO_SMALL} pour {number(hidden)}" if hidden else ""
    if not shown:
        return away or UNANSWERED
    first = shown[0][0]
    span = _links(bases[0], first) if len(bases) == 1 else f"de {number(bases[0])} à {_links(bases[-1], first)}"
    return f"{span} par groupe ({count(len(shown), 'groupe', 'groupes')}{f'{THIN}; {away}' if away else ''})"


def _nothing(rows: Sequence[Row]) -> str:
    return TOO_FEW if any(row["masked"] for row in rows) else NO_ANSWER


def _has_base(row: Row) -> bool:
    return not row["masked"] and row["display"] != "empty" and not is_missing(row["base"])


def _asked(row: Row) -> int:
    return row["base"] + (0 if is_missing(row["missing"]) else row["missing"])


def _says_something(row: Row) -> bool:
    return _has_base(row) and row["choice"] not in (NONE, OTHER, DONT_KNOW)


def _noun(rows: Sequence[Row], codebook: Codebook | None) -> Noun:
    first = rows[0]
    if first["indicator"] in OF_INDICATOR:
        return OF_INDICATOR[first["indicator"]]
    if first["family"] and first["family"] == first["label"]:
        return FAMILY
    if codebook is not None and first["question"] in codebook and codebook[first["question"]].is_scale:
        return ANSWER
    return OF_QUESTION.get(first["question"], ANSWER)


def _ranked(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows from the most cited, ties together.

    Where each row has a base of its own the shares are compared, as in the chart; a row that has only a count
    cannot be compared with them.
    """
    shares = [row for row in rows if not is_missing(row["share"])]
    one_base = len({row["base"] for row in rows}) == 1
    ranks = gather(rows, "n") if one_base or not shares else gather(shares, "share")
    return [ranks[value] for value in sorted(ranks, reverse=True)]


def _leaders(shown: Sequence[Row], noun: Noun) -> str:
    top, *others = _ranked(shown)
    first = top[0]
    if not first["n"]:
        return f"{noun.none} ({_out_of(first)} {noun.who})."
    amount = _amount(top, noun)
    if len(top) == 1:
        text = f"{noun.most} {quote(first['label'])}{NBSP}: {amount}."
    elif len(top) <= _NAMED:
        text = f"{noun.all_most} {_names(top)}{NBSP}: {amount}."
    else:
        named = f"{number(len(top))} {noun.plural} sont {noun.all_said} à égalité en tête"
        text = f"{named}, dont {_names(top[:_NAMED])}{NBSP}: {amount}."
    text += _runners_up(others, _NAMED - len(top), len({row["base"] for row in shown}) == 1)
    return text if first["display"] == "percent" else f"{text} {COUNTS_ONLY}"


def _amount(top: Sequence[Row], noun: Noun) -> str:
    first = top[0]
    apiece = f" {noun.each}" if len(top) > 1 else ""
    if is_missing(first["share"]):
        return f"{_links(first['n'], first)}{apiece} sur {number(first['base'])} {noun.who}"
    share = f"{percent(first['share'])} des {counted(first['indicator'])[1]}{apiece}"
    one_base = all(row["base"] == first["base"] for row in top)
    return f"{share} ({_out_of(first)} {noun.who})" if one_base else f"{share} ({join([_out_of(row) for row in top])})"


def _links(n: float, row: Row) -> str:
    """« 12 liens », or whatever the row counts."""
    return count(n, *counted(row["indicator"]))


def _out_of(row: Row) -> str:
    return f"{number(row['n'])} sur {number(row['base'])}"


def _runners_up(ranks: Sequence[list[Row]], places: int, one_base: bool) -> str:
    """The next ranks as long as each fits whole: a tie is named entirely or not at all."""
    named: list[str] = []
    for rows in ranks:
        if not rows[0]["n"] or len(named) + len(rows) > places:
            break
        named += [f"{quote(row['label'])} ({_briefly(row, one_base)})" for row in rows]
    return f" {'Viennent' if len(named) > 1 else 'Vient'} ensuite {join(named)}." if named else ""


def _briefly(row: Row, one_base: bool) -> str:
    if not is_missing(row["share"]):
        return percent(row["share"]) + ("" if one_base else f", {_out_of(row)}")
    return number(row["n"]) if one_base else _out_of(row)


def _names(rows: Sequence[Row]) -> str:
    return join([quote(row["label"]) for row in rows])


def _of_groups(rows: Sequence[Row]) -> str:
    groups = gather(rows, "group").values()
    shown = [part for part in ([row for row in part if _says_something(row)] for part in groups) if part]
    best = [_ranked(part)[0] for part in shown]
    hidden = _hidden_groups(groups)
    if len(groups) > GROUPS_NAMED:
        return _of_many([rows for rows in best if rows[0]["n"]], hidden)
    clauses = [_clause(name_of_group(rows), rows) for rows in best if rows[0]["n"]]
    if not clauses:
        return TOO_FEW if hidden else NO_ANSWER
    text = f"En tête par groupe{NBSP}: " + f"{THIN}; ".join(clauses) + "."
    return text + (f" Effectif trop faible{NBSP}: {join(hidden)}." if hidden else "")


def _hidden_groups(groups: Iterable[Sequence[Row]]) -> list[str]:
    """The groups of which nothing may be said."""
    return [
        name_of_group(part)
        for part in groups
        if any(row["masked"] for row in part) and not any(_says_something(row) for row in part)
    ]


def _clause(group: str, best: Sequence[Row]) -> str:
    names = _names(best) if len(best) <= _NAMED else f"{number(len(best))} réponses à égalité"
    share = "" if is_missing(best[0]["share"]) else f"{percent(best[0]['share'])}, "
    return f"{group}, {names} ({share}{_out_of(best[0])})"


def _of_many(best: Sequence[Sequence[Row]], hidden: Sequence[str]) -> str:
    """Of many groups, how many have which answer at their head, ties counted for each of their answers."""
    if not best:
        return TOO_FEW if hidden else NO_ANSWER
    heads = Counter(row["label"] for rows in best for row in rows)
    said = [f"{quote(label)} dans {number(n)}" for label, n in heads.most_common(_NAMED)]
    text = f"En tête, sur {count(len(best), 'groupe', 'groupes')}{NBSP}: {join(said)}."
    return text + (f" Effectif trop faible pour {count(len(hidden), 'groupe', 'groupes')}." if hidden else "")


def _best_factors(groups: Iterable[Sequence[Row]]) -> list[list[Row]]:
    """The factors with the highest mean of each group, one row each."""
    best = []
    for part in groups:
        factors = [rows[0] for rows in gather(part, "question").values()]
        rated = [row for row in factors if not row["masked"] and not is_missing(row["value"])]
        top = max((rounded(row["value"], 1) for row in rated), default=None)
        best += [[row for row in rated if rounded(row["value"], 1) == top]] if rated else []
    return best


def _factors(rows: Sequence[Row]) -> str:
    """Means are compared as they are shown: two that both read « 2,3 » are a tie."""
    factors = [part[0] for part in gather(rows, "question").values()]
    rated = [row for row in factors if not row["masked"] and not is_missing(row["value"])]
    if not rated:
        return _nothing(rows)
    means = [rounded(row["value"], 1) for row in rated]
    top = [row for row, mean in zip(rated, means, strict=True) if mean == max(means)]
    where = " en tête" if max(means) > min(means) else ""
    text = _factor_clause(top, "Le facteur le mieux noté est", "Les facteurs les mieux notés, à égalité, sont", where)
    if max(means) > min(means):
        last = [row for row, mean in zip(rated, means, strict=True) if mean == min(means)]
        several = "les moins bien notés, à égalité, sont"
        clause = _factor_clause(last, "le moins bien noté est", several, " en dernier")
        text += f"{THIN}; {clause}"
    return text + "."


def _factor_clause(rows: Sequence[Row], one: str, several: str, where: str) -> str:
    first = rows[0]
    mean = f"{number(first['value'], 1)} sur {highest(first['unit'])} en moyenne"
    if len(rows) == 1:
        return f"{one} {quote(first['label'])}{NBSP}: {mean} ({count(first['base'], 'lien', 'liens')})"
    if len(rows) > _FACTORS_NAMED:
        return f"{number(len(rows))} facteurs sont à égalité{where}{NBSP}: {mean}"
    bases = [number(row["base"]) for row in rows]
    links = f"{join(bases)} liens" if len(set(bases)) > 1 else f"{count(first['base'], 'lien', 'liens')} chacun"
    return f"{several} {_names(rows)}{NBSP}: {mean} ({links})"


def _quantity(row: Mapping[str, object]) -> str:
    unit, value = str(row["unit"]), float(row["value"])
    base = "" if is_missing(row["base"]) else f" (base{NBSP}: {number(row['base'])})"
    if unit == "%":
        return percent(value) + base
    if unit.startswith("points"):
        return f"{number(value, 1)} sur {highest(unit)}{base}"
    first, space, rest = unit.partition(" ")
    return count(value, first.removesuffix("s") + space + rest, unit, 0 if value.is_integer() else 1) + base


def highest(unit: str) -> str:
    """The end of the scale, from « points (0–3) »."""
    return unit.rstrip(")").rpartition("–")[2] if "–" in unit else "3"
