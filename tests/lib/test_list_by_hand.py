"""Lists made by hand: whose return each row is, columns to be confirmed, and what a person says of them."""
# ruff: noqa: E501

from __future__ import annotations

from lib.checks import Expected
from lib.codebook import load
from lib.layout.list import propose
from lib.listing.mapping import Mapping, fingerprint
from lib.listing.match import Match, match
from lib.listing.table import Column, Table
from tests.support.lists import EXPECTED, LINK, a_return, read
from tests.support.sheets import sheet

SECOND = LINK | {"etab_nom": "École B", "etab_niveau": "college"}
EVERYBODY = Expected(centres={"C1": "Centre A", "C2": "Centre social Les Aulnes"})


def headers(*given: str) -> list[tuple[str, str, bool]]:
    """Header, target and doubt of a table with these headers."""
    columns = tuple(Column(header, (header,), place) for place, header in enumerate(given))
    return [(one.header, one.target, one.doubtful) for one in match(Table("F", columns, (), ()), load())]


def test_several_centres_campaigns_and_views_are_returns_of_their_own():
    returns, findings = read(
        """
        Liens de la fédération |
        .
        Code centre | Centre social            | Campagne       | Regard        | École   | Ville | Niveau            | Statut du lien | Avec qui ?                       | Responsabilité partagée
        c1          | Centre A                 | 2025-2026      | Centre social | École A | Ville | École élémentaire | actif          | Caf ; Police                     | 2
                    | centre social les aulnes | année 2025/2026 | centre       | École B | Ville | Collège           | Actif          | Direction (école, collège, lycée) | Installé
        C1          |                          | 2025 - 2026    | École         | École A | Ville | elementaire       | Actif          |                                  | nsp
        C1          | Centre A                 | 2024-2025      | centre        | École A | Ville | Élémentaire       | Actif          | Aucun                            |
        C1          | Centre A                 | 2025-2026      | centre        | École B | Ville | Collège           | Actif          |                                  |
        """,
        EVERYBODY,
    )
    factor = "dur_responsabilite_partagee"
    assert returns == (
        a_return(LINK | {"q1": "qui_caf qui_police", factor: "2"}, SECOND, tool="hand"),
        a_return(
            SECOND | {"q1": "qui_direction", factor: "3"},
            tool="hand", centre_code="C2", centre_name="Centre social Les Aulnes",
        ),
        a_return(LINK | {factor: "nsp"}, tool="hand", view="ecole"),
        a_return(LINK | {"q1": "aucun"}, tool="hand", campaign="2024-2025"),
    )  # fmt: skip
    assert findings == [("list_passed_over", "Export")]


SHORT = """
    École   | Ville | Niveau      | Statut du lien
    École A | Ville | Élémentaire | Actif
"""


def test_what_the_file_does_not_say_is_what_the_deposit_is_for():
    returns, findings = read(SHORT)
    assert (returns, findings) == ((a_return(LINK, tool="hand"),), [])


def test_what_nobody_says_is_asked_once():
    returns, findings = read(SHORT, Expected())
    assert returns == (a_return(LINK, tool="hand", campaign="", centre_code="", centre_name="", view=""),)
    assert findings == [
        ("list_campaign_missing", "Export!A2", "1"),
        ("list_view_missing", "Export!A2", "1"),
        ("list_centre_missing", "Export!A2", "1"),
    ]


def test_a_centre_that_nobody_knows_is_asked_for_with_the_nearest():
    centre = """
        Centre social            | École   | Ville | Niveau      | Statut du lien
        Centre social Les Aulnas | École A | Ville | Élémentaire | Actif
        Les Tilleuls             | École A | Ville | Élémentaire | Actif
    """
    _, findings = read(centre, Expected("2025-2026", "", "centre", EVERYBODY.centres))
    assert findings == [
        ("list_centre_unknown", "Export!A2", "Centre social Les Aulnas", "Centre social Les Aulnes"),
        ("list_centre_unknown", "Export!A3", "Les Tilleuls"),
    ]
    # Two names that nobody knows are not both the centre that was chosen; a single one may be, and it is said.
    assert [finding[0] for finding in read(centre)[1]] == ["list_centre_unknown"] * 2
    alone = "\n".join(centre.splitlines()[:3])
    returns, findings = read(alone)
    assert returns == (a_return(LINK, tool="hand"),)
    assert findings == [("centre_named", "Export!A2", "Centre social Les Aulnas")]


