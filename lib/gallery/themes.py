"""The figures of the survey's own questions, theme by theme, in the order of their pages.

A question that the questionnaire in use does not ask has no figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd

from lib import behind, charts, derived, dictionary, indicators, sentences
from lib.analysis import network
from lib.charts import network as network_chart
from lib.codebook import NONE, Codebook
from lib.derived import DRIVERS, LEVERS, PARTNERS
from lib.filters import Filters
from lib.french import typeset
from lib.gallery.figure import Figure, Source, UnknownFigure
from lib.nouns import OF_QUESTION, SCHEME, Noun

NETWORK = "reseau"
CORE = "core"
"""Level of the choices that stand in the document's numbered lists; others make the complementary list."""

PROFILE = {
    "etab_niveau": "À quels niveaux",
    "education_prioritaire": "En éducation prioritaire ou non",
    "qpv": "En quartier prioritaire ou non",
    "statut_lien": "Où en sont les liens",
    "etab_statut": "Public ou privé",
    "frequence": "À quel rythme",
}
_MULTIPLE = (
    # question, page, code, title
    ("r1", "rencontre", "declencheurs", "Ce qui a fait que ça a pris"),
    (LEVERS, "leviers", "leviers", "Les leviers cités"),
    ("p1", "finalites", "objectifs", "Les objectifs"),
)
_SINGLE = (
    ("r2", "rencontre", "premier-pas", "Le premier pas"),
    ("d3", "durabilite", "fil-nature", "Qui tient le fil"),
    ("d4", "durabilite", "fil-cote", "De quel côté"),
    ("d5", "durabilite", "evaluation", "L’évaluation"),
    ("d6", "durabilite", "hierarchie", "L’accord de la hiérarchie"),
    ("p2", "finalites", "objectif-principal", "L’objectif principal"),
    ("o1", "ouvertes", "ecole-ouverte", "L’école est-elle plus ouverte sur le quartier ?"),
    ("o2", "ouvertes", "centre-ouvert", "Le centre social est-il ouvert sur le quartier ?"),
    ("o3", "ouvertes", "concurrence", "Complémentarité ou concurrence ?"),
    ("h1", "devoirs", "devoir-local", "Les écoles interrogées"),
)


def figures(codebook: Codebook) -> Iterator[Figure]:
    """Yield every figure that the questionnaire allows."""
    for question, title in PROFILE.items():
        if question in codebook:
            yield _of_choices(codebook, question, "ensemble", f"profil-{question}", title, chart=charts.profile_bars)
    for question, page, code, title in _MULTIPLE:
        if question in codebook:
            yield from _short_and_long(codebook, question, page, code, title)
    for question, page, code, title in _SINGLE:
        if question in codebook:
            yield _of_choices(codebook, question, page, code, title, chart=charts.profile_bars)
    yield from _levers(codebook)
    yield from _durability(codebook)
    if "c1" in codebook:
        yield _of_choices(codebook, "c1", "roles", "roles", "Les rôles tenus par le centre social")
    yield from _partners(codebook)


def _choices(
    question: str, keep: frozenset[str] | None, source: Source, filters: Filters, by: str | None, mask: bool
) -> pd.DataFrame:
    frame = indicators.choices(source.bits, question, filters, by=by, mask=mask)
    return frame if keep is None else frame[frame["choice"].isin(keep)]


