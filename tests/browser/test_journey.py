"""The main job, as a centre does it: take the workbook, fill it in, hand it in, see it counted, take the figures."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.support.browser import RunningApp, press, settle, unfold

LINKS = 10
WITH_CLAS = 6
WITHOUT_ANSWER = 1
"""The tenth link leaves « Leviers » untouched: it is a non-response."""


def cell_at(sheet, row_code: str, column_code: str):
    """The cell under two of the template's hidden codes."""
    rows = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1)}
    columns = {cell.value: cell.column for cell in sheet[1]}
    return sheet.cell(rows[row_code], columns[column_code])


def fill(path: Path) -> None:
    """Ten secondary schools; six name the CLAS, nine answer the question about levers."""
    workbook = load_workbook(path)
    links, levers = workbook["Liens"], workbook["Leviers"]
    for number in range(1, LINKS + 1):
        link = f"lien:{number}"
        for question, value in {
            "etab_nom": f"Collège {number}",
            "etab_commune": "Ici",
            "etab_niveau": "Collège",
            "statut_lien": "Actif",
        }.items():
            cell_at(links, link, question).value = value
        if number <= WITH_CLAS:
            cell_at(levers, "l1/lev_clas", link).value = "x"
        elif number <= LINKS - WITHOUT_ANSWER:
            cell_at(levers, "l1/aucun", link).value = "X"
    workbook.save(path)


def test_a_filled_template_is_counted_on_the_levers_page(app: RunningApp, page: Page, tmp_path: Path) -> None:
    page.goto(f"{app.url}/deposer")
    press(page.get_by_role("combobox", name="Centre social"))
    press(page.get_by_role("option", name="Un autre centre social…"))
    for label, text in {"Code": "CS01", "Nom du centre social": "Centre du Parc", "Commune": "Ici"}.items():
        page.get_by_label(label, exact=True).fill(text)
    press(page.get_by_role("button", name="Valider ce centre"))
    expect(page.get_by_role("button", name="Télécharger le classeur")).to_be_enabled()
    settle(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger le classeur"))
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    fill(path)

    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text(f"{LINKS} liens lus, rien à signaler")).to_be_visible()
    press(page.get_by_role("button", name="Confirmer le dépôt"))
    expect(page.get_by_text("Dépôt nº 1 enregistré.")).to_be_visible()

    press(page.get_by_role("link", name="Leviers"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Leviers")
    # 6 of the 9 who answered: 67 %; the untouched section leaves the base.
    expect(page.get_by_text("« Dispositif CLAS »").first).to_contain_text("6 liens sur 9")
    unfold(page)
    with page.expect_download() as download:
        press(page.get_by_role("button", name="Télécharger (CSV)").first)
    rows = {row["Code"]: row for row in read_csv(Path(download.value.path()))}
    assert (rows["lev_clas"]["Liens"], rows["lev_clas"]["Base"], rows["lev_clas"]["Non-réponses"]) == ("6", "9", "1")


def read_csv(path: Path) -> list[dict[str, str]]:
    """What French Excel would show: a byte order mark, semicolons."""
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
