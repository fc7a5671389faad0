"""Scales: points written as numbers, points whose ends or middle carry words, and words that are an order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import NamedTuple

from lib.folding import fold
from lib.tabulate.cells import is_dont_know

_PURE = re.compile(r"(-?\d{1,3})(?:[.,]0+)?", re.ASCII)
_LED = re.compile(r"(-?\d{1,2})\s*([-–—:.)=/|,]?)\s*(\D.*)", re.ASCII | re.DOTALL)
_TRAILED = re.compile(r"(\D.*?)\s*(?:[-–—:=(]\s*)(\d{1,2})\)?", re.ASCII | re.DOTALL)
_OUT_OF = re.compile(r"(\d{1,2})\s*(?:/|sur)\s*(5|10|20)", re.ASCII)
_LONGEST = 120
_COUNTED = re.compile(
    r"(?:et|ou) (?:plus|moins)\b|a \d|et \d|-\d|fois|enfants?\b|ans?\b|mois\b|h\b|heures?\b|personnes?\b|jours?\b|"
    r"or more|%|€|euros?\b|km\b|eme\b|e\b|er\b|ere\b|/"
)
"""What makes of « 4 et plus », « 2 enfants », « 18-25 » an amount and not a point with words."""


class Point(NamedTuple):
    number: int
    words: str


@lru_cache(maxsize=16384)
def read_point(text: str) -> Point | None:
    """The point that a text names: « 7 », « 0 - Jamais », « 10 – Tout à fait », « Jamais (0) », « 7/10 »."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if found := _PURE.fullmatch(text) or _OUT_OF.fullmatch(text):
        return Point(int(found[1]), "")
    if found := _LED.fullmatch(text):
        words = found[3].strip()
        if _COUNTED.match(fold(words)) or (not found[2] and not text[len(found[1])].isspace()):
            return None
        return Point(int(found[1]), words)
    found = _TRAILED.fullmatch(text)
    return Point(int(found[2]), found[1].strip()) if found and len(found[1]) > 1 else None


class Scale(NamedTuple):
    """The points that texts name, each with its longest wording; ``dont_know`` are texts beside the scale."""

    points: dict[str, int]
    labels: dict[int, str]
    dont_know: tuple[str, ...]

    @property
    def numbers(self) -> list[int]:
        return sorted(self.labels)

    @property
    def has_words(self) -> bool:
        return any(_PURE.fullmatch(label) is None for label in self.labels.values())


def read_scale(texts: Iterable[str]) -> Scale | None:
    """The points that all texts name, « ne sait pas » aside; None where one is no point, or points share words."""
    points: dict[str, int] = {}
    labels: dict[int, str] = {}
    words: dict[int, set[str]] = {}
    beside = []
    for text in texts:
        point = read_point(text)
        if point is None:
            if not is_dont_know(text):
                return None
            beside.append(text)
            continue
        points[text] = point.number
        words.setdefault(point.number, set()).add(fold(point.words))
        longer = len(text) > len(labels.get(point.number, ""))
        if not point.words:
            text = str(point.number)
            longer = point.number not in labels
        if longer:
            labels[point.number] = text
    said = [wording - {""} for wording in words.values()]
    flat = [wording for wordings in said for wording in wordings]
    if not points or any(len(wordings) > 1 for wordings in said) or len(set(flat)) < len(flat):
        return None
    return Scale(points, labels, tuple(beside))


