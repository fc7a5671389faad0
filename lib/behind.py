"""The links behind one bar: how they spread over levels, priority education and statuses, and which they are.

A bar is a row of the result frame, and its figure knows which rows of the responses it stands for
(`lib.gallery.figure`). How its links spread is what the figure says of each value of an attribute, masks included, and
every number of links is judged by itself. Which links they are, by name, is for a coordinator's working view only.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib import derived
from lib.analysis.crossing import blanked
from lib.analysis.network import TOGETHER
from lib.codebook import DONT_KNOW, Codebook
from lib.derived import DRIVERS, PARTNERS
from lib.filters import COLUMN_OF, FIELD_OF, Filters
from lib.french import NBSP, NOTHING, THIN, is_missing, join, number
from lib.gallery.figure import Figure, Source
from lib.indicators import ACQUIRED_FROM
from lib.masking import MASKED_BELOW, hidden
from lib.records import Row, gather, name_of_group, rows_of
from lib.responses import Responses
from lib.results import DTYPES, Groups, Rows
from lib.selection import group_label
from lib.sentences import TOO_SMALL
from lib.tally import NOT_GIVEN, Bits

SPREAD_OVER = ("etab_niveau", "education_prioritaire", derived.STATUS)
LINKS, POINTS = "liens_recenses", "score_facteur"


def find(frame: pd.DataFrame, question: str, key: str, group: str) -> Row | None:
    """The row that a selected mark stands for; None if nothing is drawn for it (any more)."""
    for row in rows_of(frame):
        if (row["question"], row["key"], row["group"]) == (question, key, group):
            return row if is_bar(row) else None
    return None


def is_bar(row: Row) -> bool:
    """Whether a row has links behind it that may be spoken of."""
    drawn = not row["masked"] and not is_missing(row["n"]) and row["n"] > 0
    return drawn and row["indicator"] != TOGETHER


def name(row: Row) -> str:
    """What people read for a bar: « Dispositif CLAS », « Réciprocité : 3 », « Dispositif CLAS, Collège »."""
    said = str(row["label"])
    if row["indicator"] == POINTS:
        said = f"{said}{NBSP}: {row['choice']}"
    return f"{said}, {name_of_group([row])}" if row["group"] else said


def narrowed(filters: Filters, by: str | None, group: str) -> Filters | None:
    """The filters of one group of a comparison; None where no filter can say it (« Non renseigné »)."""
    if not by or not group:
        return filters
    column = COLUMN_OF.get(by, by)
    return None if column not in FIELD_OF or group == NOT_GIVEN else filters.on(column, group)


def spread(
    source: Source, figure: Figure, filters: Filters, by: str | None, row: Row, mask: bool = True
) -> pd.DataFrame | None:
    """How many of the links behind a bar are of each level, kind of priority education and status.

    Each number is what the figure itself says of the bar under one more filter: masked, it says no more than somebody
    finds who sets that filter. It is hidden too where it is small, and with it others, so that no subtraction gives it.

    Parameters
    ----------
    filters, by
        Of the figure, whole: the row says its own group.
    row : Row
        The bar.

    Returns
    -------
    DataFrame or None
        Result frame (`lib.results`): ``label`` is what they are spread over, ``group`` the value, ``n`` the links.
        What all the links answer alike, the bar's own question or a single value that is filtered, is left out. None
        for a group that no filter can say.
    """
    own = narrowed(filters, by, str(row["group"]))
    if own is None:
        return None
    codebook = source.bits.codebook
    wanted = (row["question"], row["key"], "" if by else row["group"])
    frames = []
    for attribute in SPREAD_OVER:
        alike = attribute == row["question"] or len(own.chosen().get(attribute, ())) == 1
        if attribute in codebook and not alike and (figure.by_status or attribute != derived.STATUS):
            names, links, hide = _parts(source, figure, own, wanted, attribute, int(row["n"]), mask)
            frames.append(_spread(source.bits, attribute, names, links, hide))
    empty = pd.DataFrame(columns=list(DTYPES)).astype(DTYPES)
    return pd.concat(frames, ignore_index=True) if frames else empty


def _parts(
    source: Source, figure: Figure, own: Filters, wanted: tuple[object, ...], attribute: str, total: int, mask: bool
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """The values of an attribute, how many links of a bar have each, and which of these numbers are hidden."""
    names = [value for value in source.bits.values(attribute) if own.keeps(attribute, value)]
    if mask and total < MASKED_BELOW:  # so is every part of it, and asking each would take a while
        return names, np.zeros((len(names), 1), dtype=np.int64), np.ones((len(names), 1), dtype=bool)
    counts, shut = [], []
    for value in names:
        part = own.on(attribute, value)
        row = _row(figure.frame(source, part, None, mask), wanted)
        shut.append(row is not None and bool(row["masked"]))
        if shut[-1]:  # how many are hidden decides what else must be
            row = _row(figure.frame(source, part, None, False), wanted)
        counts.append(0 if row is None or is_missing(row["n"]) else int(row["n"]))
    if rest := total - sum(counts):
        names, counts, shut = [*names, NOT_GIVEN], [*counts, rest], [*shut, False]
    links = np.array(counts, dtype=np.int64).reshape(-1, 1)
    hide = hidden(links, np.array(shut, dtype=bool).reshape(-1, 1)) if mask else np.zeros_like(links, dtype=bool)
    # Where nothing is left to be shown, the names of the hidden values would say that all the others have none.
    return names, links, hide | (not links[~hide].any())


def _row(frame: pd.DataFrame, wanted: tuple[object, ...]) -> Row | None:
    return next((row for row in rows_of(frame) if (row["question"], row["key"], row["group"]) == wanted), None)


def _spread(bits: Bits, attribute: str, names: list[str], links: np.ndarray, hide: np.ndarray) -> pd.DataFrame:
    labels = tuple(group_label(bits, attribute, name) for name in names)
    rows = Rows(Groups(tuple(names), labels, links), mask=False)
    label = bits.codebook[attribute].label
    rows.add(LINKS, [label], links, None, question=attribute, value=links, is_share=False, judged_by=links)
    return blanked(rows.frame(), hide.ravel())


def said(frame: pd.DataFrame) -> list[str]:
    """One line for each attribute: « Niveau : Élémentaire 19, Collège 10 ; effectif trop faible : Lycée »."""
    lines = []
    for label, rows in gather(rows_of(frame), "label").items():
        shown = [f"{name_of_group([row])} {number(row['n'])}" for row in rows if not row["masked"] and row["n"]]
        hidden = [name_of_group([row]) for row in rows if row["masked"]]
        away = [f"{TOO_SMALL}{NBSP}: {join(hidden)}" if shown else TOO_SMALL] if hidden else []
        lines.append(f"{label}{NBSP}: " + f"{THIN}; ".join([*filter(None, [", ".join(shown)]), *away]) + ".")
    return lines


def links(responses: Responses, figure: Figure, filters: Filters, by: str | None, row: Row) -> pd.DataFrame:
    """The links behind a bar by name, for a working view: never to be projected or put into a file.

    Parameters
    ----------
    filters, by
        Of the figure, whole: the row says its own group.

    Returns
    -------
    DataFrame
        One row per link, all columns str: Centre, Établissement, Commune, Niveau, Statut, Depuis (year it began).
    """
    frame, codebook = responses.frame, responses.codebook
    kept = frame[figure.stands_for(responses, filters, by, row)]
    shown = {
        "Centre": kept["centre_name"].astype("str"),
        "Établissement": kept["school_name"],
        "Commune": kept["school_commune"],
        "Niveau": _labels(kept, codebook, "etab_niveau"),
        "Statut": _labels(kept, codebook, derived.STATUS),
        "Depuis": kept["annee_debut"].astype("object").map(str, na_action="ignore") if "annee_debut" in kept else None,
    }
    named = pd.DataFrame(shown, index=kept.index, dtype="str").fillna(NOTHING)
    return named.sort_values(["Centre", "Établissement"], ignore_index=True)


def answering(responses: Responses, filters: Filters, by: str | None, row: Row) -> np.ndarray:
    """Which rows of the responses give the answer that a bar of one question counts (`Figure.stands_for`)."""
    frame = responses.frame
    return filters.kept(frame) & _of_group(frame, by, str(row["group"])) & _ticked(frame, responses.codebook, row)


def _labels(frame: pd.DataFrame, codebook: Codebook, question: str) -> pd.Series | None:
    if question not in codebook:
        return None
    label_of = {choice.name: choice.label for choice in codebook[question].choices}
    return frame[question].astype("object").map(label_of)


def _of_group(frame: pd.DataFrame, by: str | None, group: str) -> np.ndarray:
    if not by or not group:
        return np.ones(len(frame), dtype=bool)
    column = frame[COLUMN_OF.get(by, by)]
    return column.isna().to_numpy() if group == NOT_GIVEN else (column == group).to_numpy()


def _ticked(frame: pd.DataFrame, codebook: Codebook, row: Row) -> np.ndarray:
    """Which rows give the answer that a bar counts."""
    question, choice = codebook[str(row["question"])], str(row["choice"])
    if row["indicator"] == "partenaire_moteur":
        return (frame[f"{PARTNERS}/{choice}"] & frame[f"{DRIVERS}/{choice}"]).to_numpy()
    if row["indicator"] == "facteur_acquis":
        return (frame[question.name] >= ACQUIRED_FROM).fillna(False).to_numpy(dtype=bool)
    if question.is_multiple:
        names = [choice] if choice else [c.name for c in question.substantive if c.family == row["family"]]
        return frame[[f"{question.name}/{name}" for name in names]].to_numpy().any(axis=1)
    if question.is_scale and choice != DONT_KNOW:
        return (frame[question.name] == int(choice)).fillna(False).to_numpy(dtype=bool)
    return (frame[question.name] == choice).to_numpy()
