"""The UAI, the identity code of French schools: seven digits and a check letter."""

from __future__ import annotations

import re
from typing import NamedTuple

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_SEPARATORS = re.compile(r"[\s.\-/–]+")
_UAI = re.compile(r"(\d{6,7})([A-Z])", re.ASCII)


class Uai(NamedTuple):
    """A UAI as read: its normal form, and what is wrong (``malformed``, ``letter``) or was mended (``zero``)."""

    code: str
    fault: str = ""


def uai_check_letter(digits: str) -> str:
    """The letter that the seven digits call for (the alphabet has no I, O nor Q).

    >>> uai_check_letter("0951099")
    'D'
    """
    return _LETTERS[int(digits) % 23]


def read_uai(text: str) -> Uai:
    """Normalise a UAI: separators removed, capitals, the zero that spreadsheets eat put back.

    Returns
    -------
    Uai
        With fault ``malformed`` the code is the text as it stands; with ``letter`` its normal form.
    """
    found = _UAI.fullmatch(_SEPARATORS.sub("", text).upper())
    if not found:
        return Uai(text, "malformed")
    digits = found[1].zfill(7)
    code = digits + found[2]
    if found[2] != uai_check_letter(digits):
        return Uai(code, "letter")
    return Uai(code, "zero" if len(found[1]) == 6 else "")
