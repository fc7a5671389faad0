"""The catalogue of what can be wrong in a file, as plain data.

A finding says in French where it is, what is wrong and what to do. Everything found in a file is gathered in
one pass; nothing here raises. ``CATALOGUE`` is the only place where these sentences live.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

from lib.french import shortened, typeset
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
    each finding they may use ``{where}`` (« Feuille « Liens », cellule B7 : »), ``{perhaps}`` (the suggestion as a
    question) and ``{or_none}`` (when to tick « Aucun »), which are empty when there is nothing to say.
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

    @property
    def said(self) -> str:
        """The message without its place, for where the place is plain to see."""
        where = _IN_CELL if self.place.cell else _IN_SHEET
        said = self.message.removeprefix(where.format(sheet=self.place.sheet, cell=self.place.cell))
        return said[:1].upper() + said[1:]

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
    "written_unusually": Rule(
        Severity.BLOCKING,
        "Ce classeur est écrit comme aucun tableur ne l’écrit (entités XML, encodage inattendu, feuille en "
        "double…) : par prudence, il n’a pas été lu.",
        "Ouvrez-le dans Excel ou LibreOffice, enregistrez-le sous un autre nom au format « Classeur Excel "
        "(.xlsx) », vérifiez-le et redéposez-le.",
    ),
    "cell_too_long": Rule(
        Severity.BLOCKING,
        "{where}cette cellule contient un texte de plus de {limit} caractères ; aucun tableur ne l’accepte.",
        "Raccourcissez ou effacez ce texte, puis redéposez le fichier.",
    ),
    "macros_ignored": Rule(
        Severity.INFO,
        "Ce classeur contient des macros : elles n’ont été ni lues ni exécutées ; seules les cellules comptent.",
        "Rien à faire.",
    ),
    "errors_unseen": Rule(
        Severity.CHECK,
        "Ce classeur est lu, mais des cellules en erreur (#REF!, #N/A…) ont pu y être prises pour des cellules vides.",
        "S’il contient des formules, enregistrez-le au format « Classeur Excel (.xlsx) » et redéposez-le.",
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
    "zip_encrypted": Rule(
        Severity.BLOCKING,
        "Cette archive est protégée par un mot de passe : Passerelle ne peut pas l’ouvrir.",
        "Ouvrez l’archive avec son mot de passe, sortez-en les fichiers et déposez-les, tels quels ou dans une "
        "archive sans mot de passe.",
    ),
    "zip_nested": Rule(
        Severity.BLOCKING,
        "Ce fichier est une archive dans une archive : elle n’a pas été ouverte.",
        "Ouvrez l’archive, sortez-en les fichiers et déposez-les.",
    ),
    "zip_too_many": Rule(
        Severity.BLOCKING,
        "Cette archive contient {value} fichiers, pour {limit} au plus.",
        "Répartissez les fichiers dans plusieurs archives.",
    ),
    "zip_empty": Rule(
        Severity.BLOCKING,
        "Cette archive est vide.",
        "Vérifiez que vous déposez la bonne archive.",
    ),
    "zip_skipped": Rule(
        Severity.INFO,
        "Le fichier « {value} » n’est ni un classeur ni un fichier CSV ; il est laissé de côté.",
        "Rien à faire si c’est voulu.",
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
        "La lecture de ce fichier a été arrêtée : elle durait plus de {seconds} secondes. Rien n’a été enregistré.",
        "Supprimez les lignes, les colonnes et les feuilles inutiles, enregistrez et redéposez. S’il "
        "est refusé de nouveau, envoyez-le à la coordination.",
    ),
    # Any survey export, tabulated without a questionnaire.
    "no_table": Rule(
        Severity.BLOCKING,
        "Aucune feuille visible ne contient de tableau : une ligne d’en-têtes, puis une ligne par réponse.",
        "Vérifiez que vous avez choisi le bon fichier, qu’il contient des réponses et que leur feuille n’est pas "
        "masquée.",
    ),
    "unknown_sheet": Rule(
        Severity.BLOCKING,
        "Aucun tableau dans une feuille « {value} ». Feuilles qui en contiennent un : {known}.",
        "Indiquez le nom de l’une de ces feuilles, ou son rang.",
    ),
    # Our template has lost its shape.
    "not_our_template": Rule(
        Severity.BLOCKING,
        "Ce fichier n’est ni le modèle de Passerelle (ou ses codes cachés ont disparu : copie « valeurs seules », "
        "feuilles recopiées dans un autre classeur…), ni une liste dont les colonnes se reconnaissent.",
        "Téléchargez un modèle neuf depuis « Déposer un retour » et recopiez-y les réponses. Si c’est une liste "
        "(une ligne par lien), dites à l’écran « Correspondance des colonnes » à quelles questions elle répond.",
    ),
    "identity_missing": Rule(
        Severity.BLOCKING,
        "La feuille cachée qui dit de quel centre et de quelle campagne vient ce classeur a été supprimée.",
        "Téléchargez un modèle neuf depuis « Déposer un retour » et recopiez-y les réponses.",
    ),
    "identity_differs": Rule(
        Severity.BLOCKING,
        "{where}« {label} » a été changé : la cellule dit « {value} », et ce classeur a été fait pour « {expected} ».",
        "Remettez « {expected} » dans cette cellule. Si c’est bien « {value} » qu’il faut lire, téléchargez le modèle "
        "correspondant depuis « Déposer un retour » et recopiez-y les réponses.",
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
        "{where}le code caché « {value} » n’est pas dans le questionnaire ; les réponses placées là ne sont pas lues.",
        "Si vous avez modifié une cellule cachée, annulez ou repartez d’un modèle neuf ; sinon, effacez ces réponses.",
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
    # Lists: which question each column answers.
    "column_doubtful": Rule(
        Severity.CHECK,
        "{where}la colonne « {value} » est peut-être la question « {suggestion} » ; elle est à confirmer, et "
        "n’est pas lue d’ici là.",
        "Dites à l’écran « Correspondance des colonnes » quelle question est dans cette colonne (ou aucune) ; le "
        "choix est retenu pour les fichiers suivants. Ou donnez à la colonne le libellé de la question.",
    ),
    "columns_alike": Rule(
        Severity.CHECK,
        "{where}plusieurs colonnes peuvent être la question « {label} » : {what}. Elles sont à confirmer, et "
        "aucune n’est lue d’ici là.",
        "Dites à l’écran « Correspondance des colonnes » laquelle est la bonne, ou supprimez les autres.",
    ),
    "column_needed": Rule(
        Severity.BLOCKING,
        "{where}aucune colonne ne donne « {label} », qui est obligatoire pour chaque lien.",
        "Si une colonne la contient, dites-le à l’écran « Correspondance des colonnes » ; sinon, ajoutez une "
        "colonne « {label} » et remplissez-la.",
    ),
    "columns_unread": Rule(
        Severity.INFO,
        "{where}colonnes qui ne répondent à aucune question et ne sont pas lues : {what}.",
        "Rien à faire si c’est voulu ; sinon, dites à l’écran « Correspondance des colonnes » à quelles questions "
        "elles répondent.",
    ),
    "sheet_unread": Rule(
        Severity.CHECK,
        "{where}cette feuille n’est pas une liste de liens ; elle n’est pas lue.",
        "Rien à faire si c’est voulu ; sinon, mettez ses réponses sur les lignes de la liste des liens.",
    ),
    "list_passed_over": Rule(
        Severity.INFO,
        "{where}{what}.",
        "Rien à faire si c’est voulu.",
    ),
    "mapping_unknown": Rule(
        Severity.CHECK,
        "La correspondance donne à la colonne « {value} » la question « {what} », qui n’est pas dans le "
        "questionnaire ; la colonne n’est pas lue.",
        "Choisissez une autre question pour cette colonne à l’écran « Correspondance des colonnes ».",
    ),
    "mapping_value_unknown": Rule(
        Severity.CHECK,
        "La correspondance donne à la valeur « {value} » de la colonne « {column} » la modalité « {what} », que "
        "« {label} » n’a pas ; la valeur est lue comme si rien n’en était dit.",
        "Dites à l’écran « Correspondance des colonnes » ce que cette valeur veut dire.",
    ),
    "values_said": Rule(
        Severity.INFO,
        "{where}colonne {columns} : les valeurs sont lues comme quelqu’un l’a dit, {what}.",
        "Rien à faire si c’est bien cela ; sinon, changez-le à l’écran « Correspondance des colonnes ».",
    ),
    # Lists: whose returns they are, and which rows count.
    "list_campaign_missing": Rule(
        Severity.BLOCKING,
        "{where}rien ne dit pour quelle campagne est cette liste ({what}).",
        "Choisissez la campagne avant de déposer le fichier, ou ajoutez-y une colonne « Campagne » (2025-2026).",
    ),
    "list_centre_missing": Rule(
        Severity.BLOCKING,
        "{where}rien ne dit de quel centre social vient cette liste ({what}).",
        "Choisissez le centre social avant de déposer le fichier, ou ajoutez-y une colonne « Code du centre social ».",
    ),
    "list_centre_unknown": Rule(
        Severity.BLOCKING,
        "{where}le centre social « {value} » n’est pas sur la liste des centres, et aucun code ne l’identifie.",
        "{perhaps}Écrivez le nom comme sur la liste des centres, ajoutez une colonne « Code du centre social », "
        "ou demandez à la coordination d’ajouter ce centre.",
    ),
    "list_view_missing": Rule(
        Severity.BLOCKING,
        "{where}rien ne dit qui répond, le centre social ou l’école ({what}).",
        "Choisissez le regard avant de déposer le fichier, ou ajoutez-y une colonne « Regard ».",
    ),
    "centre_named": Rule(
        Severity.CHECK,
        "{where}la liste nomme le centre social « {value} », et vous déposez pour « {expected} » ; elle est lue "
        "comme celle de « {expected} ».",
        "Vérifiez que c’est le même centre ; sinon, choisissez le bon centre avant de déposer.",
    ),
    "several_centres": Rule(
        Severity.BLOCKING,
        "Ce fichier contient les retours de plusieurs centres ({what}), et vous déposez pour « {expected} ».",
        "Déposez-le sans choisir de centre social : chaque retour sera enregistré pour le sien.",
    ),
    "not_submitted": Rule(
        Severity.INFO,
        "{where}{what} non comptées : réponses qui n’ont pas été envoyées (questionnaire commencé, brouillon).",
        "Rien à faire si c’est voulu.",
    ),
    "rows_without_link": Rule(
        Severity.INFO,
        "{where}{what} sans aucune réponse sur un lien ; il n’y a rien à y lire.",
        "Rien à faire si c’est voulu.",
    ),
    "whole_differs": Rule(
        Severity.INFO,
        "{where}cette réponse vaut pour tout le retour et diffère d’une ligne à l’autre (« {value} », et avant "
        "« {other} ») ; la première est gardée.",
        "Rien à faire si c’est voulu.",
    ),
    # Lists: answers.
    "choices_disagree": Rule(
        Severity.CHECK,
        "{where}la cellule des choix (« {value} ») et les colonnes des modalités ne disent pas la même chose à "
        "« {label} » : {what}. La réponse est laissée de côté.",
        "Corrigez l’une ou les autres : la même modalité doit être dans la cellule et cochée dans sa colonne.",
    ),
    "several_for_one": Rule(
        Severity.CHECK,
        "{where}« {label} » n’attend qu’une réponse, et plusieurs sont cochées : {what}. La réponse est laissée "
        "de côté.",
        "Gardez une seule coche.",
    ),
    "unknown_choice": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas une réponse prévue à « {label} » ; cette partie de la réponse est laissée "
        "de côté.",
        "{perhaps}Écrivez la modalité comme dans le questionnaire ; ou dites à l’écran « Correspondance des colonnes » "
        "ce que cette valeur veut dire.",
    ),
    "other_from_text": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas une modalité de « {label} » ; c’est compté comme « Autre », et gardé comme "
        "précision.",
        "Rien à faire si c’est bien cela ; sinon, écrivez la modalité comme dans le questionnaire.",
    ),
    "all_no": Rule(
        Severity.INFO,
        "{where}à « {label} », les cases remplies disent toutes « non » ({what}) : c’est une absence de réponse, "
        "jamais un « non ».",
        "Rien à faire si la question a été passée.{or_none}",
    ),
    # One cell cannot be read: its answer is left out.
    "cell_error": Rule(
        Severity.CHECK,
        "{where}la cellule contient une erreur de calcul ({value}) au lieu d’une réponse à « {label} » ; la "
        "réponse est laissée de côté.",
        "Effacez la cellule et tapez la réponse elle-même.",
    ),
    "formula_uncalculated": Rule(
        Severity.CHECK,
        "{where}la cellule contient une formule dont le résultat n’est pas dans le fichier (« {label} ») ; la "
        "réponse est laissée de côté.",
        "Ouvrez le fichier dans Excel ou LibreOffice, enregistrez-le et redéposez-le ; ou tapez la réponse elle-même.",
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
        "Une campagne s’écrit avec deux années qui se suivent, par exemple 2025-2026 : téléchargez le modèle de la "
        "campagne.",
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
    "campaign_closed": Rule(
        Severity.BLOCKING,
        "La campagne « {value} » est fermée : elle ne prend plus de retours.",
        "Adressez-vous à la coordination, qui peut accepter un retour tardif ou rouvrir la campagne.",
    ),
    "version_replaced": Rule(
        Severity.CHECK,
        "Ce fichier est celui du dépôt nº {number}, {since}.",
        "Déposez plutôt la version la plus récente. Pour revenir à celle-ci, confirmez-le : elle sera alors en "
        "vigueur, et l’autre reste conservée.",
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
        "Ce fichier donne le regard « {said} », et vous déposez le regard « {expected} ».",
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
    "answer_not_called_for": Rule(
        Severity.CHECK,
        "{where}« {label} » a une réponse pour le {link}, alors que la réponse qui y mène n’est cochée nulle part. "
        "Elle est comptée.",
        "Cochez aussi la réponse qui y mène, ou effacez celle-ci.",
    ),
    "number_out_of_range": Rule(
        Severity.CHECK,
        "{where}{value} n’est pas entre {low} et {high} (« {label} », {link}) ; la réponse est laissée de côté.",
        "Corrigez la cellule, ou effacez-la si vous ne savez pas.",
    ),
    "end_before_start": Rule(
        Severity.CHECK,
        "{where}le {link} finirait en {value}, avant d’avoir commencé ({start}) ; l’année de fin est laissée de côté.",
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
        "{where}{n} réponses sont données à « {label} » ({link}), pour {limit} au plus ; elles sont laissées de côté.",
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
        "Rien à faire si c’est voulu.{or_none}",
    ),
    # The list of centres.
    "roster_no_header": Rule(
        Severity.BLOCKING,
        "Aucune ligne d’en-têtes n’a été trouvée dans cette liste : il faut au moins une colonne « Nom » ou « Code ».",
        "Écrivez sur une ligne, au-dessus des centres, les en-têtes Code, Nom, Commune et Courriel, puis déposez "
        "de nouveau la liste.",
    ),
    "roster_empty": Rule(
        Severity.BLOCKING,
        "{where}cette liste a des en-têtes, mais aucun centre.",
        "Écrivez un centre par ligne sous les en-têtes, puis déposez de nouveau la liste.",
    ),
    "roster_column_unknown": Rule(
        Severity.INFO,
        "{where}la colonne « {value} » n’est pas reprise.",
        "Rien à faire : seuls le code, le nom, la commune et le courriel servent.",
    ),
    "roster_column_twice": Rule(
        Severity.CHECK,
        "{where}la colonne « {value} » dit la même chose que « {other} » ; seule cette dernière est lue.",
        "Gardez une seule des deux colonnes, ou renommez celle qui ne doit pas être lue.",
    ),
    "roster_too_long": Rule(
        Severity.CHECK,
        "{where}la cellule contient {n} caractères, trop pour un centre ; la ligne est laissée de côté.",
        "Raccourcissez le texte.",
    ),
    "roster_email": Rule(
        Severity.CHECK,
        "{where}« {value} » n’est pas une adresse électronique ; elle est laissée de côté.",
        "Corrigez la cellule, par exemple accueil@exemple.fr, ou effacez-la.",
    ),
    "roster_email_several": Rule(
        Severity.CHECK,
        "{where}la cellule contient plusieurs adresses ; « {suggestion} » est gardée.",
        "Gardez dans la cellule l’adresse à laquelle écrire.",
    ),
    "roster_name_missing": Rule(
        Severity.CHECK,
        "{where}cette ligne n’a pas de nom de centre ; elle est laissée de côté.",
        "Donnez un nom au centre. Si ce n’est qu’une note ou un total, laissez la ligne.",
    ),
    "roster_duplicate": Rule(
        Severity.CHECK,
        "{where}le centre de code « {value} » est déjà donné à la ligne {other} ; cette ligne-ci est laissée de côté.",
        "Gardez une seule des deux lignes, ou donnez à chaque centre son code.",
    ),
    "roster_code_spelling": Rule(
        Severity.CHECK,
        "{where}le code « {value} » est lu « {suggestion} », celui d’un centre déjà connu.",
        "Rien à faire si c’est bien lui ; sinon, donnez un autre code à ce centre.",
    ),
    "roster_code_known": Rule(
        Severity.INFO,
        "{where}« {name} » n’a pas de code ; c’est le centre déjà connu sous le code « {suggestion} ».",
        "Rien à faire si c’est bien lui ; sinon, donnez un code à ce centre.",
    ),
    "roster_ambiguous": Rule(
        Severity.CHECK,
        "{where}« {name} » n’a pas de code, et plusieurs centres connus portent ce nom ({codes}) ; la ligne est "
        "laissée de côté.",
        "Écrivez dans la colonne « Code » celui du centre.",
    ),
    "roster_code_proposed": Rule(
        Severity.INFO,
        "{where}« {name} » n’a pas de code ; « {suggestion} » est proposé.",
        "Le code ne changera plus d’une année à l’autre : s’il ne convient pas, écrivez le vôtre dans la colonne "
        "« Code » avant de confirmer.",
    ),
    "roster_namesake": Rule(
        Severity.CHECK,
        "{where}« {name} » a le même nom et la même commune que le centre de code « {other} » ; les deux sont gardés.",
        "Si c’est le même centre, ne gardez qu’un code.",
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
_OR_NONE = typeset(" Si la question a été posée et que rien ne convient, cochez « Aucun ».")
_LONGEST_VALUE, _LONGEST_WORD = 120, 2_000
"""Of what a file says, how much a finding repeats: of the value, of any other word. A header can be a whole novel."""


def find(
    code: str,
    place: Place = NOWHERE,
    *,
    value: str = "",
    suggestion: str = "",
    has_none: bool = False,
    **words: object,
) -> Finding:
    """Make a finding from the catalogue; ``words`` fill its sentences (as do sheet, cell, value, suggestion).

    ``has_none`` tells whether « Aucun » can be ticked there, for a remedy that may ask for it.
    """
    rule, value = CATALOGUE[code], shortened(value, _LONGEST_VALUE)
    where = _IN_CELL if place.cell else _IN_SHEET if place.sheet else ""
    filled = {
        "sheet": place.sheet,
        "cell": place.cell,
        "where": where.format(sheet=place.sheet, cell=place.cell),
        "value": value,
        "suggestion": suggestion,
        "perhaps": _PERHAPS.format(suggestion=suggestion) if suggestion else "",
        "or_none": _OR_NONE if has_none else "",
        **{name: shortened(word, _LONGEST_WORD) if isinstance(word, str) else word for name, word in words.items()},
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
