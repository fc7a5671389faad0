"""Example returns: a made-up département whose relations are known because they were planted.

Fourteen fictional centres answer in two campaigns about some ninety links. Each link has a hidden *strength*
that drives whether it lasts, its eight factors and how often people meet; on top of that these relations of the
document are planted (`RELATIONS`), so that pages and tests have something true to find:

- links that last more often name moments outside education and knowing someone (levers, X1);
- their eight factors stand higher, and more of them are present (X2);
- links born of a crisis last less often (X5);
- a first step taken by both sides goes with lasting (X8);
- shared evaluation goes with lasting and with meeting often (X10).

Everything comes from one seeded generator that draws only `random.Random.random`, which Python keeps stable
across versions: the same seed gives the same files, byte for byte.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from lib import template
from lib.checks import Expected
from lib.codebook import DEFAULT_PATH, NONE, Codebook, Question
from lib.codebook import load as load_codebook
from lib.identifiers import uai_check_letter
from lib.intake import examine_safely
from lib.observation import CENTRE, SCHOOL, Observation, Return, Verbatim, campaign_year
from lib.store import Centre, Store
from lib.worker import Worker

SEED = 2018
CAMPAIGNS = ("2024-2025", "2025-2026")
FOLDER = Path(__file__).parent.parent / "data" / "examples"
ROSTER = "centres.csv"
SILENT = {CAMPAIGNS[0]: (4, 11), CAMPAIGNS[1]: (12,)}
"""Centres (by rank) that have not answered in a campaign."""
WITH_SCHOOLS = {CAMPAIGNS[0]: (0, 2, 5, 7), CAMPAIGNS[1]: (0, 1, 2, 5, 7, 9)}
"""Centres (by rank) that put the questions to their schools."""

RELATIONS = {
    # choice: (log-odds in an average link, added per unit of strength, added when the link is durable)
    "lev_hors_cadre_educatif": (-0.9, 0.3, 1.5),
    "lev_interconnaissance": (-0.9, 0.3, 1.3),
    "lev_clas": (0.2, 0.1, 0.0),
    "lev_transition_niveaux": (0.0, 0.1, 0.0),
    "lev_expertise_lien_familles": (-0.3, 0.4, 0.4),
    "lev_animation_quartier": (-0.2, 0.2, 0.3),
    "ren_motivation_envie": (0.4, 0.4, 0.2),
    "ren_premier_pas_centre": (0.1, 0.0, 0.0),
    "ren_legitimite_centre": (-0.2, 0.5, 0.4),
    "role_lien_parents_institution": (1.2, 0.1, 0.0),
    "role_decodeur": (0.3, 0.1, 0.0),
    "role_animer_cadre": (0.2, 0.2, 0.2),
    "qui_direction": (1.5, 0.2, 0.0),
    "qui_enseignant": (0.5, 0.4, 0.3),
    "qui_parents_eleves": (0.3, 0.3, 0.3),
    "qui_asso_parents_eleves": (-0.6, 0.2, 0.1),
    "qui_parents_relais": (-0.8, 0.3, 0.2),
    "qui_caf": (-0.1, 0.1, 0.0),
    "qui_pre": (-0.4, 0.0, 0.0),
    "pq_accompagner_parents": (1.0, 0.2, 0.0),
    "pq_reussite_enfants": (0.8, 0.1, 0.0),
    "pq_agir_ensemble": (0.1, 0.4, 0.3),
}
FACTORS = {
    "dur_regularite_frequence": 0.35,
    "dur_interet_partage": 0.25,
    "dur_reciprocite": 0.1,
    "dur_complementarite": 0.0,
    "dur_responsabilite_partagee": -0.1,
    "dur_perseverance": -0.2,
    "dur_rythme_temporalites": -0.35,
    "dur_hierarchie": -0.5,
}
"""Points of the scale by which a factor stands above or below the others, whoever answers."""
BASELINE = {"core": -0.9, "extension": -2.4, "sub": -0.4, "added": -2.6, "survey": -3.0}
"""Log-odds of the choices that no relation names, by their level."""

_SCHOOLS = ("Jean-Moulin", "Jules-Ferry", "Pablo-Neruda", "Les Tilleuls", "Louise-Michel", "Anne-Frank", "Le Parc")
_SCHOOLS += ("La Fontaine", "Les Marronniers", "Aimé-Césaire")
_PREFIX = {"maternelle": "École maternelle", "elementaire": "École élémentaire", "primaire": "École primaire"}
_PREFIX |= {"college": "Collège", "lycee": "Lycée"}
_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "rencontre",
        (
            "On s’est rencontrés à la grille, et puis on a pris l’habitude de se parler.",
            "Il a suffi d’un café après la réunion de rentrée pour se découvrir les mêmes soucis.",
            "Nous avions les mêmes enfants et nous ne nous connaissions pas.",
        ),
    ),
    (
        "rencontre",
        (
            "Le directeur nous a appelés un lundi matin : il ne savait plus à qui s’adresser.",
            "Une enseignante est venue voir l’accueil de loisirs, elle est revenue avec toute l’équipe.",
            "Nous sommes allés nous présenter, un par un, dans la salle des maîtres.",
            "Ce sont les parents qui nous ont fait entrer dans l’école.",
        ),
    ),
    (
        "leviers",
        (
            "La kermesse a plus fait pour nous que toutes les réunions de l’année.",
            "La fête de quartier a été montée ensemble : depuis, on se tutoie.",
            "À la brocante, on parle d’égal à égal.",
        ),
    ),
    (
        "leviers",
        (
            "C’est par le CLAS que les enseignants ont compris ce que nous faisions.",
            "Le passage en sixième inquiétait tout le monde : nous avons commencé par là.",
            "Le diagnostic du territoire nous a mis autour de la même carte.",
        ),
    ),
    (
        "durabilite",
        (
            "Ce qui compte, c’est que le rendez-vous de juin soit déjà dans l’agenda de septembre.",
            "On se voit toutes les six semaines, même quand il n’y a rien à régler.",
            "Chacun sait ce qu’il apporte et ce qu’il en retire.",
        ),
    ),
    (
        "durabilite",
        (
            "Quand l’enseignante référente est partie, il a fallu tout recommencer.",
            "Tant que la direction n’avait pas donné son accord, rien ne tenait d’une année à l’autre.",
            "Deux projets ont échoué ; le troisième a tenu parce que nous avions parlé des deux premiers.",
        ),
    ),
    (
        "durabilite",
        (
            "Nous faisons le bilan ensemble, autour d’un repas, et chacun dit ce qui n’a pas marché.",
            "L’évaluation, nous l’écrivons à deux mains, sur une page.",
            "Nous avons appris à caler nos horaires sur ceux de l’école, et l’école sur les nôtres.",
        ),
    ),
    (
        "roles",
        (
            "Nous traduisons : ce que dit l’école, et ce que les parents n’osent pas dire.",
            "Nous sommes le lieu où l’on peut poser une question qu’on n’ose pas poser à l’école.",
            "Notre place, c’est entre les deux, et elle se défend tous les jours.",
        ),
    ),
    (
        "partenaires",
        (
            "Sans la coordonnatrice REP, nous n’aurions jamais eu tout le monde autour de la table.",
            "Le gardien de l’école connaît toutes les familles : il est de toutes les réunions.",
            "La médiation de la ville ouvre des portes que nous n’ouvrons pas seuls.",
        ),
    ),
    (
        "finalites",
        (
            "L’école va mieux quand les parents osent en passer la porte.",
            "Nous ne cherchons pas à faire l’école après l’école, mais à donner envie d’y aller.",
            "Ce que nous visons, c’est qu’un parent trouve sa place, pas qu’il assiste à une réunion de plus.",
        ),
    ),
)
"""What centres say, by theme; a theme that comes up again is said in other words, so that nobody repeats another."""
_SAID_BY_SCHOOLS: dict[str, tuple[str, ...]] = {
    "rencontre": (
        "Le centre social est venu à nous ; nous n’aurions pas su à quelle porte frapper.",
        "Je suis arrivée dans le quartier sans rien connaître : l’équipe du centre m’a fait faire le tour.",
    ),
    "leviers": (
        "Le conseil d’école a été le bon endroit pour se présenter.",
        "Les sorties d’école étaient difficiles ; nous avons cherché ensemble.",
    ),
    "durabilite": (
        "Il faut du temps pour se voir, et l’école en manque.",
        "L’inspection a encouragé le projet : cela change tout.",
        "Ce qui tient, c’est ce qui ne dépend pas d’une seule personne.",
    ),
    "roles": ("Le centre social voit les enfants quand nous ne les voyons plus.",),
    "partenaires": ("Les parents relais disent aux autres ce que nous ne savons pas leur dire.",),
    "finalites": ("Quand les parents comprennent ce qui se fait en classe, les enfants travaillent mieux.",),
}
_WAITING = ("roles", "partenaires", "finalites")
"""Themes of which the sentences wait to be proof-read by whoever tries it out; the others come read."""


@dataclass(frozen=True)
class _Link:
    """One fictional link: what stays the same about it from one campaign to the next."""

    school: dict[str, str]
    start: int
    known_start: bool
    strength: float
    crisis: bool
    first_step: str
    lasts: bool
    ended: int | None
    wished: bool = False


@dataclass(frozen=True)
class _Centre:
    rank: int
    code: str
    name: str
    commune: str
    links: list[_Link] = field(default_factory=list)


def generate(codebook: Codebook | None = None, seed: int = SEED) -> Iterator[Return]:
    """Yield every example return: campaign by campaign, centre by centre, the centre's view before the school's."""
    codebook = codebook or load_codebook()
    draw = Random(seed)
    centres = [_centre(draw, rank) for rank in range(14)]
    quotations = [quotation for quotation, _ in _document_quotations()]
    said: Counter[str] = Counter()
    for campaign in CAMPAIGNS:
        for centre in centres:
            if centre.rank in SILENT[campaign]:
                continue
            yield _return(draw, codebook, centre, campaign, CENTRE, quotations, said)
            if centre.rank in WITH_SCHOOLS[campaign]:
                yield _return(draw, codebook, centre, campaign, SCHOOL, [], said)


def roster() -> list[Centre]:
    """The fourteen centres that were asked to answer."""
    draw = Random(SEED)
    return [
        Centre(c.code, c.name, c.commune, f"{c.code.lower()}@exemple.invalid")
        for c in (_centre(draw, rank) for rank in range(14))
    ]


def write(folder: Path, progress: Callable[[int, int], None] | None = None) -> list[Path]:
    """Write every example return as an .xlsx made through the template, and the roster beside them."""
    codebook = load_codebook()
    folder.mkdir(parents=True, exist_ok=True)
    returns = list(generate(codebook))
    paths = []
    for done, ret in enumerate(returns, start=1):
        path = folder / template.filename(ret.campaign, ret.centre_name, ret.view)
        path.write_bytes(_workbook(codebook, ret))
        paths.append(path)
        if progress:
            progress(done, len(returns))
    with (folder / ROSTER).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["code", "name", "commune", "email"])
        rows.writerows([c.code, c.name, c.commune, c.email] for c in roster())
    return paths


def load(store: Store, worker: Worker, progress: Callable[[int, int], None] | None = None) -> int:
    """Import the example files into a store, through the same intake as any return.

    Returns
    -------
    int
        Number of files accepted.

    Raises
    ------
    ValueError
        If an example does not pass the checks: the files and the code no longer belong together.
    """
    centres = roster()
    store.add_centres(centres)
    for campaign in CAMPAIGNS:
        store.add_campaign(campaign)
        store.invite(campaign, [centre.code for centre in centres])
    paths = sorted(FOLDER.glob("*.xlsx"))
    for done, path in enumerate(paths, start=1):
        data = path.read_bytes()
        examined = examine_safely(worker, data, path.name, Expected())
        if examined.blocked:
            raise ValueError(f"{path.name}: {[finding.message for finding in examined.findings]}")
        store.deposit_all(examined.returns, data=data, filename=path.name, findings=examined.findings, who="exemple")
        if progress:
            progress(done, len(paths))
    _proof_read(store)
    return len(paths)


def _proof_read(store: Store) -> None:
    """Mark the document's quotations as proof-read (they were published, and filed under themes), and some others."""
    from lib.store.quotations import Reading
    from lib.voices import quotations, suggest  # pandas, which writing examples does not need

    themes = {example.code: example.theme for example in suggest.postits()}
    filed = {said.text: themes[code] for said, code in _document_quotations()}
    read = {*filed, *(text for theme, text in sentences() if theme not in _WAITING)}
    told = store.tables().verbatims
    keys = ("campaign", "centre", "view", "text")
    known = {quotations.fingerprint(*key): key[-1] for key in told[list(keys)].itertuples(index=False, name=None)}
    store.proof_read_all([Reading(key, text) for key, text in known.items() if text in read], who="exemple")
    for key, text in known.items():
        if text in filed:
            store.tag(key, [filed[text]], who="exemple")


