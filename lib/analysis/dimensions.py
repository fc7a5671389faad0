"""What can be crossed: the closed questions, the profile of the links, and what is derived from several answers.

A dimension is a list of options, each a condition on one link (`lib.tally.Flag`). Its base is the links for which
it is defined: those that answered, and for what is derived those of which it can be told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from lib import derived
from lib.codebook import DONT_KNOW, Codebook, Question, per_codebook
from lib.derived import LEVERS, PARTNERS, STATUS
from lib.figures import DURABLE_YEARS
from lib.filters import COLUMN_OF
from lib.french import typeset
from lib.selection import NOT_GIVEN_LABEL
from lib.tally import NOT_GIVEN, Flag

DURABLE, AGE, CRISIS, PARENTS, OUTSIDE, MIDDAY, PRESENT = (
    *("durable", "anciennete", "crise", "parents", "hors_cadre", "midi", "facteurs_presents"),
)
ROWS, COLUMNS, TOTAL = "lignes", "colonnes", "total"
MODES = (ROWS, COLUMNS, TOTAL)
"""What the shares of a crossing are of: the links of the row, of the column, or all that answered both."""
FAMILIES = "-familles"
"""Ending of the code of the families of a question: ``l1-familles``."""

EVERYBODY, NOBODY = Flag(), Flag(())
_OLDEST = 200
_BANDS = {"0-2": (0, 3), "3-5": (3, 6), "6-9": (6, 10), "10": (10, _OLDEST)}
_BAND_LABELS = {"0-2": "Moins de 3 ans", "3-5": "3 à 5 ans", "6-9": "6 à 9 ans", "10": "10 ans et plus"}
_BEGUN = "annee_debut"
_CRISES = (("r1", "ren_crise"), (LEVERS, "lev_crise"))
_MIDDAYS = (("r1", "ren_temps_midi"), ("d2", "dur_temps_institues"))
_OUTSIDE_LEVER = "lev_hors_cadre_educatif"
_PARENTS_FAMILY = "Parents"
_CHOSEN_AMONG = (frozenset({"q1", "q2"}), frozenset({"p1", "p2"}))
_LEFT_OUT = ("", "retour")


@dataclass(frozen=True, slots=True)
class Option:
    """One row or column of a crossing.

    ``points`` is its value where a mean can be taken; ``silent`` marks those that do not say, which the crossings
    of the profile show as comparisons by groups do, and which no test takes in.
    """

    code: str
    label: str
    flag: Flag
    family: str = ""
    points: int | None = None
    silent: bool = False


@dataclass(frozen=True, eq=False)
class Dimension:
    """One side of a crossing.

    Attributes
    ----------
    code : str
        Name of the question, or of what is derived: stands in addresses and saved presentations.
    label, theme : str
        What people read, and under which theme.
    multiple : bool
        Several options may hold for one link.
    answered : Flag
        The links for which it is defined.
    unknown, concerned : Flag
        Those that say « ne sait pas », and those that are asked.
    column : str
        Column of the responses which the filters narrow, "" for none.
    sources : frozenset of str
        The questions it is made of: two dimensions that share one are related by construction.
    """

    code: str
    label: str
    theme: str
    options: tuple[Option, ...]
    answered: Flag
    multiple: bool = False
    unknown: Flag = NOBODY
    concerned: Flag = EVERYBODY
    column: str = ""
    sources: frozenset[str] = frozenset()

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        return tuple(option.flag for option in self.options)

    @property
    def decides_status(self) -> bool:
        """Whether the status of the link is part of the answer, so that no filter may narrow it first."""
        return STATUS in self.sources and self.code != STATUS

    def only(self, *codes: str) -> Dimension:
        """The same with some of its options; the base stays."""
        return replace(self, options=tuple(option for option in self.options if option.code in codes))


def tied(one: Dimension, other: Dimension) -> bool:
    """Whether the two are related by how they are made: no test says anything of them."""
    both = one.sources | other.sources
    return bool(one.sources & other.sources) or any(pair <= both for pair in _CHOSEN_AMONG)


@per_codebook
def listed(codebook: Codebook) -> Mapping[str, Dimension]:
    """Code → dimension, theme by theme in the order of the questionnaire; what is derived stands with its theme."""
    found = [*_questions(codebook), *_derived(codebook)]
    themes = list(dict.fromkeys(dimension.theme for dimension in found))
    ordered = sorted(found, key=lambda dimension: themes.index(dimension.theme))
    return MappingProxyType({dimension.code: dimension for dimension in ordered})


def find(codebook: Codebook, code: str) -> Dimension:
    """One dimension; raises `KeyError` where the questionnaire does not allow it. ``durable-5`` asks for five years."""
    name, _, years = code.partition("-")
    if name == DURABLE and years.isdecimal() and DURABLE in listed(codebook) and int(years) < _OLDEST:
        return _durable(codebook, int(years))
    return listed(codebook)[code]


def factors(codebook: Codebook) -> tuple[Dimension, ...]:
    """The rated factors of D1."""
    return tuple(listed(codebook)[question.name] for question in derived.factors(codebook))


def _questions(codebook: Codebook) -> Iterator[Dimension]:
    in_sections = {question.name for part in derived.closed_sections(codebook).values() for question in part}
    for question in codebook:
        is_profile = question.is_single and question.dimension == "lien"
        if question.dimension in _LEFT_OUT or not (is_profile or question.name in in_sections):
            continue
        yield _of_question(codebook, question)
        if question.is_multiple and len(question.families) > 1:
            yield _of_families(codebook, question)


def _of_question(codebook: Codebook, question: Question) -> Dimension:
    name = question.name
    options = [
        Option(
            choice.name,
            choice.label,
            Flag((f"{name}/{choice.name}",)),
            choice.family,
            int(choice.name) if question.is_scale else None,
        )
        for choice in question.substantive
    ]
    everyone = tuple(f"{name}/{choice.name}" for choice in question.choices)
    answered = Flag((name,) if question.is_multiple else tuple(f"{name}/{c.name}" for c in question.substantive))
    unknown = f"{name}/{DONT_KNOW}"
    narrowed = name in COLUMN_OF.values()
    if narrowed:
        # As in a comparison by groups: those that do not say their level are a group, or they could be subtracted.
        if DONT_KNOW in question.choice_by_name:
            label = question.choice_by_name[DONT_KNOW].label
            options.append(Option(DONT_KNOW, label, Flag((unknown,)), silent=True))
        options.append(Option(NOT_GIVEN, NOT_GIVEN_LABEL, Flag(None, everyone), silent=True))
        answered = EVERYBODY
    return Dimension(
        code=name,
        label=question.label,
        theme=_theme(codebook, question),
        options=tuple(options),
        answered=answered,
        multiple=question.is_multiple,
        unknown=NOBODY if question.is_multiple or narrowed else Flag((unknown,)),
        concerned=Flag((f"{name}?",)) if question.asked_if or question.views else EVERYBODY,
        column=name if narrowed else "",
        sources=frozenset({name}),
    )


def _theme(codebook: Codebook, question: Question) -> str:
    group = codebook.top_group(question)
    return codebook.group_by_name[group].label if group in codebook.group_by_name else ""


def _of_families(codebook: Codebook, question: Question) -> Dimension:
    name = question.name
    whole = _of_question(codebook, question)
    options = tuple(
        Option(family, family, Flag((f"{name}:family:{family}",)), family=family) for family in question.families
    )
    return replace(whole, code=f"{name}{FAMILIES}", label=f"{whole.label} (par famille)", options=options)


def _derived(codebook: Codebook) -> Iterator[Dimension]:
    if STATUS in codebook and _BEGUN in codebook:
        yield _durable(codebook, DURABLE_YEARS)
        yield _age(codebook)
    yield from _either(codebook, CRISIS, "Lien né d’une crise (R1 ou L1)", _CRISES, "Né d’une crise", "Autre lien")
    yield from _either(
        codebook,
        MIDDAY,
        "Rencontres sur le temps de midi ou temps institués (R1 ou D2)",
        _MIDDAYS,
        "Avec temps de midi ou temps institués",
        "Sans temps de midi ni temps institués",
    )
    yield from _either(
        codebook,
        OUTSIDE,
        "Moments hors cadre éducatif parmi les leviers",
        ((LEVERS, _OUTSIDE_LEVER),),
        "Avec moments hors cadre éducatif",
        "Sans moments hors cadre éducatif",
    )
    if PARTNERS in codebook and _PARENTS_FAMILY in codebook[PARTNERS].families:
        yes = Flag((f"{PARTNERS}:family:{_PARENTS_FAMILY}",))
        label, theme = "Au moins un partenaire parent", _theme(codebook, codebook[PARTNERS])
        yield _yes_or_no(PARENTS, label, theme, yes, (PARTNERS,), "Avec des parents", "Sans parents")
    questions = derived.factors(codebook)
    if questions:
        options = tuple(Option(str(k), str(k), Flag((f"present:{k}",)), points=k) for k in range(len(questions) + 1))
        yield Dimension(
            PRESENT,
            "Nombre de facteurs présents ou installés (2 ou 3)",
            _theme(codebook, questions[0]),
            options,
            Flag(tuple(f"present:{k}" for k in range(len(questions) + 1))),
            sources=frozenset(question.name for question in questions),
        )


def _theme_of_time(codebook: Codebook) -> str:
    return _theme(codebook, codebook[STATUS])


def _durable(codebook: Codebook, years: int) -> Dimension:
    observable = tuple(f"age:all:{age}" for age in range(years, _OLDEST))
    lasting = tuple(f"age:active:{age}" for age in range(years, _OLDEST))
    return Dimension(
        DURABLE if years == DURABLE_YEARS else f"{DURABLE}-{years}",
        f"Lien durable (actif, commencé depuis au moins {years} ans)",
        _theme_of_time(codebook),
        (
            Option("durable", "Durable", Flag(lasting)),
            Option("non_durable", "Non durable", Flag(observable, lasting)),
        ),
        Flag(observable),
        sources=frozenset({STATUS, _BEGUN}),
    )


def _age(codebook: Codebook) -> Dimension:
    options = tuple(
        Option(code, _BAND_LABELS[code], Flag(tuple(f"age:all:{age}" for age in range(*bounds))))
        for code, bounds in _BANDS.items()
    )
    everyone = Flag(tuple(f"age:all:{age}" for age in range(_OLDEST)))
    label = "Ancienneté du lien (depuis son année de début)"
    return Dimension(AGE, label, _theme_of_time(codebook), options, everyone, sources=frozenset({_BEGUN}))


def _either(
    codebook: Codebook, code: str, label: str, boxes: tuple[tuple[str, str], ...], yes: str, no: str
) -> Iterator[Dimension]:
    """Whether one of some boxes is ticked, among the links that answered one of their questions."""
    known = [(q, c) for q, c in boxes if q in codebook and c in codebook[q].choice_by_name]
    if not known:
        return
    theme = _theme(codebook, codebook[known[-1][0]])
    ticked = Flag(tuple(f"{question}/{choice}" for question, choice in known))
    yield _yes_or_no(code, label, theme, ticked, tuple(question for question, _ in known), yes, no)


def _yes_or_no(
    code: str, label: str, theme: str, ticked: Flag, questions: tuple[str, ...], yes: str, no: str
) -> Dimension:
    without = Flag(questions, ticked.any_of or ())
    options = (Option("oui", typeset(yes), ticked), Option("non", typeset(no), without))
    return Dimension(code, typeset(label), theme, options, Flag(questions), sources=frozenset(questions))
