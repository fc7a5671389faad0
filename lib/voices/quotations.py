"""The quotations of all returns in force with what was done with them, and which of them may be shown where.

Only what its centre calls citable **and** a coordinator has proof-read leaves the working view (« vue de travail »).
Small numbers apply to words as they do to figures: outside the working view a quotation names neither its school
nor its centre; it names the level of its school only where at least five links of at least five centres of the
selection share it; and of a selection that leaves something out both sides must hold as much, else whoever chose
one centre in the filters, or all but one, would know who is speaking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.filters import COLUMN_OF, Filters
from lib.folding import fold
from lib.masking import MASKED_BELOW
from lib.responses import Responses
from lib.store.quotations import Notes
from lib.voices import search

ATTRIBUTES = tuple(COLUMN_OF[name] for name in ("level", "priority", "qpv", "status"))
"""Columns that a quotation takes from the link that it is about; "" where it is about the centre as a whole."""

TO_READ, READ, LEAVES, NOT_CITABLE = "a_relire", "relues", "citables", "non_citables"
STATES = (TO_READ, READ, LEAVES, NOT_CITABLE)
"""What waits for its proof-reading, what had it, what may leave the working view, and what may not be cited.

The first, the third and the last are all quotations, each once; what had its reading leaves or was refused.
"""

_WORDS = ("campaign", "view", "centre", "dimension", "text", "time_code")
_TOLD = {**dict.fromkeys(_WORDS, "str"), "citable": "bool", "link": "Int64"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for among the quotations of a selection; an empty field asks for nothing.

    ``themes``: at least one of them; ``dimensions`` likewise; ``search`` as `lib.voices.search` says.
    """

    search: str = ""
    themes: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    state: str = ""


def fingerprint(campaign: str, centre: str, view: str, text: str) -> str:
    """What a quotation is known by: a corrected return that brings the same words keeps all that was done with them."""
    said = "\x1f".join((campaign, centre, view, fold(text)))
    return hashlib.sha256(said.encode()).hexdigest()


def gather(responses: Responses, notes: Notes) -> pd.DataFrame:
    """All quotations in force with what was done with them: `received`, then `noted`."""
    return noted(received(responses), notes)


def received(responses: Responses) -> pd.DataFrame:
    """The quotations in force as they were handed in.

    Returns
    -------
    DataFrame
        One row per quotation, in the order of arrival; the same words twice in one return are one. RangeIndex.

        - quotation : str, its `fingerprint`; campaign, view, centre, centre_name, territory, dimension : str
        - original : str, as the centre wrote it; centre_citable : bool; time_code : str
        - link : Int64, missing for the centre as a whole; school_name and `ATTRIBUTES` : str, "" then
        - searched : str, the words as they are searched
    """
    told = responses.verbatims.reindex(columns=list(_TOLD)).fillna(dict.fromkeys(_WORDS, "")).astype(_TOLD)
    said_by = (told[name] for name in ("campaign", "centre", "view", "text"))
    keys = [fingerprint(*key) for key in zip(*said_by, strict=True)]
    told = told.assign(quotation=pd.array(keys, dtype="str")).rename(columns={"text": "original"})
    told = told.assign(centre_citable=told.groupby("quotation")["citable"].transform("all").astype(bool))
    told = told.drop_duplicates("quotation", ignore_index=True).drop(columns="citable")
    told = told.assign(searched=pd.array([search.flat(text) for text in told["original"]], dtype="str"))
    return _with_links(told, responses.frame)