def _workbook(codebook: Codebook, ret: Return) -> bytes:
    return template.build(
        codebook,
        campaign=ret.campaign,
        centre_code=ret.centre_code,
        centre_name=ret.centre_name,
        centre_commune=ret.centre_commune,
        view=ret.view,
        ret=ret,
    )


def _document_quotations() -> Iterator[tuple[Verbatim, str]]:
    """The quotations of the 2018 document with the time codes of the recording, and their codes in the study."""
    with (DEFAULT_PATH / "verbatims.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Verbatim(row["text"], row["dimension"], None, True, row["time_code"]), row["code"]


def _chance(draw: Random, log_odds: float) -> bool:
    return draw.random() < 1 / (1 + math.exp(-log_odds))


def _pick(draw: Random, weighted: dict[str, float]) -> str:
    point = draw.random() * sum(weighted.values())
    for value, weight in weighted.items():
        point -= weight
        if point < 0:
            return value
    return next(reversed(weighted))


def _normal(draw: Random) -> float:
    return math.sqrt(-2 * math.log(1 - draw.random())) * math.cos(2 * math.pi * draw.random())


def _centre(draw: Random, rank: int) -> _Centre:
    letter = chr(ord("A") + rank)
    own = Random(SEED * 100 + rank)  # a roster must not depend on how many draws the links took
    commune = f"Commune-{chr(ord('A') + rank // 2)}"
    links = [_link(own, rank, number, commune) for number in range(5 + int(own.random() * 5))]
    return _Centre(rank, f"EX{letter}", f"Centre social {letter} (exemple)", commune, links)


def _link(draw: Random, rank: int, number: int, commune: str) -> _Link:
    level = _pick(draw, {"maternelle": 2, "elementaire": 4, "primaire": 2, "college": 4, "lycee": 0.5})
    priority = _pick(draw, {"hors_ep": 5, "rep": 4, "rep_plus": 2, "nsp": 0.5}) if level != "lycee" else "hors_ep"
    digits = f"099{rank:02d}{number:02d}"
    school = {
        "etab_nom": f"{_PREFIX[level]} {_SCHOOLS[number % len(_SCHOOLS)]}",
        "etab_commune": commune,
        "etab_uai": digits + uai_check_letter(digits) if draw.random() < 0.7 else "",
        "etab_niveau": level,
        "etab_statut": "prive" if draw.random() < 0.08 else "public",
        "education_prioritaire": priority,
        "qpv": _pick(draw, {"oui": 0.7, "non": 0.3}) if priority.startswith("rep") else "non",
    }
    strength = _normal(draw)
    crisis = draw.random() < 0.31
    first_step = _pick(draw, {"centre": 5, "ecole": 3, "les_deux": 6.3, "tiers": 1, "nsp": 0.6})
    start = max(1998, 2026 - int(-6.5 * math.log(1 - draw.random())))
    lasts = _chance(draw, 0.8 + 0.75 * strength - 3.4 * crisis + 5.0 * (first_step == "les_deux"))
    end = start + 2 + int(2 * draw.random())
    wished = draw.random() < 0.06
    ended = None if lasts else end
    return _Link(school, start, draw.random() > 0.06, strength, crisis, first_step, lasts, ended, wished)


def sentences() -> Iterator[tuple[str, str]]:
    """Every sentence that the fictional centres and schools may say: theme, text."""
    for theme, texts in (*_SAID, *_SAID_BY_SCHOOLS.items()):
        yield from ((theme, text) for text in texts)


def _sentence(rank: int, view: str, said: Counter[str]) -> str:
    """The next wording of a theme: nobody repeats another before all of them were said."""
    theme, texts = _SAID[rank]
    if view == SCHOOL:
        texts = _SAID_BY_SCHOOLS[theme]
    turn = f"{view}/{theme if view == SCHOOL else rank}"
    said[turn] += 1
    return texts[(said[turn] - 1) % len(texts)]


def _return(
    draw: Random,
    codebook: Codebook,
    centre: _Centre,
    campaign: str,
    view: str,
    quotations: list[Verbatim],
    said: Counter[str],
) -> Return:
    year = campaign_year(campaign)
    links = [link for link in centre.links if link.start <= year]
    if view == SCHOOL:
        links = [link for link in links if not link.wished and draw.random() < 0.75]
    observations = tuple(
        Observation(number, _answers(draw, codebook, link, year, view)) for number, link in enumerate(links, start=1)
    )
    themes = [int(draw.random() * len(_SAID)) for _ in range(1 + int(2 * draw.random()))]
    verbatims = [
        Verbatim(
            _sentence(theme, view, said),
            _SAID[theme][0],
            1 + int(draw.random() * len(links)) if links else None,
            draw.random() < 0.7,
        )
        for theme in dict.fromkeys(themes)
    ]
    verbatims += [quotations.pop(0) for _ in range(min(2, len(quotations)))]
    respondent = "direction_centre" if view == CENTRE else "direction_ecole"
    return Return(
        campaign=campaign,
        centre_code=centre.code,
        view=view,
        centre_name=centre.name,
        centre_commune=centre.commune,
        observations=observations,
        verbatims=tuple(verbatims),
        answers={"fonction_repondant": respondent, "date_reponse": f"{year}-05-{10 + centre.rank:02d}"},
    )


def _status(link: _Link, year: int) -> str:
    if link.wished:
        return "souhaite"
    if link.ended is not None and link.ended <= year:
        return "interrompu" if link.strength < 0.4 else "en_sommeil"
    return "en_construction" if year - link.start < 1 else "actif"


def _answers(draw: Random, codebook: Codebook, link: _Link, year: int, view: str) -> dict[str, str]:
    """The answers of one link: identity, then section by section, a few sections left untouched."""
    status = _status(link, year)
    answers = {name: value for name, value in link.school.items() if value} | {"statut_lien": status}
    if status == "souhaite":
        return answers
    if link.known_start:
        answers["annee_debut"] = str(link.start)
    if status == "interrompu":
        answers["annee_fin"] = str(link.ended)
    lasting = 0.9 if link.lasts else -0.9
    rhythm = link.strength + 1.4 * lasting + 0.5 * _normal(draw)
    answers["frequence"] = _frequency(status, rhythm)
    for section in ("rencontre", "leviers", "durabilite", "roles", "partenaires", "finalites", "ouvertes"):
        if draw.random() < 0.08:
            continue  # an untouched section: a non-response, never a "no"
        for question in codebook.in_group(section, view):
            value = _answer(draw, question, link, answers, lasting, view)
            if value:
                answers[question.name] = value
    return answers


def _frequency(status: str, rhythm: float) -> str:
    if status == "interrompu":
        return "aucune"
    steps = ((1.4, "hebdomadaire"), (0.3, "mensuelle"), (-0.6, "trimestrielle"), (-1.6, "annuelle"))
    return next((name for bound, name in steps if rhythm > bound), "ponctuelle")


def _answer(draw: Random, question: Question, link: _Link, answers: dict[str, str], lasting: float, view: str) -> str:
    if question.asked_if and not any(choice in answers.get(name, "").split() for name, choice in question.asked_if):
        return ""
    if question.is_scale:
        return _score(draw, link, lasting, view, FACTORS.get(question.name, 0.0))
    if question.is_multiple:
        return " ".join(_ticks(draw, question, link, answers)) or NONE
    if question.is_single:
        return _single(draw, question, link, answers, view)
    return ""


def _score(draw: Random, link: _Link, lasting: float, view: str, factor: float) -> str:
    if draw.random() < 0.05:
        return "nsp"
    point = 1.7 + factor + 0.45 * link.strength + 0.55 * lasting + 0.6 * _normal(draw) - 0.35 * (view == SCHOOL)
    return str(min(3, max(0, round(point))))


def _ticks(draw: Random, question: Question, link: _Link, answers: dict[str, str]) -> list[str]:
    if question.max_selected:
        cited = [name for name in answers.get("q1", "").split() if name not in (NONE, "autre")]
        wanted = [name for name in cited if draw.random() < (0.6 if name in RELATIONS else 0.2)]
        return wanted[: question.max_selected]
    ticked = []
    for choice in question.choices:
        if choice.name in (NONE, "autre"):
            continue
        base, slope, durable = RELATIONS.get(choice.name, (BASELINE[choice.level], 0.1, 0.0))
        if choice.name in ("ren_crise", "lev_crise"):
            base, slope = (2.0 if link.crisis else -4.0), 0.0
        if _chance(draw, base + slope * link.strength + (durable if link.lasts else -durable)):
            ticked.append(choice.name)
    return ticked


def _single(draw: Random, question: Question, link: _Link, answers: dict[str, str], view: str) -> str:
    if question.name == "r2":
        return link.first_step
    if question.name == "d5":
        shared = {"partagee_formalisee": 4.0, "partagee_informelle": 3.5, "chacun": 1.0, "aucune": 0.8}
        apart = {"partagee_formalisee": 0.8, "partagee_informelle": 1.0, "chacun": 4.0, "aucune": 4.0}
        return _pick(draw, shared if link.lasts else apart)
    if question.name == "p2":
        aims = [name for name in answers.get("p1", "").split() if name != NONE]
        return aims[int(draw.random() * len(aims))] if aims else ""
    if question.name == "o2":
        return _pick(draw, {"tout_a_fait": 5, "plutot": 3, "pas_accord": 1, "nsp": 0.6})
    if question.name == "h1":
        return _pick(draw, {"oui": 2, "prevu": 2, "non": 4})
    weights = {choice.name: 1.0 / (1 + rank) for rank, choice in enumerate(question.choices)}
    return _pick(draw, {name: weight for name, weight in weights.items() if name != "autre"})