def test_a_list_of_several_centres_is_not_deposited_for_one():
    _, findings = read(
        """
        Code du centre social | École   | Ville | Niveau      | Statut du lien
        C1                    | École A | Ville | Élémentaire | Actif
        C2                    | École A | Ville | Élémentaire | Actif
        """
    )
    assert findings == [("several_centres", "", "C1 C2"), ("centre_wrong", "", "Centre B")]


def test_headers_are_matched_by_code_label_alias_then_likeness():
    assert headers(
        *("etab_nom", "Commune de l’établissement *", "1. Niveau", "Statut du lien :", "R1", "Début", "RNE"),
        *("Fréquence des rencontre", "Qui tient le fil du partenariat", "d1", "L1 – Quelles entrées ou opportunités ont servi ?"),
    ) == [
        ("etab_nom", "etab_nom", False),
        ("Commune de l’établissement *", "etab_commune", False),
        ("1. Niveau", "etab_niveau", False),
        ("Statut du lien :", "statut_lien", False),
        ("R1", "r1", False),
        ("Début", "annee_debut", False),
        ("RNE", "etab_uai", False),
        ("Fréquence des rencontre", "frequence", False),
        ("Qui tient le fil du partenariat", "d3", False),
        ("d1", "", False),
        ("L1 – Quelles entrées ou opportunités ont servi ?", "l1", False),
    ]  # fmt: skip


def test_likeness_that_leaves_a_doubt_is_for_a_person():
    assert headers("Qui tient le fil ?", "Statut", "Leviers", "Quelles opportunités ont servi ?", "Remarques") == [
        ("Qui tient le fil ?", "d3", True),
        ("Statut", "statut_lien", True),
        ("Leviers", "l1", True),
        ("Quelles opportunités ont servi ?", "l1", True),
        ("Remarques", "", False),
    ]


def test_two_columns_for_one_question_are_both_doubtful():
    assert headers("École", "Niveau", "Niveau", "Établissement") == [
        ("École", "etab_nom", True),
        ("Niveau", "etab_niveau", True),
        ("Niveau (2)", "etab_niveau", True),
        ("Établissement", "etab_nom", True),
    ]
    # A column that is only like a question which another one names does not trouble it.
    assert headers("Statut du lien", "Statuts du lien") == [
        ("Statut du lien", "statut_lien", False),
        ("Statuts du lien", "", False),
    ]


DOUBTFUL = """
    École   | Ville | Niveau      | Statut      | Qui tient le fil ? | Remarques
    École A | Ville | Élémentaire | Actif       | CPE                | Rien
    École B | Ville | Collège     | Actif       | Personne           |
"""


def test_doubtful_columns_are_not_read_before_somebody_confirms_them():
    returns, findings = read(DOUBTFUL)
    without = {name: value for name, value in LINK.items() if name != "statut_lien"}
    assert returns == (a_return(without, without | {"etab_nom": "École B", "etab_niveau": "college"}, tool="hand"),)
    # One finding for the obligatory column, not one for each row.
    assert findings == [
        ("column_needed", "Export!D1", "statut_lien"),
        ("column_doubtful", "Export!D1", "Statut", "Statut du lien"),
        ("column_doubtful", "Export!E1", "Qui tient le fil ?", load()["d3"].label),
        ("columns_unread", "Export", "1"),
    ]


def test_mapping_says_what_columns_are_and_which_are_none():
    mapping = Mapping("", {"Statut": "statut_lien", "Qui tient le fil ?": "d3", "Remarques": "", "Ville": "etab_ville"})
    returns, findings = read(
        DOUBTFUL.replace("| Ville |", "| Commune |", 1).replace("Remarques", "Ville"), mapping=mapping
    )
    assert returns == (
        a_return(LINK | {"d3": "dur_fil_cpe"}, SECOND | {"d3": "personne"}, tool=f"hand+{mapping.digest}"),
    )
    assert findings == [("mapping_unknown", "", "Ville")]


