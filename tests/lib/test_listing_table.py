"""From a sheet as people and tools write it to its table: the sheet is shown, and the whole table is compared."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lib.french import NBSP
from lib.listing.kinds import is_data, number
from lib.listing.table import Column, Table, tables
from lib.reader import Sheet


def sheet(text: str, name: str = "Feuille", *, hidden: bool = False) -> Sheet:
    """A sheet drawn with one row a line and bars between the cells."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip("\n").split("\n")]
    wide = max(map(len, rows))
    return Sheet(name, tuple(tuple(row + [""] * (wide - len(row))) for row in rows), hidden)


def seen(text: str) -> tuple[list[str], dict[int, tuple[str, ...]], list[str]]:
    """Headers, rows by their number in Excel, what was passed over (with plain spaces)."""
    (table,) = tables([sheet(text)])
    rows = dict(zip(table.row_numbers, table.rows, strict=True))
    return [column.header for column in table.columns], rows, [said.replace(NBSP, " ") for said in table.dropped]


def levels(text: str) -> list[tuple[str, ...]]:
    (table,) = tables([sheet(text)])
    return [column.levels for column in table.columns]


def test_plain_table() -> None:
    assert tables([sheet("École | Niveau\nMoulin | Collège\nHugo | Lycée", "Liens")]) == [
        Table(
            sheet="Liens",
            columns=(Column("École", ("École",), 0), Column("Niveau", ("Niveau",), 1)),
            rows=(("Moulin", "Collège"), ("Hugo", "Lycée")),
            row_numbers=(2, 3),
            dropped=(),
            header_row=1,
        )
    ]


def test_titles_above_total_and_notes_below() -> None:
    assert seen("""
Retour du centre social Les Aulnes |         |
Centre : Les Aulnes                |         | Date : 12/03/2026
                                   |         |
École                              | Niveau  | Enfants
Moulin                             | Collège | 12
                                   |         |
Hugo                               | Lycée   | 7
TOTAL                              |         | 19
Moyenne                            |         | 9,5
                                   |         |
NB : les écoles privées ne sont pas comptées |  |
Merci de votre aide.               |         |
""") == (
        ["École", "Niveau", "Enfants"],
        {5: ("Moulin", "Collège", "12"), 7: ("Hugo", "Lycée", "7")},
        [
            "Lignes 1 et 2 : titre au-dessus des en-têtes, non lu (« Retour du centre social Les Aulnes »).",
            "Lignes 8 et 9 : total, non lu (« TOTAL »).",
            "Lignes 11 et 12 : note sous le tableau, non lue (« NB : les écoles privées ne sont pas comptées »).",
        ],
    )


def test_lines_about_the_file_right_above_the_header_are_no_header() -> None:
    assert seen("""
Centre   | Les Aulnes |
Campagne | 2025-2026  |
École    | Niveau     | Commune
Moulin   | Collège    | Cergy
Hugo     | Primaire   | Pontoise
""") == (
        ["École", "Niveau", "Commune"],
        {4: ("Moulin", "Collège", "Cergy"), 5: ("Hugo", "Primaire", "Pontoise")},
        ["Lignes 1 et 2 : titre au-dessus des en-têtes, non lu (« Centre »)."],
    )


def test_header_in_two_rows_with_merged_cells() -> None:
    text = """
Liens avec les écoles |        |         |      |         |
École                 | Niveau | Leviers |      |         | Remarque
                      |        | CLAS    | Café | Sorties |
Moulin                | Collège | x      |      | x       | bien
Hugo                  | Lycée  |         | x    |         |
Total                 |        | 1       | 1    | 1       |
"""
    assert seen(text) == (
        ["École", "Niveau", "Leviers / CLAS", "Leviers / Café", "Leviers / Sorties", "Remarque"],
        {4: ("Moulin", "Collège", "x", "", "x", "bien"), 5: ("Hugo", "Lycée", "", "x", "", "")},
        [
            "Ligne 1 : titre au-dessus des en-têtes, non lu (« Liens avec les écoles »).",
            "Ligne 6 : total, non lu (« Total »).",
        ],
    )
    assert levels(text) == [
        ("École", ""),
        ("Niveau", ""),
        ("Leviers", "CLAS"),
        ("Leviers", "Café"),
        ("Leviers", "Sorties"),
        ("Remarque", ""),
    ]


