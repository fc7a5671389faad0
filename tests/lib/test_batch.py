"""Many files in one drop, and zips: what comes out of them, what is refused, and the table of results."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pandas as pd
import pytest

from lib.correcting.batch import ZIP_LIMITS, Outcome, Upload, expand, is_zip_of_files, results, unzip
from lib.findings import find
from lib.intake import Examined
from lib.reader.archive import Limits
from lib.store import Receipt
from lib.worker import Worker
from tests.support import files
from tests.support.stores import a_return, link

BOOK = files.workbook({"Feuil1": [["a", 1]]})
ODS = files.raw_ods("<table:table-row><table:table-cell/></table:table-row>")


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1, timeout=20, preload=("lib.correcting.batch",)) as worker:
        yield worker


def named(uploads: list[Upload]) -> list[tuple[str, ...]]:
    """Uploads as (folder, name, code of the finding)."""
    return [(up.folder, up.filename, *([up.finding.code] if up.finding else [])) for up in uploads]


def in_code_page(name: str, code_page: str) -> bytes:
    """A zip of one file whose name is written as Windows or macOS do, without saying in which code page."""
    raw = name.encode(code_page)
    stand_in = "x" * len(raw)
    return files.packed({stand_in: "contenu"}).replace(stand_in.encode(), raw)


def test_files_of_a_zip_come_out_in_order_with_their_bytes():
    data = files.packed({"Nord/a.xlsx": BOOK, "Nord/Est/b.csv": "x;y", "c.ODS": ODS})
    assert unzip(data, "retours.zip") == [
        Upload("a.xlsx", BOOK, "retours.zip › Nord"),
        Upload("b.csv", b"x;y", "retours.zip › Nord › Est"),
        Upload("c.ODS", ODS, "retours.zip"),
    ]


def test_what_systems_leave_in_zips_is_passed_over():
    litter = [
        "__MACOSX/._a.xlsx",
        ".DS_Store",
        "Nord/~$a.xlsx",
        "Nord/.~lock.a.ods#",
        "Thumbs.db",
        "Nord/desktop.ini",
    ]
    data = files.packed({**dict.fromkeys(litter, "x"), "Nord/": "", "Nord/a.xlsx": BOOK})
    assert named(unzip(data, "r.zip")) == [("r.zip › Nord", "a.xlsx")]


def test_files_of_other_kinds_are_named_and_not_opened():
    uploads = unzip(files.packed({"lettre.pdf": "%PDF", "sans extension": "x", "a.xlsx": BOOK}), "r.zip")
    assert named(uploads) == [
        ("r.zip", "lettre.pdf", "zip_skipped"),
        ("r.zip", "sans extension", "zip_skipped"),
        ("r.zip", "a.xlsx"),
    ]
    assert uploads[0].data == b""


@pytest.mark.parametrize("name", ["dedans.zip", "deguise.xlsx"])
def test_an_archive_in_the_archive_is_refused_and_the_rest_is_read(name):
    data = files.packed({name: files.packed({"a.xlsx": BOOK}), "b.xlsx": BOOK})
    assert named(unzip(data, "r.zip")) == [("r.zip", name, "zip_nested"), ("r.zip", "b.xlsx")]


@pytest.mark.parametrize(
    ("path", "folder", "name"),
    [
        ("../../etc/a.xlsx", "r.zip › etc", "a.xlsx"),
        ("/etc/a.xlsx", "r.zip › etc", "a.xlsx"),
        (r"C:\Temp\..\a.xlsx", "r.zip › Temp", "a.xlsx"),
        ("a\u202exslx.csv", "r.zip", "axslx.csv"),
        ("re\u0301ponse.xlsx", "r.zip", "réponse.xlsx"),
        (f"{'x' * 400}.xlsx", "r.zip", f"{'x' * 115}.xlsx"),
    ],
)
def test_paths_in_a_zip_are_names_and_nothing_more(path, folder, name):
    assert named(unzip(files.packed({path: BOOK}), "r.zip")) == [(folder, name)]


@pytest.mark.parametrize("code_page", ["cp850", "utf-8"])
def test_names_are_read_as_windows_and_mac_write_them(code_page):
    assert named(unzip(in_code_page("Réponses.csv", code_page), "r.zip")) == [("r.zip", "Réponses.csv")]


def test_zip_with_a_password_is_refused_as_a_whole():
    data = bytearray(files.packed({"a.csv": "x"}))
    data[6] |= 1  # the flag of the file itself
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1  # and of its entry in the directory
    assert named(unzip(bytes(data), "r.zip")) == [("", "r.zip", "zip_encrypted")]


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (files.packed({f"{n}.csv": "x" for n in range(6)}), Limits(entries=5), "zip_too_many"),
        (
            files.packed({"a.csv": "x" * 600, "b.csv": "y" * 600}),
            Limits(unpacked_bytes=1000),
            "too_large_unpacked",
        ),
        (files.packed({"a.csv": bytes(12_000_000)}), ZIP_LIMITS, "too_large_unpacked"),
        (files.packed({"a.csv": "x"}), Limits(file_bytes=20), "too_large"),
        (files.packed({"Nord/": "", "__MACOSX/a.csv": "x"}), ZIP_LIMITS, "zip_empty"),
        (files.packed({}), ZIP_LIMITS, "zip_empty"),
    ],
)
def test_a_zip_beyond_the_limits_is_one_finding(data, limits, code):
    assert named(unzip(data, "r.zip", limits)) == [("", "r.zip", code)]


def test_sizes_that_lie_are_measured():
    lying = files.with_declared_sizes(files.packed({"a.csv": bytes(21_000_000), "b.csv": "x"}), 10)
    assert named(unzip(lying, "r.zip")) == [("r.zip", "a.csv", "too_large_unpacked"), ("r.zip", "b.csv")]


def test_one_damaged_file_leaves_the_others():
    data = files.packed({"a.csv": "un;deux;trois", "b.csv": "x"})
    at = data.find(b"PK\x01\x02") + 16
    damaged = data[:at] + struct.pack("<I", 1) + data[at + 4 :]  # the checksum of the first
    assert named(unzip(damaged, "r.zip")) == [("r.zip", "a.csv", "corrupt"), ("r.zip", "b.csv")]


def stored(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_workbooks_stored_as_they_are_do_not_count_as_their_parts():
    data = stored({f"{number}.xlsx": BOOK for number in range(300)})
    assert data.count(b"PK\x01\x02") > ZIP_LIMITS.entries
    assert [upload.data == BOOK for upload in unzip(data, "r.zip")] == [True] * 300


@pytest.mark.parametrize(
    ("data", "is_zip"),
    [
        (files.packed({"a.xlsx": BOOK}), True),
        (files.packed({"xl/a.csv": "x"}), True),
        (files.packed({}), True),
        (BOOK, False),
        (ODS, False),
        (files.binary_workbook([["a"]]), False),
        (files.packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<x/>"}), False),
        (files.packed({"Index/Document.iwa": "x"}), False),
        (files.packed({"a.csv": "x"})[:40], False),
        (b"a;b", False),
    ],
    ids=[
        "workbook inside",
        "folder like a workbook's",
        "empty",
        "xlsx",
        "ods",
        "xlsb",
        "docx",
        "numbers",
        "cut",
        "text",
    ],
)
def test_zips_are_told_from_workbooks_by_what_lies_inside(data, is_zip):
    assert is_zip_of_files(data) == is_zip


def test_an_upload_that_is_no_zip_is_itself(worker):
    assert list(expand(worker, "r.zip", BOOK)) == [Upload("r.zip", BOOK)]
    assert list(expand(worker, "a.csv", b"x;y")) == [Upload("a.csv", b"x;y")]


def test_an_upload_too_heavy_to_be_read_says_what_to_do_and_is_held_no_longer(worker):
    (upload,) = expand(worker, "r.xlsx", bytes(26_000_000))
    assert (upload.data, upload.finding.code) == (b"", "too_large")
    assert upload.finding.message == "Ce fichier est trop lourd\u00a0: 26\u00a0Mo, pour 20\u00a0Mo au plus."


def test_zips_are_opened_in_the_worker_whatever_they_are_called(worker):
    data = files.packed({"a.xlsx": BOOK, "b.csv": "x"})
    assert list(expand(worker, "r.xlsx", data)) == unzip(data, "r.xlsx")


def test_a_zip_that_brings_the_worker_down_is_one_finding():
    data = files.packed({f"{number}.csv": bytes(range(256)) * 1000 for number in range(400)})
    with Worker(1, memory=256 << 20, preload=("lib.correcting.batch",)) as small:
        assert named(list(expand(small, "r.zip", data))) == [("", "r.zip", "reader_out_of_memory")]
        assert named(list(expand(small, "s.zip", files.packed({"a.csv": "x"})))) == [("s.zip", "a.csv")]


def test_the_table_has_a_row_for_each_return_of_each_file():
    now = datetime(2026, 3, 1, tzinfo=UTC)
    doubt = find("campaign_new", value="2025-2026")
    blocking = find("campaign_wrong", value="2024-2025", expected="2025-2026")
    two = (a_return(link(1), link(2, "B")), a_return(centre="C02", view="ecole"))

    def examined(*returns, findings=()):
        return Examined(returns, findings, "0" * 64, 1)

    frame = results(
        [
            Outcome(Upload("a.xlsx", b"A", "r.zip"), examined(a_return(), findings=(doubt,))),
            Outcome(
                Upload("b.csv", b"B"),
                examined(*two),
                (Receipt(1, "accepted", None, 2, 0, now), Receipt(2, "duplicate", None, 1, 0, now)),
            ),
            Outcome(Upload("c.xlsx", b"C"), examined(a_return(), findings=(blocking, doubt))),
            Outcome(Upload("d.pdf", b"", "r.zip", find("zip_skipped", value="d.pdf"))),
            Outcome(Upload("e.xlsx", b"E"), examined(findings=(find("corrupt"),))),
        ]
    )
    expected = pd.DataFrame(
        {
            "file": ["a.xlsx", "b.csv", "b.csv", "c.xlsx", "d.pdf", "e.xlsx"],
            "folder": ["r.zip", "", "", "", "r.zip", ""],
            "centre": ["Centre C01", "Centre C01", "Centre C02", "Centre C01", "", ""],
            "campaign": ["2025-2026"] * 4 + [""] * 2,
            "view": ["centre", "centre", "ecole", "centre", "", ""],
            "links": [1, 2, 1, 1, 0, 0],
            "blocked": [0, 0, 0, 1, 0, 1],
            "to_check": [1, 0, 0, 1, 0, 0],
            "state": ["prêt", "déposé", "déjà déposé", "à corriger", "laissé de côté", "à corriger"],
            "why": [
                *[""] * 3,
                *(f"{why.message} {why.remedy}" for why in (blocking, find("zip_skipped", value="d.pdf"))),
                f"{find('corrupt').message} {find('corrupt').remedy}",
            ],
        }
    ).astype(dict.fromkeys(("file", "folder", "centre", "campaign", "view", "state", "why"), "str"))
    pd.testing.assert_frame_equal(frame, expected)
    assert results([]).dtypes.equals(expected.dtypes)
