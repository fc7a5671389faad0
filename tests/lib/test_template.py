"""The template: what stands in its sheets, and that reading it gives back what was written."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from lib import codebook as codebooks
from lib import template
from lib.checks import Expected
from lib.findings import Severity
from lib.intake import examine
from lib.layout import grid, marks
from lib.observation import CENTRE, SCHOOL, Observation, Return, Verbatim
from lib.reader import read
from lib.store import Centre
from lib.template.book import free_title
from lib.template.grids import page_ends
from lib.template.styles import COLOURS, INK, INPUT, INPUT_LIGHT, LOCKED, MUTED, SLATE, lines, tint

RETURNED_BY_LIBREOFFICE = Path(__file__).parent.parent / "data" / "returned_by_libreoffice.xlsx"
"""RETURN, built by the template, opened by LibreOffice Calc 7.4 and saved again as .xlsx."""

CODEBOOK = codebooks.load(codebooks.DEFAULT_PATH)
LONG = "Un titre beaucoup trop long pour un onglet"

MOULIN = {
    "etab_nom": "École Jean-Moulin",
    "etab_commune": "Saint-Ouen-l’Aumône",
    "etab_uai": "0951099D",
    "etab_niveau": "elementaire",
    "etab_statut": "public",
    "education_prioritaire": "rep_plus",
    "qpv": "nsp",
    "annee_debut": "2015",
    "statut_lien": "interrompu",
    "annee_fin": "2024",
    "frequence": "trimestrielle",
    "r1": "ren_crise ren_temps_midi autre",
    "r1_autre": "Une kermesse,\nà trois",
    "r2": "ecole",
    "l1": "lev_crise lev_clas",
    "l2": "aucun",
    "dur_reciprocite": "0",
    "dur_hierarchie": "nsp",
    "d2": "dur_confiance",
    "d3": "autre",
    "d3_autre": "La gardienne",
    "d5": "partagee_informelle",
    "c1": "role_mediateur role_decodeur",
    "q1": "qui_cpe qui_parents_eleves qui_caf",
    "q2": "qui_cpe qui_caf",
    "p1": "pq_reussite_enfants",
    "p2": "pq_reussite_enfants",
    "o1": "plutot",
    "h1": "oui",
    "h1_date": "2026-03-05",
}
INJECTION = {
    "etab_nom": '=HYPERLINK("http://example.org")',
    "etab_commune": "+33",
    "etab_niveau": "college",
    "statut_lien": "actif",
    "annee_debut": "2019",
    "l1": "aucun",
    "l2_autre": "-1",
}
RETURN = Return(
    campaign="2025-2026",
    centre_code="007",
    view=CENTRE,
    centre_name="@Centre social & culturel <Les Tilleuls>",
    centre_commune="Garges",
    observations=(Observation(1, MOULIN), Observation(20, INJECTION)),
    verbatims=(
        Verbatim("« Sans l’école, rien »\n– et sans nous ?", "durabilite", 1, True, "34:21"),
        Verbatim("=1+1", "roles", None, False, ""),
    ),
    answers={"fonction_repondant": "referent_familles", "date_reponse": "2026-03-20"},
    template=marks.TEMPLATE_VERSION,
    codebook=CODEBOOK.version,
)

OTHER_SURVEY = [
    ("text", "hors_groupe", "Une question sans groupe", ""),
    ("begin_group", "a", "Temps : avant/après", ""),
    ("integer", "enfants", "Nombre d’enfants", ". >= 0 and . <= 500"),
    ("decimal", "part", "Part du temps", ""),
    ("begin_group", "a_bis", "Détail", ""),
    ("select_multiple couleurs", "vus", "Couleurs vues", ""),
    ("date", "quand", "Quand ?", ""),
    ("end_group", "", "", ""),
    ("end_group", "", "", ""),
    ("begin_group", "b", "Temps : avant/après", ""),
    ("select_one couleurs", "aime", "Couleur aimée", ""),
    ("select_multiple couleurs", "deux", "Deux couleurs", "count-selected(.) <= 2"),
    ("end_group", "", "", ""),
]
OTHER_CODEBOOK = codebooks.parse(
    {
        "survey": [
            {
                "type": kind,
                "name": name,
                "label": label,
                "constraint": constraint,
                "hint": "Une aide." * bool(name),
            }
            for kind, name, label, constraint in OTHER_SURVEY
        ],
        "choices": [
            {"list_name": "couleurs", "name": name, "label": label}
            for name, label in (("rouge", "Rouge, vif"), ("bleu", "Bleu"), ("x1", "=1+1"))
        ],
        "settings": [{"form_title": "Autre enquête", "form_id": "autre", "version": "3"}],
    }
)


def build(ret: Return | None = None, view: str = CENTRE, codebook: codebooks.Codebook = CODEBOOK) -> bytes:
    ret_or_blank = ret or Return("2025-2026", "007", view, "Centre A", "Garges")
    return template.build(
        codebook,
        campaign=ret_or_blank.campaign,
        centre_code=ret_or_blank.centre_code,
        centre_name=ret_or_blank.centre_name,
        centre_commune=ret_or_blank.centre_commune,
        view=view,
        ret=ret,
    )


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def parsed(data: bytes, codebook: codebooks.Codebook = CODEBOOK) -> tuple[Return, list]:
    sheets, unreadable = read(data, "retour.xlsx")
    assert not unreadable
    return grid.parse(sheets, codebook)


@pytest.fixture(scope="module")
def blank() -> Workbook:
    """The blank template of the centre's view; only looked at."""
    return opened(build())


