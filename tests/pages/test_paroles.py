"""« Paroles »: what each view shows, and what becomes of a quotation that is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lib.observation import Verbatim
from lib.store import Store
from lib.store.quotations import Reading
from lib.ui import voicing
from lib.voices.quotations import fingerprint
from lib.voices.suggest import Suggestion
from lib.voices.themes import Theme
from tests.support.pages import charts
from tests.support.stores import CAMPAIGN, a_return, link

ROOT = Path(__file__).resolve().parents[2]
FEAST, NAMED, SECRET = "La fête de l’école.", "Mme Dupont nous aide.", "Entre nous, la fête…"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'essai.sqlite3'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(ROOT)
    links = [link(number, f"Collège {number}", etab_niveau="college", statut_lien="actif") for number in range(1, 7)]
    verbatims = (
        Verbatim(FEAST, "leviers", 1, True, "38-58"),
        Verbatim(NAMED, "durabilite", 2, True),
        Verbatim(SECRET, "leviers", 3, False),
        *(Verbatim(f"Numéro {number}.", "roles", None, True) for number in range(30)),
    )
    with Store.open(url) as store:
        store.deposit(a_return(*links, verbatims=verbatims), data=b"1", filename="a.xlsx")
        yield store


def key(text: str) -> str:
    return fingerprint(CAMPAIGN, "C01", "centre", text)


def opened(*, working: bool = False, **query: str) -> AppTest:
    test = AppTest.from_file(ROOT / "lib" / "ui" / "shell.py", default_timeout=60)
    test.session_state["vue_de_travail"] = working
    test.run()
    test.switch_page("../../pages/lectures/paroles.py")
    for name, value in query.items():
        test.query_params[name] = value
    test.run()
    assert [str(error) for error in test.exception] == []
    return test


def quoted(test: AppTest) -> list[str]:
    return [element.value[2:-2] for element in test.text if element.value.startswith("«")]


def captions(test: AppTest) -> str:
    return "\n".join(element.value for element in test.caption)


def button(test: AppTest, label: str, place: int = 0):
    return [each for each in test.button if each.label == label][place]


def test_nothing_leaves_before_it_was_proof_read(store: Store) -> None:
    test = opened()
    assert quoted(test) == []
    assert "Aucune parole à montrer ici" in test.info[0].value
    assert "**0\u202f%** (0 sur 33)" in "\n".join(element.value for element in test.markdown)


def test_the_sharing_view_shows_the_proof_read_text_and_names_nobody(store: Store) -> None:
    store.proof_read_all([Reading(key(NAMED), "[…] nous aide."), Reading(key(SECRET), SECRET)])
    test = opened()
    assert quoted(test) == ["[…] nous aide."]
    assert "Centre C01" not in captions(test)
    assert "Collège" not in captions(test)
    # What was blacked out is not found either.
    assert quoted(opened(mots="dupont")) == []


def test_the_working_view_shows_all_with_its_warning_and_who_says_it(store: Store) -> None:
    test = opened(working=True, mots="")
    assert quoted(test)[:3] == [FEAST, NAMED, SECRET]
    assert len(quoted(test)) == 20
    assert "Paroles 1 à 20 sur 33" in captions(test)
    assert "Pourrait nommer une personne" in captions(test)
    assert "Centre C01 · Collège 1 · Collège · enregistrement, 38\\-58" in captions(test)
    assert "**Non citable** · Leviers" in captions(test)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"mots": "FETE"}, 2),
        ({"mots": "fete ecole"}, 1),
        ({"mots": "zèbre"}, 0),
        ({"theme": "durabilite"}, 1),
        ({"theme": "inconnu"}, 20),
        ({"relecture": "relues"}, 0),
        ({"relecture": "a_relire"}, 20),
        ({"relecture": "a_relire", "mots": "fête"}, 1),
        ({"relecture": "non_citables"}, 1),
        ({"relecture": "citables"}, 0),
        ({"etiquette": "lev_clas"}, 0),
    ],
)
def test_a_copied_link_shows_the_same_search(store: Store, query: dict[str, str], found: int) -> None:
    test = opened(working=True, **query)
    assert len([each for each in test.button if each.label == "Relire et étiqueter"]) == found


def test_the_queue_says_when_it_is_done(store: Store) -> None:
    texts = [FEAST, NAMED, *(f"Numéro {number}." for number in range(30))]
    store.proof_read_all([Reading(key(text), text) for text in texts[1:]])
    assert quoted(opened(working=True, relecture="a_relire")) == [FEAST]
    store.proof_read(Reading(key(FEAST), FEAST))
    test = opened(working=True, relecture="a_relire")
    assert quoted(test) == []
    assert test.info[0].value == "Plus rien à relire dans cette sélection."


def test_what_was_refused_and_put_back_waits_again(store: Store) -> None:
    store.proof_read(Reading(key(FEAST), FEAST, citable=False))
    test = opened(working=True, relecture="non_citables", mots="fete ecole")
    assert "**Retirée des citables** · Leviers" in captions(test)
    button(test, "Relire et étiqueter").click().run()
    button(test, "Remettre à relire").click().run()
    assert "**À relire** · Leviers" in captions(opened(working=True, relecture="a_relire", mots="fete ecole"))


def test_a_suggestion_says_what_orders_it() -> None:
    theme = Theme("l", "Fête", "leviers")
    own = Suggestion(theme, 0.213, ("fête", "école"), is_own=True)
    assert (
        voicing._reason(own).replace("\u00a0", " ")
        == "d’après « fête » et « école » (même thème, proximité × 3 : 0,21)"
    )
    other = Suggestion(theme, 0.19, ("fête",))
    assert voicing._reason(other).replace("\u00a0", " ") == "d’après « fête » (proximité 0,19)"


def test_the_second_page_goes_on_where_the_first_ends(store: Store) -> None:
    test = opened(working=True)
    test.get("pagination")[0].set_value(2).run()
    assert quoted(test) == [f"Numéro {number}." for number in range(17, 30)]


def test_a_quotation_is_tagged_by_a_suggestion_and_proof_read(store: Store) -> None:
    test = opened(working=True, mots="fete ecole")
    button(test, "Relire et étiqueter").click().run()
    proposed = next(each for each in test.button if each.key.startswith("proposee-"))
    proposed.click().run()
    (given,) = store.quotation_notes().themes[key(FEAST)]
    assert [box.value for box in test.multiselect if box.label == "Étiquettes de cette parole"] == [[given]]
    test.text_area[0].set_value("La fête de l’école !")
    button(test, "Enregistrer comme relue").click().run()
    reading = store.quotation_notes().readings[key(FEAST)]
    assert (reading.text, reading.citable, reading.is_read) == ("La fête de l’école !", True, True)
    assert "**Citable et relue**" in captions(test)


def test_a_theme_is_chosen_and_taken_off_by_hand(store: Store) -> None:
    test = opened(working=True, mots="fete ecole")
    button(test, "Relire et étiqueter").click().run()
    for chosen in (["lev_clas", "ren_crise"], ["ren_crise"]):
        next(box for box in test.multiselect if box.label == "Étiquettes de cette parole").set_value(chosen).run()
        assert store.quotation_notes().themes[key(FEAST)] == tuple(chosen)


def test_what_the_centre_does_not_let_be_cited_cannot_be_made_citable(store: Store) -> None:
    test = opened(working=True, mots="entre nous")
    button(test, "Relire et étiqueter").click().run()
    assert test.checkbox[0].disabled
    button(test, "Enregistrer comme relue").click().run()
    assert "**Non citable**" in captions(test)
    assert button(test, "Ajouter au panier").disabled


def test_a_text_that_was_emptied_is_not_kept(store: Store) -> None:
    test = opened(working=True, mots="fete ecole")
    button(test, "Relire et étiqueter").click().run()
    test.text_area[0].set_value("  ")
    button(test, "Enregistrer comme relue").click().run()
    assert test.error[0].value == "Le texte relu est vide."
    assert store.quotation_notes().readings == {}


def test_the_basket_is_filled_ordered_and_handed_out(store: Store) -> None:
    store.proof_read_all([Reading(key(FEAST), FEAST), Reading(key(NAMED), "[…] nous aide.")])
    test = opened()
    for _ in range(2):
        button(test, "Ajouter au panier").click().run()
    assert store.basket(CAMPAIGN) == (key(FEAST), key(NAMED))
    test = opened(volet="panier")
    assert quoted(test) == [FEAST, "[…] nous aide."]
    button(test, "Descendre").click().run()
    assert quoted(test) == ["[…] nous aide.", FEAST]
    assert [each.label for each in test.get("download_button")] == ["Télécharger (texte)", "Télécharger (CSV)"]
    button(test, "Retirer").click().run()
    assert store.basket(CAMPAIGN) == (key(FEAST),)


def test_what_is_no_longer_proof_read_stays_in_the_basket_and_does_not_leave(store: Store) -> None:
    store.proof_read(Reading(key(FEAST), FEAST))
    store.put_in_basket(CAMPAIGN, key(FEAST))
    store.proof_read(Reading(key(FEAST), FEAST, is_read=False))
    assert "Le panier de cette campagne est vide" in opened(volet="panier").info[0].value
    working = opened(working=True, volet="panier")
    assert "Ne sortira pas" in captions(working)
    assert len(working.get("download_button")) == 0


def test_one_centre_in_the_filters_hides_its_quotations_from_the_sharing_view(store: Store) -> None:
    other = a_return(*(link(n, f"École {n}", statut_lien="actif") for n in range(1, 7)), centre="C02")
    store.deposit(other, data=b"2", filename="b.xlsx")
    store.proof_read(Reading(key(FEAST), FEAST))
    assert quoted(opened()) == [FEAST]
    narrowed = opened(centre="C01")
    assert quoted(narrowed) == []
    assert "désigneraient un centre social" in narrowed.info[0].value


def test_quotations_in_figures(store: Store) -> None:
    store.tag(key(FEAST), ["lev_clas"])
    test = opened(volet="chiffres")
    assert len(charts(test)) == 2
    said = "\n".join(element.value for element in test.text)
    assert "30 sur 33 reçues avec un thème" in said
    assert "moins de 5\u00a0paroles" in said  # one quotation is tagged
    store.tag(key(NAMED), ["lev_clas"])
    # The figures follow the tags at once, although the store's revision stays as it is.
    assert "2 paroles sur 2 étiquetées" in "\n".join(e.value for e in opened(volet="chiffres", working=True).text)
