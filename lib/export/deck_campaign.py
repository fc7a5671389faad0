"""The deck of a whole campaign: what a coordinator would choose if there were no time to choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lib import indicators, sentences
from lib.export.slides import FIGURE, LIMITS, QUOTATION, SECTION, TITLE, Slide, quoted, selection_in_words
from lib.filters import Filters
from lib.french import NBSP, THIN, count, typeset
from lib.gallery import catalogue, numbers
from lib.gallery.figure import Source, UnknownFigure

THEMES = {
    "L’ensemble": (numbers.CODE,),
    "Les liens": ("profil-etab_niveau", "profil-education_prioritaire", "profil-qpv", "profil-statut_lien"),
    "La rencontre": ("declencheurs", "premier-pas"),
    "Les leviers": ("leviers", "leviers-familles", "dispositifs", "crises"),
    "La durabilité": ("facteurs", "acquis", "fil-nature", "fil-cote", "evaluation", "hierarchie"),
    "Le rôle du centre social": ("roles",),
    "Les partenaires": ("familles", "partenaires", "moteurs", "reseau"),
    "Les finalités": ("objectifs", "objectif-principal"),
    "Regards croisés": ("regards/ecart", "regards/accord/l1"),
    "Questions ouvertes": ("ecole-ouverte", "centre-ouvert", "concurrence"),
    "Les devoirs": ("devoir-local", "devoirs/par-centre"),
}
"""Heading → codes of its figures; those without any answer are left out."""
_NAME = "Liens entre centres sociaux et établissements scolaires"
_SHOWN = ("percent", "count")


def of_campaign(source: Source, filters: Filters, voices: Sequence[str] = ()) -> list[Slide]:
    """The slides of one campaign.

    Parameters
    ----------
    filters : Filters
        One campaign and one view.
    voices : sequence of str
        Keys of quotations for a theme of their own; those that may not leave are left out.
    """
    slides = [Slide(TITLE, title=_NAME, text=f"{selection_in_words(source, filters)}.\n{coverage(source, filters)}")]
    for heading, codes in THEMES.items():
        if figures := list(_figures(source, filters, codes)):
            slides += [Slide(SECTION, title=heading), *figures]
    citable = quoted(source, voices)
    if kept := [key for key in voices if key in citable]:
        slides += [Slide(SECTION, title="Paroles"), *(Slide(QUOTATION, quotation=key) for key in kept)]
    slides.append(Slide(SECTION, title="Comment lire ces chiffres", text="\n".join(method(source, filters))))
    return [
        *slides,
        Slide(TITLE, title="À vous", text=typeset("Qu’est-ce qui vous surprend ? Qu’en faisons-nous ?")),
    ]


def coverage(source: Source, filters: Filters) -> str:
    """« 13 retours reçus sur 14 attendus ; 77 liens. »"""
    frame = indicators.summary(source.responses, source.bits, filters)
    rows = {row["indicator"]: row for row in frame.to_dict("records")}
    received, links = rows["taux_retour"], rows["liens_recenses"]
    told = sentences.coverage(int(received["n"]), int(received["base"])).removesuffix(".")
    counted = sentences.TOO_SMALL if links["masked"] else count(links["n"], "lien", "liens")
    return f"{told}{THIN}; {counted}."


def method(source: Source, filters: Filters) -> list[str]:
    """What the reader of all these figures must keep in mind."""
    return [
        f"Chaque ligne est un lien{NBSP}: un centre social et un établissement scolaire.",
        f"Sélection{NBSP}: {selection_in_words(source, filters)}.",
        *LIMITS,
    ]


def _figures(source: Source, filters: Filters, codes: Sequence[str]) -> Iterator[Slide]:
    for code in codes:
        try:
            figure = catalogue.find(source.bits.codebook, code)
        except UnknownFigure:
            continue
        if figure.frame(source, filters, None, True)["display"].isin(_SHOWN).any():
            yield Slide(FIGURE, figure=code, filters=filters)
