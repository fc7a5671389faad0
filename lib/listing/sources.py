"""Which tool wrote a list, and which of its columns speak of the submission and of no question.

==============  =================================================================  ================================
tool            known by                                                           rows that are no answer
==============  =================================================================  ================================
KoboToolbox,    ``_uuid``, ``_submission_time``, ``_parent_index``, ``KEY`` …      none
ODK
LimeSurvey      « Date de soumission », ``submitdate``, « Dernière page » …        without date of submission
Framaforms      « Heure de soumission » (``Submitted Time``), ``SID`` …            drafts (« Brouillon »)
Google Forms    « Horodateur », ``Timestamp`` first                                none
Microsoft       « Heure de début » and « Heure de fin », ``Start time`` …          none
Forms
by hand         none of these                                                      none
==============  =================================================================  ================================

**All « non ».** LimeSurvey writes « Non » (Kobo ``0``) under every choice as soon as the question was on the
screen, whether somebody read it or passed it over. So in no source are boxes that are all « non » an answer: a
question is answered when a box is ticked or « Aucun » is, exactly as in our template, and one finding says how
many were not. A joined cell that is empty beside them changes nothing. Where a tool leaves boxes empty or writes
``n/a`` the question was not asked, which is no answer either; whether it should have been is for ``relevant``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.folding import fold
from lib.listing.table import Column

KOBO, LIMESURVEY, FRAMAFORMS = "kobo", "limesurvey", "framaforms"
GOOGLE, MICROSOFT, HAND = "google", "microsoft", "hand"


@dataclass(frozen=True, slots=True)
class Source:
    """One tool.

    Attributes
    ----------
    signs : tuple of sets of str
        The list comes from the tool where one of these sets is among its folded headers.
    metadata : frozenset of str
        Folded headers that are never a question.
    leading : frozenset of str
        Folded headers that are none as long as only such columns stand before them (« Nom », « ID »).
    prefixes : tuple of str
        How the headers of further metadata begin.
    submitted, draft : frozenset of str
        Folded headers of the column without which a row is not an answer, and of the one with which it is not.
    writes_other : bool
        Whether the box « Autre » holds what was typed.
    """

    tool: str
    label: str
    signs: tuple[frozenset[str], ...] = ()
    metadata: frozenset[str] = frozenset()
    leading: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    submitted: frozenset[str] = frozenset()
    draft: frozenset[str] = frozenset()
    writes_other: bool = False


def _set(*headers: str) -> frozenset[str]:
    return frozenset(map(fold, headers))


_SUBMITTED = _set("submitdate", "Date de soumission", "Date submitted")
_DRAFT = _set("Brouillon", "Draft")

SOURCES = (
    Source(
        KOBO,
        "KoboToolbox ou ODK",
        signs=(
            *map(_set, ("_uuid", "_submission_time", "_index", "_parent_index", "formhub/uuid")),
            *map(_set, ("meta/instanceID", "meta-instanceID", "instanceID", "PARENT_KEY", "SubmissionDate")),
        ),
        metadata=_set(
            *(
                "start",
                "end",
                "today",
                "username",
                "deviceid",
                "phonenumber",
                "simserial",
                "subscriberid",
                "audit",
            ),
            *("key", "parent_key", "submissiondate", "submitterid", "submittername", "attachmentspresent"),
            *("attachmentsexpected", "status", "reviewstate", "deviceid", "edits", "formversion", "instanceid"),
            *("instancename", "formhub/uuid"),
        ),
        prefixes=("_", "meta/", "meta-", "set-of-"),
    ),
    Source(
        LIMESURVEY,
        "LimeSurvey",
        signs=(
            _set("submitdate"),
            _set("Date de soumission", "Dernière page"),
            _set("Date submitted", "Last page"),
            _set("ID de la réponse", "Langue de départ"),
        ),
        metadata=_SUBMITTED
        | _set(
            *("lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl", "token"),
            *("ID de la réponse", "Dernière page", "Langue de départ", "Tête de série", "Date de lancement"),
            *("Date de la dernière action", "Adresse IP", "URL de référence", "Code d'invitation"),
            *("Response ID", "Last page", "Start language", "Date started", "Date last action", "IP address"),
            *("Referrer URL", "interviewtime", "Temps total"),
        ),
        leading=_set("id", "Seed"),
        prefixes=(
            "temps pour",
            "duree pour",
            "groupe temps",
            "temps de la question",
            "group time",
            "question time",
        ),
        submitted=_SUBMITTED,
        writes_other=True,
    ),
    Source(
        FRAMAFORMS,
        "Framaforms",
        signs=(
            _set("SID", "Submitted Time"),
            _set("SID", "Heure de soumission"),
            _set("Serial", "SID"),
            _set("Numéro de série", "SID"),
        ),
        metadata=_DRAFT
        | _set(
            *(
                "Serial",
                "SID",
                "Submitted Time",
                "Completed Time",
                "Modified Time",
                "IP Address",
                "UID",
                "Username",
            ),
            *("Numéro de série", "Heure de soumission", "Heure de finalisation", "Heure de modification"),
            *(
                "Soumis le",
                "Terminé le",
                "Modifié le",
                "Adresse IP",
                "Nom d'utilisateur",
                "Détails de la soumission",
            ),
        ),
        draft=_DRAFT,
        writes_other=True,
    ),
    Source(
        GOOGLE,
        "Google Forms",
        signs=(_set("Horodateur"), _set("Timestamp")),
        metadata=_set("Horodateur", "Timestamp"),
        leading=_set("Adresse e-mail", "Nom d'utilisateur", "Email Address", "Username", "Score"),
    ),
    Source(
        MICROSOFT,
        "Microsoft Forms",
        signs=(_set("Heure de début", "Heure de fin"), _set("Start time", "Completion time")),
        metadata=_set("Heure de début", "Heure de fin", "Start time", "Completion time"),
        leading=_set(
            *(
                "ID",
                "Adresse de messagerie",
                "Adresse e-mail",
                "Nom",
                "Heure de la dernière modification",
                "Langue",
            ),
            *("Email", "Name", "Last modified time", "Language"),
        ),
    ),
)
BY_HAND = Source(HAND, "une liste faite à la main", leading=_set("N°", "No", "#", "Horodateur"))


def detect(columns: Sequence[Column]) -> Source:
    """The tool that wrote a list, told from its headers."""
    headers = {folded for column in columns for folded in _wordings(column)}
    return next((source for source in SOURCES if any(signs <= headers for signs in source.signs)), BY_HAND)


def metadata(columns: Sequence[Column], source: Source) -> set[int]:
    """The places of the columns, from 0, that speak of the submission."""
    found: set[int] = set()
    for place, column in enumerate(columns):
        wordings = _wordings(column)
        if (
            wordings & source.metadata
            or any(header.startswith(source.prefixes) for header in wordings if source.prefixes)
            or (wordings & source.leading and len(found) == place)
        ):
            found.add(place)
    return found


def column_of(columns: Sequence[Column], headers: frozenset[str]) -> int | None:
    """The place of the first column that has one of these headers."""
    return next((place for place, column in enumerate(columns) if _wordings(column) & headers), None)


def _wordings(column: Column) -> set[str]:
    """The header as a whole, and its lowest level (a title may stand above it)."""
    levels = [level for level in column.levels if level]
    return {folded for text in (column.header, *levels[-1:]) if (folded := fold(text))}
