"""From bytes to what a file says, with real workbooks and a real worker process."""

from __future__ import annotations

import csv
import hashlib
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lib.checks import Expected
from lib.codebook import CodebookError
from lib.intake import Examined, examine, examine_safely
from lib.observation import Observation, Return, Verbatim
from lib.worker import Worker
from tests.support import files
from tests.support.sheets import ANSWERS_A, CHOICES, SURVEY, flat, table, workbook
from tests.support.traps import Trap

RETURN = Return(
    campaign="2025-2026",
    centre_code="C1",
    view="centre",
    centre_name="Centre A",
    observations=(Observation(1, ANSWERS_A),),
    template="1",
    codebook="1",
)


@pytest.fixture(scope="module")
def codebook_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small questionnaire, as the three CSV files of an XLSForm."""
    folder = tmp_path_factory.mktemp("codebook")
    settings = "form_title | form_id | version\nPetit | petit | 1"
    for name, text in (("survey", SURVEY), ("choices", CHOICES), ("settings", settings)):
        rows = table(text)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([*row, *[""] * (len(rows[0]) - len(row))] for row in rows)
    return folder


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1, timeout=20) as worker:
        yield worker


def file(changed: dict[str, str] | None = None) -> bytes:
    """A real workbook of the small template."""
    rows = {sheet.name: [list(row) for row in sheet.rows] for sheet in workbook(changed)}
    return files.workbook(rows, hidden=("_passerelle",))


PAROLES = """
    passerelle:paroles | lien | theme      | texte               | citable | minutage
    parole:1           | 1    | Durabilité | On se voit en juin. | oui     | 38-58
