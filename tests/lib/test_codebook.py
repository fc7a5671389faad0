"""The questionnaire against the working document, and what a coordinator's own codebook may hold."""

from __future__ import annotations

import csv
import textwrap
from pathlib import Path

import pytest
from openpyxl import Workbook
from pyxform.xls2xform import convert

from lib import codebook, xlsform
from lib.codebook import CodebookError
from lib.french import NBSP, typeset

DOCUMENT = Path(__file__).parent.parent / "data" / "document_codes.csv"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def document() -> list[dict[str, str]]:
    return read(DOCUMENT)


@pytest.fixture(scope="module")
def ours() -> codebook.Codebook:
    return codebook.load(codebook.DEFAULT_PATH)


@pytest.fixture(scope="module")
def choices(ours) -> dict[str, codebook.Choice]:
    """Every choice that the document may hold, by name; names of ours such as ``autre`` stand in many lists."""
    return {choice.name: choice for question in ours for choice in question.choices}


# --- the document, code by code -----------------------------------------------------------------------------


def test_the_document_is_whole(document):
    levels = [row["level"] for row in document]
    assert {level: levels.count(level) for level in sorted(set(levels))} == {
        "core": 73,
        "extension": 78,
        "followup": 14,
        "illustration": 17,
        "question": 8,
        "sub": 8,
        "synonym": 72,
        "task": 8,
    }


def test_every_core_and_extension_code_is_a_choice_or_a_factor_with_its_label(document, ours, choices):
    factors = {question.name: question.label for question in ours if question.code == "D1"}
    built = {name: (choice.label, choice.family, choice.level) for name, choice in choices.items()}
    expected, found = {}, {}
    for row in document:
        code = row["code"]
        if row["level"] not in ("core", "extension"):
            continue
        if row["dimension"] == "Durabilité" and row["level"] == "core":
            expected[code], found[code] = row["label"], factors.get(code)
        else:
            expected[code], found[code] = (row["label"], row["family"], row["level"]), built.get(code)
    assert found == expected
    assert len(factors) == 8


def test_sub_codes_are_choices_of_their_own_question_and_leave_out_what_it_says_already(document, ours):
    """« Nature de la crise : violences » is « Violences » under « S’il y a eu une crise : laquelle ? »."""
    expected = {}
    for row in document:
        if row["level"] == "sub":
            shortened = row["label"].split(f"{NBSP}: ")[1]
            expected[row["code"]] = shortened[0].upper() + shortened[1:]

    found = {c.name: c.label for name in ("l2", "d3") for c in ours[name].choices if c.level == "sub"}
    assert found == expected
    assert found["lev_crise_violences"] == "Violences"


def test_every_synonym_is_an_alias_of_its_canonical_choice(document, ours, choices):
    labels = {question.name: (question.label, *question.aliases) for question in ours if question.code == "D1"}
    labels |= {name: (choice.label, *choice.aliases) for name, choice in choices.items()}
    lost = [
        (row["code"], row["label"])
        for row in document
        if row["level"] == "synonym" and row["label"] not in labels.get(row["canonical_code"], ())
    ]
    assert lost == []


def test_every_alias_of_a_document_choice_is_a_synonym_of_the_document(document, choices):
    synonyms = {(row["canonical_code"], row["label"]) for row in document if row["level"] == "synonym"}
    short = {("lev_reaap", "REAAP"), ("lev_clas", "CLAS"), ("lev_clspd", "CLSPD"), ("lev_pre", "PRE")}
    invented = {
        (choice.name, alias)
        for choice in choices.values()
        if choice.level in ("core", "extension", "sub")
        for alias in choice.aliases
        if (choice.name, alias) not in synonyms
    }
    assert invented <= short


def test_questions_tasks_and_follow_ups_stand_in_the_open_questions(document):
    expected = [
        (row["code"], row["level"], row["label"])
        for row in document
        if row["level"] in ("question", "task", "followup")
    ]
    found = [(row["code"], row["kind"], row["label"]) for row in read(codebook.DEFAULT_PATH / "open_questions.csv")]
    assert found == expected


def test_nothing_is_invented_without_a_mark(document, ours):
    known = {row["code"]: row["level"] for row in document}
    unmarked = [
        (question.name, choice.name, choice.level)
        for question in ours
        for choice in question.choices
        if choice.level != known.get(choice.name) and choice.level not in ("survey", "added")
    ]
    assert unmarked == []