def test_header_in_two_rows_both_full_of_groups() -> None:
    assert seen("""
Identité |         | Leviers |      | Partenaires |
Nom      | Niveau  | CLAS    | Café | Mairie      | CAF
Moulin   | Collège | x       |      |             | x
Hugo     | Lycée   |         | x    | x           |
""") == (
        [
            "Identité / Nom",
            "Identité / Niveau",
            "Leviers / CLAS",
            "Leviers / Café",
            "Partenaires / Mairie",
            "Partenaires / CAF",
        ],
        {3: ("Moulin", "Collège", "x", "", "", "x"), 4: ("Hugo", "Lycée", "", "x", "x", "")},
        [],
    )


def test_header_in_three_nested_rows() -> None:
    assert levels("""
Le lien |      |             |     | Les effets |
Leviers |      | Partenaires |     | Note       | Avis
CLAS    | Café | Mairie      | CAF |            |
x       |      | x           |     | 2          | bien
        | x    |             | x   | 3          | moyen
""") == [
        ("Le lien", "Leviers", "CLAS"),
        ("Le lien", "Leviers", "Café"),
        ("Le lien", "Partenaires", "Mairie"),
        ("Le lien", "Partenaires", "CAF"),
        ("Les effets", "Note", ""),
        ("Les effets", "Avis", ""),
    ]


def test_framaforms_header_stops_where_a_question_has_no_choices() -> None:
    text = """
Les liens avec les écoles |||||||||||
Détails de la soumission |||| Quels leviers ? |||| Quels partenaires ? |||
N° de série | SID | Heure | Centre | CLAS | Café | Autre | Veuillez préciser | Mairie | CAF | Autre | Âge
1 | 101 | 2026-03-02 10:00 | Aulnes  | X |   | X | troc | X |   |   | 3
2 | 102 | 2026-03-02 11:00 | Bleuets |   | X |   |      |   |   | X | 5
3 | 103 | 2026-03-02 12:00 | Cèdres  | X |   |   |      |   | X |   | 5
"""
    about, first, second = "Détails de la soumission", "Quels leviers ?", "Quels partenaires ?"
    assert levels(text) == [
        (about, "N° de série"),
        (about, "SID"),
        (about, "Heure"),
        ("", "Centre"),
        (first, "CLAS"),
        (first, "Café"),
        (first, "Autre"),
        (first, "Veuillez préciser"),
        (second, "Mairie"),
        (second, "CAF"),
        (second, "Autre"),
        ("", "Âge"),
    ]
    headers, rows, dropped = seen(text)
    assert headers[3:6] == ["Centre", "Quels leviers ? / CLAS", "Quels leviers ? / Café"]
    assert rows == {
        4: ("1", "101", "2026-03-02 10:00", "Aulnes", "X", "", "X", "troc", "X", "", "", "3"),
        5: ("2", "102", "2026-03-02 11:00", "Bleuets", "", "X", "", "", "", "", "X", "5"),
        6: ("3", "103", "2026-03-02 12:00", "Cèdres", "X", "", "", "", "", "X", "", "5"),
    }
    assert dropped == ["Ligne 1 : titre au-dessus des en-têtes, non lu (« Les liens avec les écoles »)."]


def test_choices_ticked_with_their_own_label_under_a_question() -> None:
    assert seen("""
Respondent ID | Date       | Quels leviers ? |      |         |                            | Quel âge ?
              |            | CLAS            | Café | Sorties | Autre (veuillez préciser)  | Open-Ended Response
123           | 12/03/2026 | CLAS            |      | Sorties |                            | 12
124           | 13/03/2026 | CLAS            | Café |         | troc                       | 14
""") == (
        [
            "Respondent ID",
            "Date",
            "Quels leviers ? / CLAS",
            "Quels leviers ? / Café",
            "Quels leviers ? / Sorties",
            "Quels leviers ? / Autre (veuillez préciser)",
            "Quel âge ? / Open-Ended Response",
        ],
        {
            3: ("123", "12/03/2026", "CLAS", "", "Sorties", "", "12"),
            4: ("124", "13/03/2026", "CLAS", "Café", "", "troc", "14"),
        },
        [],
    )


def test_one_header_merged_over_several_columns_names_them_all() -> None:
    assert seen("""
École  | Partenaires cités |     |     | Contact  |            | Niveau
Moulin | Mairie            | CAF | PMI | Mme A    | 0102030405 | Collège
Hugo   | CAF               | PMI |     | M. B     | 0102030406 | Lycée
Zola   | PMI               |     |     | Mme C    | 0102030407 | Lycée
Zay    | PMI               |     |     | Mme D    | 0102030408 | Lycée
""")[0] == [
        "École",
        "Partenaires cités",
        "Partenaires cités",
        "Partenaires cités",
        "Contact",
        "Contact",
        "Niveau",
    ]