_FAMILIES = (
    # accord
    "pas du tout d'accord|plutot pas d'accord,pas d'accord,peu d'accord,pas vraiment d'accord|"
    "ni d'accord ni pas d'accord,neutre,ni d'accord,ni pas d'accord,moyennement d'accord|"
    "plutot d'accord,d'accord,assez d'accord|tout a fait d'accord,completement d'accord,totalement d'accord",
    "strongly disagree|disagree|neither agree nor disagree,neutral|agree|strongly agree",
    # satisfaction
    "pas du tout satisfait,tres insatisfait|peu satisfait,plutot pas satisfait,insatisfait,plutot insatisfait,"
    "pas vraiment satisfait,pas satisfait|moyennement satisfait,neutre,ni satisfait ni insatisfait|"
    "plutot satisfait,satisfait,assez satisfait|tres satisfait,tout a fait satisfait,entierement satisfait",
    # fréquence
    "jamais|tres rarement|rarement|parfois,de temps en temps,occasionnellement,quelquefois|"
    "regulierement|souvent,frequemment|tres souvent|toujours,tout le temps,systematiquement",
    "never|rarely|sometimes|often|very often|always",
    "jamais|moins d'une fois par an|une fois par an,1 fois par an|quelques fois par an,plusieurs fois par an|"
    "une fois par trimestre|moins d'une fois par mois|une fois par mois,1 fois par mois,tous les mois|"
    "plusieurs fois par mois,2 a 3 fois par mois|une fois par semaine,1 fois par semaine,toutes les semaines|"
    "plusieurs fois par semaine|tous les jours,quotidiennement,chaque jour",
    # qualité
    "tres mauvais,mediocre|mauvais|moyen,passable,correct,ni bon ni mauvais|bon,bonne,assez bon,plutot bon,bien|"
    "tres bon,tres bonne,excellent,tres bien",
    # intensité
    "pas du tout|tres peu|un peu,peu,pas vraiment,pas beaucoup|moyennement,plus ou moins,moderement|assez,plutot|"
    "beaucoup|enormement,tout a fait,totalement,completement,tres,extremement",
    # importance
    "pas du tout important,sans importance,pas important|peu important|moyennement important,assez important|"
    "important,plutot important|tres important|essentiel,primordial,indispensable",
    "pas du tout utile,inutile|peu utile|assez utile,moyennement utile|utile,plutot utile|tres utile|indispensable",
    # oui et non par degrés
    "non pas du tout,pas du tout,non|plutot non,non plutot pas,non pas vraiment|plus ou moins,moyennement|"
    "plutot oui,oui plutot,oui un peu,oui en partie|oui tout a fait,tout a fait,oui",
    # facilité, niveau, probabilité
    "tres difficile|difficile,plutot difficile,assez difficile|ni facile ni difficile,moyen|"
    "facile,plutot facile,assez facile|tres facile",
    "nul,inexistant|tres faible|faible,bas,plutot faible|moyen,modere|fort,eleve,plutot fort,haut|tres fort,tres eleve",
    "certainement pas,surement pas|probablement pas|peut-etre|probablement,probablement oui|"
    "certainement,surement,certainement oui",
    "beaucoup moins|moins,un peu moins|autant,pareil,ni plus ni moins,identique|plus,un peu plus|beaucoup plus",
    # la grille de ce projet
    "absent|ebauche|present|installe",
)
_NUMBERED = re.compile(r"^(?:\d{1,2}|[a-f])\s*[-–—.:)]\s*", re.ASCII)


def _plain(text: str) -> str:
    """A wording without gender, number and punctuation: « Très satisfait·e », « Oui, tout à fait »."""
    folded = fold(re.sub(r"\(e?s?\)|[·•]e?(?:[·•]?s)?\b", "", text))
    return " ".join(word.rstrip("es") or word for word in re.findall(r"[\w']+", folded))


_ORDERS = [
    {_plain(word): rank for rank, level in enumerate(family.split("|")) for word in level.split(",")}
    for family in _FAMILIES
]
_BARE = {_plain(word) for word in ("oui", "non", "neutre", "moyen", "bien", "plus", "moins")}


def read_words(texts: Collection[str]) -> dict[str, int] | None:
    """Text → rank where all texts, « ne sait pas » aside, are levels of one known order; else None."""
    if max(map(len, texts), default=0) > _LONGEST:
        return None
    said = {text: _plain(_NUMBERED.sub("", text)) for text in texts if not is_dont_know(text)}
    if len(set(said.values())) < 2 or set(said.values()) <= _BARE:
        return None
    for order in _ORDERS:
        if all(word in order for word in said.values()):
            ranks = {text: order[word] for text, word in said.items()}
            return ranks if len(set(ranks.values())) > 1 else None
    return None


def is_order_word(words: str) -> bool:
    """Whether words belong to a known order: what tells « 1 – Absent » from « 1 – Homme »."""
    plain = _plain(words)
    return plain not in _BARE and any(plain in order for order in _ORDERS)