@pytest.fixture(scope="module")
def filled() -> Workbook:
    return opened(build(RETURN))


def codes(sheet: Worksheet) -> list[str]:
    return [cell.value for cell in sheet["A"] if cell.value]


def cells_of(ranges: str) -> Iterator[tuple[int, int]]:
    for area in ranges.split():
        left, top, right, bottom = range_boundaries(area)
        yield from ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))


def answer_everything(view: str) -> Return:
    """Two links that answer each question, first with the first choice of each list, then with the last."""
    observations = []
    for number, end in ((1, 0), (2, -1)):
        answers = {}
        for question in CODEBOOK:
            if CODEBOOK.top_group(question) in ("retour", "paroles") or not question.asked_of(view):
                continue
            by_type = {"text": f"Texte {number}", "integer": "2020", "date": "2026-01-31"}
            answers[question.name] = question.choices[end].name if question.choices else by_type[question.type]
        observations.append(Observation(number, answers))
    return Return(
        "2025-2026",
        "A1",
        view,
        "Centre A",
        "Garges",
        tuple(observations),
        template=marks.TEMPLATE_VERSION,
        codebook=CODEBOOK.version,
    )


def test_one_sheet_per_first_level_group_after_the_instructions(blank):
    assert [(sheet.title, sheet.sheet_state) for sheet in blank] == [
        ("Lisez-moi", "visible"),
        ("Centre", "visible"),
        ("Liens", "visible"),
        ("Rencontre", "visible"),
        ("Leviers", "visible"),
        ("Durabilité", "visible"),
        ("Rôle du centre social", "visible"),
        ("Partenaires", "visible"),
        ("Finalités", "visible"),
        ("Questions ouvertes", "visible"),
        ("Paroles", "visible"),
        ("_passerelle", "veryHidden"),
        ("_listes", "veryHidden"),
    ]
    assert blank.active.title == "Lisez-moi"


def test_identity_says_what_the_file_is(filled):
    sheet = filled[marks.IDENTITY_SHEET]
    assert [tuple(cell.value for cell in row) for row in sheet.iter_rows()] == [
        ("passerelle:identity", "valeur"),
        ("template", "1"),
        ("form_id", "passerelle"),
        ("codebook", CODEBOOK.version),
        ("campagne", "2025-2026"),
        ("centre_code", "007"),
        ("centre_nom", "@Centre social & culturel <Les Tilleuls>"),
        ("regard", "centre"),
    ]