def test_every_multiple_question_offers_none_and_other_last(ours):
    ends = {q.name: [choice.name for choice in q.choices][-2:] for q in ours if q.is_multiple}
    assert ends == {name: ["autre", "aucun"] for name in ("r1", "l1", "l2", "d2", "c1", "q1", "q2", "p1")}


def test_no_two_choices_of_a_list_read_alike(ours):
    for question in ours:
        names = [text.casefold() for c in question.choices for text in {c.label, *c.aliases}]
        assert sorted(names) == sorted(set(names)), question.name


# --- what the questions say of themselves -------------------------------------------------------------------


def test_limits_and_conditions_are_read_from_the_form(ours):
    assert (ours["annee_debut"].minimum, ours["annee_debut"].maximum) == (1950, 2100)
    assert ours["v1"].max_length == 500
    assert ours["q2"].max_selected == 3
    assert ours["l2"].asked_if == (("l1", "lev_crise"), ("r1", "ren_crise"))
    assert ours["annee_fin"].asked_if == (("statut_lien", "interrompu"),)
    assert ours["r1"].asked_if == ()
    assert ours["h1"].asked_of("centre") and not ours["h1"].asked_of("ecole")


def test_the_eight_factors_are_scales_and_single_choices_are_not(ours):
    assert [q.name for q in ours if q.is_scale] == [q.name for q in ours if q.code == "D1"]
    assert ours.top_group(ours["dur_reciprocite"]) == "durabilite"


def test_substantive_choices_leave_out_none_and_dont_know(ours):
    assert [c.name for c in ours["o1"].substantive] == ["pas_accord", "plutot", "tout_a_fait"]
    assert "aucun" not in [c.name for c in ours["l1"].substantive]


# --- another codebook ---------------------------------------------------------------------------------------

SURVEY = """\
    type,name,label
    begin_group,g,Groupe
    select_one oui_non,q1,Ça va ?
    end_group,,
    """
CHOICES = """\
    list_name,name,label
    oui_non,oui,Oui
    oui_non,non,Non
    """
SETTINGS = """\
    form_title,form_id
    Essai,essai
    """


def folder(tmp_path: Path, survey: str = SURVEY, choices: str = CHOICES, settings: str = SETTINGS) -> Path:
    """Write the three tables as they are shown."""
    for name, text in {"survey": survey, "choices": choices, "settings": settings}.items():
        (tmp_path / f"{name}.csv").write_text(textwrap.dedent(text), encoding="utf-8")
    return tmp_path


def problems(path: Path) -> list[str]:
    with pytest.raises(CodebookError) as caught:
        codebook.load(path)
    return caught.value.problems


def test_a_small_folder_loads(tmp_path):
    form = codebook.load(folder(tmp_path))
    assert (form.title, form.form_id) == ("Essai", "essai")
    assert [(q.name, q.type, q.label, q.group, [c.label for c in q.choices]) for q in form] == [
        ("q1", "select_one", "Ça va ?", "g", ["Oui", "Non"])
    ]


