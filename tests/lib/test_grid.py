"""The grid layout, on sheets small enough to be seen; `tests.support.sheets.BLANK` is the template they change."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.checks import Expected, check
from lib.french import typeset
from lib.intake import interpret
from lib.layout import grid
from lib.layout.values import read_choice, read_date, read_integer, read_mark
from lib.observation import Observation, Return, Verbatim
from lib.reader import Sheet
from tests.support.sheets import ANSWERS_A, BLANK, SCHOOL_A, flat, sheet, small_codebook, workbook

CODEBOOK = small_codebook()


def read(changed: dict[str, str] | None = None, **options) -> tuple[Return, list[tuple[str, ...]]]:
    ret, findings = grid.parse(workbook(changed, **options), CODEBOOK)
    return ret, flat(findings)


def answers(ret: Return) -> dict[int, dict[str, str]]:
    return {seen.number: dict(seen.answers) for seen in ret.observations}


def only(**content: object) -> Return:
    """The return that `BLANK` gives, with other content."""
    known = {"campaign": "2025-2026", "centre_code": "C1", "view": "centre", "centre_name": "Centre A"}
    content.setdefault("observations", (Observation(1, ANSWERS_A),))
    return Return(**known, template="1", codebook="1", **content)


def test_filled_template_reads_as_a_return():
    ret, findings = read(
        {
            "Centre": """
                passerelle:centre  |          | valeur
                centre_commune     | Commune  | Ville
                fonction_repondant | Fonction | Accueil, secrétariat
                date_reponse       | Date     | 2026-05-12
            """,
            "Liens": """
                passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | annee_debut | statut_lien | annee_fin | education_prioritaire
                lien:1           | École A  | Ville        | 0951099D | Élémentaire | 2019        | Interrompu  | 2024      | REP+
                lien:2           |          |              |          |             |             |             |           |
                lien:3           | Lycée C  | Bourg        |          | Lycée       |             | Souhaité    |           |
            """,  # noqa: E501
            "Partenaires": """
                passerelle:grille |                     | lien:1        | lien:2 | lien:3
                q1/caf            | Caf                 | x             |        |
                q1/police         | Police              | non           |        |
                q1/parents        | Parents             | ✔             |        |
                q1/autre          | Autre               | x             |        |
                q1_autre          | Précisez            | Le gardien    |        |
                q1/aucun          | Aucun               |               |        | x
                q2#1              | Partenaire moteur 1 | Parents d’élèves, représentants | |
                q2#2              | Partenaire moteur 2 | Caf           |        |
            """,
            "Durabilité": """
                passerelle:grille |             | lien:1      | lien:2 | lien:3
                reciprocite       | Réciprocité | Ne sait pas |        |
                d3                | Fil         | CPE         |        |
                d3_autre          | Précisez    |             |        |
                h1                | École vue   | Oui         |        |
            """,
            "Paroles": """
                passerelle:paroles | lien | theme       | texte                 | citable | minutage
                parole:1           | 3    | Partenaires | « Venez donc ! »      | Oui     | 38-58
                parole:2           |      | durabilite  | On se voit en juin.   |         |
            """,
        }
    )
    first = {
        "etab_nom": "École A",
        "etab_commune": "Ville",
        "etab_uai": "0951099D",
        "etab_niveau": "elementaire",
        "annee_debut": "2019",
        "statut_lien": "interrompu",
        "annee_fin": "2024",
        "education_prioritaire": "rep_plus",
        "q1": "caf parents autre",
        "q1_autre": "Le gardien",
        "q2": "caf parents",
        "reciprocite": "nsp",
        "d3": "cpe",
        "h1": "oui",
    }
    third = {
        "etab_nom": "Lycée C",
        "etab_commune": "Bourg",
        "etab_niveau": "lycee",
        "statut_lien": "souhaite",
        "q1": "aucun",
    }
    assert ret == only(
        centre_commune="Ville",
        answers={"fonction_repondant": "accueil", "date_reponse": "2026-05-12"},
        observations=(Observation(1, first), Observation(3, third)),
        verbatims=(
            Verbatim("« Venez donc ! »", "partenaires", 3, True, "38-58"),
            Verbatim("On se voit en juin.", "durabilite"),
        ),
    )
    assert findings == []


def test_places_name_the_cell_of_each_answer():
    ret, _ = read()
    places = {name: (place.sheet, place.cell) for name, place in ret.observations[0].places.items()}
    assert places == {
        "etab_nom": ("Liens", "B3"),
        "etab_commune": ("Liens", "C3"),
        "etab_niveau": ("Liens", "E3"),
        "statut_lien": ("Liens", "H3"),
        "q1": ("Partenaires", "C3"),
        "reciprocite": ("Durabilité", "C2"),
    }


@pytest.mark.parametrize("text", ["x", "X", "✓", "✔", "oui", "OUI", " Oui ", "o", "1", "vrai", "\u00a0x\u202f"])
def test_marks_that_tick(text):
    assert read_mark(text) is True


@pytest.mark.parametrize("text", ["non", "Non", "n", "0", "faux", "-", "–"])
def test_marks_that_do_not_tick(text):
    assert read_mark(text) is False


PARTNERS = """
    passerelle:grille | lien:1 | lien:2 | lien:3
    q1/caf            | {}     |        |
    q1/police         | {}     |        |
    q1/parents        |        |        |
    q1/autre          | {}     |        |
    q1_autre          |        |        |
    q1/aucun          |        |        |
    q2#1              | {}     |        |
    q2#2              | {}     |        |