def test_grid_shows_families_complement_other_and_none_in_that_order(blank):
    shown = [(row[0].value, str(row[1].value).split("\n")[0]) for row in blank["Leviers"].iter_rows(min_row=4)]
    first = shown[:9]
    assert [(code, label.replace("\u202f", " ").replace("\u00a0", " ")) for code, label in first] == [
        (None, "Lien"),
        (None, "Établissement (repris de la feuille « Liens »)"),
        (None, "L1 · Quelles entrées ou opportunités ont servi ?"),
        (None, "Temps forts et événements"),
        ("l1/lev_transition_niveaux", "Transition entre niveaux scolaires (dont CM2/6e)"),
        (None, "Dispositifs et cadre institutionnel"),
        ("l1/lev_instance_vie_scolaire", "Instances de vie scolaire"),
        ("l1/lev_dispositifs", "Dispositifs (REAAP, CLAS, CLSPD, PRE)"),
        ("l1/lev_reaap", "Dispositif REAAP"),
    ]
    labels = [label for _, label in shown]
    complement = labels.index("Liste complémentaire, si vous voulez préciser")
    row_codes = [code for code, _ in shown]
    assert row_codes.index("l1/lev_clas") < complement < row_codes.index("l1/lev_projet_commun")
    at = row_codes.index("l1/autre")
    assert row_codes[at : at + 3] == ["l1/autre", "l1_autre", "l1/aucun"]


def test_few_picks_are_slots_and_paroles_are_no_grid(blank):
    assert [code for code in codes(blank["Partenaires"]) if code.startswith("q2")] == ["q2#1", "q2#2", "q2#3"]
    assert [cell.value for cell in blank["Paroles"][1] if cell.value] == [
        "passerelle:paroles",
        "lien",
        "theme",
        "texte",
        "citable",
        "minutage",
    ]
    every = {code for sheet in blank for code in codes(sheet)}
    assert not {"v1", "v1_citable"} & every


def test_every_question_of_the_view_has_its_row_or_column():
    for view in (CENTRE, SCHOOL):
        workbook = opened(build(view=view))
        found = {code for sheet in workbook for code in codes(sheet)}
        found |= {cell.value for cell in workbook["Liens"][1] if cell.value}
        laid = {code.split("/")[0].split("#")[0] for code in found}
        asked = {q.name for q in CODEBOOK if q.asked_of(view) and q.group != "paroles"}
        assert asked <= laid
        assert ("h1" in laid) == (view == CENTRE)


def test_school_view_is_told_to_ask_the_school():
    def prose(view: str) -> str:
        return " ".join(str(cell.value) for row in opened(build(view=view))["Lisez-moi"] for cell in row if cell.value)

    assert "Posez ces questions à votre contact de l’école" in prose(SCHOOL)
    assert "Posez ces questions" not in prose(CENTRE)
    assert "N’écrivez aucun nom de personne" in prose(CENTRE)


def test_school_names_come_by_formula(blank):
    assert blank["Leviers"]["C5"].value == "='Liens'!$C$5&\"\""
    assert blank["Leviers"]["V5"].value == "='Liens'!$C$24&\"\""
    assert blank["Leviers"]["V1"].value == "lien:20"


@pytest.mark.parametrize("view", [CENTRE, SCHOOL])
def test_blank_template_reads_as_an_empty_return(view):
    ret, findings = parsed(build(view=view))
    assert ret == Return(
        "2025-2026", "007", view, "Centre A", "Garges", template=marks.TEMPLATE_VERSION, codebook=CODEBOOK.version
    )
    assert findings == []


def test_filled_template_reads_the_same():
    assert parsed(build(RETURN)) == (RETURN, [])


@pytest.mark.parametrize("view", [CENTRE, SCHOOL])
def test_every_question_answered_reads_the_same(view):
    ret = answer_everything(view)
    assert parsed(build(ret, view)) == (ret, [])


def test_returned_by_libreoffice_reads_the_same():
    assert parsed(RETURNED_BY_LIBREOFFICE.read_bytes()) == (RETURN, [])


def test_libreoffice_keeps_codes_hidden_and_rules(filled):
    workbook = load_workbook(RETURNED_BY_LIBREOFFICE)
    for sheet in filled:
        theirs = workbook[sheet.title]
        assert codes(theirs) == codes(sheet)
        assert theirs.row_dimensions[1].hidden == sheet.row_dimensions[1].hidden
        assert theirs.column_dimensions["A"].hidden == sheet.column_dimensions["A"].hidden
        assert (theirs.sheet_state == "visible") == (sheet.sheet_state == "visible")
        assert theirs.protection.sheet
        rules = theirs.data_validations.dataValidation
        assert len(rules) == len(sheet.data_validations.dataValidation)