def test_what_a_person_says_stands_against_what_is_matched():
    mapping = Mapping("", {"Nom usuel": "etab_nom"})
    returns, findings = read(
        """
        École | Nom usuel | Ville | Niveau      | Statut du lien
        12    | École A   | Ville | Élémentaire | Actif
        """,
        mapping=mapping,
    )
    assert returns == (a_return(LINK, tool=f"hand+{mapping.digest}"),)
    assert findings == [("columns_unread", "Export", "1")]


def test_proposal_has_what_a_mapping_screen_shows():
    proposal = propose([sheet("Export", DOUBTFUL)], load())
    assert proposal.source == fingerprint(["Ville", "École", "Niveau", "Remarques", "Qui tient le fil ?", "Statut"])
    assert proposal.tool == "hand"
    assert proposal.matches[0] == Match("École", "etab_nom", 100.0, False, ("École A", "École B"))
    assert [(one.header, one.target, one.doubtful) for one in proposal.matches[3:]] == [
        ("Statut", "statut_lien", True),
        ("Qui tient le fil ?", "d3", True),
        ("Remarques", "", False),
    ]
    shown = proposal.as_dict(load())
    assert shown["to_confirm"] == {"Statut": "statut_lien", "Qui tient le fil ?": "d3"}
    assert Mapping.of_dict(shown) == proposal.mapping


def test_scales_dates_years_and_marks_are_typed_as_in_the_template():
    returns, findings = read(
        """
        École   | Ville | Niveau      | Statut du lien | Début  | Hiérarchie  | Réciprocité | Qu’est-ce qui a fait que ça a pris ? / Situation de crise | Date de la réponse | UAI
        École A | Ville | Élémentaire | Actif          | 2019,0 | 2 – Présent | installé    | ✔                                                         | 15/03/2026         | 951099D
        École B | Ville | Collège     | Actif          | vers 2015 | 7        | #REF!       | peut-être                                                 | demain             |
        """
    )
    first = LINK | {"annee_debut": "2019", "dur_hierarchie": "2", "dur_reciprocite": "3", "r1": "ren_crise"}
    answers = {"date_reponse": "2026-03-15"}
    assert returns == (a_return(first | {"etab_uai": "0951099D"}, SECOND, tool="hand", answers=answers),)
    assert findings == [
        ("not_a_number", "Export!E3", "vers 2015", "2015"),
        ("unknown_value", "Export!F3", "7"),
        ("cell_error", "Export!G3", "#REF!"),
        ("unknown_mark", "Export!H3", "peut-être"),
        ("not_a_date", "Export!I3", "demain"),
        ("uai_zero", "Export!J2", "951099D", "0951099D"),
    ]


def test_sheets_with_the_same_headers_are_one_list_and_others_are_named():
    returns, findings = read(
        {
            "Nord": SHORT,
            "Sud": SHORT.replace("École A", "École B").replace("Élémentaire", "Collège"),
            "Calculs": """
                Mois | Réunions
                mai  | 3
            """,
            "_caché": SHORT,
        }
    )
    assert returns == (a_return(LINK, SECOND, tool="hand"),)
    assert findings == [("sheet_unread", "Calculs", "Calculs"), ("list_passed_over", "Nord")]


def test_template_without_its_codes_is_not_taken_for_a_list():
    pasted = dict.fromkeys(("Rencontre", "Leviers", "Durabilité"), "Question | Lien 1\nCrise | x\n")
    returns, findings = read({"Liens": SHORT, **pasted})
    assert (returns, findings) == ((), [("not_our_template",)])


def test_sheet_in_which_nothing_is_recognised_is_no_list():
    returns, findings = read("Mois | Réunions\nmai | 3\n", EXPECTED)
    assert (returns, findings) == ((), [("not_our_template",)])
