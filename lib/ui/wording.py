"""French phrases that stand on more than one screen."""

from __future__ import annotations

import re

from lib.selection import GROUPINGS

VIEWS = {"centre": "Centre social", "ecole": "École"}
DEPOSIT = "Déposer un premier retour"
DISCOVER = "Découvrir avec des données d’exemple"
TABLE = "Tableau, fichiers et présentation"
TABLE_ALONE = "Tableau et téléchargement"
DOWNLOAD_CSV = "Télécharger (CSV)"
ADD_TO_PRESENTATION = "Ajouter à la présentation"
WORKING_VIEW = (
    "Vue de travail : ne pas projeter. Les petits effectifs sont visibles à l’écran ; les fichiers restent masqués."
)
NO_DATABASE = "La base de données ne répond pas. Réessayez dans un instant."
COMPARE = {column: label for column, label in GROUPINGS.items() if column != "view"}
"""Column of the responses → what « Comparer par » offers."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")
_HARMLESS = re.compile(r"[^\\`*_\[\]<>~$:&]*")


def plain(text: str) -> str:
    """Text of a user, for a place that reads Markdown: shown letter for letter.

    >>> plain("École *A* [x](y)")
    'École \\\\*A\\\\* \\\\[x\\\\]\\\\(y\\\\)'
    """
    return _SPECIAL.sub(r"\\\1", text)


def label(text: str) -> str:
    """The same for the label of a box, which screen readers are given as it stands: escaped only where it must be.

    >>> label("« Éc. mat. »"), label("*")
    ('« Éc. mat. »', '\\\\*')
    """
    return text if _HARMLESS.fullmatch(text) else plain(text)