def test_filled_template_passes_the_whole_check():
    ret = replace(RETURN, observations=RETURN.observations[:1])
    examined = examine(build(ret), "retour.xlsx", Expected("2025-2026", "007", CENTRE))
    assert [finding for finding in examined.findings if finding.severity is not Severity.INFO] == []
    assert examined.ret == ret


@pytest.mark.parametrize("view", [CENTRE, SCHOOL])
def test_every_value_that_the_template_offers_is_read_without_finding(view):
    workbook = opened(build(view=view))
    names = {f"'{sheet.title}'": sheet for sheet in workbook}
    for turn in (0, 20):
        for sheet in workbook:
            for rule in sheet.data_validations.dataValidation:
                if rule.type == "list":
                    title, _, area = rule.formula1.rpartition("!")
                    offered = [cell.value for (cell,) in names[title][area.replace("$", "")]]
                    assert len(offered) <= 40  # 20 links, two turns: every value comes in
                    for place, (row, column) in enumerate(cells_of(str(rule.sqref))):
                        sheet.cell(row, column, offered[(place + turn) % len(offered)])
        for number in range(marks.MAX_LINKS):
            workbook["Liens"].cell(5 + number, 3, f"École {number}")
        for row in range(5, 5 + marks.MAX_VERBATIMS):
            workbook["Paroles"].cell(row, 5, "Une phrase.")
        buffer = io.BytesIO()
        workbook.save(buffer)
        ret, findings = parsed(buffer.getvalue())
        assert findings == []
        assert len(ret.observations) == 20
        assert len(ret.verbatims) == 60
        themes = {verbatim.dimension for verbatim in ret.verbatims}
        assert themes == {q.dimension for q in CODEBOOK} - {"retour", "lien"}


def test_rules_say_in_french_what_to_do_and_boxes_let_other_words_through(blank):
    for sheet in blank:
        for rule in sheet.data_validations.dataValidation:
            assert rule.formula1.startswith("'_listes'!") or len(rule.formula1) < 10
            assert rule.errorTitle
            assert len(rule.errorTitle) <= 32
            assert rule.error
            assert len(rule.error) <= 255
            is_box = rule.formula1 == "'_listes'!$H$2:$H$2"
            assert (rule.errorStyle == "information") == is_box
    (box,) = [rule for rule in blank["Leviers"].data_validations.dataValidation if rule.errorStyle == "information"]
    assert blank[marks.LISTS_SHEET]["H2"].value == "x"
    assert "Tapez x pour cocher" in box.error


def test_a_bare_score_may_be_typed_on_the_scale(blank):
    sheet = blank["Durabilité"]
    row = codes(sheet).index("dur_reciprocite")
    address = next(cell.coordinate for cell in sheet["A"] if cell.value == "dur_reciprocite").replace("A", "C")
    assert row > 0
    (rule,) = [rule for rule in sheet.data_validations.dataValidation if address in rule.sqref]
    assert not rule.showErrorMessage


def test_only_cells_that_are_read_can_be_typed_into(blank):
    for sheet in blank:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.formatColumns
        columns = {cell.column for cell in sheet[1] if cell.value and cell.column > 1}
        for line in sheet.iter_rows(min_row=2):
            for cell in line:
                if not cell.protection.locked:
                    assert line[0].value
                    assert cell.column in columns
        if sheet.title in ("Leviers", "Liens"):
            for line in sheet.iter_rows(min_row=2):
                unlocked = {cell.column for cell in line if not cell.protection.locked}
                assert unlocked == (columns if line[0].value else set())


def test_text_that_looks_like_a_formula_is_text(filled):
    assert (filled["Liens"]["C24"].value, filled["Liens"]["C24"].data_type) == (INJECTION["etab_nom"], "s")
    assert filled["Centre"]["C8"].data_type == "s"
    with ZipFile(io.BytesIO(build(RETURN))) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if "worksheets" in name]
    formulas = {part.split("</f>")[0][:9] for text in texts for part in text.split("<f>")[1:]}
    assert {formula for formula in formulas if not formula.startswith(("'Liens'!$", "IF(B"))} == set()


