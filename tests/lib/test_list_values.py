"""Codes of other tools and a team's own words: which choice a value of a list stands for, as a person says it."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from lib.layout.list import propose
from lib.listing.mapping import Mapping, MappingError
from lib.listing.values import Asked, Group, Value, groups
from tests.support.lists import CODEBOOK, EXPECTED, LINK, a_return, quote, read
from tests.support.sheets import sheet

SECOND = LINK | {"etab_nom": "École B", "etab_niveau": "college"}
THIRD = LINK | {"etab_nom": "École C", "etab_niveau": "maternelle", "statut_lien": "interrompu"}

LIMESURVEY = """
    id | submitdate          | lastpage | etab_nom | etab_commune | etab_niveau | statut_lien | q1    | dur_reciprocite | dur_hierarchie | l1[lev_clas] | r1[autre]
    1  | 2026-03-15 10:00:00 | 3        | École A  | Ville        | A2          | 1           | A1 A3 | A1              | A4             | 1            | 7
    2  | 2026-03-15 10:00:00 | 3        | École B  | Ville        | A4          | 1           | A3    | A3              |                | 2            |
    3  | 2026-03-15 10:00:00 | 3        | École C  | Ville        | Éc. mat.    | 4           |       | A9              | A1             |              |
"""
SCALE = {"A1": "0", "A3": "2", "A4": "3"}
SAID = {
    "etab_niveau": {"A2": "elementaire", "A4": "college", "éc. mat.": "maternelle"},
    "statut_lien": {"1": "actif", "4": "interrompu"},
    "q1": {"A1": "qui_caf", "A3": "qui_police"},
    "dur_reciprocite": SCALE,
    "dur_hierarchie": SCALE,
    "l1[lev_clas]": {"2": ""},
    "r1[autre]": {"7": "autre"},
}


def test_codes_that_nobody_explained_are_findings_with_their_cells_and_no_answers():
    returns, findings = read(LIMESURVEY)
    schools = [{name: one[name] for name in ("etab_nom", "etab_commune")} for one in (LINK, SECOND, THIRD)]
    assert returns == (a_return(schools[0] | {"l1": "lev_clas"}, *schools[1:], tool="limesurvey"),)
    assert findings == [
        ("unknown_required", "Export!F2", "A2"),
        ("unknown_required", "Export!G2", "1"),
        ("unknown_choice", "Export!H2", "A1"),
        ("unknown_choice", "Export!H2", "A3"),
        ("unknown_value", "Export!I2", "A1"),
        ("unknown_value", "Export!J2", "A4"),
        # A code is not what somebody typed for « Autre ».
        ("unknown_mark", "Export!L2", "7"),
        ("unknown_required", "Export!F3", "A4"),
        ("unknown_required", "Export!G3", "1"),
        ("unknown_choice", "Export!H3", "A3"),
        ("unknown_value", "Export!I3", "A3"),
        ("unknown_mark", "Export!K3", "2"),
        ("unknown_required", "Export!F4", "Éc. mat."),
        ("unknown_required", "Export!G4", "4"),
        ("unknown_value", "Export!I4", "A9"),
        ("unknown_value", "Export!J4", "A1"),
    ]


def test_values_are_read_as_a_person_says_and_what_is_left_unsaid_stays_a_finding():
    mapping = Mapping("", {}, SAID)
    returns, findings = read(LIMESURVEY, mapping=mapping)
    assert returns == (
        a_return(
            LINK | {"q1": "qui_caf qui_police", "dur_reciprocite": "0", "dur_hierarchie": "3", "l1": "lev_clas", "r1": "autre"},
            SECOND | {"q1": "qui_police", "dur_reciprocite": "2"},
            THIRD | {"dur_hierarchie": "0"},
            tool=f"limesurvey+{mapping.digest}",
        ),
    )  # fmt: skip
    assert findings == [
        ("values_said", "Export!F1", "1"),
        ("values_said", "Export!G1", "1"),
        ("values_said", "Export!H1", "1"),
        ("values_said", "Export!I1", "1"),
        ("values_said", "Export!J1", "1"),
        ("values_said", "Export!K1", "1"),
        ("values_said", "Export!L1", "1"),
        ("unknown_value", "Export!I4", "A9"),
        ("all_no", "Export!K3", "1"),
    ]


def test_what_a_person_says_stands_against_codes_that_look_like_our_own():
    sheet_of_four = """
        etab_nom | etab_commune | etab_niveau | statut_lien | dur_reciprocite
        École A  | Ville        | elementaire | actif       | 1
        École B  | Ville        | college     | actif       | 4
    """
    # On a scale of four, 1 is the first point; without a word it is taken for our own 1.
    _, findings = read(sheet_of_four)
    assert findings == [("unknown_value", "Export!E3", "4")]
    mapping = Mapping("", {}, {"dur_reciprocite": {"1": "0", "2": "1", "3": "2", "4": "3"}})
    returns, _ = read(sheet_of_four, mapping=mapping)
    answers = [one.answers["dur_reciprocite"] for one in returns[0].observations]
    assert answers == ["0", "3"]


def test_words_of_a_team_in_joined_cells():
    joined = """
        École   | Ville | Niveau      | Statut du lien | Avec qui ?
        École A | Ville | Élémentaire | Actif          | La mairie, Caf, le CCAS
        École B | Ville | Collège     | Actif          | le CCAS;le gardien
    """
    returns, findings = read(joined)
    assert [one.answers["q1"] for one in returns[0].observations] == ["qui_caf autre", "autre"]
    assert [found[:3] for found in findings] == [
        ("other_from_text", "Export!E2", "La mairie"),
        ("other_from_text", "Export!E2", "le CCAS"),
        ("other_from_text", "Export!E3", "le CCAS"),
        ("other_from_text", "Export!E3", "le gardien"),
    ]
    mapping = Mapping(
        "", {}, {"Avec qui ?": {"la mairie": "", "le CCAS": "qui_social_sante_scolaire", "le gardien": "autre"}}
    )
    returns, findings = read(joined, mapping=mapping)
    assert returns == (
        a_return(
            LINK | {"q1": "qui_social_sante_scolaire qui_caf"},
            SECOND | {"q1": "qui_social_sante_scolaire autre", "q1_autre": "le gardien"},
            tool=f"hand+{mapping.digest}",
        ),
    )  # fmt: skip
    assert findings == [("values_said", "Export!E1", "1")]


def test_view_and_leave_to_quote_are_values_too():
    given = """
        École   | Ville | Niveau      | Statut du lien | Regard | v1      | v1_citable
        École A | Ville | Élémentaire | Actif          | 2      | On ose. | A1
    """
    returns, findings = read(given)
    assert (returns[0].view, returns[0].verbatims[0].citable) == ("2", False)
    assert {found[0] for found in findings} >= {"view_unknown", "verbatim_citable"}
    said = {"Regard": {"2": "ecole"}, "v1_citable": {"A1": "oui"}}
    returns, findings = read(given, mapping=Mapping("", {}, said))
    assert (returns[0].view, returns[0].verbatims) == ("ecole", (quote("On ose.", "rencontre", 1, citable=True),))
    assert {found[0] for found in findings} == {"values_said", "view_wrong"}


def test_choice_that_a_question_does_not_have_is_said_and_not_used():
    mapping = Mapping("", {}, {"Niveau": {"Éc. mat.": "creche"}})
    _, findings = read(
        """
        École   | Ville | Niveau   | Statut du lien
        École A | Ville | Éc. mat. | Actif
        """,
        mapping=mapping,
    )
    assert findings == [
        ("mapping_value_unknown", "", "Éc. mat."),
        ("unknown_required", "Export!C2", "Éc. mat."),
    ]


def test_value_of_something_obligatory_that_is_not_counted_leaves_it_missing():
    mapping = Mapping("", {}, {"Niveau": {"?": ""}})
    returns, findings = read(
        """
        École   | Ville | Niveau | Statut du lien
        École A | Ville | ?      | Actif
        """,
        mapping=mapping,
    )
    assert "etab_niveau" not in returns[0].observations[0].answers
    assert findings == [("values_said", "Export!C1", "1"), ("required_missing", "Export!C2")]


def test_proposal_says_how_each_value_is_read():
    mapping = Mapping("", {}, {"etab_niveau": {"A2": "elementaire"}})
    proposal = propose([sheet("Export", LIMESURVEY)], CODEBOOK, mapping)
    assert proposal.values == {
        "etab_niveau": (Value("A4", 1), Value("Éc. mat.", 1), Value("A2", 1, "elementaire", "said")),
        "statut_lien": (Value("1", 2), Value("4", 1)),
        "q1": (Value("A3", 2), Value("A1", 1)),
        "dur_reciprocite": (Value("A1", 1), Value("A3", 1), Value("A9", 1)),
        "dur_hierarchie": (Value("A1", 1), Value("A4", 1)),
        "l1[lev_clas]": (Value("2", 1),),
        "r1[autre]": (Value("7", 1),),
    }
    shown = proposal.as_dict(CODEBOOK)
    assert shown["values"]["etab_niveau"] == {"A4": None, "Éc. mat.": None, "A2": "elementaire"}
    assert shown["choices"]["dur_reciprocite"] == {
        "0": "0 – Absent", "1": "1 – Ébauché", "2": "2 – Présent", "3": "3 – Installé", "nsp": "Ne sait pas",
    }  # fmt: skip
    # What is null is still to be said: given back as it is, nothing is said of it.
    assert Mapping.of_dict(shown) == proposal.mapping


def test_each_value_is_asked_once_for_the_columns_with_the_same_choices():
    proposal = propose([sheet("Export", LIMESURVEY)], CODEBOOK)
    asked = groups(proposal.matches, proposal.values, CODEBOOK)
    choices = {name: CODEBOOK[name].choices for name in ("etab_niveau", "statut_lien", "q1", "dur_reciprocite")}
    scales = ("dur_reciprocite", "dur_hierarchie")

    def unread(text: str, times: int, *headers: str) -> Asked:
        return Asked(text, times, headers, None, "unread")

    assert asked == [
        Group(("etab_niveau",), choices["etab_niveau"], (
            unread("A2", 1, "etab_niveau"), unread("A4", 1, "etab_niveau"), unread("Éc. mat.", 1, "etab_niveau"),
        )),
        Group(("statut_lien",), choices["statut_lien"], (unread("1", 2, "statut_lien"), unread("4", 1, "statut_lien"))),
        Group(("q1",), choices["q1"], (unread("A1", 1, "q1"), unread("A3", 2, "q1"))),
        Group(scales, choices["dur_reciprocite"], (
            unread("A1", 2, *scales), unread("A3", 1, scales[0]), unread("A4", 1, scales[1]), unread("A9", 1, scales[0]),
        )),
        Group(("l1[lev_clas]", "r1[autre]"), (), (unread("2", 1, "l1[lev_clas]"), unread("7", 1, "r1[autre]"))),
    ]  # fmt: skip


def test_values_that_the_questionnaire_names_are_shown_beside_those_it_does_not():
    rows = """
        École   | Ville | Niveau      | Statut du lien | Réciprocité
        École A | Ville | Élémentaire | Actif          | 1
        École B | Ville | Collège     | Actif          | 4
    """
    proposal = propose([sheet("Export", rows)], CODEBOOK)

    def shown(*, everything: bool = False) -> dict[str, list[tuple[str, str | None, str]]]:
        asked = groups(proposal.matches, proposal.values, CODEBOOK, everything=everything)
        return {group.headers[0]: [(one.text, one.choice, one.by) for one in group.asked] for group in asked}

    scale = [("4", None, "unread"), ("1", "1", "named")]
    assert shown() == {"Réciprocité": scale}
    assert shown(everything=True) == {
        "Niveau": [("Collège", "college", "named"), ("Élémentaire", "elementaire", "named")],
        "Statut du lien": [("Actif", "actif", "named")],
        "Réciprocité": scale,
    }


def test_words_that_come_back_are_asked_one_by_one_though_commas_join_them():
    proposal = propose([sheet("Export", """
        École | Ville | Niveau      | Statut du lien | Avec qui ?
        A     | Ville | Élémentaire | Actif          | CCAS, Mairie
        B     | Ville | Élémentaire | Actif          | Mairie
        C     | Ville | Élémentaire | Actif          | CCAS
    """)], CODEBOOK)  # fmt: skip
    assert proposal.values["Avec qui ?"] == (
        Value("CCAS", 2, "autre", "typed"),
        Value("Mairie", 2, "autre", "typed"),
    )


def test_digest_of_a_mapping_without_values_is_what_it_always_was():
    columns = {"Statut": "statut_lien"}
    assert Mapping("", columns).digest == "596089284f48"
    assert Mapping("", columns, {"Statut": {"1": "actif"}}).digest != Mapping("", columns).digest


@pytest.mark.parametrize("values", ['"A1"', ["A1"], {"Niveau": "A1"}, {"Niveau": {"A1": 1}}])
def test_values_that_are_none_are_wrong_use(values: object) -> None:
    with pytest.raises(MappingError, match="values"):
        Mapping.of_dict({"columns": {}, "values": values})


def test_nobody_is_asked_about_a_list_that_the_questionnaire_names_throughout():
    rows = "École | Ville | Niveau | Statut du lien\nÉcole A | Ville | Élémentaire | Actif\n"
    proposal = propose([sheet("Export", rows)], CODEBOOK)
    assert groups(proposal.matches, proposal.values, CODEBOOK) == []
    assert read(rows, EXPECTED)[1] == []
