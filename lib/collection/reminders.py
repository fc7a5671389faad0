"""Who is to be reminded, and in which words. Nothing is sent from here: addresses and text are there to be copied.

No message names a person: neither who deposited, nor the file, whose name people like to put their own in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from lib import french
from lib.collection.followup import BLOCKED, RECEIVED, FollowUp
from lib.collection.roster_file import is_address
from lib.observation import SCHOOL

SEPARATOR = ";"
MOST_POINTS = 5
"""Blocking points written out in a message; the rest is counted."""

_COLUMNS = ["code", "name", "commune", "email", "state", "received/centre", "received/ecole", "refused_at"]
_END = (
    "Si votre retour nous est parvenu entre-temps, ne tenez pas compte de ce message.",
    "Merci, et bien cordialement,\nla coordination départementale",
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message to copy: plain text, lines ended by a line feed."""

    subject: str
    body: str


def to_remind(follow: FollowUp) -> pd.DataFrame:
    """The expected centres without a return in force, by code.

    Returns
    -------
    DataFrame
        One row per centre: code, name, commune, email, state (``blocked``, ``awaited``, ``late``) : str;
        received/centre, received/ecole : bool; refused_at : datetime64[us, UTC], missing unless blocked.
    """
    rows = follow.centres[follow.centres["state"] != RECEIVED]
    return rows[_COLUMNS].reset_index(drop=True)


def addresses(centres: pd.DataFrame) -> str:
    """The e-mail addresses of some centres for the « Cci » of a message, each once: ``a@exemple.fr;b@exemple.fr``.

    What is no address (see `without_address`) is left out: it would make a mail program refuse the others.
    """
    kept: dict[str, str] = {}
    for email in centres["email"]:
        if is_address(email):
            kept.setdefault(email.casefold(), email)
    return SEPARATOR.join(kept.values())


def without_address(centres: pd.DataFrame) -> list[str]:
    """The names of the centres that have to be reached another way."""
    return centres.loc[~centres["email"].map(is_address).astype(bool), "name"].tolist()


def message(follow: FollowUp, code: str, *, page: str = "") -> Message:
    """What to write to one centre.

    Parameters
    ----------
    code : str
        The centre.
    page : str, optional
        Address of « Déposer un retour », where the person can open it.

    Raises
    ------
    KeyError
        If the centre is not expected, or has answered.
    """
    waiting = to_remind(follow).set_index("code")
    centre = waiting.loc[code].to_dict()
    if centre["state"] == BLOCKED:
        points = follow.refused[follow.refused["code"] == code].to_dict("records")
        missing = [_refused(centre), *_points(points)]
    else:
        missing = [f"Sauf erreur de notre part, nous n’avons pas encore reçu {_what(follow)}."]
    if follow.view != SCHOOL and centre["received/ecole"]:
        missing.append("Le regard de l’école nous est bien parvenu : il ne manque que le vôtre.")
    return _message(follow, f"Centre social : {centre['name']}", missing, page)


def grouped(follow: FollowUp, *, page: str = "") -> Message:
    """What to write to all of them at once, as a blind copy."""
    missing = [
        f"Sauf erreur de notre part, nous n’avons pas encore reçu {_what(follow)}, ou le fichier déposé n’a pas "
        "pu être accepté."
    ]
    return _message(follow, "", missing, page)


def _message(follow: FollowUp, about: str, missing: list[str], page: str) -> Message:
    where = f" : {page}" if page else ""
    how = f"Le classeur se télécharge et se dépose sur la page « Déposer un retour » de Passerelle{where}."
    if follow.campaign.is_closed:
        how = "Un retour tardif peut encore être accepté : répondez à ce message."
    parts = ["Bonjour,", about, _deadline(follow), *missing, how, *_END]
    # An address has no French spaces: it is put in after them.
    body = "\n\n".join(french.typeset(part) for part in parts if part)
    if page:
        body = body.replace(french.typeset(page), page)
    return Message(french.typeset(_subject(follow)), body)


def _subject(follow: FollowUp) -> str:
    campaign = follow.campaign
    if campaign.is_over(follow.today):
        return f"Campagne {campaign.name} : il nous manque votre retour"
    until = f" d’ici au {french.date(campaign.closes)}" if campaign.closes else ""
    return f"Campagne {campaign.name} : votre retour est attendu{until}"


def _deadline(follow: FollowUp) -> str:
    campaign, today = follow.campaign, follow.today
    named = f"La campagne {campaign.name} sur les liens entre écoles et centres sociaux"
    if campaign.closes and campaign.is_over(today) and today > campaign.closes:
        return f"{named} s’est terminée le {french.date(campaign.closes)}."
    if campaign.is_closed:
        return f"{named} est terminée."
    if campaign.closes == today:
        return f"{named} se termine aujourd’hui, {french.date(today)}."
    if campaign.closes:
        return f"{named} se termine le {french.date(campaign.closes)}."
    return f"{named} est ouverte."


def _what(follow: FollowUp) -> str:
    if follow.view == SCHOOL:
        return "le regard de l’école, que vous recueillez auprès de votre contact"
    return "le retour de votre centre social"


def _refused(centre: Mapping[str, object]) -> str:
    day = french.date(centre["refused_at"].astimezone(french.TIME_ZONE).date())
    return f"Le fichier déposé le {day} n’a pas pu être accepté ; voici ce qui est à corriger :"


def _points(points: list[dict[str, str]]) -> list[str]:
    shown = [f"– {point['message']} {point['remedy']}" for point in points[:MOST_POINTS]]
    if rest := len(points) - len(shown):
        others = french.count(rest, "autre point, dit", "autres points, dits")
        shown.append(f"– et {others} par Passerelle quand vous déposez le fichier.")
    return shown
