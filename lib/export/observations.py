"""The observations themselves, one row per link, view and campaign: for coordinators, and not masked.

What can name somebody is left out whatever is asked: free texts, UAI, quotations. With pseudonyms, centre, school and
commune are codes that hold within one file and are worth nothing outside it: they are numbered in an order that is
drawn anew each time and kept nowhere.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.codebook import DONT_KNOW, Codebook, Question
from lib.filters import Filters
from lib.french import NBSP, typeset
from lib.listing.reading import CITABLE
from lib.responses import Responses

WARNING = typeset(
    "Données individuelles, non masquées : pour la coordination seulement. Ne pas diffuser : un lien peut y être "
    "reconnu par ses réponses."
)
PSEUDONYMS = typeset(
    "Centres, établissements et communes portent des codes tirés au hasard pour ce seul fichier : ils ne se retrouvent "
    "dans aucun autre et aucune table ne permet de revenir aux noms. Pour suivre un lien d’une campagne à l’autre, ou "
    "d’un regard à l’autre, il faut donc les prendre dans un même fichier. Un établissement peut rester reconnaissable "
    "à ses caractéristiques."
)
LEFT_OUT = typeset("N’y sont jamais : réponses en texte libre, UAI, paroles.")

_PREFIXES = {"centre": "C", "school": "E", "commune": "V"}
_VIEW = "regard"  # the column « Regard » says it already
_CODE = f"{NBSP}(code)"


@dataclass(frozen=True)
class Column:
    """One column of the data set.

    Attributes
    ----------
    header : str
        Unique in the file.
    name : str
        Variable of the codebook that goes with it: ``l1``, ``l1/lev_clas``, ``annee_debut`` …
    meaning : str
        What its values are.
    """

    header: str
    name: str
    meaning: str


@dataclass(frozen=True)
class DataSet:
    """The observations of a selection: ``frame`` has one column for each of ``columns``, under its name."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]
    pseudonyms: bool

    @property
    def notes(self) -> tuple[str, ...]:
        return (WARNING, *([PSEUDONYMS] if self.pseudonyms else []), LEFT_OUT)


def everywhere(filters: Filters) -> Filters:
    """The same selection in all campaigns and both views: a link has the same code in all its rows of one file."""
    return replace(filters, campaign=(), view=())


def of(responses: Responses, filters: Filters, *, pseudonyms: bool = True, seed: int | None = None) -> DataSet:
    """The observations of a selection.

    Parameters
    ----------
    filters : Filters
        Campaigns and views that it does not name are all there: rows are laid below each other, never added.
    pseudonyms : bool
        Codes in place of centres, schools and communes, and rows in an order that says nothing of them.
    seed : int, optional
        For tests: draws the same codes again. By default the system's own randomness, forgotten at once.

    Returns
    -------
    DataSet
        Frame with a RangeIndex. Texts : str, "" where nothing is said; counts, points and boxes : Int64, NA for a
        non-response; a box is 1 or 0. A choice has its label, and its code in the column that follows.
    """
    chosen = responses.frame[filters.kept(responses.frame)]
    draw = np.random.default_rng(secrets.randbits(256) if seed is None else seed)
    if pseudonyms:
        chosen = chosen.iloc[draw.permutation(len(chosen))]
    chosen = chosen.reset_index(drop=True)
    made = [*_identity(chosen, draw if pseudonyms else None), *_answers(chosen, responses.codebook)]
    columns = _told_apart([column for column, _ in made])
    return DataSet(pd.DataFrame({column.name: values for column, values in made}), columns, pseudonyms)


