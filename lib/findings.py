"""The catalogue of what can be wrong in a file, as plain data.

A finding says in French where it is, what is wrong and what to do. Everything found in a file is gathered in
one pass; nothing here raises. ``CATALOGUE`` is the only place where these sentences live.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from lib.french import typeset
from lib.observation import NOWHERE, Place


class Severity(StrEnum):
    """How much a finding weighs; the values are what people read."""

    BLOCKING = "bloquant"
    CHECK = "à vérifier"
    INFO = "information"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue: templates for the sentence and for its remedy, in `str.format` syntax.

    Written with plain spaces; the no-break ones of French typography are put in once, here. Besides the words of
    each finding they may use ``{where}`` (« Feuille « Liens », cellule B7 : ») and ``{perhaps}`` (the suggestion
    as a question), which are empty when there is nothing to say.
    """

    severity: Severity
    message: str
    remedy: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", typeset(self.message))
        object.__setattr__(self, "remedy", typeset(self.remedy))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file."""

    code: str
    severity: Severity
    message: str
    remedy: str
    place: Place = NOWHERE
    value: str = ""
    suggestion: str = ""

    def as_dict(self) -> dict[str, str]:
        """Flat, for JSON and for the store: code, severity, message, remedy, sheet, cell, value, suggestion."""
        flat = asdict(self)
        place = flat.pop("place")
        return {**flat, "severity": self.severity.value, **place}


CATALOGUE: dict[str, Rule] = {
    # Files that cannot be read at all.
    "encrypted": Rule(
        Severity.BLOCKING,
        "Ce classeur est protégé par un mot de passe : Passerelle ne peut pas l’ouvrir.",
        "Ouvrez-le dans Excel, Fichier › Informations › Protéger le classeur › Chiffrer avec mot de "
        "passe, effacez le mot de passe, enregistrez et redéposez. Dans LibreOffice : Fichier › "
        "Enregistrer sous, décochez « Enregistrer avec mot de passe ».",
    ),
    "corrupt": Rule(
        Severity.BLOCKING,
        "Ce fichier est abîmé ou incomplet : il ne peut pas être lu.",
        "Ouvrez-le dans Excel ou LibreOffice ; s’il s’ouvre, enregistrez-le sous un autre nom au "
        "format « Classeur Excel (.xlsx) » et redéposez-le. Sinon, l’envoi a sans doute été coupé : "
        "repartez du fichier d’origine.",
    ),
    "empty_file": Rule(
        Severity.BLOCKING,
        "Ce fichier est vide.",
        "Vérifiez que vous déposez le bon fichier et que vous l’avez enregistré après l’avoir rempli, "
        "puis redéposez-le.",
    ),
    "empty_workbook": Rule(
        Severity.BLOCKING,
        "Ce classeur ne contient aucune donnée : toutes ses feuilles sont vides.",
        "Vérifiez que vous déposez le bon fichier et que vous l’avez enregistré après l’avoir rempli, "
        "puis redéposez-le.",
    ),
    "not_a_spreadsheet": Rule(
        Severity.BLOCKING,
        "Ce fichier n’est pas un classeur Excel ou LibreOffice.",
        "Déposez le classeur lui-même (fichier .xlsx, .xls ou .ods).",
    ),
    "is_text": Rule(
        Severity.BLOCKING,
        "Ce fichier est un texte sans tableau, que Passerelle ne sait pas lire.",
        "Exportez les réponses au format « Classeur Excel (.xlsx) » ou « CSV » et déposez ce fichier.",
    ),
    "text_damaged": Rule(
        Severity.BLOCKING,
        "Ce fichier texte est abîmé : à partir de la ligne {line}, il contient des caractères nuls à la place "
        "du texte.",
        "L’enregistrement a sans doute été coupé : exportez de nouveau les réponses, puis déposez ce fichier.",
    ),
    "text_quote": Rule(
        Severity.BLOCKING,
        'Dans ce fichier texte, un guillemet (") est ouvert à la ligne {line} et jamais refermé : la suite ne '
        "peut pas être découpée en cellules.",
        "Refermez ou effacez ce guillemet ; ou ouvrez le fichier dans Excel ou LibreOffice, vérifiez-le et "
        "enregistrez-le en « Classeur Excel (.xlsx) ».",
    ),
    "text_too_many_cells": Rule(
        Severity.BLOCKING,
        "Ce fichier texte est trop étendu : il dépasse {limit} cellules.",
        "Retirez-en les lignes et les colonnes inutiles, ou vérifiez que c’est bien le bon fichier.",
    ),
    "text_signs_lost": Rule(
        Severity.CHECK,
        "{where}un caractère n’a pas pu être lu (« {value} ») ; il y en a {n} dans le fichier. Le reste est lu.",
        "Corrigez ces mots, ou exportez de nouveau les réponses en choisissant l’encodage « UTF-8 ».",
    ),
    "named_workbook": Rule(
        Severity.INFO,
        "Ce fichier porte un nom de classeur (« {value} ») mais c’est un texte (CSV, TSV) ; il est lu comme tel.",
        "Rien à faire.",
    ),
    "named_text": Rule(
        Severity.INFO,
        "Ce fichier porte un nom de fichier texte (« {value} ») mais c’est un classeur ; il est lu comme tel.",
        "Rien à faire.",
    ),
    "is_web_page": Rule(
        Severity.BLOCKING,
        "Ce fichier porte peut-être un nom de classeur, mais c’est une page web ou un fichier XML.",
        "Ouvrez-le dans Excel ou LibreOffice, Fichier › Enregistrer sous, choisissez « Classeur Excel "
        "(.xlsx) » et redéposez-le.",
    ),
    "is_pdf": Rule(
        Severity.BLOCKING,
        "Ce fichier est un PDF : les réponses ne peuvent pas y être lues.",
        "Déposez le classeur (.xlsx) à partir duquel le PDF a été fait.",
    ),
    "is_picture": Rule(
        Severity.BLOCKING,
        "Ce fichier est une image : les réponses ne peuvent pas y être lues.",
        "Déposez le classeur (.xlsx) rempli, pas une photo ni une copie d’écran.",
    ),
    "is_document": Rule(
        Severity.BLOCKING,
        "Ce fichier est un document de texte ou une présentation, pas un classeur.",
        "Recopiez les réponses dans le classeur téléchargé depuis « Déposer un retour » et déposez ce classeur.",
    ),
    "is_archive": Rule(
        Severity.BLOCKING,
        "Ce fichier est une archive compressée (.zip, .7z…), pas un classeur.",
        "Ouvrez l’archive, sortez-en le classeur et déposez le classeur lui-même.",
    ),
    "is_numbers": Rule(
        Severity.BLOCKING,
        "Ce fichier vient de Numbers (Apple), que Passerelle ne lit pas.",
        "Dans Numbers : Fichier › Exporter vers › Excel…, puis déposez le fichier .xlsx obtenu.",
    ),
    "too_large": Rule(
        Severity.BLOCKING,
        "Ce fichier est trop lourd : {size}, pour {limit} au plus.",
        "Un retour pèse d’ordinaire moins de 1 Mo. Retirez du classeur les images et les feuilles "
        "ajoutées, enregistrez et redéposez.",
    ),
    "too_large_unpacked": Rule(
        Severity.BLOCKING,
        "Une fois décompressé, ce fichier serait démesuré : Passerelle ne l’a pas ouvert.",
        "Repartez du classeur téléchargé depuis « Déposer un retour » : recopiez-y les réponses et déposez-le.",
    ),
    "too_many_cells": Rule(
        Severity.BLOCKING,
        "Ce classeur est trop étendu : la feuille « {sheet} » va jusqu’à la cellule {cell}, et le "
        "classeur dépasse {limit} cellules.",
        "Ouvrez cette feuille, allez à sa dernière cellule (Ctrl+Fin), supprimez les lignes et les "
        "colonnes inutiles, enregistrez et redéposez.",
    ),
    "reader_crashed": Rule(
        Severity.BLOCKING,
        "La lecture de ce fichier a échoué : il est abîmé ou démesuré. Rien n’a été enregistré.",
        "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le sous un autre nom au format « Classeur "
        "Excel (.xlsx) » et redéposez-le. S’il est refusé de nouveau, envoyez-le à la coordination.",
    ),
    "reader_out_of_memory": Rule(
        Severity.BLOCKING,
        "La lecture de ce fichier demande trop de mémoire : son contenu est démesuré. Rien n’a été enregistré.",
        "Repartez du classeur téléchargé depuis « Déposer un retour » : recopiez-y les réponses et déposez-le.",
    ),
    "reader_timed_out": Rule(
        Severity.BLOCKING,
        "La lecture de ce fichier a été arrêtée : elle durait plus de {seconds} secondes. Rien n’a "
        "été enregistré.",
        "Supprimez les lignes, les colonnes et les feuilles inutiles, enregistrez et redéposez. S’il "
        "est refusé de nouveau, envoyez-le à la coordination.",
    ),
    # Our template has lost its shape.
    "not_our_template": Rule(
        Severity.BLOCKING,
        "Ce classeur n’est pas le modèle de Passerelle, ou ses codes cachés ont disparu (copie « valeurs seules "
        "», feuilles recopiées dans un autre classeur…).",
        "Téléchargez un modèle neuf depuis « Déposer un retour », recopiez-y les réponses et déposez ce "
        "classeur-là.",
    ),
    "identity_missing": Rule(
        Severity.BLOCKING,
        "La feuille cachée qui dit de quel centre et de quelle campagne vient ce classeur a été supprimée.",
        "Téléchargez un modèle neuf depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "sheet_missing": Rule(
        Severity.BLOCKING,
        "La feuille « {value} » manque : elle a été supprimée, ou sa première ligne ou sa première colonne "
        "(cachées) l’ont été.",
        "Téléchargez un modèle neuf depuis « Déposer un retour » et recopiez-y les réponses. Une feuille que vous "
        "n’avez pas à remplir peut rester vide, mais doit rester là.",
    ),
    "rows_missing": Rule(
        Severity.BLOCKING,
        "{where}des lignes du modèle ont disparu ou ont perdu leur code caché : {what}.",
        "Annulez la suppression si vous le pouvez ; sinon, téléchargez un modèle neuf depuis « Déposer un retour "
        "» et recopiez-y les réponses.",
    ),
    "columns_missing": Rule(
        Severity.BLOCKING,
        "{where}des colonnes du modèle ont disparu ou ont perdu leur code caché : {what}.",
        "Annulez la suppression si vous le pouvez ; sinon, téléchargez un modèle neuf depuis « Déposer un retour "
        "» et recopiez-y les réponses.",
    ),
    "template_version": Rule(
        Severity.BLOCKING,
        "Ce classeur vient d’une autre version du modèle (« {value} ») que Passerelle ne sait pas lire : il lui "
        "faut la version « {expected} ».",
        "Téléchargez un modèle neuf depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "other_questionnaire": Rule(
        Severity.BLOCKING,
        "Ce classeur répond à un autre questionnaire (« {value} » au lieu de « {expected} »).",
        "Vérifiez que c’est le bon fichier ; sinon, téléchargez le modèle depuis « Déposer un retour ».",
    ),
    "codebook_version": Rule(
        Severity.CHECK,
        "Ce classeur a été fait avec une autre version du questionnaire (« {value} », celle en cours est "
        "« {expected} ») : les questions communes sont lues, les autres restent sans réponse.",
        "Rien à faire si c’est voulu ; sinon, téléchargez un modèle neuf depuis « Déposer un retour ».",
    ),
    "code_unknown": Rule(
        Severity.CHECK,
        "{where}le code caché « {value} » n’est pas dans le questionnaire ; les réponses placées là ne sont pas "
        "lues.",
        "Si vous avez modifié une cellule cachée, annulez ou repartez d’un modèle neuf ; sinon, effacez ces "
        "réponses.",
    ),
    "row_added": Rule(
        Severity.CHECK,
        "{where}cette ligne ne fait pas partie du modèle ; ce qui y est écrit n’est pas lu.",
        "Recopiez ces réponses dans une ligne prévue par le modèle. Si ce n’est qu’une note, laissez-la.",
    ),
    "column_added": Rule(
        Severity.CHECK,
        "{where}cette colonne ne fait pas partie du modèle ; ce qui y est écrit n’est pas lu.",
        "Recopiez ces réponses dans une colonne prévue par le modèle. Si ce n’est qu’une note, laissez-la.",
    ),
    "answered_twice": Rule(
        Severity.CHECK,
        "{where}la même question a déjà une autre réponse, feuille « {on} », cellule {other} ; c’est celle-là "
        "qui est gardée.",
        "Gardez une seule des deux réponses ; si une feuille a été copiée, supprimez la copie.",
    ),
    "more_findings": Rule(
        Severity.INFO,
        "Il y a encore {value} autres anomalies, qui ne sont pas montrées.",
        "Corrigez d’abord celles-ci, puis redéposez le fichier.",
    ),
    # One cell cannot be read: its answer is left out.
    "cell_error": Rule(
        Severity.CHECK,
        "{where}la cellule contient une erreur de calcul ({value}) au lieu d’une réponse à « {label} » ; la "
        "réponse est laissée de côté.",
        "Effacez la cellule et tapez la réponse elle-même.",
    ),
    "unknown_mark": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est ni une coche ni un « non » ; la case est laissée de côté.",
        "{perhaps}Écrivez x pour cocher, ou effacez la cellule.",
    ),
    "text_in_box": Rule(
        Severity.CHECK,
        "{where}la case « Autre » contient un texte, « {value} » ; elle est comptée comme cochée et le texte est "
        "gardé comme précision.",
        "Rien à faire si c’est bien cela ; sinon, effacez la cellule.",
    ),
    "unknown_value": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas une réponse prévue à « {label} » ; la réponse est laissée de côté.",
        "{perhaps}Choisissez une réponse dans la liste déroulante de la cellule.",
    ),
    "unknown_required": Rule(
        Severity.BLOCKING,
        "{where}« {value} » n’est pas une réponse prévue à « {label} », qui est obligatoire.",
        "{perhaps}Choisissez une réponse dans la liste déroulante de la cellule.",
    ),
    "not_a_number": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas un nombre seul (« {label} ») ; la réponse est laissée de côté.",
        "{perhaps}Écrivez un seul nombre, sans texte autour (une année sur quatre chiffres).",
    ),
    "not_a_date": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas une date (« {label} ») ; la réponse est laissée de côté.",
        "Écrivez le jour, le mois et l’année, par exemple 15/03/2026.",
    ),
    # Whose return this is.
    "campaign_missing": Rule(
        Severity.BLOCKING,
        "Ce fichier ne dit pas pour quelle campagne il est.",
        "Téléchargez le modèle de la campagne depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "campaign_unreadable": Rule(
        Severity.BLOCKING,
        "La campagne « {value} » n’est pas une année scolaire.",
        "Une campagne s’écrit avec deux années, par exemple 2025-2026 : téléchargez le modèle de la campagne.",
    ),
    "campaign_format": Rule(
        Severity.CHECK,
        "La campagne est écrite « {value} » ; elle est lue comme « {suggestion} ».",
        "Vérifiez que c’est bien cette campagne.",
    ),
    "campaign_wrong": Rule(
        Severity.BLOCKING,
        "Ce fichier est pour la campagne « {value} », et vous déposez pour « {expected} ».",
        "Choisissez la campagne « {value} » avant de déposer, ou déposez le fichier de « {expected} ».",
    ),
    "campaign_new": Rule(
        Severity.CHECK,
        "La campagne « {value} » n’existe pas encore dans Passerelle.",
        "Vérifiez l’année scolaire ; si elle est juste, la coordination doit ouvrir cette campagne.",
    ),
    "centre_missing": Rule(
        Severity.BLOCKING,
        "Ce fichier ne dit pas de quel centre social il vient.",
        "Téléchargez le modèle de votre centre depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "centre_wrong": Rule(
        Severity.BLOCKING,
        "Ce fichier est celui du centre « {value} », et vous déposez pour « {expected} ».",
        "Choisissez le bon centre avant de déposer, ou déposez le fichier de « {expected} ».",
    ),
    "centre_new": Rule(
        Severity.INFO,
        "Le centre « {name} » (code {value}) n’est pas encore sur la liste des centres ; il y sera ajouté.",
        "Vérifiez que ce n’est pas un centre déjà connu sous un autre code.",
    ),
    "view_missing": Rule(
        Severity.BLOCKING,
        "Ce fichier ne dit pas qui répond : le centre social ou l’école.",
        "Téléchargez le modèle depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "view_unknown": Rule(
        Severity.BLOCKING,
        "Le regard « {value} » n’existe pas : c’est le centre social ou l’école qui répond.",
        "Téléchargez le modèle depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "view_wrong": Rule(
        Severity.BLOCKING,
        "Ce fichier donne le regard « {value} », et vous déposez le regard « {expected} ».",
        "Choisissez le bon regard avant de déposer, ou déposez l’autre fichier.",
    ),
    # Links.
    "no_link": Rule(
        Severity.BLOCKING,
        "Aucun établissement n’est décrit : il n’y a rien à compter.",
        "Remplissez au moins une ligne de la feuille « Liens » ; si le centre n’a encore aucun lien, notez un "
        "lien souhaité.",
    ),
    "link_unnamed": Rule(
        Severity.BLOCKING,
        "{where}des réponses sont données pour le lien {number}, mais aucun établissement n’est décrit.",
        "Remplissez la ligne {number} de la feuille « Liens », ou effacez les réponses du lien {number} dans les "
        "autres feuilles.",
    ),
    "required_missing": Rule(
        Severity.BLOCKING,
        "{where}« {label} » est obligatoire et manque pour le {link}.",
        "Remplissez cette cellule.",
    ),
    "duplicate_link": Rule(
        Severity.BLOCKING,
        "{where}le {link} est le même établissement que le lien {other} ({why}).",
        "Gardez un seul des deux liens et effacez l’autre. S’il s’agit de deux établissements, donnez à chacun "
        "son UAI, ou un nom qui les distingue.",
    ),
    "number_out_of_range": Rule(
        Severity.CHECK,
        "{where}{value} n’est pas entre {low} et {high} (« {label} », {link}) ; la réponse est laissée de côté.",
        "Corrigez la cellule, ou effacez-la si vous ne savez pas.",
    ),
    "end_before_start": Rule(
        Severity.CHECK,
        "{where}le {link} finirait en {value}, avant d’avoir commencé ({start}) ; l’année de fin est laissée de "
        "côté.",
        "Corrigez l’une des deux années.",
    ),
    "end_without_stop": Rule(
        Severity.CHECK,
        "{where}le {link} a une année de fin ({value}) alors que son statut n’est pas « {expected} » ; les deux "
        "réponses sont gardées.",
        "Corrigez le statut, ou effacez l’année de fin.",
    ),
    "uai_malformed": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas un UAI ; il est laissé de côté, et l’établissement est reconnu par son "
        "nom, sa commune et son niveau.",
        "Un UAI a sept chiffres et une lettre, par exemple 0951099D. Corrigez-le, ou effacez la cellule.",
    ),
    "uai_letter": Rule(
        Severity.CHECK,
        "{where}l’UAI « {value} » contient une faute de frappe : avec ces chiffres, la lettre serait {letter}. "
        "Il est laissé de côté, et l’établissement est reconnu par son nom, sa commune et son niveau.",
        "Vérifiez les chiffres et la lettre dans l’annuaire de l’Éducation nationale, ou effacez la cellule.",
    ),
    "uai_zero": Rule(
        Severity.INFO,
        "{where}il manquait le zéro du début à l’UAI « {value} » ; il est lu « {suggestion} ».",
        "Rien à faire.",
    ),
    "rep_lycee": Rule(
        Severity.CHECK,
        "{where}le {link} est un lycée classé « {value} » ; les lycées ne sont plus en éducation prioritaire. La "
        "réponse est gardée.",
        "Corrigez le niveau ou l’éducation prioritaire.",
    ),
    # Answers about a link.
    "none_with_ticks": Rule(
        Severity.CHECK,
        "{where}« {none} » est coché avec d’autres cases (« {label} », {link}) ; les cases cochées sont gardées, "
        "« {none} » est laissé de côté.",
        "Effacez « {none} », ou les autres cases.",
    ),
    "other_without_box": Rule(
        Severity.CHECK,
        "{where}une précision est donnée (« {value} ») sans que « Autre » soit coché (« {label} », {link}) ; « "
        "Autre » est compté comme coché.",
        "Cochez « Autre », ou effacez la précision.",
    ),
    "other_elsewhere": Rule(
        Severity.CHECK,
        "{where}une précision est donnée (« {value} ») alors que la réponse à « {label} » est « {answer} » "
        "({link}) ; les deux sont gardées.",
        "Choisissez « Autre », ou effacez la précision.",
    ),
    "too_many": Rule(
        Severity.CHECK,
        "{where}{n} réponses sont données à « {label} » ({link}), pour {limit} au plus ; elles sont laissées de "
        "côté.",
        "Gardez-en {limit} au plus.",
    ),
    "pick_not_ticked": Rule(
        Severity.CHECK,
        "{where}{what} : réponse donnée à « {label} » sans être cochée à « {among} » ({link}). Elle est gardée.",
        "Cochez-la aussi à « {among} », ou choisissez parmi les réponses cochées.",
    ),
    "text_too_long": Rule(
        Severity.CHECK,
        "{where}le texte de « {label} » a {n} caractères, pour {limit} au plus ; seuls les {limit} premiers sont "
        "gardés.",
        "Raccourcissez le texte.",
    ),
    "section_untouched": Rule(
        Severity.INFO,
        "Rien n’est rempli dans « {sheet} » pour {what} : c’est une absence de réponse, jamais un « non ». Pour "
        "ce thème, le calcul se fait sans {them}.",
        "Rien à faire si c’est voulu. Si la question a été posée et que rien ne convient, cochez « Aucun ».",
    ),
    # Quotations.
    "verbatim_too_long": Rule(
        Severity.CHECK,
        "{where}cette parole a {n} caractères, pour {limit} au plus ; seuls les {limit} premiers sont gardés.",
        "Raccourcissez le texte, ou coupez-le en deux paroles.",
    ),
    "verbatim_no_theme": Rule(
        Severity.CHECK,
        "{where}cette parole n’a pas de thème ; elle est gardée sans thème.",
        "Choisissez un thème dans la liste déroulante de la colonne « Thème ».",
    ),
    "verbatim_theme": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas un thème ; la parole est gardée sans thème.",
        "{perhaps}Choisissez un thème dans la liste déroulante de la cellule.",
    ),
    "verbatim_link": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est aucun des liens de ce fichier ; la parole est gardée pour le centre dans son "
        "ensemble.",
        "{perhaps}Écrivez le numéro du lien (1, 2, 3…) comme dans la feuille « Liens », ou effacez la cellule.",
    ),
    "verbatim_citable": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est ni oui ni non ; la parole est gardée, et ne pourra pas être citée.",
        "{perhaps}Écrivez oui si la parole peut être citée, sinon laissez vide.",
    ),
}


_IN_CELL, _IN_SHEET = typeset("Feuille « {sheet} », cellule {cell} : "), typeset("Feuille « {sheet} » : ")
_PERHAPS = typeset("Vouliez-vous dire « {suggestion} » ? ")
_LONGEST_VALUE = 120


def find(code: str, place: Place = NOWHERE, *, value: str = "", suggestion: str = "", **words: object) -> Finding:
    """Make a finding from the catalogue; ``words`` fill its sentences (as do sheet, cell, value, suggestion)."""
    rule = CATALOGUE[code]
    if len(value) > _LONGEST_VALUE:
        value = f"{value[:_LONGEST_VALUE]}…"
    where = _IN_CELL if place.cell else _IN_SHEET if place.sheet else ""
    filled = {
        "sheet": place.sheet,
        "cell": place.cell,
        "where": where.format(sheet=place.sheet, cell=place.cell),
        "value": value,
        "suggestion": suggestion,
        "perhaps": _PERHAPS.format(suggestion=suggestion) if suggestion else "",
        **words,
    }
    message = rule.message.format(**filled)
    return Finding(
        code,
        rule.severity,
        message[:1].upper() + message[1:],
        rule.remedy.format(**filled),
        place,
        value,
        suggestion,
    )


def is_blocked(findings: list[Finding]) -> bool:
    """Whether the file cannot be accepted as it is."""
    return any(finding.severity is Severity.BLOCKING for finding in findings)
