"""What the indicators read: every answer in force, typed through the codebook, one row per observation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from lib.codebook import DONT_KNOW, Codebook, Question
from lib.observation import VIEWS, campaign_year

if TYPE_CHECKING:
    Columns = dict[str, "np.ndarray | pd.api.extensions.ExtensionArray"]

ORPHANS = "?"
"""Key of `Responses.ignored` for answers whose observation is not among the observations."""


class Tables(Protocol):
    """What `build` needs of the store's tables (see `lib.store`)."""

    observations: pd.DataFrame
    answers: pd.DataFrame
    verbatims: pd.DataFrame
    centres: pd.DataFrame
    expected: pd.DataFrame
    revision: int


class Responses:
    """The answers of all returns in force at one revision of the store; immutable and shared by all sessions.

    Frames are handed out as shallow copies: with the copy-on-write of pandas 3 whoever writes into one gets
    a copy of what they touch, and nobody else sees it.

    Attributes
    ----------
    frame : DataFrame
        One row per observation (link × view × campaign), RangeIndex, sorted by campaign, view and centre.

        - ``campaign``, ``view``, ``centre``, ``centre_name`` : category; ``school_name``, ``school_commune`` : str
        - ``territory`` : category, the commune of the centre in the roster, missing = not known
        - ``link``, ``school`` : int32, identifiers of the store
        - each ``select_one`` : category of the choices' names in codebook order, missing = not answered
        - each scale : Int8 points, NA = not answered or « ne sait pas », and ``<q>/nsp`` : bool
        - each ``select_multiple`` : ``<q>`` : bool, answered (a box or « Aucun »), and ``<q>/<choice>`` : bool
        - each ``integer`` : Int16 (Int32 where needed), NA = not answered or not a number
        - ``year`` : Int16, in which the campaign ends; ``age`` : Int16 years, NA = start unknown or later
        - ``<q>?`` : bool, only for questions not asked of everybody: asked here (or answered anyway)
    verbatims : DataFrame
        One row per quotation of the returns in force, as `lib.store.frames.Tables` says, and ``link``.
    expected : DataFrame
        One row per expected return: campaign, centre, territory : str ("" = commune not known).
    returns : frozenset of (campaign, view, centre)
        The returns in force that hold at least one observation.
    ignored : mapping of str to int
        Stored answers that this codebook does not know, never dropped silently: question, or
        ``question/value``, → how often.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        codebook: Codebook,
        *,
        verbatims: pd.DataFrame | None = None,
        expected: pd.DataFrame | None = None,
        revision: int = 0,
        ignored: Mapping[str, int] | None = None,
    ) -> None:
        self._frame = frame
        self._codebook = codebook
        self._verbatims = pd.DataFrame() if verbatims is None else verbatims
        self._expected = (
            pd.DataFrame(columns=["campaign", "centre", "territory"], dtype="str") if expected is None else expected
        )
        self._revision = revision
        self._ignored = MappingProxyType(dict(ignored or {}))
        keys = frame[["campaign", "view", "centre"]].drop_duplicates().astype("str")
        self._returns = frozenset(keys.itertuples(index=False, name=None))

    @property
    def frame(self) -> pd.DataFrame:
        return self._frame.copy(deep=False)

    @property
    def verbatims(self) -> pd.DataFrame:
        return self._verbatims.copy(deep=False)

    @property
    def expected(self) -> pd.DataFrame:
        return self._expected.copy(deep=False)

    @property
    def codebook(self) -> Codebook:
        return self._codebook

    @property
    def revision(self) -> int:
        return self._revision

    @property
    def returns(self) -> frozenset[tuple[str, str, str]]:
        return self._returns

    @property
    def ignored(self) -> Mapping[str, int]:
        return self._ignored


def build(tables: Tables, codebook: Codebook) -> Responses:
    """Type the stored answers through the codebook.

    Parameters
    ----------
    tables : Tables
        The frames of the store: ``observations`` (id, campaign, view, centre, school, link, school_name …),
        ``answers`` (observation, question, value as text), ``verbatims``, ``centres``, ``expected``.
    codebook : Codebook
        Questions and choices. What is stored but not in it is left out and counted in `Responses.ignored`.
    """
    observations = tables.observations.sort_values(["campaign", "view", "centre", "id"], ignore_index=True)
    ignored: Counter[str] = Counter()
    columns = _identity(observations, tables.centres)
    answered = dict(_by_question(tables.answers, observations["id"].to_numpy(), ignored))
    for name in answered.keys() - {question.name for question in codebook}:
        ignored[name] += len(answered[name][0])
    for question in codebook:
        columns |= _question_columns(question, answered.get(question.name), len(observations), ignored)
    columns |= _ages(columns)
    columns |= _asked(columns, codebook)
    return Responses(
        pd.DataFrame(columns, index=pd.RangeIndex(len(observations))),
        codebook,
        verbatims=_with_links(tables.verbatims, observations),
        expected=_with_territories(tables.expected, tables.centres),
        revision=tables.revision,
        ignored=ignored,
    )


def _with_territories(expected: pd.DataFrame, centres: pd.DataFrame) -> pd.DataFrame:
    """Expected returns with the commune of their centre: ``territory`` : str, "" = not known."""
    commune_of = dict(zip(centres["code"].astype("str"), centres["commune"].astype("str"), strict=True))
    communes = [commune_of.get(code) or "" for code in expected["centre"].astype("str")]
    return expected.assign(territory=pd.array(communes, dtype="str"))


def _with_links(verbatims: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Quotations with the link that they are about: ``link`` : Int64, missing for the centre as a whole."""
    ids = verbatims["observation"].fillna(-1).to_numpy("int64")
    rows = pd.Index(observations["id"].to_numpy("int64")).get_indexer(ids)
    links = np.append(observations["link"].to_numpy("int64"), 0)[rows]  # row -1, no link, takes the last
    return verbatims.assign(link=pd.arrays.IntegerArray(links, rows < 0))


