"""The roster of centres from a list: read, shown, and only then written."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from lib.collection import rosters
from lib.collection.roster_file import Entry, RosterFile, examine, interpret
from lib.collection.roster_matching import propose_code
from lib.collection.rosters import Preview, RosterChanged
from lib.reader import Sheet
from lib.store import Centre, Store
from lib.worker import Worker
from tests.support.files import workbook
from tests.support.stores import CAMPAIGN, fresh_url

KNOWN = (
    Centre("007", "Centre social Les Tilleuls", "Cergy", "tilleuls@exemple.fr"),
    Centre("CS02", "Centre social Jean-Moulin", "Pontoise", "moulin@exemple.fr"),
    Centre("CS03", "Centre social du Parc", "Cergy", ""),
)


@pytest.fixture
def store(tmp_path: Path):
    with Store.open(fresh_url(tmp_path)) as store:
        yield store


def sheet(text: str, name: str = "Centres", hidden: bool = False) -> Sheet:
    """A sheet as it is seen: one line a row, cells between bars."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").splitlines()]
    width = max(map(len, rows))
    return Sheet(name, tuple(tuple(row + [""] * (width - len(row))) for row in rows), hidden)


def read(text: str) -> RosterFile:
    return interpret([sheet(text)])


def said(findings: tuple) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.severity.value, finding.place.cell) for finding in findings]


SEEN = """
Liste des centres, janvier 2026 |                           |          |              |
                                |                           |          |              |
CODE DU CENTRE                  | Centre social *           | Ville    | Mél :        | Téléphone
CS02                            | Centre social Jean-Moulin | Pontoise | nouveau@exemple.fr | 01 02 03 04 05
7                               |                           |          |              |
                                | Centre Social « DU PARC » | cergy    | Mme X <parc@exemple.fr> |
                                | Centre social Les Aulnes  | Osny     | pas d’adresse |
CS09                            | Centre  social
                                |                           |          | seul@exemple.fr |
CS02                            | Un autre                  | Osny     |              |
CS10                            | Centre social du Parc     | Cergy    | a@exemple.fr ; b@exemple.fr |
Total                           |                           |          |              | 7
"""


def test_a_list_as_it_really_comes_is_held_against_the_roster() -> None:
    preview = rosters.preview(read(SEEN), KNOWN)
    assert preview.new == (
        Centre("AULNES", "Centre social Les Aulnes", "Osny", ""),
        Centre("CS09", "Centre social", "", ""),
        Centre("CS10", "Centre social du Parc", "Cergy", "a@exemple.fr"),
    )
    assert preview.changed == (
        (KNOWN[1], Centre("CS02", "Centre social Jean-Moulin", "Pontoise", "nouveau@exemple.fr")),
        (KNOWN[2], Centre("CS03", "Centre Social « DU PARC »", "cergy", "parc@exemple.fr")),
    )
    assert preview.unchanged == KNOWN[:1]
    assert preview.absent == ()
    assert preview.proposed == {"AULNES"}
    assert said(preview.findings) == [
        ("roster_column_unknown", "information", "E3"),
        ("roster_email", "à vérifier", "D7"),
        ("roster_email_several", "à vérifier", "D11"),
        ("roster_code_spelling", "à vérifier", "A5"),
        ("roster_code_known", "information", "A6"),
        ("roster_code_proposed", "information", "A7"),
        ("roster_name_missing", "à vérifier", "A9"),
        ("roster_duplicate", "à vérifier", "A10"),
        ("roster_namesake", "à vérifier", "B11"),
        ("roster_name_missing", "à vérifier", "A12"),
    ]


def test_sentences_say_where_and_what_to_do() -> None:
    preview = rosters.preview(read("Nom;\nLes Aulnes".replace(";", "")), ())
    (finding,) = preview.findings
    assert finding.message == (
        "Feuille «\u00a0Centres\u00a0», cellule A2\u00a0: «\u00a0Les Aulnes\u00a0» n’a pas de code\u202f; "
        "«\u00a0AULNES\u00a0» est proposé."
    )
    assert finding.remedy.startswith("Le code ne changera plus d’une année à l’autre")


def test_centres_that_the_list_lacks_are_said_and_kept(store: Store) -> None:
    store.add_centres(KNOWN)
    preview = rosters.preview(read("Code | Nom\nCS02 | Centre social Jean-Moulin"), store.centres())
    assert preview == Preview(unchanged=(KNOWN[1],), absent=(KNOWN[0], KNOWN[2]))
    rosters.apply(store, preview)
    assert store.centres() == list(KNOWN)


