"""The good files that are damaged: every format, every layout."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tests.support import files
from tests.support.sheets import workbook

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "data" / "examples"
DATA = ROOT / "tests" / "data"


@lru_cache
def seeds() -> dict[str, bytes]:
    """File name → bytes. Those of the small questionnaire begin with ``petit``."""
    centre, school = (
        next(iter(sorted(EXAMPLES.glob(f"*2025-2026*regard-{view}.xlsx")))) for view in ("centre", "ecole")
    )
    small = {sheet.name: [list(row) for row in sheet.rows] for sheet in workbook()}
    known = {
        "centre.xlsx": centre,
        "ecole.xlsx": school,
        "libreoffice.xlsx": DATA / "returned_by_libreoffice.xlsx",
        "petit-erreurs.xls": DATA / "errors.xls",
        "petit-erreurs.ods": DATA / "errors.ods",
        **{path.name: path for path in sorted((DATA / "exports").iterdir()) if path.suffix != ".md"},
    }
    made = {
        "petit.xlsx": files.workbook(small, hidden=("_passerelle",)),
        "petit.xlsb": files.binary_workbook_of(small),
    }
    return made | {name: path.read_bytes() for name, path in known.items()}
