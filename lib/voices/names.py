"""A warning where a quotation may name a person, a school, a centre or its town. It only looks at how words are
written: whoever proof-reads decides, and a text without a warning is to be read all the same.

A person: a word with a capital behind a civility (« Mme Dupont »), a common first name, or a word with a capital
inside a sentence that is neither a place of the survey nor a word of the questionnaire. Missed are unusual first
names at the beginning of a sentence, and names written in small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lib.codebook import Codebook
from lib.folding import fold
from lib.help import acronyms
from lib.responses import Responses
from lib.voices.search import flat


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_CIVILITY = re.compile(
    rf"\b(?:M\.|MM\.|Mr\.?|Mme\.?|Mmes|Mlle\.?|Mlles|Monsieur|Madame|Mademoiselle|Messieurs|Mesdames|Dr\.?)"
    rf"\s+((?:(?:[Dd]e|[Dd]u|[Dd]es|[Ll]e|[Ll]a|[Dd]['’])\s*)*[{_UPPER}][\w'’-]*\.?)"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_BEGINS = re.compile(r"(?:^|[.!?…:;\n«“\"(•–—-])[\s«“\"'’(]*$")
_ELIDED = re.compile(r"\b(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)['’]$")
_GENERIC = _set(
    "ecole ecoles maternelle elementaire primaire college lycee groupe scolaire public publique prive privee centre "
    "social socioculturel maison de du des d la le les l quartier pour tous espace association exemple"
)
_NOBODY = _set(
    "etat france francais francaise francaises republique europe education nationale academie inspection ville mairie "
    "prefecture departement region noel paques toussaint mardi carnaval internet whatsapp facebook pronote covid "
    "segpa ulis rased upe2a casnav ramadan aid oui non janvier fevrier mars avril mai juin juillet aout septembre "
    "octobre novembre decembre lundi mercredi jeudi vendredi samedi dimanche mr mme mmes mlle mlles mm dr monsieur "
    "madame mademoiselle messieurs mesdames"
)
_FIRST_NAMES = _set(
    "adam adele aicha alain alexandre alexis alice amandine amelie amina anais andre anne antoine arthur aurelie axel "
    "benoit bernard brigitte camille carole caroline catherine cecile celine chantal charlotte chloe christelle "
    "christian christine christophe claire claude clement corinne daniel david delphine denis didier dominique elise "
    "elodie emilie emma emmanuel eric estelle fabien fabrice farid fatima fatou florence francois francoise frederic "
    "gabriel gerard gilles guillaume hassan helene henri hugo ibrahim ines isabelle jacqueline jacques jean jeanne "
    "jerome joel jordan julie julien juliette karim karine kevin khadija laetitia laura laurence laurent lea leila "
    "leo louis louise luc lucas lucie ludovic magali malika manon marc marie marine martine mathieu mehdi melanie "
    "michel michele mohamed monique moussa myriam nadia nadine nathalie nicolas nicole noemie odile olivier pascal "
    "patricia patrick paul pauline philippe pierre quentin rachid raphael robert romain sabrina samir samira sandra "
    "sandrine sarah sebastien serge simon sofia sonia sophie stephane stephanie sylvie therese thierry thomas valerie "
    "vanessa veronique vincent virginie xavier yasmina yves zineb zoe"
)


@dataclass(frozen=True, slots=True)
class Warned:
    """What a text may name, as it stands there; empty where nothing was noticed."""

    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.persons or self.places)


class Names:
    """Finds what a text may name.

    Parameters
    ----------
    places : iterable of str
        Names of schools, centres and communes: they are no persons, but they point at somebody too.
    words : iterable of str
        Texts whose words with a capital are no names: labels of the questionnaire, acronyms.
    """

    def __init__(self, places: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        proper = sorted({name for place in places if (name := _proper(place))}, key=len, reverse=True)
        self._places = re.compile(rf"\b(?:{'|'.join(map(_spelled, proper))})\b") if proper else None
        self._words = _NOBODY | {flat(word) for text in words for word in _WORD.findall(text)}

    def find(self, text: str) -> Warned:
        """Persons and places that the text may name, each once, in their order.

        >>> Names(["Collège Jean-Moulin"]).find("Merci à Karim et à Mme Le Goff, de Jean Moulin.")
        Warned(persons=('Le Goff', 'Karim'), places=('Jean Moulin',))
        """
        places = [match[0] for match in self._places.finditer(text)] if self._places else []
        rest = self._places.sub(lambda match: "·" * len(match[0]), text) if self._places else text
        persons = [match[1].rstrip(".,") for match in _CIVILITY.finditer(text)]
        for match in _WORD.finditer(rest):
            if self._may_be_a_person(rest, match) and not any(match[0] in person for person in persons):
                persons.append(match[0])
        return Warned(tuple(dict.fromkeys(persons)), tuple(dict.fromkeys(places)))

    def _may_be_a_person(self, text: str, match: re.Match[str]) -> bool:
        word = match[0]
        if not word[0].isupper() or word.isupper():
            return False  # one sign, or an acronym
        parts = [flat(part) for part in word.split("-")]
        if any(part in _FIRST_NAMES for part in parts):
            return True
        before = _ELIDED.sub("", text[: match.start()])
        return not _BEGINS.search(before) and not all(part in self._words for part in parts)


def _proper(place: str) -> str:
    """What is a place's own: « Jean-Moulin » of « Collège Jean-Moulin »; "" where hardly a word is left."""
    words = re.sub(r"\(.*?\)", " ", place).split()
    while words and (fold(words[0]) in _GENERIC) and not (len(words) > 1 and words[0] in ("Le", "La", "Les")):
        words.pop(0)
    words[:1] = [re.sub(r"^[dl]['’]", "", word) for word in words[:1]]
    return " ".join(words) if sum(sign.isalpha() for sign in "".join(words)) >= 3 else ""


def _spelled(name: str) -> str:
    """A pattern that takes spaces and dashes, and the two apostrophes, for the same."""
    return re.sub(r"['’]", "['’]", r"[\s-]".join(re.escape(part) for part in re.split(r"[\s-]+", name)))


def of(responses: Responses) -> Names:
    """Made from what the responses name: their schools, centres and communes, and their questionnaire."""
    frame = responses.frame
    places = {*frame["school_name"].astype("str"), *frame["centre_name"].astype("str")}
    communes = frame["territory"].dropna().astype("str").unique()
    return Names([*places, *communes], _wordings(responses.codebook))


def _wordings(codebook: Codebook) -> Iterable[str]:
    for question in codebook:
        yield question.label
        for choice in question.choices:
            yield from (choice.label, *choice.aliases)
    for acronym in acronyms.load():
        yield from (acronym.sigle, *acronym.forms)