"""
WRONG = {
    "Partenaires": """
        passerelle:grille | lien:1 | lien:2 | lien:3
        q1/caf            | x      |        |
        q1/police         | bof    |        |
        q1/parents        |        |        |
        q1/autre          |        |        |
        q1_autre          |        |        |
        q1/aucun          |        |        | x
        q2#1              |        |        |
        q2#2              |        |        |
    """
}


def test_examined_file_holds_the_return_and_its_fingerprint(codebook_path):
    data = file({"Paroles": PAROLES})
    examined = examine(data, "retour.xlsx", Expected("2025-2026", "C1", "centre"), codebook_path)
    expected = Return(
        campaign="2025-2026",
        centre_code="C1",
        view="centre",
        centre_name="Centre A",
        observations=(Observation(1, ANSWERS_A),),
        verbatims=(Verbatim("On se voit en juin.", "durabilite", 1, True, "38-58"),),
        template="1",
        codebook="1",
    )
    assert examined == Examined((expected,), (), hashlib.sha256(data).hexdigest(), len(data))
    assert not examined.blocked


def test_everything_is_found_in_one_pass_the_worst_first(codebook_path):
    examined = examine(file(WRONG), "retour.xlsx", Expected(view="ecole"), codebook_path)
    assert flat(examined.findings) == [
        ("view_wrong", "", "centre"),
        ("link_unnamed", "Partenaires!D7"),
        ("unknown_mark", "Partenaires!B3", "bof"),
        ("section_untouched", "Durabilité", "3"),
    ]
    assert examined.blocked


def test_findings_of_one_weight_come_in_the_order_of_the_file(codebook_path):
    links = """
        passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
        lien:1           | École A  | Ville        |          | Élémentaire | oui                   | vers 2019   | Actif       |
        lien:2           | Lycée B  | Ville        | 123      | Lycée       | REP                   | 2024        | Actif       | 2025
        lien:3           |          |              |          |             |                       |             |             |
    """  # noqa: E501
    quotations = """
        passerelle:paroles | lien | theme | texte     | citable | minutage
        parole:1           |      |       | On y est. | bof     |
    """
    examined = examine(file({**WRONG, "Liens": links, "Paroles": quotations}), "retour.xlsx", None, codebook_path)
    assert [finding[1] for finding in flat(examined.findings) if finding[0] != "section_untouched"] == [
        "Partenaires!D7",  # blocks
        "Liens!F2",
        "Liens!G2",
        "Liens!D3",
        "Liens!F3",
        "Liens!I3",
        "Partenaires!B3",
        "Paroles!C2",
        "Paroles!E2",
    ]


def test_doubtful_cell_alone_does_not_stop_a_deposit(codebook_path):
    doubtful = {"Partenaires": WRONG["Partenaires"].replace("| x\n        q2#1", "|\n        q2#1")}
    examined = examine(file(doubtful), "retour.xlsx", None, codebook_path)
    assert (examined.ret, flat(examined.findings)) == (RETURN, [("unknown_mark", "Partenaires!B3", "bof")])
    assert not examined.blocked


def test_workbook_without_codes_is_one_finding(codebook_path):
    data = files.workbook({"Feuil1": [["Nom", "Ville"], ["École A", "Ville"]]})
    examined = examine(data, "liste.xlsx", None, codebook_path)
    assert (examined.ret, flat(examined.findings)) == (None, [("not_our_template",)])


def test_unreadable_bytes_are_one_finding(codebook_path):
    examined = examine(b"%PDF-1.7 ...", "retour.xlsx", None, codebook_path)
    assert (examined.ret, flat(examined.findings), examined.blocked) == (None, [("is_pdf",)], True)


def test_other_template_is_named_and_checked_no_further(codebook_path):
    identity = """
        passerelle:identity | valeur
        template            | 99
        form_id             | petit
    """
    examined = examine(file({"_passerelle": identity}), "retour.xlsx", Expected("2025-2026"), codebook_path)
    assert flat(examined.findings) == [("template_version", "", "99")]


def test_what_goes_between_processes_is_small(codebook_path):
    links = "\n".join(f"lien:{n} | École {n} | Ville | Collège | Actif" for n in range(1, 21))
    data = file({"Liens": "passerelle:liens | etab_nom | etab_commune | etab_niveau | statut_lien\n" + links})
    examined = examine(data, "retour.xlsx", None, codebook_path)
    assert len(examined.ret.observations) == 20
    assert not any(seen.places for seen in examined.ret.observations)
    assert len(pickle.dumps(examined)) < 10_000


def test_more_findings_than_anybody_reads_are_counted(codebook_path):
    rows = "\n".join(f"parole:{n} | Météo | Un temps pour parler." for n in range(1, 621))
    examined = examine(file({"Paroles": "passerelle:paroles | theme | texte\n" + rows}), "a.xlsx", None, codebook_path)
    codes = [finding.code for finding in examined.findings]
    # One blocking finding for the columns that are gone, then 499 of the 620 themes.
    assert codes == ["columns_missing", *["verbatim_theme"] * 499, "more_findings"]
    assert examined.findings[-1].value == "121"


def test_worker_gives_what_examine_gives(worker, codebook_path):
    arguments = (file(WRONG), "retour.xlsx", Expected("2025-2026", centres={"C1": "Centre A"}), codebook_path)
    assert examine_safely(worker, *arguments) == examine(*arguments)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("die", "reader_crashed"),
        ("hang", "reader_timed_out"),
        ("eat", "reader_out_of_memory"),
        ("fail", "reader_crashed"),
    ],
)
def test_file_that_brings_the_reader_down_is_one_finding_and_the_next_is_read(how, code, codebook_path):
    data = file()
    with Worker(1, timeout=3) as worker:
        fallen = examine_safely(worker, data, "retour.xlsx", None, Trap(how))
        following = examine_safely(worker, data, "retour.xlsx", None, codebook_path)
    assert (fallen.ret, flat(fallen.findings), fallen.blocked) == (None, [(code,)], True)
    assert (fallen.sha256, fallen.size) == (hashlib.sha256(data).hexdigest(), len(data))
    assert (following.ret, following.findings) == (RETURN, ())


def test_questionnaire_that_cannot_be_used_is_not_the_files_fault(worker, tmp_path):
    with pytest.raises(CodebookError):
        examine_safely(worker, file(), "retour.xlsx", None, tmp_path / "nothing")


def test_blocked_file_is_kept_for_whom_its_returns_agree_on_else_for_whom_it_was_handed_in() -> None:
    expected = Expected("2025-2026", "C9", "centre")

    def claim(*returns: Return) -> Return:
        return Examined(returns, (), "", 0).claim(expected)

    assert claim() == Return("2025-2026", "C9", "centre")
    assert claim(RETURN) == RETURN
    assert claim(RETURN, replace(RETURN, view="ecole")) == Return("2025-2026", "C1", "")


def test_a_header_as_long_as_a_novel_makes_no_finding_so_long() -> None:
    header = "Que dire ? " * 4_000
    examined = examine(f"Nom de l’établissement;Commune;{header}\nÉcole A;Ici;non\n".encode(), "liste.csv")
    (unread,) = [found for found in examined.findings if found.code == "columns_unread"]
    assert "Que dire ?" in unread.message
    assert max(len(found.message) + len(found.remedy) for found in examined.findings) < 3_000