BAD = {
    "a duplicate question": (
        {"survey": SURVEY + "    text,q1,Encore\n"},
        ["survey.csv, ligne 5, colonne « name » : nom en double, « q1 »."],
    ),
    "a duplicate choice": (
        {"choices": CHOICES + "    oui_non,oui,Oui oui\n"},
        ["choices.csv, ligne 4, colonne « name » : code en double, « oui »."],
    ),
    "a space in a choice": (
        {"choices": CHOICES + "    oui_non,peut etre,Peut-être\n"},
        ["choices.csv, ligne 4, colonne « name » : espace dans le code « peut etre »."],
    ),
    "a space in a question": (
        {"survey": SURVEY + "    text,centre nom,Centre\n"},
        ["survey.csv, ligne 5, colonne « name » : espace dans le nom « centre nom »."],
    ),
    "a name that is none": (
        {"survey": SURVEY + "    text,1er,Premier\n"},
        [
            "survey.csv, ligne 5, colonne « name » : nom refusé, « 1er » ; une lettre d’abord, puis des lettres, des "
            "chiffres, des tirets ou des points."
        ],
    ),
    "a condition on an unknown question": (
        {
            "survey": """\
    type,name,label,relevant
    select_one oui_non,q1,Ça va ?,
    text,q2,Pourquoi ?,"${q1} = 'non' or selected(${q9}, 'oui')"
    """
        },
        ["survey.csv, ligne 3, colonne « relevant » : question inconnue, « q9 »."],
    ),
    "an unknown list": (
        {"survey": SURVEY + "    select_multiple couleurs,q2,Couleurs\n"},
        ["survey.csv, ligne 5, colonne « type » : liste inconnue, « couleurs »."],
    ),
    "an unknown type": (
        {"survey": SURVEY + "    select_on oui_non,q2,Et là ?\n"},
        ["survey.csv, ligne 5, colonne « type » : type inconnu, « select_on »."],
    ),
    "empty labels": (
        {"survey": SURVEY + "    text,q2,\n", "choices": CHOICES + "    oui_non,nsp,\n"},
        [
            "choices.csv, ligne 4, colonne « label » : libellé vide.",
            "survey.csv, ligne 5, colonne « label » : libellé vide.",
        ],
    ),
    "an empty name": (
        {"survey": SURVEY + "    text,,Sans nom\n", "choices": CHOICES + "    oui_non,,Sans code\n"},
        [
            "choices.csv, ligne 4, colonne « name » : code de modalité vide.",
            "survey.csv, ligne 5, colonne « name » : nom vide.",
        ],
    ),
    "a missing column": (
        {"survey": "type,label\ntext,Un\n"},
        ["survey.csv, ligne 1 : colonne « name » absente."],
    ),
    "no label column": (
        {"choices": "list_name,name\noui_non,oui\noui_non,non\n"},
        ["choices.csv, ligne 1 : colonne « label » absente."],
    ),
    "an empty table": (
        {"choices": "list_name,name,label\n"},
        ["choices.csv, ligne 1 : table absente ou vide."],
    ),
    "a group left open": (
        {"survey": SURVEY + "    begin_group,h,Autre groupe\n"},
        ["survey.csv, ligne 5, colonne « type » : groupe « h » non fermé."],
    ),
    "a choice of no list": (
        {"survey": SURVEY + "    text,q2,Nom\n", "choices": CHOICES + "    ,zzz,Truc\n"},
        ["choices.csv, ligne 4, colonne « list_name » : la modalité « zzz » n’a pas de liste."],
    ),
    "an unquoted comma": (
        {
            "survey": """\
    type,name,label,required
    text,q1,Nom, prénom,yes
    """
        },
        ["survey.csv, ligne 2 : plus de cellules que de colonnes ; des guillemets manquent-ils ?"],
    ),
    "a fault below an empty line and a cell of two lines": (
        {
            "survey": """\
    type,name,label

    text,q1,"Un
    et demi"
    text,q1,Deux
    """
        },
        ["survey.csv, ligne 5, colonne « name » : nom en double, « q1 »."],
    ),
    "a condition on a choice that is not offered": (
        {
            "survey": """\
    type,name,label,relevant
    select_one oui_non,q1,Ça va ?,
    text,q2,Pourquoi ?,"selected(${q1}, 'peut_etre') or ${q1} = 'non'"
    text,q3,Comment ?,"${q1} != ""jamais"" and ${q2} = 'rien'"
    """
        },
        [
            "survey.csv, ligne 3, colonne « relevant » : la question « q1 » n’a pas de modalité « peut_etre ».",
            "survey.csv, ligne 4, colonne « relevant » : la question « q1 » n’a pas de modalité « jamais ».",
        ],
    ),
    "an end without a beginning": (
        {"survey": SURVEY + "    end_group,,\n"},
        ["survey.csv, ligne 5, colonne « type » : « end_group » sans début."],
    ),
}