def test_nothing_is_written_before_it_is_applied(store: Store) -> None:
    store.add_centres(KNOWN)
    before = store.revision()
    preview = rosters.preview(read(SEEN), store.centres())
    assert (store.centres(), store.revision()) == (list(KNOWN), before)
    rosters.apply(store, preview, CAMPAIGN)
    written = [
        KNOWN[0],
        Centre("AULNES", "Centre social Les Aulnes", "Osny", ""),
        Centre("CS02", "Centre social Jean-Moulin", "Pontoise", "nouveau@exemple.fr"),
        Centre("CS03", "Centre Social « DU PARC »", "cergy", "parc@exemple.fr"),
        Centre("CS09", "Centre social", "", ""),
        Centre("CS10", "Centre social du Parc", "Cergy", "a@exemple.fr"),
    ]
    assert store.centres() == written
    assert store.expected(CAMPAIGN) == written
    again = rosters.preview(read(SEEN), store.centres())
    assert (again.new, again.changed, again.proposed) == ((), (), frozenset())


def test_a_roster_changed_in_the_meantime_is_looked_at_again(store: Store) -> None:
    store.add_centres(KNOWN)
    preview = rosters.preview(read("Nom | Commune\nLes Aulnes | Osny"), store.centres())
    store.add_centres([Centre("AULNES", "Un tout autre centre")])
    with pytest.raises(RosterChanged, match="AULNES"):
        rosters.apply(store, preview)
    assert store.centres()[1] == Centre("AULNES", "Un tout autre centre")


def test_the_preview_as_a_frame() -> None:
    preview = Preview(
        new=(Centre("N", "Neuf", "Osny", "n@exemple.fr"),),
        changed=((KNOWN[2], Centre("CS03", "Le Parc", "Cergy", "p@exemple.fr")),),
        unchanged=(KNOWN[1],),
        absent=(KNOWN[0],),
        proposed=frozenset({"N"}),
    )
    expected = pd.DataFrame(
        {
            "change": ["new", "changed", "unchanged", "absent"],
            "code": ["N", "CS03", "CS02", "007"],
            "name": ["Neuf", "Le Parc", "Centre social Jean-Moulin", "Centre social Les Tilleuls"],
            "commune": ["Osny", "Cergy", "Pontoise", "Cergy"],
            "email": ["n@exemple.fr", "p@exemple.fr", "moulin@exemple.fr", "tilleuls@exemple.fr"],
            "before_name": ["", "Centre social du Parc", "", ""],
            "before_commune": ["", "Cergy", "", ""],
            "before_email": ["", "", "", ""],
            "proposed": [True, False, False, False],
        }
    )
    pd.testing.assert_frame_equal(rosters.frame(preview), expected)
    assert rosters.frame(Preview()).dtypes.to_dict() == expected.dtypes.to_dict()


@pytest.mark.parametrize(
    ("name", "commune", "taken", "code"),
    [
        ("Centre social Les Tilleuls", "Cergy", (), "TILLEULS"),
        ("Centre social Les Tilleuls", "Cergy", ("tilleuls",), "TILLEULS-CERGY"),
        ("Centre social Les Tilleuls", "Cergy", ("TILLEULS", "TILLEULS-CERGY"), "TILLEULS-CERGY-2"),
        ("Centre social", "Saint-Ouen-l’Aumône", (), "SAINT-OUEN-L-AUM"),
        ("Centre social", "", (), "CENTRE"),
        ("Centre social", "", ("CENTRE",), "CENTRE-2"),
        ("Maison de l’Été n° 3", "", (), "ETE-N-3"),
        ("=1+1", "", (), "1-1"),
    ],
)
def test_proposed_codes_are_plain_and_free(name: str, commune: str, taken: tuple[str, ...], code: str) -> None:
    assert propose_code(name, commune, taken) == code


def test_namesakes_in_one_list_get_codes_of_their_own() -> None:
    preview = rosters.preview(read("Nom | Commune\nLes Aulnes | Osny\nLes Aulnes | Cergy\nLes Aulnes | Cergy"))
    assert [centre.code for centre in preview.new] == ["AULNES", "AULNES-CERGY"]
    assert said(preview.findings)[-1] == ("roster_duplicate", "à vérifier", "A4")