def test_slots_of_the_last_header_are_told_from_notes_beside() -> None:
    assert seen("""
École  | Partenaires cités |      |
Moulin | Mairie            | CAF  |
Hugo   | CAF               | PMI  | à revoir
Zola   | PMI               |      |
""") == (
        ["École", "Partenaires cités", "Partenaires cités"],
        {2: ("Moulin", "Mairie", "CAF"), 3: ("Hugo", "CAF", "PMI"), 4: ("Zola", "PMI", "")},
        ["Colonne D : note à côté du tableau, non lue (« à revoir »)."],
    )


def test_legend_beside_the_table() -> None:
    assert seen("""
École  | Niveau   | Note | | Légende
Moulin | Collège  | 2    | | x = oui
Hugo   | Collège  | 3    | | vide = non
Zola   | Primaire | 1    | |
""") == (
        ["École", "Niveau", "Note"],
        {2: ("Moulin", "Collège", "2"), 3: ("Hugo", "Collège", "3"), 4: ("Zola", "Primaire", "1")},
        ["Colonne E : note à côté du tableau, non lue (« Légende »)."],
    )


def test_empty_columns_are_left_out_and_a_remark_after_one_is_kept() -> None:
    assert seen("""
| École  | | Niveau  | Jamais coché | | Remarques
| Moulin | | Collège |              | | très bien
| Hugo   | | Lycée   |              | |
""") == (
        ["École", "Niveau", "Jamais coché", "Remarques"],
        {2: ("Moulin", "Collège", "", "très bien"), 3: ("Hugo", "Lycée", "", "")},
        [],
    )


def test_first_column_without_a_name_is_kept() -> None:
    assert seen("""
  | École  | Niveau
0 | Moulin | Collège
1 | Hugo   | Lycée
""") == (["", "École", "Niveau"], {2: ("0", "Moulin", "Collège"), 3: ("1", "Hugo", "Lycée")}, [])


def test_school_called_ensemble_is_no_total() -> None:
    assert seen("""
École                        | Niveau  | Nb
Moulin                       | Collège | 2
Total Espoir                 | Lycée   | 4
Ensemble scolaire Notre-Dame | Collège | 3
Ensemble                     |         | 9
% du total                   |         | 100 %
""") == (
        ["École", "Niveau", "Nb"],
        {
            2: ("Moulin", "Collège", "2"),
            3: ("Total Espoir", "Lycée", "4"),
            4: ("Ensemble scolaire Notre-Dame", "Collège", "3"),
        },
        ["Lignes 5 et 6 : total, non lu (« Ensemble »)."],
    )


def test_sums_without_a_name_are_a_total_where_they_are_the_sums() -> None:
    table = """
École  | Niveau  | CLAS | Enfants
Moulin | Collège | x    | 3
Hugo   | Collège |      | 4
Zola   | Lycée   | x    | 5
       |         | {}   | 12
"""
    _, rows, dropped = seen(table.format(2))
    assert list(rows) == [2, 3, 4]
    assert dropped == ["Ligne 5 : total, non lu (« 2 »)."]
    _, rows, dropped = seen(table.format(9))
    assert rows[5] == ("", "", "9", "12")
    assert dropped == []


def test_total_whose_formula_went_wrong_is_a_total() -> None:
    _, rows, dropped = seen("École | A | B\nMoulin | 1 | 2\nHugo | 3 | 4\nTOTAL | #REF! | 6")
    assert rows == {2: ("Moulin", "1", "2"), 3: ("Hugo", "3", "4")}
    assert dropped == ["Ligne 4 : total, non lu (« TOTAL »)."]


def test_school_without_answers_at_the_foot_is_a_row() -> None:
    assert seen("École | Niveau | CLAS\nMoulin | Collège | x\nHugo | |")[1] == {
        2: ("Moulin", "Collège", "x"),
        3: ("Hugo", "", ""),
    }


def test_header_pasted_once_more_is_no_row() -> None:
    assert seen("École | Niveau\nMoulin | Collège\n|\nÉCOLE | Niveau\nHugo | Collège") == (
        ["École", "Niveau"],
        {2: ("Moulin", "Collège"), 5: ("Hugo", "Collège")},
        ["Ligne 4 : en-têtes répétés, non lus (« ÉCOLE »)."],
    )


