"""A slide, and what stands on it: the same for the projector, the deck and its notes.

A slide holds no numbers, only what to ask for: the figure's code, the filters, the comparison. It is worked out
again from the responses whenever it is shown, always masked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import partial

import pandas as pd

from lib import dictionary, french, indicators, sentences
from lib.export import legible
from lib.export.native_table import Table
from lib.filters import COLUMN_OF, Filters
from lib.gallery import catalogue
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.masking import MASKED_BELOW, PERCENT_FROM
from lib.selection import GROUPINGS, group_label, narrowed_in_words
from lib.sheet import figures as sheet
from lib.voices import basket
from lib.voices import figures as voices

GONE = "Cette figure n’existe plus dans le questionnaire actuel."
NOT_CITABLE = "Cette parole n’est plus citable ou n’a pas été relue."
"""Why a slide that was kept has nothing to show any more."""

FIGURE, TITLE, SECTION, QUOTATION = "figure", "title", "section", "quotation"
KINDS = (FIGURE, TITLE, SECTION, QUOTATION)

_TITLE_LENGTH, _TEXT_LENGTH, _VALUE_LENGTH, _VALUES = 200, 1000, 100, 3000

LIMITS = (
    f"Les effectifs inférieurs à {MASKED_BELOW} sont masqués, avec ce qui permettrait de les retrouver"
    f"{french.THIN}; de {MASKED_BELOW} à {PERCENT_FROM - 1}, seuls les effectifs sont donnés, sans pourcentage.",
    "Une section laissée vide est une non-réponse et sort de la base. Les deux regards ne sont jamais additionnés.",
    "Les centres décrivent eux-mêmes leurs liens"
    f"{french.NBSP}: ces chiffres disent ce qui est cité ensemble, ils ne disent pas de cause.",
)
"""What the reader of any figure must keep in mind; goes into speaker's notes and methods."""


@dataclass(frozen=True)
class Slide:
    """One slide.

    Attributes
    ----------
    kind : str
        ``figure``, ``title``, ``section`` or ``quotation``.
    figure : str
        Code of the figure (`lib.gallery.catalogue`).
    by : str
        Column to compare by, "" for none.
    title, text : str
        Of a title or section slide; of a figure, a title to use in place of its reading sentence.
    quotation : str
        Key of the quotation (`lib.voices`); its words are looked up whenever it is shown (`quoted`).
    """

    kind: str
    figure: str = ""
    filters: Filters = field(default_factory=Filters)
    by: str = ""
    title: str = ""
    text: str = ""
    quotation: str = ""

    def as_dict(self) -> dict[str, object]:
        """For the store: plain JSON, without what is empty."""
        filters = {name: list(values) for name in _FILTERS if (values := getattr(self.filters, name))}
        texts = {name: value for name in _TEXTS if (value := getattr(self, name))}
        return {"kind": self.kind, **texts, **({"filters": filters} if self.kind == FIGURE else {})}

    @staticmethod
    def from_dict(given: Mapping[str, object]) -> Slide:
        """Read what `as_dict` wrote; raises `ValueError` for anything else."""
        kind = given.get("kind")
        if kind not in KINDS or not isinstance(filters := given.get("filters", {}), Mapping):
            raise ValueError(f"no slide: {str(given)[:100]}")
        texts = {name: str(given.get(name, ""))[: _LENGTHS.get(name, _VALUE_LENGTH)] for name in _TEXTS}
        chosen = {name: _values(filters[name]) for name in _FILTERS if name in filters}
        return Slide(str(kind), filters=Filters(**chosen), **texts)


_TEXTS = ("figure", "by", "title", "text", "quotation")
_LENGTHS = {"title": _TITLE_LENGTH, "text": _TEXT_LENGTH}
_FILTERS = tuple(field.name for field in fields(Filters))