@pytest.mark.parametrize(("tables", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_codebook_says_file_line_and_column(tmp_path, tables, expected):
    assert problems(folder(tmp_path, **tables)) == [typeset(text) for text in expected]


def test_a_condition_may_name_whatever_the_form_defines(tmp_path):
    """A calculation and a question further down, as pyxform takes them."""
    survey = """\
        type,name,label,calculation,relevant
        text,q1,Un,,"${total} > 0 and ${q2} = 'oui'"
        calculate,total,,1,
        select_one oui_non,q2,Deux,,
        """
    path = folder(tmp_path, survey)
    assert [question.name for question in codebook.load(path)] == ["q1", "q2"]
    assert "/data/total" in convert(xlsform.write(codebook.load(path), tmp_path / "q.xlsx")).xform


def test_a_condition_may_name_the_other_that_a_form_adds(tmp_path):
    survey = """\
        type,name,label,relevant
        select_one oui_non or_other,q1,Un,
        text,q2,Deux,"${q1} = 'other'"
        """
    assert len(codebook.load(folder(tmp_path, survey)).questions) == 2


def test_only_questions_of_choices_have_choices(tmp_path):
    """What is written out is no drop-down, even where a list stands behind the type."""
    path = folder(tmp_path, SURVEY + "    text oui_non,q2,Nom\n    integer,q3,Âge\n")
    assert [len(question.choices) for question in codebook.load(path)] == [2, 0, 0]


def test_cells_without_a_column_are_no_fault_while_they_are_empty(tmp_path):
    path = folder(tmp_path, SURVEY + "    text,q2,Nom,,,\n")
    assert codebook.load(path)["q2"].label == "Nom"


def test_a_form_needs_no_settings(tmp_path):
    path = folder(tmp_path)
    (path / "settings.csv").unlink()
    form = codebook.load(path)
    assert (form.title, form.form_id, form.version) == (path.stem, path.stem, "")
    again = codebook.load(xlsform.write(form, tmp_path / "q.xlsx"))
    assert again.questions == form.questions
    assert "Ça va ?" in convert(tmp_path / "q.xlsx").xform


def test_all_faults_are_told_at_once(tmp_path):
    path = folder(tmp_path, SURVEY + "    texte,q2,Un\n    text,q1,Deux\n", CHOICES + "    oui_non,oui,Oui\n")
    assert len(problems(path)) == 3


def test_a_missing_file_is_named(tmp_path):
    path = folder(tmp_path)
    (path / "choices.csv").unlink()
    assert problems(path) == [f"choices.csv{NBSP}: fichier introuvable dans {path}."]
    assert problems(tmp_path / "rien.xlsx") == [f"{tmp_path / 'rien.xlsx'}{NBSP}: fichier introuvable ou illisible."]


def test_a_folder_saved_by_french_excel_loads(tmp_path):
    """French Excel writes semicolons, and Windows-1252 unless asked for UTF-8."""
    for name, text in {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}.items():
        semicolons = textwrap.dedent(text).replace(",", ";")
        (tmp_path / f"{name}.csv").write_bytes(semicolons.encode("cp1252"))
    assert [(q.name, q.label) for q in codebook.load(tmp_path)] == [("q1", "Ça va ?")]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_any_other_xlsform_workbook_loads(tmp_path):
    """Languages, metadata, notes, a place, groups without label, "list name" and numbers as numbers."""
    path = workbook(
        tmp_path / "enquete.xlsx",
        survey=[
            ["type", "name", "label::English (en)", "label::Français (fr)", "required"],
            ["start", "start"],
            ["note", "bonjour", "Hello", "Bonjour"],
            ["begin group", "g"],
            ["select_one note", "accueil", "Welcome", "Accueil", "yes"],
            ["select_multiple jeux or_other", "jeux", "Games", "Jeux"],
            ["begin repeat", "enfants", "Children", "Enfants"],
            ["integer", "age", "Age", None],
            ["end repeat"],
            ["geopoint", "lieu", "Place", "Lieu"],
            ["end group"],
            [],
        ],
        choices=[
            ["list name", "name", "label::English (en)", "label::Français (fr)", "image"],
            ["note", 1, "Low", "Bas"],
            ["note", 2, "High", "Haut"],
            [],
            ["jeux", "go", "Go", None],
        ],
    )
    form = codebook.load(path)
    assert (form.title, form.form_id) == ("enquete", "enquete")
    assert [(q.name, q.type, q.label, q.required, [(c.name, c.label) for c in q.choices]) for q in form] == [
        ("accueil", "select_one", "Accueil", True, [("1", "Bas"), ("2", "Haut")]),
        ("jeux", "select_multiple", "Jeux", False, [("go", "Go")]),
        ("age", "integer", "Age", False, []),
    ]
    assert [(g.name, g.label, g.parent) for g in form.groups] == [("g", "g", ""), ("enfants", "Enfants", "g")]
    assert form["accueil"].is_scale


def test_a_workbook_that_is_none_is_told(tmp_path):
    path = tmp_path / "faux.xlsx"
    path.write_text("pas un classeur")
    assert problems(path) == [f"faux.xlsx{NBSP}: ce n’est pas un classeur XLSForm lisible."]


def test_french_is_not_mistaken_for_a_language_that_holds_its_letters(tmp_path):
    survey = "type,name,label::Afrikaans (af),label::Français (fr)\ntext,q,Vraag,Question\n"
    assert codebook.load(folder(tmp_path, survey))["q"].label == "Question"
