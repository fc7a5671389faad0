"""Files made to do harm: each is one French finding, soon, and the program that reads them goes on unharmed."""

from __future__ import annotations

import io
import json
import os
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from lib.checks import Expected
from lib.correcting import batch
from lib.findings import Finding, Severity
from lib.intake import examine, examine_safely
from lib.reader import LIMITS, read
from lib.reader.archive import Limits
from lib.tabulate.report import examine as tabulate
from lib.worker import ROOT, Worker
from tests.support import files

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId7" Type="{files.RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId8" Type="{files.RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
EXAMPLE = ROOT / "data" / "examples" / "passerelle_2025-2026_centre-social-a-exemple_regard-centre.xlsx"
MEGABYTE = 1 << 20


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1) as worker:
        yield worker


def told(worker: Worker, data: bytes, filename: str = "retour.xlsx") -> Finding:
    """The one finding of a refused file; the program grows by little meanwhile and the next file is read."""
    before = psutil.Process().memory_info().rss
    examined = examine_safely(worker, data, filename)
    assert psutil.Process().memory_info().rss - before < 60 * MEGABYTE
    (finding,) = examined.findings
    assert (examined.blocked, examined.returns, finding.severity) == (True, (), Severity.BLOCKING)
    assert finding.message and finding.remedy
    return finding


def sheet_of(rows: str) -> str:
    return f'<worksheet xmlns="{files.MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def with_strings(shared: str, cells: str) -> bytes:
    strings = f'<sst xmlns="{files.MAIN}">{shared}</sst>'
    parts = {"xl/sharedStrings.xml": strings, "xl/_rels/workbook.xml.rels": RELATIONS}
    return files.raw_workbook(f"<sheetData>{cells}</sheetData>", parts)


def rows_of_strings(rows: int, columns: int) -> str:
    cells = '<c t="s"><v>0</v></c>' * columns
    return "".join(f'<row r="{row}">{cells}</row>' for row in range(1, rows + 1))


# --- Bombs ------------------------------------------------------------------------------------------------


def test_shared_string_repeated_half_a_million_times_is_refused_by_the_memory_cap(worker: Worker) -> None:
    data = with_strings(f"<si><t>{'a' * 30_000}</t></si>", rows_of_strings(5_000, 100))
    assert len(data) < 200_000  # 15 GB of text
    assert told(worker, data).code == "reader_out_of_memory"


def test_shared_string_of_many_megabytes_is_refused_with_its_cell(worker: Worker) -> None:
    filler = os.urandom(3_000_000).hex()  # does not pack well, so that the ratio is no reason to refuse it
    finding = told(worker, with_strings(f"<si><t>{filler}</t></si>", rows_of_strings(1, 3)))
    assert (finding.code, finding.place.sheet, finding.place.cell) == ("cell_too_long", "Liens & notes", "A1")


def test_small_file_that_unfolds_to_seventeen_million_cells_is_refused(worker: Worker) -> None:
    cells = "".join(f'<row r="{row}"><c r="P{row}"><v>1</v></c></row>' for row in range(1, 1_048_577, 997))
    data = files.raw_workbook(f'<sheetData>{cells}<row r="1048576"><c r="P1048576"><v>1</v></c></row></sheetData>')
    assert len(data) < 42_000
    finding = told(worker, data)
    assert (finding.code, finding.place.cell) == ("too_many_cells", "P1048576")


def test_cells_that_hide_where_they_stand_are_stopped_by_the_memory_cap(worker: Worker) -> None:
    """Row numbers without cell names: nothing in the raw XML says how far the sheet reaches."""
    wide = "<c><v>1</v></c>" * 16_000
    data = files.raw_workbook(f'<sheetData>{ONE}<row r="1000000">{wide}</row></sheetData>')
    assert told(worker, data).code in ("reader_out_of_memory", "too_many_cells")


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_far_cell_of_a_binary_workbook_is_refused_before_it_is_unfolded(kind: str) -> None:
    if kind == "xlsb":
        data, end = files.binary_workbook([["x"], *[[]] * 130, [*[""] * 15_999, "fin"]]), "WQJ132"
    else:
        data = bytearray((ROOT / "tests" / "data" / "errors.xls").read_bytes())
        at = data.index(struct.pack("<HHHH", 0x00FD, 10, 2, 1))  # the text in B3 of some sheet
        struct.pack_into("<HH", data, at + 4, 65_535, 255)
        data, end = bytes(data), "IV65536"
    found, (finding,) = read(data, f"retour.{kind}")
    assert (found, finding.code, finding.place.cell) == ([], "too_many_cells", end)


def test_million_rows_said_and_three_cells_held_are_three_cells_in_every_dialect() -> None:
    three = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2"><c r="A2"><v>3</v></c></row>'
    data = files.raw_workbook(f'<dimension ref="A1:XFD1048576"/><sheetData>{three}</sheetData>')
    (sheet,), findings = read(data, "retour.xlsx")
    assert (sheet.rows, findings) == ((("1", "2"), ("3", "")), [])


def nested(depth: int) -> bytes:
    data = bytes(10_000_000)
    for _ in range(depth):
        data = files.packed({f"{number}.zip": data for number in range(10)})
    return data


def test_zips_within_zips_are_not_opened(worker: Worker) -> None:
    bomb = nested(5)  # a terabyte
    assert told(worker, bomb, "bombe.zip").code == "is_archive"
    data = files.raw_workbook(f"<sheetData>{ONE}</sheetData>", {"xl/embeddings/a.zip": bomb})
    (sheet,), findings = read(data, "retour.xlsx")
    assert (sheet.rows, findings) == ((("1",),), [])


def overlapping(count: int) -> bytes:
    """A zip whose directory names the same packed megabytes many times over."""
    data = files.packed({"xl/a.xml": b"<a>" + bytes(4_000_000)})
    end = data.index(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry = data[start:end]
    directory = b"".join(entry.replace(b"a.xml", b"%c.xml" % (98 + number)) for number in range(count))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return data[:start] + directory + tail


def test_entries_that_share_their_bytes_are_measured_one_by_one(worker: Worker) -> None:
    assert told(worker, overlapping(20)).code == "too_large_unpacked"


def test_file_of_200_megabytes_is_refused_without_being_sent_to_a_process() -> None:
    worker = Worker(1)
    worker.close()  # whoever asks it for anything learns so
    finding = told(worker, bytes(200_000_000))
    assert finding.message == "Ce fichier est trop lourd\u00a0: 200\u00a0Mo, pour 20\u00a0Mo au plus."


def test_upload_is_limited_to_a_zip_of_files_and_the_page_says_what_a_file_may_weigh() -> None:
    settings = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    file, packed = LIMITS.file_bytes // 1_000_000, batch.ZIP_LIMITS.file_bytes // 1_000_000
    assert f"maxUploadSize = {packed} " in settings
    rules = json.loads((ROOT / "lib/server/static/fr.json").read_text(encoding="utf-8"))["patterns"]
    french = next(rule["french"] for rule in rules if rule["match"] == f"{packed}MB per file")
    assert french == f"{file}\u00a0Mo au plus par fichier, {packed}\u00a0Mo pour un zip"


def test_command_line_refuses_a_heavy_file_unread_and_keeps_the_others(tmp_path: Path) -> None:
    heavy, good = tmp_path / "lourd.xlsx", tmp_path / "bon.xlsx"
    with heavy.open("wb") as file:
        file.truncate(2_000_000_000)
    good.write_bytes(EXAMPLE.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "lib", "import", "--json", str(heavy), str(good)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'base.sqlite3'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (1, "")
    assert '"code": "too_large"' in done.stdout and '"state": "accepted"' in done.stdout


# --- XML that does harm -----------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
PROLOGUES = {
    "milliard de rires": f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>',
    "fichier du serveur": '<!DOCTYPE a [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "adresse": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p; <!ENTITY l9 "x">]>',
}


@pytest.mark.parametrize("prologue", PROLOGUES.values(), ids=PROLOGUES)
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_entities_are_refused_wherever_they_stand(prologue: str, part: str) -> None:
    data = with_strings("<si><t>a</t></si>", '<row r="1"><c r="A1" t="str"><v>&l9;</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = prologue + archive.read(part).decode()
    found, (finding,) = read(files.with_parts(data, {part: content}), "retour.xlsx")
    assert (found, finding.code) == ([], "written_unusually")


def test_entities_of_open_document_are_refused() -> None:
    data = files.raw_ods("<table:table-row><table:table-cell/></table:table-row>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = PROLOGUES["milliard de rires"] + archive.read("content.xml").decode()
    found, (finding,) = read(files.with_parts(data, {"content.xml": content}), "retour.ods")
    assert (found, finding.code) == ([], "written_unusually")


def test_entities_hidden_in_another_encoding_are_refused() -> None:
    content = '<?xml version="1.0" encoding="cp037"?>' + PROLOGUES["milliard de rires"] + "<a>&l9;</a>"
    data = files.with_parts(files.raw_ods(""), {"content.xml": content.encode("cp037")})
    found, (finding,) = read(data, "retour.ods")
    assert (found, finding.code in ("written_unusually", "corrupt")) == ([], True)


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="1"><c r="A1" t="str"><v><![CDATA[x]]></v></c></row></sheetData>',
        f'<sheetData>{ONE}<row r="2"><c r="A2" t="inlineStr"><is><t><![CDATA[x]]></t></is></c></row></sheetData>',
    ],
)
def test_text_that_the_parser_would_drop_is_no_blank(sheet: str) -> None:
    found, (finding,) = read(files.raw_workbook(sheet), "retour.xlsx")
    assert (found, finding.code) == ([], "written_unusually")


def test_parts_that_nobody_reads_may_hold_what_they_like() -> None:
    parts = dict.fromkeys(("xl/comments1.xml", "docProps/custom.xml", "customXml/item1.xml"), "<a><![CDATA[x]]></a>")
    (sheet,), findings = read(files.raw_workbook(f"<sheetData>{ONE}</sheetData>", parts), "retour.xlsx")
    assert (sheet.rows, findings) == ((("1",),), [])


def test_sheet_in_utf_16_is_no_empty_sheet() -> None:
    sheet = f'<?xml version="1.0" encoding="UTF-16"?>{sheet_of(ONE)}'
    data = files.raw_workbook("", {"xl/worksheets/sheet1.xml": sheet.encode("utf-16")})
    found, (finding,) = read(data, "retour.xlsx")
    assert (found, finding.code) == ([], "written_unusually")


# --- Zips that lie ----------------------------------------------------------------------------------------


def doubled(second: bytes, name: str = "xl/worksheets/sheet1.xml") -> bytes:
    buffer = io.BytesIO(files.raw_workbook(f"<sheetData>{ONE}</sheetData>"))
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr(name, second)
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "XL/Worksheets/Sheet1.xml", "xl\\worksheets\\sheet1.xml"])
def test_part_that_is_there_twice_with_two_contents_is_refused(name: str) -> None:
    other = sheet_of('<row r="1"><c r="A1"><v>999</v></c></row>')
    found, (finding,) = read(doubled(other.encode(), name), "retour.xlsx")
    assert (found, finding.code) == ([], "written_unusually")


def test_part_that_is_there_twice_with_one_content_is_read_once() -> None:
    same = sheet_of(ONE)
    (sheet,), findings = read(doubled(same.encode()), "retour.xlsx")
    assert (sheet.rows, findings) == ((("1",),), [])


TRICKS = (
    "../../../tmp/passerelle-evil",
    "/tmp/passerelle-evil",
    "C:\\passerelle-evil",
    "xl/../../x",
    "xl/\x00.xml",
    "é" * 300,
)


def test_names_in_a_zip_that_lead_elsewhere_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = files.raw_workbook(f"<sheetData>{ONE}</sheetData>", dict.fromkeys(TRICKS, "mal"))
    (sheet,), findings = read(data, "../../retour.xlsx")
    assert (sheet.rows, findings, list(tmp_path.iterdir())) == ((("1",),), [], [])
    assert not Path("/tmp/passerelle-evil").exists()


def test_sheet_that_points_out_of_the_workbook_is_a_corrupt_file() -> None:
    relations = RELATIONS.replace("worksheets/sheet1.xml", "../../../../../../etc/passwd")
    data = files.raw_workbook(f"<sheetData>{ONE}</sheetData>", {"xl/_rels/workbook.xml.rels": relations})
    found, (finding,) = read(data, "retour.xlsx")
    assert (found, finding.code) == ([], "corrupt")


def test_damage_that_still_unpacks_is_found_by_the_check_sum() -> None:
    data = files.raw_workbook(f"<sheetData>{ONE}</sheetData>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stored = io.BytesIO()
        with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as copy:
            for name in archive.namelist():
                copy.writestr(name, archive.read(name))
    damaged = stored.getvalue().replace(b"<v>1</v>", b"<v>7</v>")
    found, (finding,) = read(damaged, "retour.xlsx")
    assert (found, finding.code) == ([], "corrupt")


def test_truncated_template_is_refused_wherever_it_was_cut() -> None:
    data = EXAMPLE.read_bytes()
    codes = {read(data[:cut], "retour.xlsx")[1][0].code for cut in range(4, len(data) - 1, 997)}
    assert codes == {"corrupt"}


# --- Texts that pretend -----------------------------------------------------------------------------------

EXCEL_PAGE = (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">\n'
    "<head><meta charset=utf-8></head><body><table><tr><td>École</td></tr></table></body></html>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_web_page_under_the_name_of_an_old_workbook_is_called_a_web_page(worker: Worker, encoding: str) -> None:
    assert told(worker, EXCEL_PAGE.encode(encoding), "export.xls").code == "is_web_page"


@pytest.mark.parametrize("zeros", [1, 4_096, 1_000_000])
def test_text_that_ends_in_zeros_says_from_which_line_on(worker: Worker, zeros: int) -> None:
    data = b"ecole;note\r\nJean-Moulin;3\r\nHu" + bytes(zeros) + b";2\r\n"
    finding = told(worker, data, "export.csv")
    assert (finding.code, "à partir de la ligne 3" in finding.message) == ("text_damaged", True)


def test_text_of_one_endless_line_is_refused(worker: Worker) -> None:
    assert told(worker, b"a;" * 5_000_000, "export.csv").code == "text_too_many_cells"
    assert told(worker, b"a;b\n" + b"x" * 10_000_000 + b";1\n", "export.csv").code == "cell_too_long"


def test_limits_hold_on_one_sheet_as_on_many() -> None:
    data = files.workbook({f"F{number}": [["x"] * 10] * 10 for number in range(12)})
    found, (finding,) = read(data, "retour.xlsx", Limits(cells=1_000))
    assert (found, finding.code, finding.place.sheet) == ([], "too_many_cells", "F10")


@pytest.mark.parametrize("sign", ["x", "1", "a_", "/", "(", "1 - ", "x; ", "autre "])
@pytest.mark.parametrize("row", [0, 2], ids=["header", "answer"])
def test_longest_text_of_a_cell_is_no_reason_to_be_long(worker: Worker, sign: str, row: int) -> None:
    """Patterns that count without bounds took minutes on a header of one letter, 32,767 times."""
    rows = [line.split("|") for line in LIST]
    rows[row][2] = (sign * 32_767)[:32_767]
    data = "\n".join(";".join(f'"{cell}"' for cell in line) for line in rows).encode()
    expected = Expected("2025-2026", "C1", "centre", {"C1": "Centre A"})
    (ret,) = worker.run(examine, data, "liste.csv", expected).returns
    assert [seen.answers["etab_nom"] for seen in ret.observations] == ["École A", "École B"]
    assert worker.run(tabulate, data, "liste.csv").survey.rows == 2


LIST = (
    "Nom de l’établissement|Commune de l’établissement|Remarque|Niveau|Statut du lien",
    "École A|Ville|rien|Élémentaire|Actif",
    "École B|Ville|rien|Collège|Actif",
)
