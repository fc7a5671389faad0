"""Which themes the words of a quotation speak for: TF-IDF on French stems, and how often that is right.

A theme is described by its label, its other wordings in the codebook, and the post-its of the 2018 document that
were filed under it. Each word counts as its stem and as its runs of four letters, which also bring together what
the stemmer keeps apart (« enseignant », « enseignement »). A theme of the quotation's own dimension counts three
times as much. `tests/bench/test_suggest_bench.py` measures this beside simpler and larger ways.

scikit-learn takes more than a second to import, and only this module needs it: it is imported on first use.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from lib.codebook import DEFAULT_PATH, Codebook, per_codebook
from lib.folding import fold
from lib.voices import themes
from lib.voices.search import flat
from lib.voices.themes import Theme

if TYPE_CHECKING:
    import numpy as np


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


POSTITS = DEFAULT_PATH / "postits.csv"
TOP = 3
OWN_DIMENSION = 3.0
"""Weight of the themes of the quotation's dimension: measured from 1.5 to 5, more brings nothing."""

_RUN = 4
"""Letters of a run, the blank at either end of a word among them; 3 and 5 with it bring nothing."""
_TELLS = 0.25
"""Part of the weightiest word's weight from which another word is a reason worth naming."""

_WORD = re.compile(r"[^\W_]+")
_STOP_WORDS = _set(
    "a afin ai aller alors apres as au aujourd aussi autour autre autres aux avait avant avec avoir beaucoup c ca car "
    "ce cela celle celui ces cet cette ceux chez comme comment d dans de deja des dire dit donc dont du elle elles en "
    "encore entre es est et etait etaient etant ete etre eu eux faire fait faut hui il ils j je jusqu l la le les "
    "leur leurs lors lorsqu lorsque lui m ma mais me meme mes met mettre moi mon n ne ni nos notre nous on ont ou par "
    "parce parfois pas peu peut peuvent plus pour pu puis qu quand que quel quelle quelles quels qui quoi s sa sans "
    "se sera ses si soi soit son sont souvent sous suite sur t ta te tes toi ton toujours tous tout toute toutes tres "
    "tu un une va vers voir vos votre vous y"
)


@dataclass(frozen=True, slots=True)
class PostIt:
    """A fragment of the document, filed under a theme.

    Attributes
    ----------
    code : str
        Of the fragment in the study; quotations of the document bear it too.
    label : str
        How the codebook words this very fragment.
    theme : str
        Code of a theme of the questionnaire that comes with Passerelle.
    source : str
        ``post-it``, ``note`` or ``list``.
    """

    code: str
    text: str
    label: str
    theme: str
    source: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A theme that the words speak for.

    Attributes
    ----------
    score : float
        What the suggestions are ordered by: how near the words are, from 0 to 1, `OWN_DIMENSION` times that where
        ``is_own``.
    words : tuple of str
        Those of the quotation that speak for the theme, the weightiest first.
    is_own : bool
        Whether the theme is one of the quotation's own dimension.
    """

    theme: Theme
    score: float
    words: tuple[str, ...]
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """How often the suggestions are right.

    Attributes
    ----------
    tried : int
        Post-its that were tried: those whose theme is described by something else than this very post-it.
    first, top : int
        Those whose theme came first, and among the first three.
    left_out : int
        Post-its that nothing else describes: nobody could find their theme by its words.
    """

    tried: int
    first: int
    top: int
    left_out: int

    @property
    def first_share(self) -> float:
        return self.first / self.tried if self.tried else 0.0

    @property
    def top_share(self) -> float:
        return self.top / self.tried if self.tried else 0.0


@cache
def postits() -> tuple[PostIt, ...]:
    """The post-its, notes and list items of the document that were filed under a theme."""
    with POSTITS.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(PostIt(row["code"], row["text"], row["label"], row["theme"], row["source"]) for row in rows)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a French word, without accents.

    >>> stem("écoles") == stem("École")
    True
    """
    return flat(_stemmer().stemWord(word.lower()))


@cache
def _stemmer():
    import snowballstemmer

    return snowballstemmer.stemmer("french")


def stems(text: str) -> list[str]:
    """The words of a text that mean something, as stems."""
    return [stem(word) for word in _telling(text)]


def features(text: str) -> list[str]:
    """What a text is compared by: the stems and the runs of letters of its words that mean something."""
    return [feature for word in _telling(text) for feature in _of_word(word)]


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[str, ...]:
    letters = f" {flat(word)} "
    runs = (letters[i : i + _RUN] for i in range(len(letters) - _RUN + 1))
    return (f"={stem(word)}", *runs)