"""


def partners(*cells: str) -> dict[str, str]:
    return {"Partenaires": PARTNERS.format(*cells, *[""] * (5 - len(cells)))}


def test_only_no_marks_are_a_non_response_and_said_to_be_one():
    ret, findings = read(partners("non", "-"))
    assert answers(ret) == {1: SCHOOL_A | {"reciprocite": "2"}}
    assert findings == [("all_no", "Partenaires!B2", "1")]
    # « Rien n’est rempli » would not be true.
    assert flat(check(ret, CODEBOOK, Expected())) == []


def test_a_no_beside_a_tick_or_beside_what_cannot_be_read_is_not_all_that_is_said():
    assert read(partners("non", "x"))[1] == []
    assert read(partners("non", "bof"))[1] == [("unknown_mark", "Partenaires!B3", "bof")]


def test_a_no_beside_a_precision_is_an_answer():
    """« Autre » counts as ticked then, and the check says so."""
    changed = partners("non", "non", "non")
    changed["Partenaires"] = changed["Partenaires"].replace("q1_autre          |  ", "q1_autre          | Le gardien")
    ret, findings = read(changed)
    assert findings == []
    assert flat(check(ret, CODEBOOK, Expected())) == [("other_without_box", "Partenaires!B6", "Le gardien")]


def test_questions_denied_for_several_links_are_one_finding_each_and_links_that_nobody_described_none():
    grid_sheet = """
        passerelle:grille | lien:1 | lien:2 | lien:3
        q1/caf            | non    | -      | -
        q1/police         | non    |        | -
        q1/parents        |        |        |
        q1/autre          |        |        |
        q1_autre          |        |        |
        q1/aucun          |        |        |
        q2#1              |        |        |
        q2#2              |        |        |
    """
    described = BLANK["Liens"].replace("lien:2           |          |", "lien:2           | École B  |")
    _, findings = grid.parse(workbook({"Liens": described, "Partenaires": grid_sheet}), CODEBOOK)
    assert flat(findings) == [("all_no", "Partenaires!B2", "1 2")]
    assert (findings[0].message, findings[0].remedy) == (
        typeset(
            "Feuille « Partenaires », cellule B2 : à « {} », les cases remplies disent toutes « non » (liens 1 "
            "et 2) : c’est une absence de réponse, jamais un « non »."
        ).format("Avec qui ?"),
        typeset(
            "Rien à faire si la question a été passée. Si la question a été posée et que rien ne convient, cochez "
            "« Aucun »."
        ),
    )


def test_mark_that_says_neither_is_left_out_with_the_nearest():
    ret, findings = read(partners("x ?", "peut-être"))
    assert answers(ret) == {1: SCHOOL_A | {"reciprocite": "2"}}
    assert findings == [
        ("unknown_mark", "Partenaires!B2", "x ?", "x"),
        ("unknown_mark", "Partenaires!B3", "peut-être"),
    ]


def test_text_in_the_box_of_other_is_its_precision():
    ret, findings = read(partners("x", "", "Le gardien"))
    assert answers(ret) == {1: ANSWERS_A | {"q1": "caf autre", "q1_autre": "Le gardien"}}
    assert findings == [("text_in_box", "Partenaires!B5", "Le gardien")]


def test_the_same_partner_in_two_slots_counts_once():
    ret, findings = read(partners("x", "", "", "CAF", "caf"))
    assert answers(ret) == {1: ANSWERS_A | {"q2": "caf"}}
    assert findings == []


FACTORS = """
    passerelle:grille | lien:1 | lien:2 | lien:3
    reciprocite       | {}     |        |
    d3                |        |        |
    d3_autre          |        |        |
    h1                |        |        |