def test_years_are_headers_and_answers_are_not() -> None:
    assert seen("École | 2023 | 2024\nMoulin | 3 | 4\nHugo | 1 | 2")[0] == ["École", "2023", "2024"]


def test_labels_as_answers_do_not_make_the_header_data() -> None:
    assert seen("Liste des réponses | |\nID | CLAS | Café\n1 | CLAS |\n2 | CLAS | Café\n3 | CLAS |")[:2] == (
        ["ID", "CLAS", "Café"],
        {3: ("1", "CLAS", ""), 4: ("2", "CLAS", "Café"), 5: ("3", "CLAS", "")},
    )


def test_hidden_and_empty_sheets_are_no_tables_and_repeat_groups_are_their_own() -> None:
    main = sheet("_index | centre\n1 | Aulnes\n2 | Bleuets", "Enquête")
    links = sheet("ecole | _parent_index\nMoulin | 1\nHugo | 1\nZola | 2", "liens")
    lists = sheet("code | libellé\na | A", "_listes", hidden=True)
    assert tables([main, lists, Sheet("Vide", ()), links]) == [
        Table(
            "Enquête",
            (Column("_index", ("_index",), 0), Column("centre", ("centre",), 1)),
            (("1", "Aulnes"), ("2", "Bleuets")),
            (2, 3),
            (f"Feuille masquée, non lue{NBSP}: «{NBSP}_listes{NBSP}».",),
            1,
        ),
        Table(
            "liens",
            (Column("ecole", ("ecole",), 0), Column("_parent_index", ("_parent_index",), 1)),
            (("Moulin", "1"), ("Hugo", "1"), ("Zola", "2")),
            (2, 3, 4),
            (),
            1,
        ),
    ]


def test_nobody_has_answered_yet() -> None:
    assert tables([sheet("École | Niveau", "Liens")]) == [
        Table("Liens", (Column("École", ("École",), 0), Column("Niveau", ("Niveau",), 1)), (), (), (), 1)
    ]
    assert tables([sheet("Titre")]) == []


def test_numbers_and_answers_as_people_type_them() -> None:
    assert [number(text) for text in ("3", "2,5", "1 234,5", "42 %", "-1.5e3", "", "3 liens", "1,2,3")] == [
        3.0,
        2.5,
        1234.5,
        42.0,
        -1500.0,
        None,
        None,
        None,
    ]
    answers = ["12", "2,5", "15/03/2019", "2026-03-02T10:00:00", "x", "Oui", "FAUX", "#N/A", "12:30"]
    assert all(map(is_data, answers))
    assert not any(map(is_data, ["2024", "CLAS", "Note", "O", "N", "Âge (ans)"]))


CELLS = st.sampled_from(("", "", "x", "CLAS", "Total", "NB : note", "3", "2,5", "12/03/2026", "École", "=", "#N/A"))
GRIDS = st.integers(1, 6).flatmap(lambda wide: st.lists(st.tuples(*[CELLS] * wide), max_size=9))


@given(GRIDS)
def test_any_sheet_gives_tables_that_fit_together(rows: list[tuple[str, ...]]) -> None:
    for table in tables([Sheet("Feuille", tuple(rows))]):
        assert len(table.rows) == len(table.row_numbers)
        assert len({len(column.levels) for column in table.columns}) == 1
        assert list(table.row_numbers) == sorted(set(table.row_numbers))
        for number_of_row, row in zip(table.row_numbers, table.rows, strict=True):
            assert row == tuple(rows[number_of_row - 1][column.index] for column in table.columns)
            assert any(row)


WORDS = st.text("abcdefghijklmnopqrstuvwyzéè", min_size=4, max_size=9).filter(lambda word: not is_data(word))


@given(st.lists(WORDS, min_size=2, max_size=6, unique=True), st.data())
def test_written_tables_come_back(headers: list[str], data: st.DataObject) -> None:
    """Whatever title stands above and whatever rows of free words and numbers below, the table is found again."""
    cell = st.one_of(st.just(""), st.integers(0, 1800).map(str), WORDS.map(str.upper).map(lambda word: word + "!"))
    row = st.tuples(st.integers(3000, 9999).map(str), *[cell] * (len(headers) - 1))
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    title = data.draw(st.integers(0, 2))
    above = [("Titre",) + ("",) * (len(headers) - 1)] * title
    (table,) = tables([Sheet("Feuille", (*above, tuple(headers), *rows))])
    assert [column.header for column in table.columns] == headers
    assert table.rows == tuple(rows)
    assert table.header_row == title + 1
