"""What a header says before any cell is read: question and choice, code and label, metadata, what to expect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lib.folding import fold
from lib.listing.sources import SOURCES

LEVELS, BRACKET, SLASH, DOT, LOOSE = "levels", "bracket", "slash", "dot", "loose"
"""How a header sets a choice apart from its question, the surest first."""


class Part(NamedTuple):
    """A header taken apart: « question / choice », ``question[choice]``; codes where the header has both."""

    style: str
    parent: str
    child: str
    label: str = ""
    code: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.style, fold(self.parent)


# LimeSurvey's « code and text »: g0[SQ001]. Question ? [modalité]
_CODE_AND_TEXT = re.compile(r"(\w+)\[(\w+)\][.:]?\s+(.+?)\s*\[(.+)\]", re.DOTALL)
_CODED_TEXT = re.compile(r"([A-Za-z](?=\w*\d)\w{1,15})\s*(?:[.:)]|\s[-–—])\s+(\S.*)", re.ASCII | re.DOTALL)
_DOT = re.compile(r"(.+?)\.(\S.*)", re.DOTALL)
_LOOSE = re.compile(r"\s[-–—]\s|\s?:\s|\s?\|\s?|\s>\s|\s→\s")
_NUMBERED = re.compile(r"(\w*[A-Za-z]\w*?)_(\d{1,3}|[A-Za-z]\w*)", re.ASCII)
_CODE = re.compile(r"[A-Za-z_][\w.\-/]*", re.ASCII)


_LONGEST, _MOST_CUTS = 400, 12
"""Longer headers are no question, and would take long to look at; so would one that is nothing but slashes."""


def parts(header: str, levels: tuple[str, ...]) -> Iterator[Part]:
    """The ways in which a header may be question and choice, the surest first."""
    header = header.strip()
    if len(header) > _LONGEST:
        return
    filled = [level for level in levels if level]
    if len(filled) > 1:
        yield Part(LEVELS, " / ".join(filled[:-1]), filled[-1])
        header = filled[-1]
    if both := _CODE_AND_TEXT.fullmatch(header):
        yield Part(BRACKET, both[1], both[4], label=both[3], code=both[2])
        return
    if (opened := _opening(header)) > 0 and header[opened + 1 : -1].strip():
        yield Part(BRACKET, header[:opened].strip(), header[opened + 1 : -1].strip())
    for at in [found.start() for found in re.finditer("/", header)][: -_MOST_CUTS - 1 : -1]:
        parent, child = header[:at].strip(), header[at + 1 :].strip()
        if parent and child:
            yield Part(SLASH, parent, child)
    for found in islice(re.finditer(r"\.(?=\S)", header), _MOST_CUTS):
        yield Part(DOT, header[: found.start()], header[found.end() :])
    for found in islice(_LOOSE.finditer(header), _MOST_CUTS):
        parent, child = header[: found.start()].strip(), header[found.end() :].strip()
        if parent and child:
            yield Part(LOOSE, parent, child)
    if found := _NUMBERED.fullmatch(header):
        yield Part(LOOSE, found[1], found[2])
    if header.endswith(")") and (opened := _opening(header, "()")) > 0:
        yield Part(LOOSE, header[:opened].strip(), header[opened + 1 : -1].strip())


def _opening(header: str, signs: str = "[]") -> int:
    """Where the bracket opens that the last sign closes; choices may hold brackets of their own."""
    depth = 0
    for at in range(len(header) - 1, -1, -1) if header.endswith(signs[1]) else ():
        depth += (header[at] == signs[1]) - (header[at] == signs[0])
        if not depth:
            return at
    return -1


def is_code(text: str) -> bool:
    """Whether a header is a code and no wording: ``q1``, ``lien/l1``, ``G01Q02``."""
    return bool(_CODE.fullmatch(text)) and ("_" in text or "/" in text or text.islower() or any(map(str.isdigit, text)))


def _start(header: str) -> str:
    return fold(header[:_LONGEST])


def name_and_label(header: str) -> tuple[str, str]:
    """The code of a header that has both (« G01Q02. Quel âge ? »), else the header twice."""
    found = _CODED_TEXT.fullmatch(header)
    return (found[1], found[2].strip()) if found else (header, header)


def phrases(text: str) -> frozenset[str]:
    """The folded wordings of a text, between ``|``."""
    return frozenset(" ".join(words.split()) for words in text.split("|"))


_TOOLS = phrases(
    """
    respondentid | respondent id | collectorid | collector id | date created | date modified |
    end date | start date | first name | last name | custom data 1 | enddate | recordeddate |
    responseid | cle | duration (in seconds) | recipientlastname | recipientfirstname |
    recipientemail | externalreference | locationlatitude | locationlongitude | distributionchannel |
    userlanguage | date_saisie | date_enreg | date_modif | temps_saisie | origine_saisie |
    lang_saisie | appareil_saisie | num_obs | uuid | derniere_question_saisie | id | id reponse |
    identifiant | n° | no | num | numero | # | graine | heure de la derniere modification |
    last modified time | total points | nombre total de points | quiz feedback | commentaires du quiz |
    device_id | formhub/uuid | reponse n° | numero de reponse
    """
)
"""SurveyMonkey, Qualtrics, Sphinx; the headers of the other tools stand in `lib.listing.sources`."""
_PERSON = phrases(
    """
    nom | prenom | nom et prenom | nom prenom | prenom et nom | nom de famille | name | telephone |
    tel | portable | courriel | email | e-mail | mail | adresse mail | adresse courriel | ip address |
    adresse e-mail | adresse email | adresse de messagerie | email address | nom d'utilisateur |
    votre nom | votre prenom | votre adresse e-mail | votre adresse mail | votre email | votre e-mail |
    numero de telephone | adresse ip | utilisateur | soumis par
    """
)
_METADATA = (_TOOLS | _PERSON).union(*(source.metadata for source in SOURCES)) - {"status", "end"}
_METADATA_LIKE = re.compile(
    r"_{1,2}(?!autre|other)[a-z]\w*|meta/\w+|formhub/\w+|.*(?:^|/)meta/instanceid|grouptime\w*|[a-z]+\d+\w*time|"
    r"duree pour le groupe.*|temps pour (?:le groupe|la question).*|group time.*|question time.*|"
    r"(?:points|feedback) ?[-–:] ?.+|_\w+_(?:latitude|longitude|altitude|precision)"
)
_PERSONAL = re.compile(r"\b(?:telephone|tel\.|e-?mail|courriel|siret|siren|iban|numero de securite sociale)\b")
_AREA_CODE = re.compile(r"\bcode postal\b|^cp$|\bcode (?:insee|commune|uai|rne)\b|^uai$|\bdepartement\b.*\bn|^insee$")


def is_metadata(header: str, levels: tuple[str, ...] = ()) -> bool:
    """Whether a column is about the submission or the person, whichever tool wrote it."""
    last = _start([header, *filter(None, levels)][-1])
    whole = _start(header)
    return bool({last, whole} & _METADATA or _METADATA_LIKE.fullmatch(whole) or _METADATA_LIKE.fullmatch(last))


def is_personal(header: str) -> bool:
    return bool(_PERSONAL.search(_start(header)))


def is_area_code(header: str) -> bool:
    """Whether the figures in a column name a place: « Code postal » is no number."""
    return bool(_AREA_CODE.search(_start(header)))


_ASKS_NUMBER = re.compile(
    r"\b(?:age|ages|nombre|combien|nb|nbre|effectifs?|annees?|montant|duree|distance|taille|poids|prix|revenus?|"
    r"population|heures|minutes|superficie|surface|budget|cout|tarif|total|number|how many|year|count|"
    r"quantite|pourcentage|taux|salaire|kilometres|km|annee_\w+|age_\w+|nb_\w+|\w+_age|anciennete)\b"
)
_ASKS_SCALE = re.compile(
    r"\b(?:notez|noter|notes?|echelle|satisf\w+|evalue\w*|recommand\w+|score|degre|d'accord|scale|rate|rating|"
    r"likert|sur une echelle|quel point|quelle mesure|nps|importance|niveau de|satisfaction|accord)\b"
)
_BOUNDS = re.compile(r"(?<![\d,.])([01])\s*(?:a|-|–|et|to|/)\s*(\d{1,3})(?![\d,.])|(?:\bsur|/)\s*(5|10|20|100)\b")
_ASKS_KIND = re.compile(
    r"\b(?:sexe|genre|csp|categories?|statut|type|profession|situation|groupe|classe|code|modalite|choix|region)\b"
)
_ASKS_TEXT = re.compile(
    r"\b(?:commentaires?|precise[rz]?|preciser|suggestions?|remarques?|observations?|expliquez|verbatim|"
    r"developpez|decrivez|racontez|detaillez|comments?|specify|lesquel(?:le)?s ?\?|propositions?|"
    r"ameliorations?|temoignages?|expression libre|laquelle|texte libre|en quelques mots|citez|indiquez lesquel)"
)
_OTHER_CHOICE = re.compile(r"(?:autres?|other)(?: ?[(:,].*)?|-oth-", re.DOTALL)
_DETAIL = re.compile(
    r"(?:.*\b)?(?:autres?|other|precise[rz]?|preciser|specify|comment|commentaires?|lesquel(?:le)?s)\b.*|\w*comment"
)
_ASKS_DATE = re.compile(r"\b(?:date|jour|horodat\w*|naissance)\b|\bdate_\w+|\w+_date\b")


def asks_number(header: str) -> bool:
    return bool(_ASKS_NUMBER.search(_start(header)))


def asks_scale(header: str) -> bool:
    return bool(_ASKS_SCALE.search(_start(header)) or bounds(header))


def asks_kind(header: str) -> bool:
    return bool(_ASKS_KIND.search(_start(header)))


def asks_text(header: str) -> bool:
    return bool(_ASKS_TEXT.search(_start(header)))


def asks_date(header: str) -> bool:
    return bool(_ASKS_DATE.search(_start(header)))


def is_detail(child: str) -> bool:
    """Whether a column beside the choices holds the words that go with « Autre »."""
    return bool(_DETAIL.fullmatch(_start(child)))


def is_other(child: str) -> bool:
    """Whether a choice is « Autre », « Autre (préciser) », ``other``."""
    return bool(_OTHER_CHOICE.fullmatch(_start(child)))


def bounds(header: str) -> tuple[int, int] | None:
    """The ends of a scale that a header names: « de 0 à 10 », « (1-5) », « sur 10 », « /20 »."""
    found = _BOUNDS.search(_start(header))
    if not found:
        return None
    if found[3]:
        return 0, int(found[3])
    low, high = int(found[1]), int(found[2])
    return (low, high) if 2 < high <= 100 else None