"""


@pytest.mark.parametrize("text", ["2", "2.0", "2,0", "2 – Présent", "2 - present", "présent", "PRÉSENT", "2 : présent"])
def test_point_of_a_scale_however_it_is_typed(text):
    ret, findings = read({"Durabilité": FACTORS.format(text)})
    assert (answers(ret), findings) == ({1: ANSWERS_A}, [])


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [("4", ""), ("2/3", ""), ("-1", ""), ("2 ?", "2 – Présent"), ("instalé", "3 – Installé"), ("2,5", "")],
)
def test_value_that_is_no_point_is_left_out(text, suggestion):
    ret, findings = read({"Durabilité": FACTORS.format(text)})
    assert answers(ret) == {1: SCHOOL_A | {"q1": "caf"}}
    row = ("unknown_value", "Durabilité!B2", text, suggestion)
    assert findings == [row if suggestion else row[:-1]]


def test_error_of_a_formula_is_no_blank():
    ret, findings = read({**partners("#REF!"), "Durabilité": FACTORS.format("#N/A")})
    assert answers(ret) == {1: SCHOOL_A}
    assert findings == [
        ("cell_error", "Partenaires!B2", "#REF!"),
        ("cell_error", "Durabilité!B2", "#N/A"),
    ]


LINKS = """
    passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
    lien:1           | École A  | Ville        |          | {:11}       | {:11}                 | {:11}       | Actif       |
    lien:2           |          |              |          |             |                       |             |             |
    lien:3           |          |              |          |             |                       |             |             |
