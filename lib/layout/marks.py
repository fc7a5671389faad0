"""The hidden codes by which template and grid layout know each other.

Every sheet of the template that is read back is one *coded table*: a corner cell says what the sheet is, the
cells below it (a hidden column) name the rows, the cells right of it (a hidden row) name the columns. A value
belongs to the (row code, column code) it stands under; positions, visible labels and formulas never matter.

==========  ==========================  =============================  =====================================
corner      row codes                   column codes                   a cell is
==========  ==========================  =============================  =====================================
identity    ``template``, ``form_id``,  ``valeur``                     what this workbook is (hidden sheet)
            ``codebook``, ``campagne``,
            ``centre_code``,
            ``centre_nom``, ``regard``
centre      question names              ``valeur``                     one answer for the whole return
liens       ``lien:1`` … ``lien:20``    question names                 one identity field of one link
grille      ``r1/ren_crise`` (a box),   ``lien:1`` … ``lien:20``       one answer about one link
            ``r2`` (drop-down, text),
            ``q2#1`` … ``q2#3`` (slots)
paroles     ``parole:1`` …              ``lien``, ``theme``,           one quotation
                                        ``texte``, ``citable``,
                                        ``minutage``
==========  ==========================  =============================  =====================================
"""

from __future__ import annotations

TEMPLATE_VERSION = "1"
"""Raised whenever a workbook of the former version could be misread."""

IDENTITY_SHEET = "_passerelle"
LISTS_SHEET = "_listes"
CORNER = "passerelle:"
"""Prefix of the corner cell: ``passerelle:identity``, ``passerelle:grille`` …"""

FINDINGS_CORNER = CORNER + "constats"
"""Corner of the sheet that `lib.correcting.annotate` adds to a file; it answers nothing and is never read."""

MAX_LINKS = 20
MAX_VERBATIMS = 60
VALUE = "valeur"


def link_code(number: int) -> str:
    """``lien:3`` for the third link."""
    return f"lien:{number}"


def verbatim_code(number: int) -> str:
    return f"parole:{number}"


def box_code(question: str, choice: str) -> str:
    """Row code of one box of a ``select_multiple``: ``l1/lev_clas``."""
    return f"{question}/{choice}"


def slot_code(question: str, slot: int) -> str:
    """Row code of one drop-down slot of a ``select_multiple`` with few picks allowed: ``q2#1``."""
    return f"{question}#{slot}"