def test_ampersand_in_a_name_is_no_command_of_the_page_header(filled):
    sheet = filled["Leviers"]
    assert sheet.oddHeader.left.text == "@Centre social && culturel <Les Tilleuls>"
    assert sheet.oddFooter.right.text == "Page &P sur &N"


def test_same_arguments_give_the_same_bytes_without_the_time():
    data = build(RETURN)
    assert build(RETURN) == data
    with ZipFile(io.BytesIO(data)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2026-01-01T00:00:00Z") == 2
    assert "fr-FR" in core


def test_sheets_are_frozen_and_print_on_a4(blank):
    assert {sheet.title: sheet.freeze_panes for sheet in blank if sheet.freeze_panes} == {
        "Centre": "C5",
        "Liens": "D5",
        "Paroles": "D5",
        **dict.fromkeys(("Rencontre", "Leviers", "Durabilité", "Rôle du centre social"), "C6"),
        **dict.fromkeys(("Partenaires", "Finalités", "Questions ouvertes"), "C6"),
    }
    for sheet in blank:
        if sheet.sheet_state == "visible":
            assert sheet.page_setup.paperSize == 9
    leviers = blank["Leviers"]
    assert (leviers.print_title_rows, leviers.print_title_cols) == ("$2:$5", "$A:$B")


def test_another_xlsform_gives_a_workbook_that_reads_back():
    answers = {
        "hors_groupe": "Oui",
        "enfants": "12",
        "part": "0.5",
        "vus": "rouge x1",
        "quand": "2026-02-01",
        "aime": "x1",
        "deux": "rouge bleu",
    }
    ret = Return("2025-2026", "1", CENTRE, "A", "", (Observation(3, answers),), template="1", codebook="3")
    data = build(ret, codebook=OTHER_CODEBOOK)
    assert [sheet.title for sheet in opened(data)] == [
        "Lisez-moi",
        "Centre",
        "Liens",
        "Autre enquête",
        "Temps avant après",
        "Temps avant après 2",
        "Paroles",
        "_passerelle",
        "_listes",
    ]
    assert codes(opened(data)["Temps avant après"]) == [
        "passerelle:grille",
        "enfants",
        "part",
        "vus/rouge",
        "vus/bleu",
        "vus/x1",
        "quand",
    ]
    assert codes(opened(data)["Temps avant après 2"]) == ["passerelle:grille", "aime", "deux#1", "deux#2"]
    read_back, _ = parsed(data, OTHER_CODEBOOK)
    assert read_back.observations == ret.observations


def test_more_links_than_there_is_room_for_are_refused():
    ret = Return("2025-2026", "1", CENTRE, observations=(Observation(21, {}),))
    with pytest.raises(ValueError, match="1 … 20"):
        build(ret)


def test_roster_gives_one_file_per_centre_even_of_the_same_name():
    centres = [Centre("A1", "Centre Été"), Centre("A2", "Centre été", "Garges")]
    file, seen = io.BytesIO(), []
    template.roster_zip(CODEBOOK, "2025-2026", centres, SCHOOL, file, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]
    with ZipFile(file) as archive:
        assert archive.namelist() == [
            "passerelle_2025-2026_centre-ete_regard-ecole.xlsx",
            "passerelle_2025-2026_centre-ete-a2_regard-ecole.xlsx",
        ]
        ret, _ = parsed(archive.read(archive.namelist()[1]))
    assert (ret.centre_code, ret.centre_name, ret.centre_commune, ret.view) == (
        "A2",
        "Centre été",
        "Garges",
        SCHOOL,
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Centre social A (exemple)", "passerelle_2025-2026_centre-social-a-exemple_regard-centre.xlsx"),
        ("../../etc/passwd", "passerelle_2025-2026_etc-passwd_regard-centre.xlsx"),
        ("中心", "passerelle_2025-2026_sans-nom_regard-centre.xlsx"),
    ],
)
def test_filename_is_safe(name, expected):
    assert template.filename("2025-2026", name, CENTRE) == expected


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        ("Liens : écoles / collèges", [], "Liens écoles collèges"),
        ("Rôle [1] *?", [], "Rôle 1"),
        ("'", [], "Feuille"),
        (LONG, [], "Un titre beaucoup trop long pou"),
        (LONG, ["un titre beaucoup trop long pou"], "Un titre beaucoup trop long p 2"),
    ],
)
def test_sheet_titles_are_ones_that_excel_accepts(wanted, taken, expected):
    assert free_title(wanted, taken) == expected