def _identity(observations: pd.DataFrame, centres: pd.DataFrame) -> Columns:
    centre = pd.Categorical(observations["centre"].astype("str"))
    name_of = dict(zip(centres["code"].astype("str"), centres["name"].astype("str"), strict=True))
    commune_of = dict(zip(centres["code"].astype("str"), centres["commune"].astype("str"), strict=True))
    names = [name_of.get(code, code) for code in centre.categories]
    communes = [commune_of.get(code) or None for code in centre.categories]
    views = [*VIEWS, *sorted(set(observations["view"].astype("str")) - set(VIEWS))]
    return {
        "campaign": pd.Categorical(observations["campaign"].astype("str")),
        "view": pd.Categorical(observations["view"].astype("str"), categories=views),
        "centre": centre,
        "centre_name": pd.Categorical(np.array(names, dtype=object)[centre.codes]),
        "territory": pd.Categorical(np.array(communes, dtype=object)[centre.codes]),
        "link": observations["link"].to_numpy("int32"),
        "school": observations["school"].to_numpy("int32"),
        "school_name": observations["school_name"].astype("str").array,
        "school_commune": observations["school_commune"].astype("str").array,
    }


Answers = tuple[np.ndarray, np.ndarray, list[str]]
"""Answers to one question: rows of the frame, code of each value, the values that the codes stand for."""


def _by_question(answers: pd.DataFrame, ids: np.ndarray, ignored: Counter[str]) -> Iterator[tuple[str, Answers]]:
    """Split the long table by question, with integers in place of ids and texts."""
    rows = pd.Index(ids).get_indexer(answers["observation"])
    if (orphans := rows < 0).any():
        ignored[ORPHANS] += int(orphans.sum())
        answers, rows = answers[~orphans], rows[~orphans]
    question_codes, questions = _encoded(answers["question"])
    value_codes, values = _encoded(answers["value"])
    by_question = np.argsort(question_codes, kind="stable")
    bounds = np.searchsorted(question_codes[by_question], np.arange(len(questions) + 1))
    for code, name in enumerate(questions):
        part = by_question[bounds[code] : bounds[code + 1]]
        part = part[value_codes[part] >= 0]  # a NULL is no answer
        local, used = pd.factorize(value_codes[part])
        yield str(name), (rows[part], local, [str(value) for value in values[used]])


