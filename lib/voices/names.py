"""A warning where a quotation may name a person, a school, a centre or its town. It only looks at how words are
written: whoever proof-reads decides, and a text without a warning is to be read all the same.

A person: the word behind a civility (« Mme Dupont », « madame dupont »); a common first name, in small letters too
unless it is a word of its own (« claire »); a word that is neither a place of the survey nor a word of the
questionnaire, with a capital inside a sentence (« Zoltan ») or in capitals throughout (« DUPONT »). What is shouted
(a text in capitals, or three words of it) is read as if it were in small letters.

Missed are unusual first names at the beginning of a sentence, and surnames in small letters without a civility, or
with an article (« madame le goff »), and those of less than four letters or in a row of words in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from lib.codebook import Codebook
from lib.folding import fold
from lib.help import acronyms
from lib.responses import Responses
from lib.voices.search import flat


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UPPER = "A-ZÀ-ÖØ-ÞŒ"
_LOWER = "a-zß-öø-ÿœ"
_GAP = r"[^\S\n]"
_SHORT = rf"(?<!\d)(?<!\d\s)\bM\.{_GAP}*|\b(?:Mr|Mmes?|Mlles?|Dr)(?:\.{_GAP}*|{_GAP}+)"
"""« M. » and the like; « 10 m. » are metres."""
_CIVILITY = re.compile(
    rf"(?:(?i:{_SHORT}|\b(?:Monsieur|Madame|Mademoiselle|Messieurs|Mesdames){_GAP}+)|\bMM\.{_GAP}*)"
    rf"(?=(?P<name>(?P<before>(?i:(?:de|du|des|le|la|les){_GAP}+|[dl]['’]\s*)*)(?P<word>[{_UPPER}]\w*(?:['’-]\w+)*)))"
)
_CIVILITY_BEFORE_SMALL = re.compile(
    rf"(?i:{_SHORT}|\b(?:Monsieur|Madame|Mademoiselle){_GAP}+)(?=(?P<name>[{_LOWER}]{{2,}}(?:-[{_LOWER}]+)*)(?![\w'’]))"
)
_ARTICLE = re.compile(r"(?:\b(?:les?|la)\s+|\bl['’]\s*)$", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:une?|les?|la|ces?|cette|des|du|aux?|quels?|quelles?|autres?|jeunes?|petite?s?|vieux|vieille)\s+$",
    re.IGNORECASE,
)
"""What makes a noun of a civility: « un monsieur passe »."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_IN_CAPITALS = rf"[{_UPPER}]+(?:['’-][{_UPPER}]+)*"
_SHOUTED = re.compile(rf"(?<!\w){_IN_CAPITALS}(?:\s+{_IN_CAPITALS}){{2,}}(?!\w)")
_LONG = 4
"""Letters from which a word in capitals is looked at: most of the shorter ones are acronyms."""
_ABSTRACT = re.compile(r"\w{2,}(?:[st]ion|[aei]m?ment|ite|isme)s?")
"""« SOLIDARITÉ »: how no surname ends."""
_BEGINS = re.compile(r"(?:^|[.!?…:;\n«“\"(•–—-])[\s«“\"'’(]*$")
_ELIDED = re.compile(r"\b(?:[cdjlmnstCDJLMNST]|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu)['’]$")
_GENERIC = _set(
    "ecole ecoles maternelle elementaire primaire college lycee groupe scolaire public publique prive privee centre "
    "social socioculturel maison de du des d la le les l quartier pour tous espace association exemple"
)
_CIVILITIES = _set("mr mm mme mmes mlle mlles dr monsieur madame mademoiselle messieurs mesdames")
_FUNCTIONS = _set(
    "directeur directrice directeurs directrices direction maire maires principal principale principaux proviseur "
    "proviseure proviseurs inspecteur inspectrice inspecteurs president presidente prefet prefete recteur "
    "rectrice ministre depute deputee senateur senatrice elu elue adjoint adjointe vice sous conseiller "
    "conseillere conseillers coordinateur coordinatrice coordonnateur coordonnatrice responsable chef cheffe "
    "secretaire gestionnaire intendant intendante gardien gardienne concierge enseignant enseignante enseignants "
    "professeur professeure professeurs prof profs maitre maitresse maitres maitresses instituteur institutrice "
    "educateur educatrice animateur animatrice mediateur mediatrice referent referente infirmier infirmiere "
    "assistant assistante psychologue medecin documentaliste surveillant surveillante delegue deleguee "
    "commissaire agent agente charge chargee pedagogique sociale scolaire general generale"
)
_ACRONYMS = _set(
    "aesh afev alsh anct atsem atsems bafa bafd camsp casnav ccas clae cmpp cnil drajes fcpe mecs pedt peep ppms "
    "ppre rased rgpd saas segpa sessad ulis unaape unicef unss upe2a"
)
"""Besides those of `lib.help.acronyms`: known, but nobody looks them up here."""
_NOBODY = (
    _CIVILITIES
    | _FUNCTIONS
    | _ACRONYMS
    | _set(
        "le la les un une de du des et etat france francais francaise francaises republique europe education "
        "nationale academie inspection ville mairie prefecture departement region noel paques toussaint mardi "
        "carnaval internet whatsapp facebook pronote covid ramadan aid oui non janvier fevrier mars avril mai juin "
        "juillet aout septembre octobre novembre decembre lundi mercredi jeudi vendredi samedi dimanche"
    )
)
_STRESSED = _set(
    "alors apres arreter attendre attention aucun aucune aujourd aussi autant autre autres avant avec beaucoup "
    "bien bonjour bonne bravo cela certains chacun chaque combien comme comment contre danger debout deja demain "
    "depuis dire donc eleve eleves elle elles encore enfin enfant enfants enorme ensemble ensuite entre envie "
    "faire fait faut faux fete fois forcement grand grande gratuit gratuite grave hier important importante "
    "impossible interdit jamais juste leur leurs libre maintenant mais malgre meme memes merci mieux moins monde "
    "moyens necessaire notre nous nouveau obligatoire parce parents parfois parler partout peur personne peut "
    "plein plus plutot possible pour pourquoi pourtant presque priorite projet quand quoi rappel rarement rien "
    "sans sauf seul seule simple souvent stop super surtout temps toujours tous tout toute toutes tranquille trop "
    "urgence urgent vive vivre voila vous vrai vraie"
)
"""What people write in capitals to stress it; the words of the questionnaire are no names either."""
_NO_SURNAME = _set(
    "ai aide ailleurs alors apres arrive assez au aura aussi autre aux avait avant avec avez bien bonjour bonsoir "
    "car ce ces cela cet cette chez comme comment dame dames dans de deja demande depuis des dit donc dont du "
    "elle elles en encore enfin ensuite entre est et etait etes etre eu explique fait font ici il ils jamais je "
    "juste la le les leur leurs lors lui ma mais me meme merci mes mon ne ni non nos notre nous on ont ou oui par "
    "parce parle pas passe pendant peut peuvent plus pour pouvez puis qu quand que quel quelle qui quoi sa sais "
    "sait sans se sera ses si sinon soit son sont souvent sur te tel telle tes toi ton toujours tous tout toute "
    "toutes tres trop tu un une untel unetelle va vers veut veulent vient viennent voila vont vos votre voulait "
    "vous voyez"
)
"""What may follow a civility in small letters: « madame est venue »."""
_FIRST_NAMES = _set(
    "adam adele aicha alain alexandre alexis alice amandine amelie amina anais andre anne antoine arthur aurelie "
    "aurore axel benoit bernard brigitte camille carole caroline catherine cecile celine chantal charlotte chloe "
    "christelle christian christine christophe claire claude clement corinne daniel david delphine denis didier "
    "dominique elise elodie emilie emma emmanuel eric estelle fabien fabrice farid fatima fatou florence francois "
    "francoise frederic gabriel gerard gilles guillaume hassan helene henri hugo ibrahim ines isabelle jacqueline "
    "jacques jean jeanne jerome joel jordan julie julien juliette karim karine kevin khadija laetitia laura "
    "laurence laurent lea leila leo louis louise luc lucas lucie ludovic magali malika manon marc marie marine "
    "martine mathieu mehdi melanie michel michele mohamed monique moussa myriam nadia nadine nathalie nicolas "
    "nicole noemie odile olivier pascal patricia patrick paul pauline philippe pierre quentin rachid raphael "
    "robert romain rose sabrina samir samira sandra sandrine sarah sebastien serge simon sofia sonia sophie "
    "stephane stephanie sylvie therese thierry thomas valerie vanessa veronique vincent virginie xavier yasmina "
    "yves zineb zoe"
)
_ALSO_WORDS = _set(
    "aurore benoit charlotte claire clement jean marc marie marine olivier pascal pierre robert romain rose"
)
"""First names that are words as well; « marie » is also how « marié » is compared."""


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
        Texts whose words with a capital are no names: labels of the questionnaire. Acronyms are known.
    """

    def __init__(self, places: Iterable[str] = (), words: Iterable[str] = ()) -> None:
        proper = sorted({name for place in places if (name := _proper(place))}, key=len, reverse=True)
        self._places = re.compile(rf"\b(?:{'|'.join(map(_spelled, proper))})\b") if proper else None
        self._words = _NOBODY | _known_acronyms() | _words_of(words)

    def find(self, text: str) -> Warned:
        """Persons and places that the text may name, each once, in their order.

        >>> Names(["Collège Jean-Moulin"]).find("Merci à Karim et à Mme Le Goff, de Jean Moulin.")
        Warned(persons=('Karim', 'Le Goff'), places=('Jean Moulin',))
        """
        places = [match[0] for match in self._places.finditer(text)] if self._places else []
        rest = self._places.sub(lambda match: "·" * len(match[0]), text) if self._places else text
        spans = set(self._behind_a_civility(_calmed(text)))
        told = {flat(word) for begin, end in spans for word in _WORD.findall(text[begin:end])}
        calm = _SHOUTED.sub(lambda match: _small(match[0]), _calmed(rest))
        alone = (match for match in _WORD.finditer(calm) if flat(match[0]) not in told)
        spans |= {match.span() for match in alone if self._may_be_a_person(calm, match)}
        persons: dict[str, str] = {}
        for begin, end in sorted(spans):
            persons.setdefault(flat(text[begin:end]), text[begin:end])
        return Warned(tuple(persons.values()), tuple(dict.fromkeys(places)))

    def _behind_a_civility(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _CIVILITY.finditer(text):
            # « Monsieur le Maire » is a function, « Mme Maire » may be somebody.
            is_function = _ARTICLE.search(match["before"]) and self._all_known(match["word"])
            if flat(match["word"]) not in _CIVILITIES and not is_function:
                yield match.span("name")
        for match in _CIVILITY_BEFORE_SMALL.finditer(text):
            is_surname = not {flat(part) for part in match["name"].split("-")} & (_NO_SURNAME | _NOBODY)
            if is_surname and not _SOMEBODY.search(text[: match.start()]):
                yield match.span("name")

    def _may_be_a_person(self, text: str, match: re.Match[str]) -> bool:
        word = match[0]
        parts = [flat(part) for part in word.split("-")]
        names = [part for part in parts if part in _FIRST_NAMES]
        if word.islower():
            return len(names) == len(parts) > 1 or not _ALSO_WORDS.issuperset(names)
        if not word[0].isupper() or (not names and self._all_known(word)):
            return False
        if names:
            return True
        if word.isupper():
            return len(word) >= _LONG and not all(part in _STRESSED or _ABSTRACT.fullmatch(part) for part in parts)
        return not _BEGINS.search(_ELIDED.sub("", text[: match.start()]))

    def _all_known(self, word: str) -> bool:
        return all(flat(part) in self._words for part in word.split("-"))


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(flat(word) for text in texts for word in _WORD.findall(text))


@cache
def _known_acronyms() -> frozenset[str]:
    return _words_of(form for each in acronyms.load() for form in (each.sigle, *each.forms))


def _calmed(text: str) -> str:
    """The text, in small letters where it has none: then its capitals tell nothing."""
    return _small(text) if text.isupper() else text


def _small(text: str) -> str:
    """In small letters, sign for sign: some capitals have a small letter that is two signs."""
    return "".join(small if len(small := sign.lower()) == 1 else sign for sign in text)


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