"""  # noqa: E501


def test_aliases_accents_and_spaces_do_not_matter():
    ret, findings = read({"Liens": LINKS.format("ECOLE ELEMENTAIRE", "rep +", "2019.0")})
    expected = ANSWERS_A | {"education_prioritaire": "rep_plus", "annee_debut": "2019"}
    assert (answers(ret), findings) == ({1: expected}, [])


def test_unreadable_answers_are_left_out_each_with_its_cell():
    ret, findings = read({"Liens": LINKS.format("Colège", "ZEP", "depuis 2019")})
    expected = {name: value for name, value in ANSWERS_A.items() if name != "etab_niveau"}
    assert answers(ret) == {1: expected}
    assert findings == [
        ("unknown_required", "Liens!E2", "Colège", "Collège"),
        ("unknown_value", "Liens!F2", "ZEP"),
        ("not_a_number", "Liens!G2", "depuis 2019", "2019"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "suggestion"),
    [
        ("2019", "2019", ""),
        ("2\u202f019", "2019", ""),
        ("2019-2020", "", "2019"),
        ("rentrée 2021", "", "2021"),
        ("?", "", ""),
    ],
)
def test_years(text, value, suggestion):
    typed = read_integer(text)
    assert (typed.value, typed.suggestion) == (value, suggestion)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-05-12", "2026-05-12"),
        ("2026-05-12T10:30:00", "2026-05-12"),
        ("12/05/2026", "2026-05-12"),
        ("6/7/18", "2018-07-06"),
        ("31/02/2026", ""),
        ("mai", ""),
    ],
)
def test_dates(text, value):
    assert read_date(text).value == value


def test_label_comes_before_the_alias_of_another_choice():
    lookup = grid.plan_of(CODEBOOK).lookups["reciprocite"]
    assert [read_choice(lookup, choice.label).value for choice in lookup.choices] == ["0", "1", "2", "3", "nsp"]


def test_answers_without_a_described_school_are_still_a_link():
    ret, findings = read(
        {
            "Durabilité": """
                passerelle:grille | lien:1 | lien:2 | lien:3
                reciprocite       | 2      |        | 3
                d3                |        | non    |
                d3_autre          |        |        |
                h1                |        |        |
            """
        }
    )
    assert answers(ret) == {1: ANSWERS_A, 3: {"reciprocite": "3"}}
    assert findings == [("unknown_value", "Durabilité!C3", "non")]


def test_a_quotation_is_kept_whatever_stands_beside_it():
    ret, findings = read(
        {
            "Paroles": """
                passerelle:paroles | lien    | theme       | texte | citable   | minutage
                parole:1           | école a | Durabilite  | Un    | oui       | 34 min 21 s
                parole:2           | Lien 1  |             | Deux  | peut-être |
                parole:3           | 7       | Partenaire  | Trois | non       |
                parole:4           | École   | Météo       | Quatre |          |
                parole:5           | 1       | Partenaires |       | oui       |
            """
        }
    )
    assert ret.verbatims == (
        Verbatim("Un", "durabilite", 1, True, "34 min 21 s"),
        Verbatim("Deux", "", 1),
        Verbatim("Trois", ""),
        Verbatim("Quatre", ""),
    )
    assert findings == [
        ("verbatim_no_theme", "Paroles!C3"),
        ("verbatim_citable", "Paroles!E3", "peut-être"),
        ("verbatim_theme", "Paroles!C4", "Partenaire", "Partenaires"),
        ("verbatim_link", "Paroles!B4", "7"),
        ("verbatim_theme", "Paroles!C5", "Météo"),
        ("verbatim_link", "Paroles!B5", "École", "1"),
    ]


# Shape


@pytest.mark.parametrize("name", ["Centre", "Liens", "Partenaires", "Durabilité", "Paroles"])
def test_missing_sheet_is_named(name):
    _, findings = read(without=[name])
    assert ("sheet_missing", name, name) in findings


def test_missing_identity_blocks_and_the_rest_is_still_looked_at():
    ret, findings = read(partners("x ?"), without=["_passerelle"])
    assert answers(ret) == {1: SCHOOL_A | {"reciprocite": "2"}}
    assert findings == [("identity_missing",), ("unknown_mark", "Partenaires!B2", "x ?", "x")]


def centre(campaign: str, code: str, view: str) -> dict[str, str]:
    return {
        "Centre": f"""
            passerelle:centre  |          | valeur
            campagne           | Campagne | {campaign}
            centre_code        | Code     | {code}
            regard             | Regard   | {view}
        """
    }


def test_centre_sheet_that_says_another_centre_campaign_or_view_than_the_hidden_one_blocks():
    _, same = read(centre("2025 - 2026", "c1", "centre"))
    assert "identity_differs" not in {finding[0] for finding in same}
    _, findings = grid.parse(workbook(centre("2026-2027", "C2", "École")), CODEBOOK)
    assert [told.message for told in findings if told.code == "identity_differs"] == [
        typeset(
            "Feuille « Centre », cellule C2 : « Campagne » a été changé : la cellule dit « 2026-2027 », et ce classeur "
            "a été fait pour « 2025-2026 »."
        ),
        typeset(
            "Feuille « Centre », cellule C3 : « Code du centre » a été changé : la cellule dit « C2 », et ce classeur "
            "a été fait pour « C1 »."
        ),
        typeset(
            "Feuille « Centre », cellule C4 : « Regard » a été changé : la cellule dit « École », et ce classeur a été "
            "fait pour « Centre social »."
        ),
    ]


def test_row_of_the_centre_sheet_that_lost_its_code_is_no_answer_left_out_in_silence():
    sheets = workbook(
        {
            "Centre": """
                passerelle:centre  |          | valeur
                centre_commune     | Commune  | Ville
                                   | Fonction | Accueil, secrétariat
                date_reponse       | Date     | 2026-05-12
            """
        }
    )
    _, findings = grid.parse(sheets, CODEBOOK)
    assert [finding.message.replace("\u00a0", " ") for finding in findings] == [
        "Feuille « Centre » : des lignes du modèle ont disparu ou ont perdu leur code caché : « Fonction »."
    ]


def test_missing_rows_and_columns_say_what_they_held():
    _, findings = grid.parse(
        workbook(
            {
                "Liens": """
                    passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | annee_debut | statut_lien
                    lien:1           | École A  | Ville        |          | Collège     |             | Actif
                """,
                "Partenaires": """
                    passerelle:grille | lien:2
                    q1/caf            |
                    q1_autre          |
                    q2#1              | Caf
                """,
            }
        ),
        CODEBOOK,
    )
    assert [finding.message.replace("\u00a0", " ") for finding in findings] == [
        "Feuille « Partenaires » : des lignes du modèle ont disparu ou ont perdu leur code caché : "
        "« Police », « Parents d’élèves, représentants », « Autre (préciser) » et 2 autres.",
        "Feuille « Liens » : des colonnes du modèle ont disparu ou ont perdu leur code caché : "
        "« Priorité » et « Fin ».",
        "Feuille « Liens » : des lignes du modèle ont disparu ou ont perdu leur code caché : « lien 2 ».",
        "Feuille « Partenaires » : des colonnes du modèle ont disparu ou ont perdu leur code caché : « lien 1 ».",
    ]


def test_columns_of_links_that_nobody_uses_may_be_deleted():
    ret, findings = read(
        {"Partenaires": "\n".join(line.rsplit("|", 2)[0] for line in BLANK["Partenaires"].splitlines() if line.strip())}
    )
    assert (answers(ret), findings) == ({1: ANSWERS_A}, [])


def test_rows_and_columns_that_were_added_are_not_read_and_it_is_said():
    ret, findings = read(
        {
            "Durabilité": """
                passerelle:grille |             | lien:1 |         | lien:2 | lien:3 |
                reciprocite       | Réciprocité | 2      | à voir  |        |        |
                d3                | Fil         |        |         |        |        |
                                  | Confiance   | 3      |         |        |        |
                d3_autre          | Précisez    |        |         |        |        | note
                confiance         | Confiance   |        |         | x      |        |
                h1                | École vue   |        |         |        |        |
            """
        }
    )
    assert answers(ret) == {1: ANSWERS_A}
    assert findings == [
        ("row_added", "Durabilité!C4"),
        ("column_added", "Durabilité!D2"),
        ("column_added", "Durabilité!G5"),
        ("code_unknown", "Durabilité!A6", "confiance"),
    ]


def test_copied_sheet_with_another_answer_is_said():
    copy = sheet("Durabilité (2)", FACTORS.format("3"))
    ret, findings = grid.parse([*workbook(), copy], CODEBOOK)
    assert answers(ret) == {1: ANSWERS_A}
    assert flat(findings) == [("answered_twice", "Durabilité (2)!B2", "3")]


def test_copied_sheet_that_says_the_same_is_silent():
    copy = sheet("Durabilité (2)", FACTORS.format("2"))
    ret, findings = grid.parse([*workbook(), copy], CODEBOOK)
    assert (answers(ret), findings) == ({1: ANSWERS_A}, [])


IDENTITY = """
    passerelle:identity | valeur
    template            | {}
    form_id             | {}
    codebook            | {}
    campagne            | 2025-2026
    centre_code         | C1
    regard              | Centre social
