"""What is said about a return once its cells are read, with the return that is kept."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest

from lib.checks import Expected, check, settle, uai_check_letter
from lib.findings import CATALOGUE, find
from lib.identifiers import Uai, read_uai
from lib.layout import grid
from lib.observation import Observation, Place, Return, Verbatim, campaign_year
from tests.support.sheets import ANSWERS_A, SCHOOL_A, flat, small_codebook, workbook

CODEBOOK = small_codebook()
RETURN = Return("2025-2026", "C1", "centre", "Centre A", observations=(Observation(1, ANSWERS_A),))


def kept(**answers: str) -> tuple[dict[str, str], list[tuple[str, ...]]]:
    """What remains of one link with these answers beside `ANSWERS_A`, and what is said of it."""
    given = {name: value for name, value in (ANSWERS_A | answers).items() if value}
    ret, findings = settle(replace(RETURN, observations=(Observation(1, given),)), CODEBOOK, Expected())
    return dict(ret.observations[0].answers), flat(findings)


def from_sheets(changed: dict[str, str], **options) -> list[tuple[str, ...]]:
    """The findings of reading and of checking together."""
    ret, found = grid.parse(workbook(changed), CODEBOOK)
    _, findings = settle(ret, CODEBOOK, Expected(**options), found)
    return flat([*found, *findings])


def test_sound_return_passes_unchanged():
    assert settle(RETURN, CODEBOOK, Expected()) == (RETURN, [])
    assert check(RETURN, CODEBOOK, Expected("2025-2026", "C1", "centre", {"C1": "Centre A"}, ("2025-2026",))) == []


# Whose return this is


@pytest.mark.parametrize(
    ("expected", "finding"),
    [
        (Expected(campaign="2024-2025"), ("campaign_wrong", "", "2025-2026")),
        (Expected(campaigns=("2024-2025",)), ("campaign_new", "", "2025-2026")),
        (Expected(campaigns=("2025-2026",), closed=("2025-2026",)), ("campaign_closed", "", "2025-2026")),
        (Expected(centre="C2", centres={"C1": "Centre A", "C2": "Centre B"}), ("centre_wrong", "", "Centre A")),
        (Expected(centres={"C2": "Centre B"}), ("centre_new", "", "C1")),
        (Expected(view="ecole"), ("view_wrong", "", "centre")),
    ],
)
def test_return_of_somebody_else(expected, finding):
    assert flat(check(RETURN, CODEBOOK, expected)) == [finding]


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"campaign": ""}, ("campaign_missing",)),
        ({"campaign": "2025"}, ("campaign_unreadable", "", "2025")),
        ({"campaign": "2025-2027"}, ("campaign_unreadable", "", "2025-2027")),
        ({"campaign": "2026-2025"}, ("campaign_unreadable", "", "2026-2025")),
        ({"centre_code": ""}, ("centre_missing",)),
        ({"view": ""}, ("view_missing",)),
        ({"view": "mairie"}, ("view_unknown", "", "mairie")),
        ({"observations": ()}, ("no_link",)),
    ],
)
def test_return_that_cannot_be_placed(changes, finding):
    findings = check(replace(RETURN, **changes), CODEBOOK, Expected())
    assert flat(findings) == [finding]
    assert findings[0].severity == "bloquant"


def test_a_view_is_said_as_people_read_it():
    said = check(RETURN, CODEBOOK, Expected(view="ecole"))[0].message.replace("\u00a0", " ")
    assert said == "Ce fichier donne le regard « Centre social », et vous déposez le regard « École »."


def test_campaign_written_otherwise_is_put_right_and_said():
    ret, findings = settle(replace(RETURN, campaign="2025/2026"), CODEBOOK, Expected("2025-2026"))
    assert ret.campaign == "2025-2026"
    assert flat(findings) == [("campaign_format", "", "2025/2026", "2025-2026")]


def test_year_in_which_a_campaign_ends():
    assert campaign_year("2025-2026") == 2026
    with pytest.raises(ValueError, match="2026"):
        campaign_year("2026")


# Schools

LINKS = """
    passerelle:liens | etab_nom | etab_commune | etab_uai | etab_niveau | education_prioritaire | annee_debut | statut_lien | annee_fin
    lien:1           | École A  | Ville        |          | Élémentaire |                       |             | Actif       |
    lien:2           | {:8}     | {:8}         |          | {:8}        |                       |             | {:8}        |
    lien:3           |          |              |          |             |                       |             |             |