def _values(given: object) -> tuple[str, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > _VALUES:
        raise ValueError("filters are lists of values")
    return tuple(str(value)[:_VALUE_LENGTH] for value in given)


@dataclass(frozen=True)
class Exhibit:
    """A figure slide worked out, always masked.

    Attributes
    ----------
    frame : DataFrame
        Result frame, as much of it as can be read; ``left_out`` says how many choices are not shown.
    table : Table or None
        Shown in place of a chart that could not be read (`lib.export.legible`).
    by : str
        What the groups are, in French; "" for none.
    subject : str
        What the sentence speaks of: the title of the figure, and the comparison.
    headline : str
        The reading sentence, or the title that was given.
    foot : tuple of str
        What was asked, and the base; selection, source and date.
    notes : tuple of str
        For the speaker: sentence, filters, definitions, caution and limits.
    """

    figure: Figure
    frame: pd.DataFrame
    table: Table | None
    by: str
    subject: str
    headline: str
    sentence: str
    left_out: int
    foot: tuple[str, ...]
    notes: tuple[str, ...]


def exhibit(source: Source, slide: Slide, today: date) -> Exhibit:
    """Work a figure slide out.

    Raises
    ------
    UnknownFigure
        Where the questionnaire in use has no such figure, or not the question to compare or to filter by.
    """
    figure = catalogue.find(source.bits.codebook, slide.figure)
    by = slide.by if slide.by and figure.compares else ""
    _expect(source, slide, by)
    whole = figure.frame(source, slide.filters, by or None, True)
    sentence, what = figure.sentence(whole), compared(source, by)
    headline, words = slide.title or sentence, selection_in_words(source, figure.speaks_of(slide.filters))
    base = [_closed(figure.question), figure.base(whole)]
    below = f"{words}. {origin(source, slide.filters)} {stamp(today)}"
    shown, foot = _fitted(figure, whole, what, headline, (" ".join(filter(None, base)), below))
    return Exhibit(
        figure=figure,
        frame=shown.frame,
        table=shown.table,
        by=what,
        subject=subject(source, figure, what),
        headline=headline,
        sentence=sentence,
        left_out=shown.left_out,
        foot=foot,
        notes=(
            sentence,
            *([f"Comparaison{french.NBSP}: {french.inside(what)}."] if what else []),
            f"Sélection{french.NBSP}: {words}.",
            *definitions(figure),
            *([figure.caution] if figure.caution else []),
            *LIMITS,
        ),
    )


def _expect(source: Source, slide: Slide, by: str) -> None:
    """Raise where a question that the slide compares or filters by is gone: its numbers cannot be given."""
    try:
        for column in (*slide.filters.chosen(), *([COLUMN_OF.get(by, by)] if by else [])):
            source.bits.values(column)
    except ValueError as error:
        raise UnknownFigure(slide.figure) from error


def subject(source: Source, figure: Figure, by: str) -> str:
    """« Les leviers cités · par niveau »"""
    return f"{titled(source, figure)} · par {french.inside(by)}" if by else titled(source, figure)


def titled(source: Source, figure: Figure) -> str:
    """Title of a figure, with the centre of whose sheet it is."""
    family, _, words = figure.code.partition("/")
    if family != sheet.FAMILY:
        return figure.title
    return f"{figure.title} · {group_label(source.bits, 'centre', words.rpartition('/')[2])}"


def _fitted(
    figure: Figure, whole: pd.DataFrame, by: str, headline: str, foot: tuple[str, str]
) -> tuple[legible.Legible, tuple[str, str]]:
    """What can be read, and the foot that says what is left out; saying it may take a line of the room."""
    said = (f"{foot[0]} {not_shown(legible.ROWS)}", foot[1])
    for _ in range(3):
        height = legible.room(headline, said)
        shown = legible.fit(figure, whole, by, height)
        said = (f"{foot[0]}{_of_left_out(shown)}", foot[1])
        if legible.room(headline, said) >= height:
            break
    return shown, said


def _of_left_out(shown: legible.Legible) -> str:
    phrases = [f"{line[:1].upper()}{line[1:].rstrip('.')}." for line in shown.said]
    return "".join(f" {phrase}" for phrase in [*([not_shown(shown.left_out)] if shown.left_out else []), *phrases])


def _closed(question: str) -> str:
    """A question as a sentence of its own; some are headings without a stop."""
    return question if not question or question[-1] in "?.!…" else f"{question}."


@dataclass(frozen=True)
class Quoted:
    """A quotation that may be shown: its proof-read text, and the line that stands under it."""

    text: str
    source: str


def quoted(source: Source, keys: Sequence[str]) -> dict[str, Quoted]:
    """Key → quotation, for those that may leave the working view; the others are not in it."""
    told = basket.chosen(source.responses, voices.of_source(source), list(dict.fromkeys(keys)))
    rows = told[["quotation", "text", "source"]].itertuples(index=False)
    return {key: Quoted(text, line) for key, text, line in rows}


def not_shown(left_out: int) -> str:
    """« 21 modalités de plus ne sont pas montrées ici. »"""
    verb = "n’est pas montrée" if left_out == 1 else "ne sont pas montrées"
    return f"{french.count(left_out, 'modalité', 'modalités')} de plus {verb} ici."


def definitions(figure: Figure) -> list[str]:
    """« Part d’un levier : liens citant le code, sur liens L1 renseignée. »"""
    known = dictionary.load()
    return [
        f"{known[code].label}{french.NBSP}: {known[code].numerator}, sur {known[code].base}."
        for code in figure.indicators
        if code in known
    ]


def selection_in_words(source: Source, filters: Filters) -> str:
    """« Campagne 2025-2026, regard : centre social, niveau : Collège et Lycée, éducation prioritaire : REP »."""
    campaigns = french.join([str(name) for name in filters.campaign]) or "toutes les campagnes"
    views = french.join([group_label(source.bits, "view", value).lower() for value in filters.view]) or "les deux"
    narrowed = [french.inside(words) for words in _narrowed(source, filters)]
    start = f"campagne {campaigns}" if filters.campaign else campaigns
    return ", ".join([start[:1].upper() + start[1:], f"regard{french.NBSP}: {views}", *narrowed])


def _narrowed(source: Source, filters: Filters) -> list[str]:
    return narrowed_in_words(filters, partial(group_label, source.bits))


def compared(source: Source, by: str) -> str:
    """What a comparison is called: label of the question, or name of the key."""
    if not by:
        return ""
    codebook = source.bits.codebook
    return GROUPINGS.get(by) or (codebook[by].label if by in codebook else by)


def origin(source: Source, filters: Filters) -> str:
    """« Source : 13 retours reçus sur 14 attendus. »"""
    if len(filters.campaign) != 1:
        return f"Source{french.NBSP}: retours des centres sociaux."
    summary = indicators.summary(source.responses, source.bits, filters)
    row = summary[summary["indicator"] == "taux_retour"].iloc[0]
    return f"Source{french.NBSP}: {sentences.coverage(int(row['n']), int(row['base']))}"


def stamp(today: date) -> str:
    return f"État au {french.date(today)}."