def _told_apart(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with their variable behind headers that stand there twice."""
    often = Counter(column.header for column in columns)
    return tuple(
        replace(column, header=f"{column.header} [{variable(column.name)}]") if often[column.header] > 1 else column
        for column in columns
    )


def _identity(frame: pd.DataFrame, draw: np.random.Generator | None) -> Iterator[tuple[Column, pd.Series]]:
    """Campaign, view, link, and whose it is."""
    yield Column("Campagne", "campaign", "Année scolaire"), _texts(frame["campaign"])
    yield Column("Regard", "view", "centre ou ecole"), _texts(frame["view"])
    centres, links = _texts(frame["centre"]), frame["link"].astype("Int64")
    schools, communes = _texts(frame["school_name"]), _texts(frame["school_commune"])
    if draw is None:
        yield Column("Lien", "link", "Numéro du lien, le même d’une campagne à l’autre"), links
        yield Column("Centre social", "centre", "Code du centre social"), centres
        yield Column("Nom du centre social", "centre_name", "Nom"), _texts(frame["centre_name"])
        yield Column("Commune du centre", "territory", "Nom"), _texts(frame["territory"])
        yield Column("Établissement", "school_name", "Nom"), schools
        yield Column("Commune de l’établissement", "school_commune", "Nom"), communes
        return
    towns = _texts(frame["territory"])
    codes = _codes(pd.concat([towns, communes]), _PREFIXES["commune"], draw)
    drawn = "Code tiré au hasard pour ce fichier"
    yield Column("Lien", "link", f"{drawn}, où le même lien a toujours le même"), _coded(_texts(links), "L", draw)
    yield Column("Centre social", "centre", drawn), _coded(centres, _PREFIXES["centre"], draw)
    yield Column("Commune du centre", "territory", drawn), towns.map(codes).astype("str")
    yield Column("Établissement", "school", drawn), _coded(_texts(frame["school"]), _PREFIXES["school"], draw)
    yield Column("Commune de l’établissement", "school_commune", drawn), communes.map(codes).astype("str")


def _coded(values: pd.Series, prefix: str, draw: np.random.Generator) -> pd.Series:
    return values.map(_codes(values, prefix, draw)).astype("str")


def _codes(values: pd.Series, prefix: str, draw: np.random.Generator) -> dict[str, str]:
    """Value → code, numbered in an order drawn at random; nothing stays nothing."""
    known = sorted(set(values) - {""})
    width = max(2, len(str(len(known))))
    ranks = draw.permutation(len(known)) + 1
    return {"": "", **{value: f"{prefix}{rank:0{width}d}" for value, rank in zip(known, ranks, strict=True)}}


def _texts(column: pd.Series) -> pd.Series:
    return column.astype("object").where(column.notna(), "").astype("str")


def _answers(frame: pd.DataFrame, codebook: Codebook) -> Iterator[tuple[Column, pd.Series]]:
    """Every closed question about the link, in the order of the questionnaire; the responses hold no free text."""
    for question in codebook:
        if question.name not in frame or question.name == _VIEW or question.name.endswith(CITABLE):
            continue
        if question.is_multiple:
            yield from _boxes(frame, question)
        elif question.is_scale:
            yield from _points(frame, question)
        elif question.is_single:
            yield from _labels(frame, question)
        else:
            meaning = "Nombre ; vide sans réponse"
            yield Column(_header(question), question.name, typeset(meaning)), frame[question.name].astype("Int64")
    if "age" in frame:
        meaning = typeset("Années entre le début du lien et la fin de la campagne ; vide si le début n’est pas connu")
        yield Column("Ancienneté du lien", "age", meaning), frame["age"].astype("Int64")


def _header(question: Question) -> str:
    return f"{question.code} {question.label}".strip()


def _boxes(frame: pd.DataFrame, question: Question) -> Iterator[tuple[Column, pd.Series]]:
    answered = frame[question.name]
    meaning = typeset("1 cochée, 0 non cochée, vide si la question est sans réponse")
    for choice in question.choices:
        values = frame[f"{question.name}/{choice.name}"].astype("Int64").where(answered, pd.NA)
        yield Column(f"{_header(question)} – {choice.label}", f"{question.name}/{choice.name}", meaning), values


def _points(frame: pd.DataFrame, question: Question) -> Iterator[tuple[Column, pd.Series]]:
    points = f"Points ({', '.join(choice.label for choice in question.substantive)})"
    meaning = typeset(f"{points} ; vide sans réponse")
    yield Column(_header(question), question.name, meaning), frame[question.name].astype("Int64")
    unknown = f"{question.name}/{DONT_KNOW}"
    if unknown in frame:
        meaning = typeset("1 si « ne sait pas », qui n’est pas une réponse, sinon 0")
        yield Column(f"{_header(question)} – Ne sait pas", unknown, meaning), frame[unknown].astype("Int64")


def _labels(frame: pd.DataFrame, question: Question) -> Iterator[tuple[Column, pd.Series]]:
    codes = _texts(frame[question.name])
    labels = codes.map({"": "", **{choice.name: choice.label for choice in question.choices}}).astype("str")
    yield Column(_header(question), question.name, typeset("Réponse en clair ; vide sans réponse")), labels
    yield Column(f"{_header(question)}{_CODE}", f"{question.name}=", "Code de la réponse"), codes


CODEBOOK_HEAD = ("Colonne", "Variable", "Valeurs")


def codebook_rows(data: DataSet) -> list[tuple[str, str, str]]:
    """(column, variable, meaning) for each column of a data set."""
    return [(column.header, variable(column.name), column.meaning) for column in data.columns]


def variable(name: str) -> str:
    """What a column is called where headers are short: ``r2_code`` for the code of a choice."""
    return f"{name[:-1]}_code" if name.endswith("=") else name


def is_number(values: pd.Series) -> bool:
    """Whether a column of a data set holds numbers."""
    return str(values.dtype) == "Int64"