"""  # noqa: E501


def test_missing_obligatory_answers_block_each_at_its_cell():
    assert from_sheets({"Liens": LINKS.format("École B", "", "", "Souhaité")}) == [
        ("required_missing", "Liens!C3"),
        ("required_missing", "Liens!E3"),
    ]


def test_unreadable_obligatory_answer_is_reported_once():
    assert from_sheets({"Liens": LINKS.format("École B", "Ville", "Colège", "Souhaité")}) == [
        ("unknown_required", "Liens!E3", "Colège", "Collège")
    ]


def test_answers_for_a_link_that_nobody_described():
    grid_sheet = """
        passerelle:grille | lien:1 | lien:2 | lien:3
        reciprocite       | 2      |        | 3
        d3                |        |        |
        d3_autre          |        |        |
        h1                |        |        |
    """
    ret, found = grid.parse(workbook({"Durabilité": grid_sheet}), CODEBOOK)
    findings = check(ret, CODEBOOK, Expected())
    assert (flat(found), flat(findings)) == (
        [],
        [("link_unnamed", "Durabilité!D2"), ("section_untouched", "Partenaires", "3")],
    )
    assert findings[0].message.replace("\u00a0", " ") == (
        "Feuille « Durabilité », cellule D2 : des réponses sont données pour le lien 3, "
        "mais aucun établissement n’est décrit."
    )


@pytest.mark.parametrize(
    ("second", "duplicate"),
    [
        ({"etab_nom": "ECOLE  A"}, True),
        ({"etab_nom": "École-A"}, True),
        ({"etab_uai": "0951099D"}, True),
        ({"etab_niveau": "college"}, False),
        ({"etab_commune": "Bourg"}, False),
        ({"etab_nom": "École B"}, False),
    ],
)
def test_two_links_of_one_school(second, duplicate):
    places = {"etab_nom": Place("Liens", "B4")}
    both = (Observation(1, ANSWERS_A), Observation(2, ANSWERS_A | second, places))
    findings = flat(check(replace(RETURN, observations=both), CODEBOOK, Expected()))
    assert findings == ([("duplicate_link", "Liens!B4")] if duplicate else [])


def test_uai_tells_schools_of_one_name_apart_and_joins_two_names():
    def said(*schools: tuple[str, str]) -> list[tuple[str, ...]]:
        links = [
            Observation(number, ANSWERS_A | {"etab_nom": name, "etab_uai": uai})
            for number, (name, uai) in enumerate(schools, start=1)
        ]
        return flat(check(replace(RETURN, observations=tuple(links)), CODEBOOK, Expected()))

    assert said(("École A", "0951099D"), ("École A", "0990000M")) == []
    assert said(("École A", "0951099D"), ("Groupe A", "0951099D")) == [("duplicate_link",)]


@pytest.mark.parametrize(
    ("text", "uai"),
    [
        ("0951099D", Uai("0951099D")),
        (" 095 1099 d ", Uai("0951099D")),
        ("951099D", Uai("0951099D", "zero")),
        ("0951099E", Uai("0951099E", "letter")),
        ("0951099", Uai("0951099", "malformed")),
        ("0951_99D", Uai("0951_99D", "malformed")),
        ("école", Uai("école", "malformed")),
    ],
)
def test_reading_a_uai(text, uai):
    assert read_uai(text) == uai


def test_check_letters():
    # 951099 = 23 × 41352 + 3, the fourth letter; 990000 = 23 × 43043 + 11; 0 gives the first, 22 the last.
    digits = ("0951099", "0990000", "0000000", "0000022")
    assert [uai_check_letter(seven) for seven in digits] == ["D", "M", "A", "Z"]


@pytest.mark.parametrize(
    ("uai", "remains", "finding"),
    [
        ("0951099D", "0951099D", None),
        ("951099d", "0951099D", ("uai_zero", "", "951099d", "0951099D")),
        ("0951099E", None, ("uai_letter", "", "0951099E")),
        ("12", None, ("uai_malformed", "", "12")),
    ],
)
def test_doubtful_uai_is_kept_out_of_the_identity(uai, remains, finding):
    answers, findings = kept(etab_uai=uai)
    assert answers.get("etab_uai") == remains
    assert findings == ([finding] if finding else [])


def test_priority_education_in_a_lycee_is_kept_and_said():
    answers, findings = kept(etab_niveau="lycee", education_prioritaire="rep_plus")
    assert answers["education_prioritaire"] == "rep_plus"
    assert findings == [("rep_lycee", "", "REP+")]
    assert kept(etab_niveau="lycee", education_prioritaire="hors_ep")[1] == []


# Years


@pytest.mark.parametrize(
    ("answers", "left_out", "finding"),
    [
        ({"annee_debut": "1950"}, (), None),
        ({"annee_debut": "2026"}, (), None),
        ({"annee_debut": "1949"}, ("annee_debut",), ("number_out_of_range", "", "1949")),
        ({"annee_debut": "2027"}, ("annee_debut",), ("number_out_of_range", "", "2027")),
        ({"annee_debut": "19"}, ("annee_debut",), ("number_out_of_range", "", "19")),
        ({"statut_lien": "interrompu", "annee_debut": "2020", "annee_fin": "2020"}, (), None),
        (
            {"statut_lien": "interrompu", "annee_debut": "2020", "annee_fin": "2019"},
            ("annee_fin",),
            ("end_before_start", "", "2019"),
        ),
        ({"annee_fin": "2019"}, (), ("end_without_stop", "", "2019")),
    ],
)
def test_years_of_a_link(answers, left_out, finding):
    expected = {name: value for name, value in (ANSWERS_A | answers).items() if name not in left_out}
    assert kept(**answers) == (expected, [finding] if finding else [])


def test_years_are_bounded_by_the_campaign_in_words():
    places = {"annee_debut": Place("Liens", "G3")}
    seen = Observation(2, ANSWERS_A | {"annee_debut": "2027"}, places)
    (finding,) = check(replace(RETURN, observations=(seen,)), CODEBOOK, Expected())
    assert finding.message == (
        "Feuille «\u00a0Liens\u00a0», cellule G3\u00a0: 2027 n’est pas entre 1950 et 2026 "
        "(«\u00a0Début\u00a0», lien 2 (École A))\u202f; la réponse est laissée de côté."
    )
    assert finding.remedy == "Corrigez la cellule, ou effacez-la si vous ne savez pas."


# Answers that do not go together


@pytest.mark.parametrize(
    ("answers", "remains", "findings"),
    [
        ({"q1": "caf aucun"}, {"q1": "caf"}, [("none_with_ticks",)]),
        ({"q1": "aucun"}, {"q1": "aucun"}, []),
        ({"q1_autre": "Gardien"}, {"q1": "caf autre"}, [("other_without_box", "", "Gardien")]),
        ({"q1": "", "q1_autre": "Gardien"}, {"q1": "autre"}, [("other_without_box", "", "Gardien")]),
        (
            {"q1": "aucun", "q1_autre": "Gardien"},
            {"q1": "autre"},
            [("other_without_box", "", "Gardien"), ("none_with_ticks",)],
        ),
        ({"d3_autre": "Une élue"}, {"d3": "autre"}, [("other_without_box", "", "Une élue")]),
        ({"d3": "cpe", "d3_autre": "Une élue"}, {"d3": "cpe"}, [("other_elsewhere", "", "Une élue")]),
        ({"d3": "autre", "d3_autre": "Une élue"}, {"d3": "autre"}, []),
        ({"q2": "caf"}, {"q2": "caf"}, []),
        ({"q2": "caf police"}, {"q2": "caf police"}, [("pick_not_ticked", "", "police")]),
        ({"q2": "aucun"}, {"q2": "aucun"}, []),
        ({"q1": "caf police parents", "q2": "caf police parents"}, {"q2": ""}, [("too_many",)]),
    ],
)
def test_answers_about_one_link(answers, remains, findings):
    expected = {name: value for name, value in (ANSWERS_A | answers | remains).items() if value}
    assert kept(**answers) == (expected, findings)


def test_contradictions_point_at_their_cells():
    sheets = {
        "Partenaires": """
            passerelle:grille | lien:1   | lien:2 | lien:3
            q1/caf            | x        |        |
            q1/police         |          |        |
            q1/parents        |          |        |
            q1/autre          |          |        |
            q1_autre          | Gardien  |        |
            q1/aucun          | x        |        |
            q2#1              | Caf      |        |
            q2#2              | Police   |        |
        """
    }
    assert from_sheets(sheets) == [
        ("other_without_box", "Partenaires!B6", "Gardien"),
        ("none_with_ticks", "Partenaires!B7"),
        ("pick_not_ticked", "Partenaires!B9", "police"),
    ]


def test_too_long_texts_keep_their_beginning():
    verbatims = (Verbatim("é" * 41, "durabilite"), Verbatim("é" * 40, "durabilite"))
    long = replace(RETURN, observations=(Observation(1, ANSWERS_A | {"etab_nom": "A" * 21}),), verbatims=verbatims)
    ret, findings = settle(long, CODEBOOK, Expected())
    assert ret.observations[0].answers["etab_nom"] == "A" * 20
    assert [verbatim.text for verbatim in ret.verbatims] == ["é" * 40, "é" * 40]
    assert flat(findings) == [("text_too_long",), ("verbatim_too_long",)]


def test_untouched_section_leaves_the_base():
    links = (
        Observation(1, SCHOOL_A | {"reciprocite": "2"}),
        Observation(2, SCHOOL_A | {"etab_nom": "École B", "q1": "aucun"}),
        Observation(3, SCHOOL_A | {"etab_nom": "École C", "d3": "cpe"}),
        Observation(4, SCHOOL_A | {"etab_nom": "École D", "statut_lien": "souhaite"}),
    )
    ret, findings = settle(replace(RETURN, observations=links), CODEBOOK, Expected())
    assert ret.observations == links
    assert flat(findings) == [
        ("section_untouched", "Partenaires", "1 3"),
        ("section_untouched", "Durabilité", "2"),
    ]
    assert findings[0].severity == "information"
    assert findings[0].message.replace("\u00a0", " ") == (
        "Rien n’est rempli dans « Partenaires » pour les liens 1 et 3 : c’est une absence de réponse, "
        "jamais un « non ». Pour ce thème, le calcul se fait sans eux."
    )


# The sentences


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_sentence_is_finished_and_well_set(code):
    rule = CATALOGUE[code]
    names = {name for text in (rule.message, rule.remedy) for _, name, _, _ in string.Formatter().parse(text) if name}
    words = dict.fromkeys(names - {"sheet", "cell", "where", "perhaps", "or_none", "value", "suggestion"}, "mot")
    finding = find(code, Place("Liens", "B7"), value="valeur", suggestion="proche", has_none=True, **words)
    for text in (finding.message, finding.remedy):
        assert text[0].isupper() or text[0] in "«"
        assert text[-1] in ".?"
        assert not [sign for sign in ("« ", " »", " :", " ;", " !", " ?", " %", "'", "  ", "{") if sign in text]
    if "where" in names:
        assert finding.message.startswith("Feuille «\u00a0Liens\u00a0», cellule B7\u00a0: ")


def test_finding_without_a_cell_names_the_sheet_or_nothing():
    here = [find("row_added", place).message for place in (Place("Liens"), Place())]
    assert here == [
        "Feuille «\u00a0Liens\u00a0»\u00a0: cette ligne ne fait pas partie du modèle\u202f; ce qui y est écrit "
        "n’est pas lu.",
        "Cette ligne ne fait pas partie du modèle\u202f; ce qui y est écrit n’est pas lu.",
    ]


def test_suggestion_is_asked_before_the_remedy():
    finding = find("unknown_mark", Place("Leviers", "F12"), value="x ?", suggestion="x")
    assert finding.remedy == "Vouliez-vous dire «\u00a0x\u00a0»\u202f? Écrivez x pour cocher, ou effacez la cellule."