def test_a_name_that_two_known_centres_share_is_not_guessed() -> None:
    known = (Centre("A", "Le Parc", "Cergy"), Centre("B", "Le Parc", "Osny"))
    doubtful = rosters.preview(read("Nom\nLe Parc"), known)
    assert (doubtful.new, doubtful.unchanged) == ((), ())
    assert "(A ou B)" in doubtful.findings[0].message
    told = rosters.preview(read("Code | Nom\nA | Le Parc\n | Le Parc"), known)  # the other line is A
    assert [centre.code for centre in told.listed] == ["A", "B"]
    assert rosters.preview(read("Nom | Ville\nLe Parc | Osny"), known).unchanged == (known[1],)


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        ([], "roster_no_header"),
        ([sheet("Ville | Mail\nCergy | a@b.fr")], "roster_no_header"),
        ([sheet("Code | Nom")], "roster_empty"),
        ([sheet("Code | Nom\nA | Alpha", hidden=True)], "roster_no_header"),
    ],
)
def test_what_is_no_list_is_blocked(sheets: list[Sheet], code: str) -> None:
    file = interpret(sheets)
    assert [finding.code for finding in file.findings] == [code]
    assert rosters.preview(file, KNOWN).blocked


def test_a_blocked_list_is_never_applied(store: Store) -> None:
    with pytest.raises(ValueError, match="blocked"):
        rosters.apply(store, rosters.preview(interpret([]), ()))


def test_the_sheet_that_says_most_is_read() -> None:
    notes, centres = sheet("Nom\nUne note", "Notes"), sheet("Code | Nom | Ville\nA | Alpha | Cergy", "Liste")
    assert interpret([notes, centres]) == RosterFile(
        "Liste", {"code": 0, "name": 1, "commune": 2}, (Entry(1, "A", "Alpha", "Cergy"),)
    )


def test_a_second_column_of_the_same_kind_is_said() -> None:
    file = read("Nom | Mail | Courriel\nAlpha | a@exemple.fr | b@exemple.fr")
    assert file.entries == (Entry(1, "", "Alpha", "", "a@exemple.fr"),)
    assert said(file.findings) == [("roster_column_twice", "à vérifier", "C1")]


def test_a_cell_that_is_no_name_leaves_its_line_out() -> None:
    file = read(f"Nom\n{'x' * 201}\nAlpha")
    assert [entry.name for entry in file.entries] == ["Alpha"]
    assert said(file.findings) == [("roster_too_long", "à vérifier", "A2")]


HOSTILE = (
    Centre("01", '=HYPERLINK("http://exemple.org")', "Cergy", ""),
    Centre("02", "L’Été ; « à Cergy »", "+33", "b@exemple.fr"),
    Centre("03", "-1\nsuite", "@b", ""),
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_exported_list_reads_back_as_it_was(kind: str) -> None:
    data = getattr(rosters, kind)(HOSTILE)
    back = rosters.preview(examine(data, f"centres.{kind}"))
    assert back.new == (*HOSTILE[:2], Centre("03", "-1 suite", "@b", ""))
    assert not back.proposed
    assert not [finding for finding in back.findings if finding.severity != "information"]


def test_exported_cells_are_text(tmp_path: Path) -> None:
    path = tmp_path / "centres.xlsx"
    path.write_bytes(rosters.xlsx(HOSTILE))
    cells = [[(cell.value, cell.data_type) for cell in row] for row in load_workbook(path).active.iter_rows()]
    assert cells[0] == [("Code", "s"), ("Nom", "s"), ("Commune", "s"), ("Courriel", "s")]
    assert cells[1] == [("01", "s"), ('=HYPERLINK("http://exemple.org")', "s"), ("Cergy", "s"), (None, "n")]
    first = rosters.csv(HOSTILE[:1]).decode("utf-8-sig")
    assert first == 'Code;Nom;Commune;Courriel\r\n01;"\'=HYPERLINK(""http://exemple.org"")";Cergy;\r\n'


def test_lists_are_read_in_the_worker_whatever_they_are() -> None:
    with Worker(1) as worker:
        good = workbook({"Centres": [["Code", "Nom"], [7, "Alpha"], ["B", "Bêta"]]})
        assert [entry.code for entry in rosters.read_safely(worker, good, "c.xlsx").entries] == ["7", "B"]
        text = "code;nom;commune;mél\nA;Alpha;Cergy;a@exemple.fr\n".encode("cp1252")
        file = rosters.read_safely(worker, text, "c.csv")
        assert file.entries == (Entry(1, "A", "Alpha", "Cergy", "a@exemple.fr"),)
        for bad in (b"", b"%PDF-1.4", b"PK\x03\x04broken", b"\x00" * 100):
            file = rosters.read_safely(worker, bad, "c.xlsx")
            assert file.entries == ()
            assert rosters.preview(file).blocked
