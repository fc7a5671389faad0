"""« Corriger ici »: which cells can be put right, what each offers, and what comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.checks import Expected
from lib.correcting.corrections import Answer, Kind, UnknownCell, apply, cells, groups, merged
from lib.findings import find
from lib.intake import examine
from lib.layout.spots import Spot, find_spots, with_edits
from lib.observation import Edit, Observation, Place, Return, Verbatim
from lib.store import Store
from lib.worker import Worker
from tests.support import files
from tests.support.sheets import ANSWERS_A, SCHOOL_A, flat, sheet, small_codebook, table, workbook, write_codebook
from tests.support.stores import fresh_url

CODEBOOK = small_codebook()
LIENS = """
    passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
                     | Nom *    | Commune *    | UAI      | Niveau *    | Priorité              | Début       | Statut *    | Fin
    lien:1           | École A  | Ville        |          | Élémentaire |                       | vers 2019   | Actif       |
    lien:2           | B        |              |          | colège      |                       |             | Actif       |
    lien:3           |          |              |          |             |                       |             |             |
"""  # noqa: E501
PARTNERS = """
    passerelle:grille |                      | lien:1 | lien:2 | lien:3
                      |                      | Lien 1 | Lien 2 | Lien 3
    q1/caf            | Caf                  | bof    |        |
    q1/police         | Police               |        | xx     | x
    q1/parents        | Parents              |        |        |
    q1/autre          | Autre                |        |        |
    q1_autre          | Précisez             |        |        |
    q1/aucun          | Aucun                |        |        |
    q2#1              | Partenaire moteur 1  | Cafe   |        |
    q2#2              | Partenaire moteur 2  |        |        |
"""
PAROLES = """
    passerelle:paroles | lien | theme | texte     | citable | minutage
    parole:1           |      |       | On y est. | bof     |
"""
WRONG = {"Liens": LIENS, "Partenaires": PARTNERS, "Paroles": PAROLES}


@pytest.fixture(scope="module")
def codebook_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_codebook(tmp_path_factory.mktemp("codebook"))


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(1, timeout=20) as worker:
        yield worker


def file(changed: dict[str, str]) -> bytes:
    rows = {each.name: [list(row) for row in each.rows] for each in workbook(changed)}
    return files.workbook(rows, hidden=("_passerelle",))


def shown(changed: dict[str, str], codebook_path: Path) -> list[list[str]]:
    """The cells offered, no-break spaces as plain ones and drop-downs with « / » between choices."""
    examined = examine(file(changed), "retour.xlsx", None, codebook_path)
    rows = [
        [
            f"{cell.place.sheet}!{cell.place.cell}",
            *(" ".join(finding.code for finding in cell.findings), cell.link, cell.label),
            *(cell.value, cell.kind.value, "/".join(cell.options), cell.suggestion),
        ]
        for cell in cells(examined, CODEBOOK)
    ]
    return [[text.replace("\u202f", " ").replace("\u00a0", " ") for text in row] for row in rows]


OFFERED = """
    Liens!C4       | required_missing  | Lien 2 (B)       | Commune             |           | text   |                            |
    Liens!E4       | unknown_required  | Lien 2 (B)       | Niveau              | colège    | choice | Élémentaire/Collège/Lycée  | Collège
    Partenaires!E4 | link_unnamed      | Lien 3           | Avec qui ? : Police | x         | mark   | oui/non                    |
    Liens!B5       |                   | Lien 3           | Nom                 |           | text   |                            |
    Liens!C5       |                   | Lien 3           | Commune             |           | text   |                            |
    Liens!E5       |                   | Lien 3           | Niveau              |           | choice | Élémentaire/Collège/Lycée  |
    Liens!H5       |                   | Lien 3           | Statut              |           | choice | Actif/Interrompu/Souhaité  |
    Liens!G3       | not_a_number      | Lien 1 (École A) | Début               | vers 2019 | year   |                            | 2019
    Partenaires!C3 | unknown_mark      | Lien 1 (École A) | Avec qui ? : Caf    | bof       | mark   | oui/non                    |
    Partenaires!D4 | unknown_mark      | Lien 2 (B)       | Avec qui ? : Police | xx        | mark   | oui/non                    | oui
    Partenaires!C9 | unknown_value     | Lien 1 (École A) | Moteurs ?           | Cafe      | choice | Caf/Police/Parents d’élèves, représentants/Autre (préciser)/Aucun | Caf
    Paroles!C2     | verbatim_no_theme | Tout le centre   | Parole : thème      |           | choice | Partenaires/Durabilité     |
    Paroles!E2     | verbatim_citable  | Tout le centre   | Parole : citable    | bof       | mark   | oui/non                    |