def _encoded(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Number of each text (-1 for none), and the texts; the store hands them out so encoded already."""
    texts = column.astype("category").array
    return np.asarray(texts.codes), np.asarray(texts.categories, dtype=object)


_NOBODY: Answers = (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), [])


def _question_columns(question: Question, given: Answers | None, size: int, ignored: Counter[str]) -> Columns:
    rows, local, values = given or _NOBODY
    name = question.name
    if question.is_multiple:
        boxes = _boxes(question, values, local, ignored)
        answered = np.zeros((size, boxes.shape[1]), dtype=bool, order="F")
        answered[rows] = boxes[local]
        columns: Columns = {name: answered[:, -1]}
        return columns | {f"{name}/{choice.name}": answered[:, i] for i, choice in enumerate(question.choices)}
    if question.is_single:
        names = [choice.name for choice in question.choices]
        codes = np.full(size, -1, dtype=np.int16)
        codes[rows] = _positions({choice: i for i, choice in enumerate(names)}, name, values, local, ignored)
        if question.is_scale:
            return _scale(name, names, codes)
        return {name: pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(names))}
    if question.type == "integer":
        numbers = {value: int(value) for value in values if _INTEGER.fullmatch(value)}
        codes = np.full(size, _NO_NUMBER, dtype=np.int64)
        codes[rows] = _positions(numbers, name, values, local, ignored, missing=_NO_NUMBER)
        return {name: _integers(codes, codes == _NO_NUMBER)}
    return {}


_INTEGER = re.compile(r"-?\d{1,9}")  # what fits the frame; anything longer is no count and no year
_NO_NUMBER = np.iinfo(np.int64).min


def _positions(
    known: Mapping[str, int],
    question: str,
    values: list[str],
    local: np.ndarray,
    ignored: Counter[str],
    missing: int = -1,
) -> np.ndarray:
    """The number that stands for each answer; ``missing`` (and counted) where the value is not known."""
    table = np.array([known.get(value, missing) for value in values], dtype=np.int64)
    for code, value in enumerate(values):
        if value not in known and value:
            ignored[f"{question}/{value}"] += int((local == code).sum())
    return table[local]


def _boxes(question: Question, values: list[str], local: np.ndarray, ignored: Counter[str]) -> np.ndarray:
    """Values × (choices + 1): which boxes each stored value ticks, and in the last column whether it ticks any.

    A box that the codebook no longer has was ticked all the same: the question stays answered.
    """
    position = {choice.name: i for i, choice in enumerate(question.choices)}
    ticked = [value.split() for value in values]
    counts = np.fromiter(map(len, ticked), np.intp, len(ticked))
    columns = np.fromiter((position.get(choice, -1) for of in ticked for choice in of), np.intp, counts.sum())
    owners = np.repeat(np.arange(len(values)), counts)
    boxes = np.zeros((len(values), len(position) + 1), dtype=bool)
    boxes[owners, columns] = True  # an unknown box, -1, ticks the last column
    boxes[:, -1] |= counts > 0
    for code in np.unique(owners[columns < 0]):
        for choice in set(ticked[code]) - position.keys():
            ignored[f"{question.name}/{choice}"] += int((local == code).sum())
    return boxes


def _scale(name: str, names: list[str], codes: np.ndarray) -> Columns:
    points = np.array([int(choice) if choice != DONT_KNOW else -1 for choice in names] + [-1], dtype=np.int8)
    noted = points[codes]  # code -1, not answered, takes the last
    dont_know = codes == names.index(DONT_KNOW) if DONT_KNOW in names else np.zeros(len(codes), dtype=bool)
    return {name: pd.arrays.IntegerArray(noted, noted < 0), f"{name}/{DONT_KNOW}": dont_know}


def _integers(values: np.ndarray, missing: np.ndarray) -> pd.api.extensions.ExtensionArray:
    values = np.where(missing, 0, values)
    fits = values.size == 0 or np.abs(values).max() <= np.iinfo(np.int16).max
    return pd.arrays.IntegerArray(values.astype(np.int16 if fits else np.int32), missing)


def _ages(columns: Columns) -> Columns:
    """Year of the campaign, and age of the link in it; a start after the campaign is as unknown as none."""
    campaigns = columns["campaign"]
    years = np.array([_year(name) for name in campaigns.categories] + [0], dtype=np.int64)[campaigns.codes]
    if "annee_debut" in columns:
        start = columns["annee_debut"]
        age = years - start.to_numpy("int64", na_value=0)
        unknown = start.isna() | (years == 0) | (age < 0)
    else:
        age, unknown = np.zeros(len(years), dtype=np.int64), np.ones(len(years), dtype=bool)
    return {"year": _integers(years, years == 0), "age": _integers(age, unknown)}


def _year(campaign: str) -> int:
    try:
        return campaign_year(campaign)
    except ValueError:
        return 0


def _asked(columns: Columns, codebook: Codebook) -> Columns:
    """``<q>?`` for the questions that not everybody is asked: a condition holds, or it was answered anyway."""
    asked: Columns = {}
    for question in codebook:
        if question.name not in columns or not (question.asked_if or question.views):
            continue
        conditions = [_holds(columns, *pair) for pair in question.asked_if]
        mask = np.logical_or.reduce(conditions) if conditions else np.ones(len(columns["link"]), dtype=bool)
        if question.views:
            mask = mask & np.isin(np.asarray(columns["view"]), question.views)
        asked[f"{question.name}?"] = mask | _is_answered(columns, question)
    return asked


def _holds(columns: Columns, question: str, choice: str) -> np.ndarray:
    if f"{question}/{choice}" in columns:
        return np.asarray(columns[f"{question}/{choice}"])
    column = columns.get(question)
    if isinstance(column, pd.Categorical):
        return np.asarray(column == choice)
    if column is not None and choice.isdecimal():
        return np.asarray((column == int(choice)).fillna(False), dtype=bool)
    return np.zeros(len(columns["link"]), dtype=bool)


def _is_answered(columns: Columns, question: Question) -> np.ndarray:
    column = columns[question.name]
    if question.is_multiple:
        return np.asarray(column)
    answered = ~np.asarray(column.isna())
    return answered | np.asarray(columns.get(f"{question.name}/{DONT_KNOW}", False))