"""


@pytest.mark.parametrize(
    ("template", "form", "finding"),
    [("2", "petit", ("template_version", "", "2")), ("1", "kobo", ("other_questionnaire", "", "kobo"))],
)
def test_nothing_is_read_of_another_template_or_questionnaire(template, form, finding):
    ret, findings = read({"_passerelle": IDENTITY.format(template, form, "1")})
    assert (ret.campaign, ret.centre_code, ret.view, ret.observations) == ("2025-2026", "C1", "centre", ())
    assert findings == [finding]


def test_older_questionnaire_is_read_as_far_as_it_goes():
    ret, findings = read(
        {
            "_passerelle": IDENTITY.format("1", "petit", "0"),
            "Durabilité": """
                passerelle:grille | lien:1 | lien:2 | lien:3
                reciprocite       | 2      |        |
                reunions          | 3      |        |
            """,
        }
    )
    assert answers(ret) == {1: ANSWERS_A}
    assert findings == [("codebook_version", "", "0"), ("code_unknown", "Durabilité!A3", "reunions")]


def test_the_schools_view_need_not_have_the_questions_of_centres():
    school = BLANK["_passerelle"].replace("regard              | centre", "regard              | ecole")
    without_h1 = "\n".join(line for line in BLANK["Durabilité"].splitlines() if "h1" not in line)
    ret, findings = read({"_passerelle": school, "Durabilité": without_h1})
    assert (ret.view, answers(ret), findings) == ("ecole", {1: ANSWERS_A}, [])


def test_other_workbooks_are_not_recognised():
    assert grid.recognise(workbook())
    assert not grid.recognise([Sheet("Feuil1", (("Nom", "Ville"), ("École A", "Ville")))])
    assert not grid.recognise([])


# Positions never matter

BUSY = {
    "Liens": """
        passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
                         | Nom *    | Commune *    | UAI      | Niveau *    | Priorité              | Début       | Statut *    | Fin
        lien:1           | École A  | Ville        |          | Élémentaire | REP                   | 2019        | Actif       |
        lien:2           | Lycée B  | Ville        |          | Lycée       |                       | 2022?       | Actif       |
        lien:3           | Coll. C  | Bourg        |          | Collège     | hors EP               |             | Interrompu  | 2020
    """,  # noqa: E501
    "Partenaires": """
        passerelle:grille |                      | lien:1 | lien:2 | lien:3
        q1/caf            | Caf                  | x      |        | x
        q1/police         | Police               | x      | bof    |
        q1/parents        | Parents              |        |        | x
        q1/autre          | Autre                |        |        |
        q1_autre          | Précisez             |        |        |
        q1/aucun          | Aucun                |        | x      |
        q2#1              | Partenaire moteur 1  | Police |        |
        q2#2              | Partenaire moteur 2  | Caf    |        |
    """,
    "Paroles": """
        passerelle:paroles | lien | theme       | texte | citable | minutage
        parole:1           | 3    | Partenaires | Un    | oui     |
        parole:2           |      | Durabilité  | Deux  |         |
    """,
}


def shuffled(sheets: list[Sheet], draw: Random) -> list[Sheet]:
    """The same workbook with sheets, rows and columns in another order, and empty ones put in between."""
    return [_shuffled_sheet(each, draw) for each in draw.sample(sheets, len(sheets))]


def _shuffled_sheet(before: Sheet, draw: Random) -> Sheet:
    rows = [before.rows[0], *draw.sample(before.rows[1:], len(before.rows) - 1)]
    order: list[int | None] = draw.sample(range(len(rows[0])), len(rows[0]))
    for _ in range(draw.randrange(3)):
        order.insert(draw.randrange(len(order) + 1), None)
        rows.insert(draw.randrange(len(rows) + 1), ("",) * len(before.rows[0]))
    moved = tuple(tuple("" if column is None else row[column] for column in order) for row in rows)
    return Sheet(f"Feuille {draw.randrange(100)}", moved, before.hidden)


@given(st.integers(0, 10**6))
def test_reading_never_depends_on_positions_or_names(seed):
    expected, said = grid.parse(workbook(BUSY), CODEBOOK)
    draw = Random(seed)
    ret, findings = grid.parse(shuffled(workbook(BUSY), draw), CODEBOOK)
    in_any_order = {"key": lambda verbatim: verbatim.text}
    assert ret.observations == expected.observations
    assert sorted(ret.verbatims, **in_any_order) == sorted(expected.verbatims, **in_any_order)
    # Only labels of the template left of the codes may now look as if somebody had added them.
    kept = [finding for finding in findings if finding.code not in ("row_added", "column_added")]
    assert sorted((f.code, f.value) for f in kept) == sorted((f.code, f.value) for f in said)


@given(st.data())
def test_any_text_in_any_cell_is_read_or_said(data):
    sheets = workbook(BUSY)
    index = data.draw(st.sampled_from(range(len(sheets))))
    rows = [list(row) for row in sheets[index].rows]
    row = data.draw(st.sampled_from(range(len(rows))))
    column = data.draw(st.sampled_from(range(len(rows[0]))))
    rows[row][column] = data.draw(st.text(max_size=12) | st.sampled_from(["passerelle:grille", "lien:1", "#REF!"]))
    sheets[index] = Sheet(sheets[index].name, tuple(map(tuple, rows)))
    (ret,), findings = interpret(sheets, CODEBOOK, Expected())
    known = {question.name: question for question in CODEBOOK}
    for seen in ret.observations if ret else ():
        for name, value in seen.answers.items():
            choices = known[name].choice_by_name
            assert not choices or set(value.split()) <= set(choices)
    assert all(finding.message and finding.remedy for finding in findings)