"""  # noqa: E501


def test_every_cell_to_put_right_offers_what_the_questionnaire_allows(codebook_path):
    assert shown(WRONG, codebook_path) == table(OFFERED)


def test_cells_are_grouped_by_what_their_drop_down_offers(codebook_path):
    examined = examine(file(WRONG), "retour.xlsx", None, codebook_path)
    grouped = [
        (group.kind, len(group.options), [cell.place.cell for cell in group.cells])
        for group in groups(cells(examined, CODEBOOK))
    ]
    assert grouped == [
        (Kind.TEXT, 0, ["C4", "B5", "C5"]),
        (Kind.CHOICE, 3, ["E4", "E5"]),
        (Kind.MARK, 2, ["E4", "C3", "D4", "E2"]),
        (Kind.CHOICE, 3, ["H5"]),
        (Kind.YEAR, 0, ["G3"]),
        (Kind.CHOICE, 5, ["C9"]),
        (Kind.CHOICE, 2, ["C2"]),
    ]


@pytest.mark.parametrize(
    ("liens", "places"),
    [
        # Two links of one school: its name, or what tells the two apart.
        ("lien:1 | A | V | Collège | | Actif |\nlien:2 | A | V | Collège | | Actif |", "B3 C3 D3"),
        # It would have ended before it began: either year may be wrong.
        ("lien:1 | A | V | Collège | 2020 | Interrompu | 2018", "G2 E2"),
        ("lien:1 | A | V | Collège | 2018 | Actif | 2020", "G2 F2"),
        # Nothing that is known of the file as a whole is a cell.
        ("lien:1 | A | V | Collège | 2018 | Actif |", ""),
    ],
)
def test_cells_that_do_not_go_together_are_offered_together(liens, places, codebook_path):
    header = "passerelle:liens | etab_nom | etab_commune | etab_niveau | annee_debut | statut_lien | annee_fin\n"
    examined = examine(file({"Liens": header + liens}), "retour.xlsx", None, codebook_path)
    assert " ".join(spot.place.cell for spot in examined.spots) == places


def test_corrected_cells_are_read_and_everything_is_checked_again(worker, codebook_path):
    data = file(WRONG)
    before = examine(data, "retour.xlsx", None, codebook_path)
    offered = {f"{cell.place.sheet}!{cell.place.cell}": cell for cell in cells(before, CODEBOOK)}
    typed = {
        "Liens!E4": "Collège",
        "Liens!C4": " Ville ",
        "Partenaires!E4": "non",
        "Liens!G3": "2019",
        "Partenaires!C3": "oui",
        "Partenaires!D4": "oui",
        "Partenaires!C9": "Caf",
        "Paroles!C2": "Durabilité",
        "Paroles!E2": "",
    }
    edits = [offered[at].edit(after) for at, after in typed.items()]
    after = apply(worker, data, "retour.xlsx", edits, None, codebook_path)
    # What was done for the third link is done away with; the second one has no factor, as before.
    assert flat(after.findings) == [("section_untouched", "Durabilité", "2")]
    assert after.ret == Return(
        "2025-2026",
        "C1",
        "centre",
        "Centre A",
        observations=(
            Observation(1, ANSWERS_A | {"annee_debut": "2019", "q1": "caf", "q2": "caf"}),
            Observation(2, SCHOOL_A | {"etab_nom": "B", "etab_niveau": "college", "q1": "police"}),
        ),
        verbatims=(Verbatim("On y est.", "durabilite"),),
        template="1",
        codebook="1",
    )
    assert (after.spots, after.sha256) == ((), hashlib.sha256(data).hexdigest())
    assert [(edit.place.cell, edit.before, edit.after) for edit in after.edits] == [
        ("E4", "colège", "Collège"),
        ("C4", "", "Ville"),
        ("E4", "x", "non"),
        ("G3", "vers 2019", "2019"),
        ("C3", "bof", "oui"),
        ("D4", "xx", "oui"),
        ("C9", "Cafe", "Caf"),
        ("C2", "", "Durabilité"),
        ("E2", "bof", ""),
    ]


def test_wrong_correction_is_a_finding_like_any_other(worker, codebook_path):
    data = file({"Liens": LIENS})
    edits = [Edit(Place("Liens", "G3"), "vers 2019", "1789"), Edit(Place("Liens", "E4"), "colège", "=1+1")]
    after = apply(worker, data, "retour.xlsx", edits, Expected(campaign="2025-2026"), codebook_path)
    assert flat(after.findings)[:3] == [
        ("required_missing", "Liens!C4"),
        ("unknown_required", "Liens!E4", "=1+1"),
        ("number_out_of_range", "Liens!G3", "1789"),
    ]


def test_answers_can_be_given_by_link_and_question(worker, codebook_path):
    edits = [
        Answer(1, "annee_debut", "2019"),
        Answer(1, "q1/police", "x"),
        Answer(1, "d3", "CPE"),
        Answer(0, "fonction_repondant", "Direction"),
    ]
    after = apply(worker, file({}), "retour.xlsx", edits, None, codebook_path)
    assert after.ret.observations == (
        Observation(1, ANSWERS_A | {"annee_debut": "2019", "q1": "caf police", "d3": "cpe"}),
    )
    assert after.ret.answers == {"fonction_repondant": "direction"}
    assert after.edits == (
        Edit(Place("Liens", "G3"), "", "2019"),
        Edit(Place("Partenaires", "C4"), "", "x"),
        Edit(Place("Durabilité", "C3"), "", "CPE"),
        Edit(Place("Centre", "C3"), "", "Direction"),
    )


@pytest.mark.parametrize(
    "edit",
    [
        Edit(Place("Liens", "XFD1048576"), "", "x"),
        Edit(Place("Nulle part", "A1"), "", "x"),
        Edit(Place("Liens", "4E"), "", "x"),
        Answer(1, "q9", "x"),
        Answer(9, "etab_nom", "x"),
    ],
)
def test_cells_that_the_file_does_not_have_are_refused(edit, worker, codebook_path):
    with pytest.raises(UnknownCell):
        apply(worker, file({}), "retour.xlsx", [edit], None, codebook_path)


def test_edit_that_changes_nothing_is_none(codebook_path):
    edits = [Edit(Place("Liens", "B3"), "École A", " École A ")]
    assert examine(file({}), "retour.xlsx", None, codebook_path, edits=edits).edits == ()


def test_later_edits_of_a_cell_remember_what_the_file_has():
    year, name = Place("Liens", "G3"), Place("Liens", "B3")
    first = (Edit(year, "vers 2019", "1789"), Edit(name, "École A", "École B"))
    assert merged(first, [Edit(year, "1789", "2019")]) == (Edit(year, "vers 2019", "2019"), first[1])


def test_corrections_are_kept_with_the_bytes_as_they_were_handed_in(worker, codebook_path, tmp_path):
    data = file({"Partenaires": PARTNERS.replace("| x\n", "|\n")})
    edits = [Edit(Place("Partenaires", "C3"), "bof", "oui")]
    corrected = apply(worker, data, "retour.xlsx", edits, None, codebook_path)
    with Store.open(fresh_url(tmp_path)) as store:
        as_it_is = examine(data, "retour.xlsx", None, codebook_path)
        for examined in (as_it_is, corrected, corrected):
            store.deposit(examined.ret, data=data, filename="retour.xlsx", corrections=examined.edits)
        assert [kept.edit for kept in store.corrections(2)] == edits
        assert list(store.deposits()["number"]) == [2, 1]
        assert (store.in_force("2025-2026", "C1", "centre"), store.original(2)[1]) == ((2, corrected.ret), data)


def test_cells_of_a_list_are_put_right_like_those_of_the_template(worker, codebook_path):
    data = (
        "Campagne;Regard;Code du centre;Nom du centre;Nom;etab_commune;Niveau;Début;Statut\r\n"
        "2025-2026;Centre social;C1;Un;École A;Cergy;Collège;2019;Actif\r\n"
        "2025-2026;Centre social;C1;Un;École B;Cergy;colège;vers 2020;Actif\r\n"
        "2025-2026;Centre social;C1;Un;École C;Cergy;Lycée;2020;\r\n"
    ).encode("cp1252")
    before = examine(data, "liste.csv", None, codebook_path)
    offered = [
        (cell.place.cell, cell.link, cell.label, cell.value, cell.kind, cell.suggestion)
        for cell in cells(before, CODEBOOK)
    ]
    assert offered == [
        ("G3", "Lien 2 (École B)", "Niveau", "colège", Kind.CHOICE, "Collège"),
        ("I4", "Lien 3 (École C)", "Statut", "", Kind.CHOICE, ""),
        ("H3", "Lien 2 (École B)", "Début", "vers 2020", Kind.YEAR, "2020"),
    ]
    edits = [cell.edit(cell.suggestion or "Souhaité") for cell in cells(before, CODEBOOK)]
    after = apply(worker, data, "liste.csv", edits, None, codebook_path)
    assert not after.blocked
    assert [seen.answers for seen in after.ret.observations] == [
        {
            "etab_nom": name,
            "etab_commune": "Cergy",
            "etab_niveau": level,
            "annee_debut": year,
            "statut_lien": status,
        }
        for name, level, year, status in (
            ("École A", "college", "2019", "actif"),
            ("École B", "college", "2020", "actif"),
            ("École C", "lycee", "2020", "souhaite"),
        )
    ]


LIST = """
    Nom     | Niveau  | Début     | Statut
    École A | Collège | 2019      | Actif
    École B | bof     | vers 2020 | Actif
"""


def test_in_any_other_layout_a_cell_is_known_by_its_neighbours():
    """The second year could not be read, so only the column above and the row beside say what it answers."""
    at = {"etab_nom": "A", "etab_niveau": "B", "annee_debut": "C", "statut_lien": "D"}
    first = Observation(1, {}, {name: Place("Feuil1", f"{letter}2") for name, letter in at.items()})
    second = Observation(2, {}, {"etab_nom": Place("Feuil1", "A3"), "statut_lien": Place("Feuil1", "D3")})
    other = Return("2025-2026", "C2", "centre", observations=(second,))
    returns = (Return("2025-2026", "C1", "centre", observations=(first,)), other)
    year = find("not_a_number", Place("Feuil1", "C3"), value="vers 2020", label="Début")
    (spot,) = find_spots([sheet("Feuil1", LIST)], CODEBOOK, returns, [year])
    assert spot == Spot(Place("Feuil1", "C3"), 2, "annee_debut", "vers 2020", 1)
    edited, made = with_edits([sheet("Feuil1", LIST)], [Edit(spot.place, "", "2020")])
    assert edited == [sheet("Feuil1", LIST.replace("vers 2020", "2020"))]
    assert made == (Edit(spot.place, "vers 2020", "2020"),)
