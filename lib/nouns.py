"""What the choices of a question are called in a sentence: levers are cited, factors are acquired."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun with what is said of it.

    ``article`` goes before the singular (« Le », « La », « L’ »); ``said`` and ``all_said`` are its participle in
    the singular and in the plural; ``often`` and ``all_often`` stand for « souvent cité » where the most is said by
    an adjective; ``among`` is the part of the answers that is looked at, where it is not all of them; ``who`` tells
    the links of the base from the others.
    """

    article: str
    singular: str
    plural: str
    feminine: bool = False
    said: str = "cité"
    all_said: str = "cités"
    often: str = ""
    all_often: str = ""
    among: str = ""
    who: str = "ayant répondu"

    @property
    def most(self) -> str:
        """« Le levier le plus souvent cité est », « Le niveau le plus fréquent est », « En tête de … vient »."""
        if self.among:
            return f"En tête {self.among} vient"
        space = "" if self.article.endswith("’") else " "
        often = self.often or f"souvent {self.said}"
        return f"{self.article}{space}{self.singular} {'la' if self.feminine else 'le'} plus {often} est"

    @property
    def all_most(self) -> str:
        """« Les leviers les plus souvent cités, à égalité, sont »."""
        if self.among:
            return f"En tête {self.among} viennent, à égalité,"
        return f"Les {self.plural} les plus {self.all_often or f'souvent {self.all_said}'}, à égalité, sont"

    @property
    def none(self) -> str:
        """« Aucun levier n’est cité »."""
        among = f" {self.among}" if self.among else ""
        return f"{'Aucune' if self.feminine else 'Aucun'} {self.singular}{among} n’est {self.said}"

    @property
    def each(self) -> str:
        return "chacune" if self.feminine else "chacun"

    def of_short_list(self) -> Noun:
        """For the choices of the short list alone: one of the others may be cited more."""
        return replace(self, among="de la liste courte")


def _feminine(article: str, singular: str, plural: str) -> Noun:
    return Noun(article, singular, plural, feminine=True, said="citée", all_said="citées")


SURVEY = "autre_enquete"
"""Indicator code of the questions of another survey: it counts respondents, and not links."""


QUOTATIONS = ("verbatims_citables", "paroles_theme", "paroles_etiquette")
"""Indicator codes of what counts quotations."""


def counted(indicator: object) -> tuple[str, str]:
    """What an indicator counts, in the singular and in the plural."""
    if indicator in QUOTATIONS:
        return ("parole", "paroles")
    return ("répondant", "répondants") if indicator == SURVEY else ("lien", "liens")


def _frequent(article: str, singular: str, plural: str, *, feminine: bool = False) -> Noun:
    """What a link has, or answers once: it is given, and nobody cites it."""
    e = "e" if feminine else ""
    said = {"said": f"donné{e}", "all_said": f"donné{e}s", "often": f"fréquent{e}", "all_often": f"fréquent{e}s"}
    return Noun(article, singular, plural, feminine, **said)


ANSWER = _frequent("La", "réponse", "réponses", feminine=True)
FAMILY = _feminine("La", "famille", "familles")
SCHEME = Noun("Le", "dispositif", "dispositifs")

OF_INDICATOR = {
    "facteur_acquis": Noun("Le", "facteur", "facteurs", said="acquis", all_said="acquis", who="ayant noté le facteur"),
    "partenaire_moteur": Noun(
        "Le",
        "partenaire",
        "partenaires",
        said="désigné comme moteur",
        all_said="désignés comme moteurs",
        who="citant ce partenaire",
    ),
    "paroles_theme": Noun("Le", "thème", "thèmes", said="abordé", all_said="abordés", who="reçues avec un thème"),
    "paroles_etiquette": Noun(
        "L’", "étiquette", "étiquettes", feminine=True, said="donnée", all_said="données", who="étiquetées"
    ),
    "ecoles_interrogees": Noun("Le", "centre social", "centres sociaux", who="actifs"),
}
OF_QUESTION = {
    "etab_niveau": _frequent("Le", "niveau", "niveaux"),
    "statut_lien": _frequent("Le", "statut", "statuts"),
    "r1": Noun("Le", "déclencheur", "déclencheurs"),
    "l1": Noun("Le", "levier", "leviers"),
    "l2": _feminine("La", "nature de crise", "natures de crise"),
    "d2": Noun("L’", "autre facteur", "autres facteurs"),
    "c1": Noun("Le", "rôle", "rôles"),
    "q1": Noun("Le", "partenaire", "partenaires"),
    "q2": Noun("Le", "partenaire moteur", "partenaires moteurs"),
    "p1": Noun("L’", "objectif", "objectifs"),
    "p2": Noun("L’", "objectif principal", "objectifs principaux"),
}
