"""The receipt of a deposit, as it is shown and as it is kept."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lib.checks import Expected
from lib.correcting.batch import Upload
from lib.intake import Examined
from lib.observation import Edit, Place, Return
from lib.store import Receipt
from lib.ui import receipts
from lib.ui.session import Dropped


def test_receipt_is_typeset_as_french_and_what_people_wrote_stays_as_it_is() -> None:
    ret = Return("2025-2026", "C1", "centre", "Centre A")
    edit = Edit(Place("Liens", "C2"), "Vile", "Ville")
    dropped = Dropped(
        "f-0", Upload("retour : final.xlsx", b""), Expected(), Examined((ret,), (), "abc", 0, edits=(edit,))
    )
    given = Receipt(7, "accepted", 3, 2, 1, datetime(2026, 1, 5, 13, 4, tzinfo=UTC))
    text = receipts.text_of(dropped, given, ret)
    assert "Fichier\u00a0: retour : final.xlsx" in text
    assert "Campagne\u00a0: 2025-2026\u202f; regard\u00a0: centre social" in text
    assert not re.search("[ ][:;]", text.replace("retour : final.xlsx", ""))