def _with_links(told: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The same with what the link of each says of itself, and the names of its centre."""
    of_link = [name for name in (*ATTRIBUTES, "school_name") if name in frame]
    links = frame[["campaign", "view", "link", *of_link]].astype({"campaign": "str", "view": "str", "link": "Int64"})
    told = told.merge(links.astype(dict.fromkeys(of_link, "str")), how="left", on=["campaign", "view", "link"])
    centres = frame[["centre", "centre_name", "territory"]].drop_duplicates("centre").astype("str").set_index("centre")
    return told.assign(
        centre_name=told["centre"].map(centres["centre_name"]).fillna(told["centre"]).astype("str"),
        territory=told["centre"].map(centres["territory"]).fillna("").astype("str"),
        **{name: told[name].fillna("").astype("str") if name in told else "" for name in (*ATTRIBUTES, "school_name")},
    )


def noted(told: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The quotations as `received` gives them, with what was done with them.

    Returns
    -------
    DataFrame
        The same rows, and

        - text : str, as it was proof-read, else as it was written; ``searched`` is of this text
        - citable : bool, the centre says yes and no coordinator has said no
        - is_read : bool, proof-read; leaves : bool, citable and proof-read
        - waits : bool, its centre says yes and it is not proof-read: what a coordinator has to do, and nothing else
        - reading : int64, number of the reading that holds, 0 for none
        - themes : tuple of str
    """
    keys = told["quotation"].tolist()
    readings = {row: notes.readings[key] for row, key in enumerate(keys) if key in notes.readings}
    texts, searched = told["original"].tolist(), told["searched"].tolist()
    citable = told["centre_citable"].to_numpy(bool, copy=True)
    read, number = np.zeros(len(told), dtype=bool), np.zeros(len(told), dtype=np.int64)
    for row, given in readings.items():
        if given.text != texts[row]:
            texts[row], searched[row] = given.text, search.flat(given.text)
        citable[row] &= given.citable
        read[row], number[row] = given.is_read, given.number
    return told.assign(
        text=pd.array(texts, dtype="str"),
        searched=pd.array(searched, dtype="str"),
        citable=citable,
        is_read=read,
        leaves=citable & read,
        waits=told["centre_citable"].to_numpy(bool) & ~read,
        reading=number,
        themes=pd.Series([notes.themes.get(key, ()) for key in keys], index=told.index, dtype=object),
    )


def within(quotations: pd.DataFrame, filters: Filters) -> pd.DataFrame:
    """The quotations of a selection of links: about one of them, or about one of their centres as a whole.

    Where the filters ask something of the link itself, a quotation about a whole centre is left out.
    """
    return quotations[filters.kept(quotations)]


def wanted(quotations: pd.DataFrame, what: Wanted) -> pd.DataFrame:
    """Those of the quotations that are looked for."""
    keep = np.ones(len(quotations), dtype=bool)
    if what.dimensions:
        keep &= quotations["dimension"].isin(what.dimensions).to_numpy()
    if what.themes:
        keep &= [not given.isdisjoint(what.themes) for given in map(frozenset, quotations["themes"])]
    if what.state in STATES:
        keep &= _in_state(quotations, what.state)
    if search.terms(what.search):
        keep &= search.matches(quotations["searched"].tolist(), what.search)
    return quotations[keep]


def _in_state(quotations: pd.DataFrame, state: str) -> np.ndarray:
    if state == NOT_CITABLE:
        return ~(quotations["waits"] | quotations["leaves"]).to_numpy(bool)
    return quotations[{TO_READ: "waits", READ: "is_read", LEAVES: "leaves"}[state]].to_numpy(bool)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen may show of a selection.

    Attributes
    ----------
    quotations : DataFrame
        As `gather` gives them. In the sharing view without those that do not leave, and without who is speaking:
        centre, centre_name, territory, school_name, original and the `ATTRIBUTES` but the level are "" throughout.
    points_at : bool
        In the sharing view: the selection is so narrow that its quotations would name their centre; none is shown.
    """

    quotations: pd.DataFrame
    points_at: bool = False


def shown(quotations: pd.DataFrame, responses: Responses, filters: Filters, mask: bool = True) -> Shown:
    """The quotations of a selection as a screen may show them; ``mask=False`` only for the working view."""
    selected = within(quotations, filters)
    if not mask:
        return Shown(selected)
    links = _links(responses, filters)
    rest = _links(responses, Filters(campaign=filters.campaign, view=filters.view)).drop(links.index, errors="ignore")
    if _narrows(filters) and not (_is_wide(links) and (rest.empty or _is_wide(rest))):
        return Shown(_unnamed(selected[:0], frozenset()), points_at=True)
    return Shown(_unnamed(selected[selected["leaves"]], _nameable(links)))


def _nameable(links: pd.DataFrame) -> frozenset[str]:
    """The levels of schools that may be named; never all but one, which would name that one too."""
    column = COLUMN_OF["level"]
    if column not in links:
        return frozenset()
    by_size = {str(name): part for name, part in links.groupby(column, observed=True)}
    names = sorted(by_size, key=lambda name: len(by_size[name]), reverse=True)
    wide = [name for name in names if _is_wide(by_size[name])]
    return frozenset(wide[:-1] if len(names) - len(wide) == 1 else wide)


def _narrows(filters: Filters) -> bool:
    """Whether anything but campaign and view is left out by choice."""
    return bool(filters.chosen().keys() - {"campaign", "view"})


def _links(responses: Responses, filters: Filters) -> pd.DataFrame:
    """The links of the selection, one row each."""
    return responses.frame[filters.kept(responses.frame)]


def _is_wide(links: pd.DataFrame) -> bool:
    """Whether naming what these links share points at nobody: five links of five centres at least."""
    return len(links) >= MASKED_BELOW and links["centre"].nunique() >= MASKED_BELOW


def _unnamed(quotations: pd.DataFrame, levels: frozenset[str]) -> pd.DataFrame:
    level = COLUMN_OF["level"]
    hidden = [name for name in ATTRIBUTES if name != level]
    kept = quotations[level].where(quotations[level].isin(levels), "")
    blank = dict.fromkeys(("centre", "centre_name", "territory", "school_name", "original", *hidden), "")
    return quotations.assign(**blank, **{level: kept, "link": pd.NA})


def of_keys(quotations: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """The quotations with these fingerprints, in their order; those that no return in force holds are left out."""
    place = {key: i for i, key in enumerate(quotations["quotation"])}
    return quotations.iloc[[place[key] for key in keys if key in place]]