def _families(question: str, source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.families(source.bits, question, filters, by=by, mask=mask)


def _scale(questions: Sequence[str], source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.scale(source.bits, questions, filters, by=by, mask=mask)


def _acquired(questions: Sequence[str], source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.acquired(source.bits, questions, filters, by=by, mask=mask)


def _drivers(source: Source, filters: Filters, by: str | None, mask: bool) -> pd.DataFrame:
    return indicators.drivers(source.bits, filters, by=by, mask=mask)


def _network(source: Source, filters: Filters, _by: str | None, mask: bool) -> pd.DataFrame:
    return network.frame(source.bits, filters, mask)


def _of_choices(
    codebook: Codebook,
    question: str,
    page: str,
    code: str,
    title: str,
    *,
    keep: frozenset[str] | None = None,
    label: str = "",
    noun: Noun | None = None,
    **more: object,
) -> Figure:
    return Figure(
        code,
        page,
        typeset(title),
        typeset(label) or codebook[question].label,
        partial(_choices, question, keep),
        sentence=partial(sentences.of_choices, codebook=codebook, noun=noun),
        indicators=(dictionary.of_question(question),),
        stands_for=behind.answering,
        **more,
    )


def _short_and_long(codebook: Codebook, question: str, page: str, code: str, title: str) -> Iterator[Figure]:
    """The document's numbered list, all choices, and their families."""
    core = {choice.name for choice in codebook[question].choices if choice.level == CORE}
    keep, noun = (frozenset(core | {NONE}), OF_QUESTION[question].of_short_list()) if core else (None, None)
    yield _of_choices(codebook, question, page, code, title, keep=keep, noun=noun)
    yield _of_choices(codebook, question, page, f"{code}-complets", f"{title} (liste complète)")
    if codebook[question].families:
        yield _of_families(codebook, question, page, f"{code}-familles", f"{title}, par famille")


def _of_families(codebook: Codebook, question: str, page: str, code: str, title: str) -> Figure:
    family = "famille_mobilisee" if question == PARTNERS else dictionary.FAMILY
    label = codebook[question].label
    return Figure(
        code, page, title, label, partial(_families, question), indicators=(family,), stands_for=behind.answering
    )


def _levers(codebook: Codebook) -> Iterator[Figure]:
    known = codebook[LEVERS].choice_by_name if LEVERS in codebook else {}
    if any(name in known for name in derived.SCHEMES):
        yield _of_choices(
            codebook,
            LEVERS,
            "leviers",
            "dispositifs",
            "Les quatre dispositifs",
            keep=frozenset(derived.SCHEMES),
            noun=SCHEME,
            label="REAAP, CLAS, CLSPD, PRE : lesquels ont servi ?",
        )
    if "l2" in codebook:
        yield _of_choices(codebook, "l2", "leviers", "crises", "La nature des crises")


def _durability(codebook: Codebook) -> Iterator[Figure]:
    factors = tuple(question.name for question in derived.factors(codebook))
    if factors:
        yield Figure(
            "facteurs",
            "durabilite",
            "Les huit facteurs" if len(factors) == 8 else "Les facteurs",
            typeset("Où en êtes-vous sur chacun de ces facteurs ?"),
            partial(_scale, factors),
            chart=partial(charts.scale_bars, codebook=codebook),
            sentence=sentences.of_scale,
            kind="scale",
            indicators=("score_facteur",),
            stands_for=behind.answering,
        )
        yield Figure(
            "acquis",
            "durabilite",
            "Les facteurs acquis",
            "Part des liens où le facteur est présent ou installé (2 ou 3 points)",
            partial(_acquired, factors),
            indicators=("facteur_acquis",),
            stands_for=behind.answering,
        )
    if "d2" in codebook:
        yield _of_choices(codebook, "d2", "durabilite", "autres-facteurs", "Les autres facteurs présents")


def _partners(codebook: Codebook) -> Iterator[Figure]:
    if PARTNERS not in codebook:
        return
    if codebook[PARTNERS].families:
        yield _of_families(codebook, PARTNERS, "partenaires", "familles", "Les familles de partenaires")
    yield _of_choices(codebook, PARTNERS, "partenaires", "partenaires", "Les types de partenaires")
    if DRIVERS in codebook:
        yield Figure(
            "moteurs",
            "partenaires",
            "Les partenaires moteurs",
            typeset("Quand ce partenaire est là, est-il moteur ?"),
            _drivers,
            indicators=("partenaire_moteur",),
            stands_for=behind.answering,
        )
        yield _of_choices(
            codebook, DRIVERS, "partenaires", "moteurs-designes", "Les partenaires désignés comme moteurs"
        )
    yield network_figure(codebook)


def network_figure(codebook: Codebook, edges: str | None = None) -> Figure:
    """The partners cited together: ``reseau`` draws the usual number of pairs, ``reseau/40`` forty of them."""
    if PARTNERS not in codebook or not (edges is None or edges.isdecimal()):
        raise UnknownFigure(f"{NETWORK}/{edges}")
    return Figure(
        f"{NETWORK}/{edges}" if edges else NETWORK,
        "partenaires",
        "Les partenaires cités ensemble",
        typeset("Quels partenaires sont cités par les mêmes liens ?"),
        _network,
        chart=partial(network_chart.bonds, edges=int(edges)) if edges else network_chart.bonds,
        sentence=network.sentence,
        base=network.base,
        table=network.table,
        kind="network",
        indicators=("part_partenaire", network.TOGETHER),
        stands_for=behind.answering,
        compares=False,
    )
