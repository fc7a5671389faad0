"""« Lisez-moi »: the first sheet, in words. Written with plain spaces; `typeset` puts the right ones."""

from __future__ import annotations

from lib.codebook import NONE, Question
from lib.french import typeset
from lib.layout import marks
from lib.observation import SCHOOL
from lib.template.book import LINK_GROUP, RETURN_GROUP, VERBATIM_GROUP, Book, printing, protect, write
from lib.template.styles import SLATE, lines, opaque

TITLE = "Lisez-moi"
_WIDTHS = {"A": 2, "B": 5, "C": 92}

_INTRO = (
    "Ce classeur recueille ce que votre centre social dit de ses liens avec les écoles, collèges et lycées. "
    "Il se remplit en une fois ou en plusieurs, seul ou en équipe."
)
_INTRO_SCHOOL = (
    "Ce classeur recueille le regard de l’école sur les mêmes liens. Posez ces questions à votre contact de "
    "l’école et notez ses réponses telles qu’elles sont, même si les vôtres sont différentes."
)
_PRIVACY = (
    "N’écrivez aucun nom de personne : ni enfant, ni parent, ni professionnel. Une fonction suffit "
    "(« la direction », « un parent d’élève »).",
    "Les réponses décrivent des liens entre structures. Elles servent à faire, avec celles des autres centres, "
    "des tableaux et des graphiques qui sont montrés et discutés dans le département.",
    "Un résultat qui porte sur moins de cinq liens n’est ni projeté ni diffusé. Mais un établissement peut être "
    "reconnu : écrivez des faits, sans juger les personnes.",
    "Une parole n’est citée que si vous avez répondu « Oui » dans la colonne « Citable ».",
    "Pour lire, corriger ou faire effacer ce qui vous concerne, adressez-vous à la coordination départementale. "
    "Un classeur corrigé, renvoyé, remplace le précédent.",
)
_CARRIED = (
    "Les liens de votre dernier retour sont déjà inscrits dans la feuille {links} : mettez-les à jour au lieu de "
    "tout recopier. Relisez chaque ligne, changez ce qui a changé (le statut d’un lien qui s’est arrêté, par "
    "exemple) et ajoutez les liens nouveaux à la suite. Les réponses des autres feuilles ne sont pas reprises : "
    "elles disent où en est le lien cette année."
)
_RETURN = (
    "Déposez le classeur sur la page « Déposer un retour » de Passerelle, ou renvoyez-le à la coordination "
    "départementale, en réponse au message qui vous l’a apporté. Ne changez ni l’ordre ni le nom des feuilles."
)


def steps(book: Book, grids: list[str]) -> list[str]:
    """What to do, in five steps, with the sheets' own titles."""
    titles = {name: f"« {title} »" for name, title in book.titles.items()}
    first, last = (f"« {grids[0]} »", f"« {grids[-1]} »") if grids else ("", "")
    between = f"Feuilles {first} à {last}" if len(grids) > 1 else f"Feuille {first}"
    asked = "ce que répond l’école" if book.view == SCHOOL else "vos réponses"
    has_none = any(NONE in question.choice_by_name for question in book.codebook)
    none = "Si rien ne convient, cochez « Aucun » ; c" if has_none else "C"
    heard = "ce que dit votre contact" if book.view == SCHOOL else "ce que vous entendez"
    return [
        f"Feuille {titles[RETURN_GROUP]} : indiquez la fonction de la personne qui répond et la date.",
        f"Feuille {titles[LINK_GROUP]} : une ligne par établissement, {marks.MAX_LINKS} au plus. Notez aussi les "
        "liens interrompus ou souhaités : ils apprennent autant que les autres.",
        f"{between} : une colonne par lien. Notez {asked} : un x dans les cases qui conviennent, un choix dans "
        f"les listes. {none}e que vous ne savez pas, laissez-le vide.",
        f"Feuille {titles[VERBATIM_GROUP]} : recopiez quelques phrases à retenir de {heard}, et dites si elles "
        "peuvent être citées.",
        "Enregistrez le classeur (format Excel .xlsx ou LibreOffice .ods) et renvoyez-le. Passerelle dit "
        "aussitôt, cellule par cellule, ce qui serait à corriger.",
    ]


def add_readme(book: Book, grids: list[str]) -> None:
    """Fill the first sheet; ``grids`` are the titles of the sheets of questions."""
    page = _Prose(book)
    page.text("title", book.codebook.title, 30)
    page.text("about", book.about, 22)
    page.paragraph(_INTRO_SCHOOL if book.view == SCHOOL else _INTRO)
    if book.is_carried_over:
        page.heading("Vos liens sont repris")
        page.paragraph(_CARRIED.format(links=f"« {book.titles[LINK_GROUP]} »"))
    page.heading("En cinq étapes")
    for number, step in enumerate(steps(book, grids), start=1):
        page.marked(str(number), "step", step)
    page.heading("Les couleurs et l’échelle")
    page.marked(None, "sample", "Cellule à remplir ; elle se colore dès que l’établissement du lien a un nom.")
    page.marked(None, "sample_light", "Cellule d’une liste complémentaire, à remplir si vous voulez préciser.")
    page.marked(None, "locked", "Cellule déjà remplie, ou remplie par le classeur : elle est protégée.")
    scale = next((question for question in book.codebook if question.is_scale and question.asked_of(book.view)), None)
    if scale:
        page.paragraph(_scale_legend(scale))
    page.heading("Données personnelles")
    for sentence in _PRIVACY:
        page.marked("–", "bullet", sentence)
    page.heading("À qui renvoyer le classeur")
    page.paragraph(_RETURN)
    page.finish()


def _scale_legend(question: Question) -> str:
    return f"Échelle : {' ; '.join(choice.label for choice in question.choices)}."


class _Prose:
    """Writes paragraphs down the first sheet."""

    def __init__(self, book: Book) -> None:
        self.book, self.row = book, 0
        self.sheet = book.workbook.active
        self.sheet.title = TITLE
        self.sheet.sheet_properties.tabColor = opaque(SLATE)
        self.sheet.sheet_view.showGridLines = False
        for letter, width in _WIDTHS.items():
            self.sheet.column_dimensions[letter].width = width

    def _put(self, column: int, text: str | None, style: str) -> None:
        cell = self.sheet.cell(self.row, column)
        cell._style = self.book.styles.get(style)
        if text:
            write(cell, typeset(text))

    def text(self, style: str, text: str, height: float) -> None:
        self.row += 1
        self._put(2, text, style)
        self.sheet.row_dimensions[self.row].height = height

    def heading(self, text: str) -> None:
        self.row += 1
        self.sheet.row_dimensions[self.row].height = 10
        self.text("prose_heading", text, 22)

    def paragraph(self, text: str) -> None:
        self.marked(None, "prose", text)

    def marked(self, mark: str | None, style: str, text: str) -> None:
        """A paragraph with a number, a bullet or a sample cell in front."""
        self.row += 1
        self._put(2, mark, style)
        self._put(3, text, "prose")
        self.sheet.row_dimensions[self.row].height = 13 * lines(text, _WIDTHS["C"] - 3) + 9

    def finish(self) -> None:
        protect(self.sheet)
        printing(self.book, self.sheet, landscape=False)
