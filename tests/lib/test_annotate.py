"""The centre's own workbook with its findings in it: what is added, and that nothing else is touched."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import codebook, template
from lib.correcting.annotate import annotate, annotate_safely, list_of
from lib.findings import Finding, Severity, find
from lib.intake import examine
from lib.observation import Observation, Place, Return
from lib.reader import read
from lib.worker import Worker
from tests.support import files
from tests.support.traps import Trap

DATA = Path(__file__).parent.parent / "data"
RETURNED = DATA / "returned_by_libreoffice.xlsx"
ANNOTATED_AND_RETURNED = DATA / "annotated_by_libreoffice.xlsx"
"""A file that was annotated and then saved by LibreOffice: cells of « Liens », « Rencontre » and « Leviers »."""

MISSING = find("required_missing", Place("Liens", "D6"), label="Commune", link="lien 2")
YEAR = find("not_a_number", Place("Liens", "J5"), value="vers 2019", label="Début", suggestion="2019")
RANGE = find("number_out_of_range", Place("Liens", "J5"), value="3", low=1950, high=2026, label="Début", link="lien 1")
MARK = find("unknown_mark", Place("Rencontre", "F9"), value="peut-être")
WHOLE = find("campaign_new", value="2025-2026")
HIDDEN = find("code_unknown", Place("_passerelle", "A3"), value="jadis")
FINDINGS = (YEAR, MARK, WHOLE, MISSING, RANGE, HIDDEN)


def filled() -> bytes:
    """A template of two links as Passerelle makes it."""
    answers = {"etab_nom": "École A", "etab_commune": "Cergy", "etab_niveau": "college", "statut_lien": "actif"}
    ret = Return("2025-2026", "C1", "centre", observations=(Observation(1, answers), Observation(2, answers)))
    return template.build(
        codebook.load(), campaign="2025-2026", centre_code="C1", centre_name="L’été", view="centre", ret=ret
    )


@pytest.fixture(scope="module", params=["template", "libreoffice"])
def original(request: pytest.FixtureRequest) -> bytes:
    return filled() if request.param == "template" else RETURNED.read_bytes()


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1, timeout=20) as worker:
        yield worker


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(data: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # Here it only looks: that it would drop them is why it does not write.
        warnings.filterwarnings("ignore", message="Data Validation extension")
        return openpyxl.load_workbook(io.BytesIO(data))


def cells(data: bytes) -> dict[tuple[str, str], tuple]:
    """Every cell of every sheet but ours: value or formula, and how it looks."""
    looks: dict[int, tuple] = {}
    found = {}
    for sheet in opened(data):
        for cell in (cell for row in sheet if sheet.title != "À corriger" for cell in row):
            if cell.style_id not in looks:
                shown = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
                looks[cell.style_id] = (cell.number_format, *map(copy, shown))
            found[sheet.title, cell.coordinate] = (cell.value, cell.data_type, looks[cell.style_id])
    return found


def comments(data: bytes) -> dict[str, str]:
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text.replace("\u00a0", " ").replace("\u202f", " ")
        for sheet in opened(data)
        for row in sheet
        for cell in row
        if cell.comment
    }


def colours(data: bytes) -> dict[str, str]:
    """Cells → the colour that our conditional formats give them, if they win over all others."""
    found = {}
    for sheet in opened(data):
        ranges = sheet.conditional_formatting
        rules = sorted(
            ((rule.priority, str(where.sqref), rule) for where in ranges for rule in where.rules),
            key=lambda r: r[:2],
        )
        assert [rule[0] for rule in rules] == sorted({rule[0] for rule in rules})
        ours = [rule for rule in rules if "Passerelle" in str(rule[2].formula)]
        assert ours == rules[: len(ours)]
        for _, where, rule in ours:
            found.update({f"{sheet.title}!{cell}": rule.dxf.fill.bgColor.rgb for cell in where.split()})
    return found


def test_every_cell_keeps_its_value_formula_and_style(original):
    annotated = annotate(original, "retour.xlsx", FINDINGS)
    assert annotated.in_place
    before = cells(original)
    assert len(before) > 3000
    assert any(str(cell[0]).startswith("=") for cell in before.values())
    assert cells(annotated.data) == before


def test_parts_without_findings_stay_byte_for_byte(original):
    before, after = parts(original), parts(annotate(original, "retour.xlsx", FINDINGS).data)
    names = sheet_parts(original)
    touched = {names[title] for title in ("Lisez-moi", "Liens", "Rencontre", "_passerelle")}
    rels = {name.replace("worksheets/", "worksheets/_rels/") + ".rels" for name in touched}
    changed = {name for name in before if after[name] != before[name]}
    always = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert always <= changed <= always | touched | rels
    for name in touched:
        data = re.compile(
            rb"<sheetData.*</sheetData>|<dataValidations.*</dataValidations>|<sheetProtection[^>]*>", re.S
        )
        assert data.findall(after[name]) == data.findall(before[name])


def sheet_parts(data: bytes) -> dict[str, str]:
    workbook, rels = (parts(data)[f"xl/{name}"].decode() for name in ("workbook.xml", "_rels/workbook.xml.rels"))
    targets = {
        re.search(r'Id="(\w+)"', relation)[1]: "xl/" + re.search(r'Target="/?(?:xl/)?([^"]+)"', relation)[1]
        for relation in re.findall(r"<Relationship [^>]*>", rels)
    }
    sheets = re.findall(r'<sheet [^>]*?name="([^"]+)"[^>]*?r:id="(\w+)"', workbook)
    return {name: targets[relation] for name, relation in sheets}


def test_annotated_file_reads_exactly_like_the_original(original):
    before = examine(original, "retour.xlsx")
    after = examine(annotate(original, "retour.xlsx", FINDINGS + before.findings).data, "retour.xlsx")
    assert (after.returns, after.findings, after.spots) == (before.returns, before.findings, before.spots)


def test_cells_are_commented_in_french_and_coloured_by_severity(original):
    annotated = annotate(original, "Retour d’été.xlsx", FINDINGS)
    assert annotated.filename == "Retour d’été - annoté.xlsx"
    assert comments(annotated.data) == {
        "Liens!D6": "Passerelle – bloquant\n« Commune » est obligatoire et manque pour le lien 2.\n"
        "→ Remplissez cette cellule.",
        # Two findings of one cell are one comment.
        "Liens!J5": "Passerelle – à vérifier\n« vers 2019 » n’est pas un nombre seul (« Début ») ; la réponse est "
        "laissée de côté.\n→ Vouliez-vous dire « 2019 » ? Écrivez un seul nombre, sans texte autour (une année "
        "sur quatre chiffres).\n\n3 n’est pas entre 1950 et 2026 (« Début », lien 1) ; la réponse est laissée de "
        "côté.\n→ Corrigez la cellule, ou effacez-la si vous ne savez pas.",
        "Rencontre!F9": "Passerelle – à vérifier\n« peut-être » n’est ni une coche ni un « non » ; la case est "
        "laissée de côté.\n→ Écrivez x pour cocher, ou effacez la cellule.",
        "_passerelle!A3": "Passerelle – à vérifier\nLe code caché « jadis » n’est pas dans le questionnaire ; les "
        "réponses placées là ne sont pas lues.\n→ Si vous avez modifié une cellule cachée, annulez ou repartez "
        "d’un modèle neuf ; sinon, effacez ces réponses.",
    }
    assert colours(annotated.data) == {
        "Liens!D6": "FFF4A7A0",
        "Liens!J5": "FFFFD66B",
        "Rencontre!F9": "FFFFD66B",
        "_passerelle!A3": "FFFFD66B",
    }


def test_a_cell_takes_the_colour_of_its_worst_finding():
    blocking = find("link_unnamed", Place("Liens", "J5"), number=1)
    annotated = annotate(filled(), "a.xlsx", [YEAR, blocking])
    assert colours(annotated.data) == {"Liens!J5": "FFF4A7A0"}
    assert comments(annotated.data)["Liens!J5"].startswith("Passerelle – bloquant\nDes réponses sont données")


def test_comments_show_on_protected_sheets(original):
    """Excel shows a comment only if a box is drawn for it; the protection stays as it was."""
    annotated = annotate(original, "a.xlsx", FINDINGS)
    assert opened(annotated.data)["Liens"].protection.sheet
    drawn = [content for name, content in parts(annotated.data).items() if name.endswith(".vml")]
    rows = [re.findall(rb"<x:Row>(\d+)</x:Row><x:Column>(\d+)</x:Column>", content) for content in drawn]
    assert sorted(map(sorted, rows)) == [[(b"2", b"0")], [(b"4", b"9"), (b"5", b"3")], [(b"8", b"5")]]
    for sheet in ("Liens", "Rencontre", "_passerelle"):
        assert parts(annotated.data)[sheet_parts(original)[sheet]].count(b"<legacyDrawing ") == 1


def listed(data: bytes) -> list[tuple]:
    sheet = opened(data)["À corriger"]
    return [tuple(cell.value for cell in row[1:]) for row in sheet.iter_rows(min_row=5)]


def test_all_findings_are_listed_first_with_links_to_their_cells(original):
    book = opened(annotate(original, "a.xlsx", FINDINGS).data)
    assert book.sheetnames == ["À corriger", *opened(original).sheetnames]
    assert book.active.title == "À corriger"
    assert [sheet.title for sheet in book if sheet.sheet_view.tabSelected] == ["À corriger"]
    sheet = book.active
    assert (sheet["B2"].value, sheet["A1"].value) == (
        "À corriger\u00a0: 1 point bloquant, 5 points à vérifier",
        "passerelle:constats",
    )
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert [tuple(cell.value for cell in row[1:4]) for row in sheet.iter_rows(min_row=4)] == [
        ("Gravité", "Feuille", "Cellule"),
        ("bloquant", "Liens", "D6"),
        ("à vérifier", "Liens", "J5"),
        ("à vérifier", "Rencontre", "F9"),
        ("à vérifier", None, None),
        ("à vérifier", "Liens", "J5"),
        ("à vérifier", "_passerelle", "A3"),
    ]
    assert (sheet["E8"].value, sheet["F8"].value) == (WHOLE.message, WHOLE.remedy)
    links = {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    # No link leads into a hidden sheet.
    assert links == {"D5": "'Liens'!D6", "D6": "'Liens'!J5", "D7": "'Rencontre'!F9", "D9": "'Liens'!J5"}


def test_names_that_belong_to_a_sheet_stay_with_it(original):
    before, after = opened(original), opened(annotate(original, "a.xlsx", FINDINGS).data)
    assert any(sheet.print_title_rows for sheet in before)
    for sheet in before:
        assert after[sheet.title].print_title_rows == sheet.print_title_rows


def test_annotating_again_replaces_what_was_said_before(original):
    once = annotate(original, "a.xlsx", FINDINGS)
    again = annotate(once.data, once.filename, [MARK])
    assert again.filename == "a - annoté.xlsx"
    assert opened(again.data).sheetnames == opened(once.data).sheetnames
    assert list(comments(again.data)) == ["Rencontre!F9"]
    assert colours(again.data) == {"Rencontre!F9": "FFFFD66B"}
    assert [row[:3] for row in listed(again.data)] == [("à vérifier", "Rencontre", "F9")]
    boxes = b"".join(content for name, content in parts(again.data).items() if name.endswith(".vml"))
    assert boxes.count(b"<v:shape ") == 1
    assert cells(again.data) == cells(original)


def test_what_was_annotated_is_known_again_after_libreoffice_saved_it():
    data = ANNOTATED_AND_RETURNED.read_bytes()
    before = comments(data)
    assert {"Liens!D5", "Rencontre!C8", "Leviers!V61"} < before.keys()
    again = annotate(data, "a.xlsx", [MARK])
    assert opened(again.data).sheetnames == opened(data).sheetnames
    assert list(comments(again.data)) == ["Rencontre!F9"]
    assert colours(again.data) == {"Rencontre!F9": "FFFFD66B"}
    boxes = b"".join(content for name, content in parts(again.data).items() if name.endswith(".vml"))
    assert boxes.count(b"<v:shape ") == 1
    assert examine(again.data, "a.xlsx").returns == examine(data, "a.xlsx").returns


def test_a_file_without_findings_says_so():
    annotated = annotate(filled(), "a.xlsx", [])
    assert (comments(annotated.data), colours(annotated.data), listed(annotated.data)) == ({}, {}, [])
    assert opened(annotated.data)["À corriger"]["B2"].value == "À corriger\u00a0: rien"


STYLES = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font/></fonts><fills count="2"><fill><patternFill/></fill>'
    "<fill><patternFill/></fill></fills>"
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" '
    'borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" '
    'xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
X14 = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/'
    'spreadsheetml/2009/9/main"><x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/'
    '2006/main"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>_listes!$A$2:$A$4</xm:f>'
    "</x14:formula1><xm:sqref>B2</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
"""A drop-down that names another sheet, where Excel keeps it."""
ROWS = (
    '<dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="str"><f>"x"&amp;1</f><v>x1</v></c></row>'
    '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c></row></sheetData>'
)
COMMENTS = (
    f'<comments xmlns="{MAIN}"><authors><author>Ana &amp; Léo</author></authors><commentList>'
    '<comment ref="B2" authorId="0"><text><t>À revoir.</t></text></comment></commentList></comments>'
)
DRAWING = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\r\n'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202"></v:shapetype>'
    '<v:shape id="_x0000_s2049" type="#_x0000_t202"><br><x:ClientData ObjectType="Note"><x:Row>1</x:Row>'
    "<x:Column>1</x:Column></x:ClientData></v:shape></xml>"
)


SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
KINDS = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="vml" ContentType="application/vnd.'
    'openxmlformats-officedocument.vmlDrawing"/><Default Extension="rels" ContentType="application/vnd.'
    'openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{SHEETS}.styles+xml"/>'
    f'<Override PartName="/xl/comments1.xml" ContentType="{SHEETS}.comments+xml"/></Types>'
)


def relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def relations(inner: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def as_excel_saves(rows: str = ROWS + X14, more: dict[str, str | bytes] | None = None, styles: str = STYLES) -> bytes:
    """A small workbook with the sheet « Liens & notes », as far as possible as Excel would have it."""
    rels = relation(7, "worksheet", "worksheets/sheet1.xml") + relation(8, "styles", "styles.xml")
    extra = {
        "[Content_Types].xml": KINDS,
        "xl/styles.xml": STYLES.format(main=MAIN),
        "xl/_rels/workbook.xml.rels": relations(rels),
        **(more or {}),
    }
    return files.raw_workbook(rows, extra)


HERE = find("unknown_mark", Place("Liens & notes", "B2"), value="=cmd|' /C calc'!A0")


def sheet_xml(data: bytes) -> str:
    return parts(data)["xl/worksheets/sheet1.xml"].decode()


def test_results_of_formulas_and_drop_downs_of_excel_are_kept():
    data = as_excel_saves()
    annotated = annotate(data, "a.xlsx", [HERE])
    assert annotated.in_place
    after = sheet_xml(annotated.data)
    assert ROWS in after
    assert X14 in after
    order = ["</sheetData>", "<conditionalFormatting", "<legacyDrawing", "<extLst>"]
    assert [after.index(tag) for tag in order] == sorted(after.index(tag) for tag in order)
    assert read(annotated.data, "a.xlsx")[0][1:] == read(data, "a.xlsx")[0]


def test_formulas_in_texts_stay_texts():
    sheet_named_like_a_formula = find("unknown_mark", Place("=1+1", "A1"), value="@SUM(1)")
    book = opened(list_of("a.csv", [HERE, sheet_named_like_a_formula]).data)
    texts = [cell for row in book["À corriger"] for cell in row if cell.value is not None]
    assert {cell.data_type for cell in texts} == {"s"}
    assert not [cell.value for cell in texts if cell.value[0] in "=+-@\t\r"]
    assert book["À corriger"]["C6"].value == "'=1+1"


@pytest.mark.parametrize("text", ["a\x00b\x1f", "a\ud800", "\ufffe", "_x0041_", "]]>&amp;<b>", "\u202e"])
def test_any_text_can_be_said_in_a_workbook(text):
    annotated = annotate(as_excel_saves(), "a.xlsx", [Finding("x", Severity.CHECK, text, text, HERE.place)])
    assert annotated.in_place
    assert opened(annotated.data)["Liens & notes"]["B2"].comment
    assert len(listed(annotated.data)) == 1


def with_comments(comments: str = COMMENTS) -> bytes:
    rels = relation(1, "comments", "../comments1.xml") + relation(2, "vmlDrawing", "../drawings/vmlDrawing1.vml")
    return as_excel_saves(
        f'{ROWS}<legacyDrawing xmlns:r="{OFFICE}" r:id="rId2"/>{X14}',
        {
            "xl/worksheets/_rels/sheet1.xml.rels": relations(rels),
            "xl/comments1.xml": comments,
            "xl/drawings/vmlDrawing1.vml": DRAWING,
        },
    )


def test_comments_of_the_centre_are_kept_and_answered():
    other = find("unknown_mark", Place("Liens & notes", "A1"), value="bof")
    annotated = annotate(with_comments(), "a.xlsx", [HERE, other])
    book = opened(annotated.data)["Liens & notes"]
    assert (book["B2"].comment.author, book["A1"].comment.author) == ("Ana & Léo", "Passerelle")
    assert comments(annotated.data)["Liens & notes!B2"].startswith(
        "À revoir.\n\nPasserelle : à vérifier\n« =cmd|' /C calc'!A0 » n’est ni une coche"
    )
    drawing = parts(annotated.data)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.startswith(DRAWING.removesuffix("</xml>"))
    assert re.findall(r'id="_x0000_s(\d+)"', drawing) == ["2049", "2050"]
    cleaned = annotate(annotated.data, "a.xlsx", [])
    assert comments(cleaned.data) == {"Liens & notes!B2": "À revoir."}
    assert parts(cleaned.data)["xl/drawings/vmlDrawing1.vml"].decode() == DRAWING


def test_prefixed_parts_are_changed_as_they_are_written():
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1y:", ROWS)
    data = as_excel_saves(prefixed)
    unprefixed = f'<worksheet xmlns="{MAIN}">'.encode()
    whole = {
        **parts(data),
        "xl/worksheets/sheet1.xml": parts(data)["xl/worksheets/sheet1.xml"]
        .replace(unprefixed, f'<y:worksheet xmlns:y="{MAIN}">'.encode())
        .replace(b"</worksheet>", b"</y:worksheet>"),
    }
    annotated = annotate(files.packed(whole), "a.xlsx", [HERE])
    assert annotated.in_place
    assert b"<y:conditionalFormatting" in parts(annotated.data)["xl/worksheets/sheet1.xml"]
    assert opened(annotated.data)["Liens & notes"]["B2"].comment


def test_a_sheet_of_that_name_is_left_to_whoever_made_it():
    theirs = files.workbook({"À corriger": [["Ma liste"]], "B": [["x"]]})
    annotated = annotate(theirs, "a.xlsx", [find("unknown_mark", Place("B", "A1"), value="x")])
    assert opened(annotated.data).sheetnames == ["À corriger (2)", "À corriger", "B"]
    assert opened(annotated.data)["À corriger"]["A1"].value == "Ma liste"


def test_links_find_sheets_with_apostrophes():
    data = files.workbook({"L'été": [["x"]]})
    book = opened(annotate(data, "a.xlsx", [find("unknown_mark", Place("L'été", "A1"), value="x")]).data)
    assert book["À corriger"]["D5"].hyperlink.location == "'L''été'!A1"


def test_macros_are_kept_byte_for_byte():
    book = parts(files.workbook({"Liens": [["x"]]}))
    kinds = book["[Content_Types].xml"].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    macros = bytes(range(256)) * 4
    data = files.packed({**book, "[Content_Types].xml": kinds, "xl/vbaProject.bin": macros})
    annotated = annotate(data, "Retour.xlsm", [find("unknown_mark", Place("Liens", "A1"), value="x")])
    after = parts(annotated.data)
    assert (annotated.filename, annotated.in_place) == ("Retour - annoté.xlsm", True)
    assert after["xl/vbaProject.bin"] == macros
    assert b"macroEnabled" in after["[Content_Types].xml"]


def replaced(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    return files.packed({**parts(data), name: parts(data)[name].replace(old, new)})


SMALL = files.workbook({"Liens": [["x"]]})


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((DATA / "libreoffice.ods").read_bytes(), id="ods"),
        pytest.param((DATA / "libreoffice.xls").read_bytes(), id="xls"),
        pytest.param(files.binary_workbook([["a"]]), id="xlsb"),
        pytest.param((DATA / "protected.xlsx").read_bytes(), id="password"),
        pytest.param(b"Nom;Ville\nA;B", id="text"),
        pytest.param(b"", id="empty"),
        pytest.param(SMALL[:-30], id="truncated"),
        pytest.param(files.packed({"xl/a.xml": bytes(12_000_000), **parts(SMALL)}), id="bomb"),
        pytest.param(files.packed({**parts(SMALL), "_xmlsignatures/sig1.xml": "<x/>"}), id="signed"),
        pytest.param(replaced(SMALL, "xl/workbook.xml", MAIN.encode(), b"http://purl.oclc.org/ooxml"), id="strict"),
        pytest.param(replaced(SMALL, "xl/styles.xml", b"<styleSheet", b"<!DOCTYPE x><styleSheet"), id="doctype"),
        pytest.param(replaced(SMALL, "xl/styles.xml", b"cellXfs", b"other"), id="no formats"),
        pytest.param(files.raw_workbook("<sheetData/>"), id="no styles"),
    ],
)
def test_what_cannot_be_annotated_becomes_a_list(data):
    annotated = annotate(data, "Mon retour.ods", [WHOLE, find("unknown_mark", Place("Liens", "A1"), value="x")])
    assert (annotated.filename, annotated.in_place) == ("Mon retour - à corriger.xlsx", False)
    assert opened(annotated.data).sheetnames == ["À corriger"]
    assert [row[:3] for row in listed(annotated.data)] == [
        ("à vérifier", None, None),
        ("à vérifier", "Liens", "A1"),
    ]


def test_the_list_is_no_return():
    examined = examine(list_of("a.ods", [WHOLE]).data, "a.xlsx")
    assert [finding.code for finding in examined.findings] == ["not_our_template"]


def test_the_worker_gives_what_annotate_gives(worker):
    data = filled()
    assert annotate_safely(worker, data, "a.xlsx", FINDINGS) == annotate(data, "a.xlsx", FINDINGS)


@pytest.mark.parametrize("how", ["die", "hang", "eat"])
def test_a_file_that_brings_the_worker_down_becomes_a_list(how):
    with Worker(1, timeout=3) as worker:
        annotated = annotate_safely(worker, TrappedBytes(how), "a.xlsx", FINDINGS)
    assert annotated == list_of("a.xlsx", FINDINGS)


class TrappedBytes(bytes):
    """Bytes that go off when they are looked at."""

    def __new__(cls, how: str) -> TrappedBytes:
        made = super().__new__(cls, b"PK\x03\x04")
        made.how = how
        return made

    def __reduce__(self) -> tuple:
        return TrappedBytes, (self.how,)

    def startswith(self, *_: object) -> bool:
        return bool(Trap(self.how).__fspath__())


MUTABLE = [
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/comments1.xml",
    "[Content_Types].xml",
]


@given(
    name=st.sampled_from([*MUTABLE, "xl/worksheets/_rels/sheet1.xml.rels", "xl/drawings/vmlDrawing1.vml"]),
    at=st.floats(0, 0.999),
    cut=st.integers(0, 30),
    new=st.binary(max_size=6) | st.sampled_from([b"<!--", b"]]>", b"&lt;", b'"/>', b"<x>", b"\xff\xfe", b">"]),
)
@settings(max_examples=300, deadline=None)
def test_damaged_parts_are_annotated_or_listed_and_nothing_else(name, at, cut, new):
    whole = parts(with_comments())
    place = int(len(whole[name]) * at)
    whole[name] = whole[name][:place] + new + whole[name][place + cut :]
    annotated = annotate(files.packed(whole), "a.xlsx", [HERE])
    assert annotated.filename in ("a - annoté.xlsx", "a - à corriger.xlsx")