def test_lines_of_a_wrapped_text():
    assert lines("", 10) == 1
    assert lines("un deux trois", 6) == 3
    assert lines("un deux\ntrois", 10) == 2
    assert lines("anticonstitutionnellement", 10) == 3


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_stand_out_from_their_background():
    assert contrast("000000", "FFFFFF") == pytest.approx(21)
    for colour in (*COLOURS, SLATE):
        for background in ("FFFFFF", tint(colour), INPUT, INPUT_LIGHT):
            assert contrast(colour, background) >= 4.5
        assert contrast(MUTED, tint(colour)) >= 4.5
    for text in (INK, MUTED):
        for background in ("FFFFFF", INPUT, INPUT_LIGHT, LOCKED):
            assert contrast(text, background) >= 4.5


@pytest.mark.parametrize(
    ("heights", "bound", "ends"),
    [
        ([], set(), []),
        ([30, 30, 40], set(), []),  # all on one page of 100
        ([50] * 5, set(), [2, 4]),  # three pages, as many as it takes
        ([10] * 11, set(), [6]),  # six and five, not ten and one
        ([10] * 11, {6}, [5]),  # the seventh row stays with the sixth, so both go on
        ([30, 250, 30], set(), [1, 2]),  # a row taller than the page has one to itself
        ([60, 60], {1}, []),  # a heading is not left alone, even where nothing fits
    ],
)
def test_printed_pages_are_few_and_none_is_nearly_empty(heights: list[float], bound: set[int], ends: list[int]) -> None:
    assert page_ends(heights, bound, 100) == ends


def test_grid_prints_on_full_pages_that_begin_with_no_orphan(blank):
    held = (210 - 2 * 0.7 * 25.4) / 25.4 * 72 / 0.6  # points of an A4 page held sideways, margins of 0.7 inch, at 60 %
    sheet = blank["Leviers"]
    ends = [mark.id for mark in sheet.row_breaks.brk]
    assert len(ends) == 1
    header = sum(sheet.row_dimensions[row].height for row in range(2, 6))
    for first, last in pairwise([5, *ends, sheet.max_row]):
        height = header + sum(sheet.row_dimensions[row].height for row in range(first + 1, last + 1))
        assert 0.5 * held < height < held
    for end in ends:  # the last row of a page is one that is answered, no heading
        assert sheet.cell(end, 1).value


def test_no_word_of_the_headers_of_the_links_is_broken_in_a_wider_font(blank):
    sheet = blank["Liens"]
    for column in range(2, sheet.max_column + 1):
        word = max(str(sheet.cell(4, column).value).splitlines()[0].split(), key=len)
        assert len(word) * 1.2 <= sheet.column_dimensions[get_column_letter(column)].width, word


def test_ten_links_fill_one_page_in_a_font_a_sixth_wider(blank):
    sheet = blank["Leviers"]
    widths = [sheet.column_dimensions[get_column_letter(column)].width for column in range(2, 13)]
    inches = sum(widths) * 7 / 96 * 7 / 6  # a digit of our font is 7 pixels wide
    assert inches * sheet.page_setup.scale / 100 <= 297 / 25.4 - 2 * sheet.page_margins.left


def test_none_is_only_spoken_of_where_it_can_be_ticked():
    without = replace_none(CODEBOOK)
    texts = [
        str(cell.value)
        for sheet in opened(build(codebook=without))
        for row in sheet.iter_rows()
        for cell in row
        if cell.value
    ]
    assert not [text for text in texts if "Aucun\u00a0»" in text]


def replace_none(codebook: codebooks.Codebook) -> codebooks.Codebook:
    """The same questionnaire, where no question has « Aucun »."""
    questions = tuple(
        replace(question, choices=tuple(choice for choice in question.choices if choice.name != codebooks.NONE))
        for question in codebook
    )
    return replace(codebook, questions=questions)