def _telling(text: str) -> Iterable[str]:
    return (word for word in _WORD.findall(text) if len(word) > 1 and flat(word) not in _STOP_WORDS)


@per_codebook
def measured(codebook: Codebook) -> tuple[Measure, Measure]:
    """How often the suggestions of a questionnaire are right, with and without the dimension; measured once."""
    found = suggester(codebook)
    return found.measure(knows_dimension=True), found.measure(knows_dimension=False)


@per_codebook
def suggester(codebook: Codebook) -> Suggester:
    """The one of a questionnaire, made once."""
    return Suggester(tuple(themes.load(codebook).values()), postits())


class Suggester:
    """Proposes themes for the words of a quotation."""

    def __init__(
        self,
        of: Sequence[Theme],
        examples: Sequence[PostIt] = (),
        analyzer: Callable[[str], list[str]] = features,
    ) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._themes = tuple(of)
        self._examples = tuple(example for example in examples if any(t.code == example.theme for t in self._themes))
        self._wordings = {theme.code: [theme.label, *theme.wordings] for theme in self._themes}
        for example in self._examples:
            self._wordings[example.theme].append(example.text)
        described = [" ".join(self._wordings[theme.code]) for theme in self._themes]
        self._vectors = TfidfVectorizer(analyzer=analyzer, sublinear_tf=True)
        self._known = self._vectors.fit_transform(described).toarray() if any(map(analyzer, described)) else None

    def suggest(self, text: str, dimension: str = "", without: Iterable[str] = ()) -> list[Suggestion]:
        """The three themes that the words speak for most; fewer where fewer share a word with them.

        Parameters
        ----------
        dimension : str
            Of the quotation, "" if it is not known.
        without : iterable of str
            Codes of themes not to propose: the quotation has them already.
        """
        if self._known is None:
            return []
        given = self._vector(text)
        scores, left_out = self._weighted(self._known @ given, dimension), set(without)
        found = []
        for place in self._best(scores):
            theme = self._themes[place]
            if theme.code not in left_out:
                words = self._shared(text, self._known[place] * given)
                found.append(Suggestion(theme, float(scores[place]), words, theme.dimension == dimension))
            if len(found) == TOP:
                break
        return found

    def _vector(self, text: str) -> np.ndarray:
        return self._vectors.transform([text]).toarray()[0]

    def _weighted(self, scores: np.ndarray, dimension: str) -> np.ndarray:
        import numpy as np

        return scores * np.array([OWN_DIMENSION if theme.dimension == dimension else 1.0 for theme in self._themes])

    @staticmethod
    def _best(scores: np.ndarray) -> list[int]:
        """Places of the themes that share a word, the best first; ties in the order of the questionnaire."""
        import numpy as np

        return [int(place) for place in np.argsort(-scores, kind="stable") if scores[place] > 0]

    def _shared(self, text: str, weights: np.ndarray) -> tuple[str, ...]:
        """The words of the text, as they stand there, that bring it near the theme, the weightiest first."""
        place_of: Mapping[str, int] = self._vectors.vocabulary_
        words: dict[str, tuple[float, str]] = {}
        for word in _telling(text):
            weight = sum(float(weights[place_of[part]]) for part in _of_word(word) if part in place_of)
            words.setdefault(stem(word), (weight, word if word.isupper() else word.lower()))
        ranked = sorted(words.values(), key=lambda pair: -pair[0])
        return tuple(word for weight, word in ranked if weight > 0 and weight >= _TELLS * ranked[0][0])

    def measure(self, *, knows_dimension: bool) -> Measure:
        """Try each post-it on the others: whatever was written from it is taken away first, its theme's label too.

        Parameters
        ----------
        knows_dimension : bool
            Whether the post-it comes with the dimension of its theme, as a quotation mostly does.
        """
        places = {theme.code: place for place, theme in enumerate(self._themes)}
        tried = first = top = 0
        for example in self._examples:
            own = {fold(example.text), fold(example.label)}
            left = [wording for wording in self._wordings[example.theme] if fold(wording) not in own]
            if not left:
                continue
            tried += 1
            given, place = self._vector(example.text), places[example.theme]
            scores = self._known @ given
            scores[place] = self._vector(" ".join(left)) @ given
            best = self._best(self._weighted(scores, self._themes[place].dimension if knows_dimension else ""))[:TOP]
            first += best[:1] == [place]
            top += place in best
        return Measure(tried, first, top, len(self._examples) - tried)
