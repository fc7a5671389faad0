"""The figures of the examples, counted a second time: from the cells, by the definitions, without our code.

One return is handed in again with answers at the edge of the rules (`EDGES`).

The recount reads ``data/examples/*.xlsx`` with openpyxl through the hidden codes, names the choices with the csv
module, and counts in plain Python what ``indicators.csv`` defines. Nothing of `lib` takes part in it. Then every
row that `lib.indicators.everything` gives for the same files has to say the same.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from lib import examples, indicators, responses
from lib.checks import Expected
from lib.codebook import load as load_codebook
from lib.filters import Filters
from lib.intake import examine_safely
from lib.store import Store
from lib.tally import Bits
from lib.worker import Worker

DATA = Path(__file__).parents[2] / "data"
CASES = [
    pytest.param(campaign, view, level, by, id=f"{campaign}-{view}-{level or 'all'}-{by or 'whole'}")
    for campaign in ("2024-2025", "2025-2026")
    for view in ("centre", "ecole")
    for level in ("", "college")
    for by in ("", "education_prioritaire")
]
NO_SHARE = ["liens_recenses", "anciennete_mediane", "indice_durabilite", "nb_leviers", "nb_partenaires"]
NUMBERS = ["n", "base", "missing", "dont_know", "share", "low", "high", "value"]
Z95 = 1.959963984540054

Row = dict[str, object]
"""One row of the result frame."""


# --- The recount ---------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """What one row of the result frame has to say; ``weight`` is the number of links by which it is masked."""

    n: int
    base: int | None
    missing: int = 0
    dont_know: int = 0
    value: float | None = None
    weight: int = 0


Link = dict[str, object]
"""One line: each answer a choice, each multiple answer a set of choices; what nobody answered is absent."""
Key = tuple[str, str, str]
"""Indicator, question, and the choice, or the family or factor's label where there is none."""


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / "codebook" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LABEL = "label::Français (fr)"
QUESTIONS = {row["name"]: row for row in rows_of("survey.csv") if row["name"]}
CHOICES: dict[str, list[dict[str, str]]] = {}
for _row in rows_of("choices.csv"):
    CHOICES.setdefault(_row["list_name"], []).append(_row)
PROFILE = ["etab_niveau", "etab_statut", "education_prioritaire", "qpv", "statut_lien", "frequence"]
FACTORS = [name for name, row in QUESTIONS.items() if row["type"] == "select_one echelle"]
MULTIPLE = ["r1", "l1", "l2", "d2", "c1", "q1", "q2", "p1"]
SINGLE = ["r2", "d3", "d4", "d5", "d6", "p2", "o1", "o2", "o3", "h1"]
SECTIONS = [["r1", "r2"], ["l1", "l2"], [*FACTORS, "d2", "d3", "d4", "d5", "d6"], ["c1"], ["q1", "q2"]]
SECTIONS += [["p1", "p2"], ["o1", "o2", "o3", "h1"]]
TABLES = ("passerelle:identity", "passerelle:liens", "passerelle:grille")
OF_QUESTION = {name: row["code"] for row in rows_of("indicators.csv") for name in row["questions"].split()}


def choices_of(question: str) -> list[dict[str, str]]:
    return CHOICES[QUESTIONS[question]["type"].split()[1]]


def coded(question: str, text: object) -> object:
    """The choice that a label names; a text or a number as it is."""
    if not QUESTIONS[question]["type"].startswith("select"):
        return text
    return next(choice["name"] for choice in choices_of(question) if choice[LABEL] == text)


def read(path: Path) -> list[Link]:
    """The lines of one workbook."""
    links: dict[str, Link] = {}
    identity: dict[str, str] = {}
    for sheet in load_workbook(path, read_only=True, data_only=True):
        rows = sheet.iter_rows(values_only=True)
        corner, *columns = next(rows)
        for code, *cells in rows if corner in TABLES else ():
            for column, cell in zip(columns, cells, strict=False):
                if code is None or column is None or cell is None:
                    continue
                if corner == "passerelle:identity":
                    identity[code] = cell
                elif corner == "passerelle:liens":
                    links.setdefault(code, {})[column] = coded(column, cell)
                elif corner == "passerelle:grille":
                    answer(links.setdefault(column, {}), code, cell)
    for link in links.values():
        link |= {"campaign": identity["campagne"], "view": identity["regard"]}
        for ticked in link.values():
            if isinstance(ticked, set) and len(ticked) > 1:
                ticked.discard("aucun")
    return list(links.values())


def answer(link: Link, code: str, cell: object) -> None:
    if "/" in code:
        question, choice = code.split("/")
        assert cell in ("x", "non")
        if cell == "x":
            link.setdefault(question, set()).add(choice)
    elif "#" in code:
        question = code.partition("#")[0]
        link.setdefault(question, set()).add(coded(question, cell))
    else:
        link[code] = coded(code, cell)


EDITED = "passerelle_2025-2026_centre-social-a-exemple_regard-centre.xlsx"
UNSURE = "Ne sait pas"
EDGES: dict[tuple[str, str], object] = {
    **dict.fromkeys([(name, "lien:1") for name in FACTORS], "2 – Présent"),
    **dict.fromkeys([(name, "lien:1") for name in FACTORS[:3]], UNSURE),  # five factors noted: no index
    **dict.fromkeys([(name, "lien:2") for name in FACTORS], "3 – Installé"),
    **dict.fromkeys([(name, "lien:2") for name in FACTORS[:2]], None),  # six: an index
    **{(f"c1/{choice['name']}", "lien:3"): "non" for choice in CHOICES["role"]},  # no box at all: no answer
    **{(f"p1/{choice['name']}", "lien:3"): None for choice in CHOICES["pq"]},
    ("p1/aucun", "lien:3"): "x",  # an answer that ticks nothing
    ("q1/aucun", "lien:4"): "x",  # beside ticks: they count
    ("q1/qui_caf", "lien:4"): "x",
    **dict.fromkeys([(name, "lien:4") for name in ("r2", "d6", "o1", "o2", "o3")], UNSURE),
    ("lien:1", "annee_debut"): 2023,  # three years old
    ("lien:2", "annee_debut"): 2024,
    ("lien:3", "annee_debut"): 2026,  # begun in the year of the campaign
    ("lien:4", "annee_debut"): None,
}
"""(Row code, column code) → what is written there instead."""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workbooks of the examples, one of them edited."""
    edited = tmp_path_factory.mktemp("edited") / EDITED
    book = load_workbook(DATA / "examples" / EDITED)
    written = 0
    for sheet in book:
        columns = {cell.value: cell.column for cell in sheet[1]} if sheet["A1"].value in TABLES else {}
        rows = {row[0].value: row[0].row for row in sheet.iter_rows(max_col=1)}
        for (row, column), text in EDGES.items():
            if row in rows and column in columns:
                sheet.cell(rows[row], columns[column]).value = text
                written += 1
    assert written == len(EDGES)
    book.save(edited)
    return [edited if path.name == EDITED else path for path in sorted((DATA / "examples").glob("*.xlsx"))]


@pytest.fixture(scope="module")
def lines(files: list[Path]) -> list[Link]:
    """Every line of every file, each with its centre, school and whether both sides answered."""
    found = []
    for path in files:
        centre = path.name.split("_")[2]
        found += [link | {"centre": centre} for link in read(path)]
    sides: dict[object, set[object]] = {}
    for link in found:
        school = link.get("etab_uai") or (link["etab_nom"], link["etab_commune"], link["etab_niveau"])
        link["key"] = (link["campaign"], link["centre"], school)
        sides.setdefault(link["key"], set()).add(link["view"])
    assert len({(link["key"], link["view"]) for link in found}) == len(found)
    return [link | {"both": len(sides[link["key"]]) == 2} for link in found]


def recount(links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    """Every figure about some links of one campaign and view."""
    yield from participation(links)
    yield from durability(links)
    for name in (*PROFILE, *SINGLE):
        yield from single(name, links)
    for name in MULTIPLE:
        yield from multiple(name, links)
    for name in FACTORS:
        yield from factor(name, links)
    yield from levers_and_partners(links)
    for code, name, wanted in (
        ("evaluation_partagee", "d5", {"partagee_formalisee", "partagee_informelle"}),
        ("accord_hierarchie", "d6", {"oui"}),
        ("accord_o1", "o1", {"plutot", "tout_a_fait"}),
        ("accord_o2", "o2", {"plutot", "tout_a_fait"}),
        ("concurrence_percue", "o3", {"concurrence", "les_deux"}),
    ):
        yield share(code, name, links, lambda link, name=name, wanted=wanted: link[name] in wanted)
    active = [link for link in links if link["statut_lien"] == "actif" and link["view"] == "centre"]
    asked = sum(link.get("h1") == "oui" for link in active)
    silent = sum("h1" not in link for link in active)
    yield figure("ecoles_interrogees"), Cell(asked, len(active), silent, weight=len(active))


def figure(code: str, question: str = "") -> Key:
    return code, question, next(row["label"] for row in rows_of("indicators.csv") if row["code"] == code)


def participation(links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    count = len(links)
    yield figure("liens_recenses"), Cell(count, None, value=count, weight=count)
    if links[0]["view"] == "centre":
        yield figure("double_regard"), Cell(sum(link["both"] for link in links), count, weight=count)
    filled = sum(any(name in link for name in section) for link in links for section in SECTIONS)
    yield figure("completude"), Cell(filled, count * len(SECTIONS), weight=count)


def durability(links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    def age(link: Link) -> int:
        return int(link["campaign"].split("-")[1]) - link["annee_debut"]

    dated = [link for link in links if "annee_debut" in link and age(link) >= 0]
    active = [link for link in links if link["statut_lien"] == "actif"]
    ages = [age(link) for link in active if link in dated]
    yield figure("anciennete_mediane"), mean_cell(ages, len(active), median)
    cohort = [link for link in dated if age(link) >= 3]
    lasting = sum(link["statut_lien"] == "actif" for link in cohort)
    unknown = len(links) - len(dated)
    yield figure("liens_durables"), Cell(lasting, len(cohort), unknown, weight=len(cohort))
    notes = [[int(link[name]) for name in FACTORS if link.get(name, "nsp") != "nsp"] for link in links]
    indices = [sum(noted) / len(noted) for noted in notes if len(noted) >= 6]
    yield figure("indice_durabilite"), mean_cell(indices, len(links))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def mean_cell(values: list[float], asked: int, of: Callable[[list[float]], float] = mean) -> Cell:
    base = len(values)
    return Cell(base, base, asked - base, value=of(values) if values else None, weight=base)


def asked_of(name: str, links: list[Link]) -> list[Link]:
    if name == "l2":  # S’il y a eu une crise : laquelle ?
        return [x for x in links if "lev_crise" in x.get("l1", ()) or "ren_crise" in x.get("r1", ())]
    return [link for link in links if link["view"] == "centre"] if name == "h1" else links


def share(code: str, name: str, links: list[Link], holds: Callable[[Link], bool]) -> tuple[Key, Cell]:
    answered = [link for link in links if link.get(name, "nsp") != "nsp"]
    unsure = sum(link.get(name) == "nsp" for link in links)
    base = len(answered)
    n = sum(holds(link) for link in answered)
    return figure(code, name), Cell(n, base, len(links) - base, unsure, weight=base)


def single(name: str, links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    links = asked_of(name, links)
    given = [link[name] for link in links if name in link]
    base = len(given) - given.count("nsp")
    for choice in choices_of(name):
        if choice["name"] not in ("nsp", "souhaite"):
            cell = Cell(given.count(choice["name"]), base, len(links) - base, given.count("nsp"), weight=base)
            yield (OF_QUESTION[name], name, choice["name"]), cell


def multiple(name: str, links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    links = asked_of(name, links)
    given = [link[name] for link in links if name in link]
    base = len(given)
    families: dict[str, set[str]] = {}
    for choice in choices_of(name):
        n = sum(choice["name"] in ticked for ticked in given)
        yield (OF_QUESTION[name], name, choice["name"]), Cell(n, base, len(links) - base, weight=base)
        if choice["family"]:
            families.setdefault(choice["family"], set()).add(choice["name"])
    for family, members in families.items():
        n = sum(bool(ticked & members) for ticked in given)
        code = "famille_mobilisee" if name == "q1" else "part_famille"
        yield (code, name, family), Cell(n, base, len(links) - base, weight=base)
    if name == "q1":
        n = sum(all(ticked & members for members in families.values()) for ticked in given)
        yield figure("trois_familles", "q1"), Cell(n, base, len(links) - base, weight=base)


def factor(name: str, links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    given = [link[name] for link in links if name in link]
    notes = [int(note) for note in given if note != "nsp"]
    base, unsure = len(notes), given.count("nsp")
    missing = len(links) - base
    for point in range(4):
        score = mean(notes) if notes else None
        cell = Cell(notes.count(point), base, missing, unsure, score, weight=base)
        yield ("score_facteur", name, str(point)), cell
    acquired = Cell(sum(note >= 2 for note in notes), base, missing, unsure, weight=base)
    yield ("facteur_acquis", name, QUESTIONS[name][LABEL]), acquired


def levers_and_partners(links: list[Link]) -> Iterator[tuple[Key, Cell]]:
    schemes = {"lev_reaap", "lev_clas", "lev_clspd", "lev_pre"}
    yield share("un_dispositif", "l1", links, lambda link: bool(link["l1"] & schemes))
    for code, name in (("nb_leviers", "l1"), ("nb_partenaires", "q1")):
        ticks = [len(link[name] - {"aucun"}) for link in links if name in link]
        yield figure(code, name), mean_cell(ticks, len(links))
    untouched = sum("q1" not in link for link in links)
    for choice in choices_of("q1"):
        if choice["name"] != "aucun":
            cited = [link for link in links if choice["name"] in link.get("q1", ())]
            driving = sum(choice["name"] in link.get("q2", ()) for link in cited)
            cell = Cell(driving, len(cited), untouched, weight=len(cited))
            yield ("partenaire_moteur", "q2", choice["name"]), cell


# --- The comparison ------------------------------------------------------------------------------------------


class Ours(NamedTuple):
    data: responses.Responses
    bits: Bits

    def rows(self, campaign: str, view: str, level: str, by: str, *, mask: bool) -> dict[tuple[str, ...], Row]:
        """Every row of the frame, by indicator, question, choice (or label) and group; an NA is None."""
        filters = Filters(campaign=(campaign,), view=(view,), level=(level,) if level else ())
        frame = indicators.everything(self.data, self.bits, filters, by=by or None, mask=mask)
        rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
        found = {(r["indicator"], r["question"], r["choice"] or r["label"], r["group"]): r for r in rows}
        assert len(found) == len(frame)
        return found


@pytest.fixture(scope="module")
def ours(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Ours:
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('recount') / 'examples.sqlite3'}")
    with Worker(1) as worker:
        examples.load(store, worker)
        edited = next(path for path in files if path.parent != examples.FOLDER)
        examined = examine_safely(worker, edited.read_bytes(), EDITED, Expected())
    store.deposit_all(
        examined.returns, data=edited.read_bytes(), filename=EDITED, findings=examined.findings, who="test"
    )
    data = responses.build(store.tables(), load_codebook())
    assert not data.ignored
    return Ours(data, Bits.pack(data))


def expected(lines: list[Link], campaign: str, view: str, level: str, by: str) -> dict[tuple[str, ...], Cell]:
    returned = [link for link in lines if (link["campaign"], link["view"]) == (campaign, view)]
    links = [link for link in returned if link["statut_lien"] != "souhaite"]
    if level:
        links = [link for link in links if link["etab_niveau"] == level]
    names = [choice["name"] for choice in choices_of(by)] if by else [""]
    groups = {name: [link for link in links if not by or link.get(by) == name] for name in names}
    assert sum(map(len, groups.values())) == len(links)
    cells = {(*key, name): cell for name in names if groups[name] for key, cell in recount(groups[name])}
    if level:
        cells = {key: cell for key, cell in cells.items() if key[1] != "etab_niveau" or key[2] == level}
    if not by:
        with (DATA / "examples" / "centres.csv").open(encoding="utf-8", newline="") as file:
            invited = len(list(csv.DictReader(file)))
        answered = len({link["centre"] for link in returned})
        cells[(*figure("taux_retour"), "")] = Cell(answered, invited, weight=10)
    return cells


@pytest.mark.parametrize(("campaign", "view", "level", "by"), CASES)
def test_every_number_is_that_of_the_recount(
    lines: list[Link], ours: Ours, campaign: str, view: str, level: str, by: str
) -> None:
    rows = ours.rows(campaign, view, level, by, mask=False)
    cells = expected(lines, campaign, view, level, by)
    assert set(rows) == set(cells)
    assert [(key, cell, rows[key]) for key, cell in cells.items() if not agrees(rows[key], cell)] == []


def agrees(row: Row, cell: Cell) -> bool:
    counts = (row["n"], row["base"], row["missing"], row["dont_know"])
    if counts != (cell.n, cell.base, cell.missing, cell.dont_know):
        return False
    if row["value"] is None or cell.value is None:
        return row["value"] is cell.value and agrees_in_share(row, cell)
    return math.isclose(row["value"], cell.value) and agrees_in_share(row, cell)


def agrees_in_share(row: Row, cell: Cell) -> bool:
    """A share is n / base from a base of 10; it is 1.96 standard errors of each bound away from that bound."""
    parts = (row["share"], row["low"], row["high"])
    if row["indicator"] in NO_SHARE or cell.weight < 10:
        return parts == (None, None, None)
    share, bounds = cell.n / cell.base, parts[1:]
    if row["indicator"] == "completude":  # sections of one link depend on each other
        return math.isclose(row["share"], share) and bounds == (None, None)
    errors = [Z95 * math.sqrt(bound * (1 - bound) / cell.base) for bound in bounds]
    near = all(math.isclose(abs(share - b), e, abs_tol=1e-9) for b, e in zip(bounds, errors, strict=True))
    return math.isclose(row["share"], share) and near and bounds[0] <= share <= bounds[1]


@pytest.mark.parametrize(("campaign", "view", "level", "by"), CASES)
def test_what_the_rules_mask_is_absent_and_nothing_else(
    lines: list[Link], ours: Ours, campaign: str, view: str, level: str, by: str
) -> None:
    masked = ours.rows(campaign, view, level, by, mask=True)
    plain = ours.rows(campaign, view, level, by, mask=False)
    figures = weights_of(expected(lines, campaign, view, level, by))
    levels = [choice["name"] for choice in choices_of("etab_niveau")] if level else []
    others = {name: weights_of(expected(lines, campaign, view, name, by)) for name in levels}

    def given_away(key: Key) -> set[str]:
        """Groups in which this level and another are hidden: the rest of the whole would tell one from the other."""
        found = set()
        for group in figures[key]:
            hide = to_hide({name: of.get(key, {}).get(group, 0) for name, of in others.items()})
            found |= {group} if level in hide and hide != {level} else set()
        return found

    sizes = figure("liens_recenses")
    small = to_hide(figures[sizes], given_away(sizes))
    for key, weights in figures.items():
        hidden = set() if key[0] == "taux_retour" else to_hide(weights, small | given_away(key))
        for group, weight in weights.items():
            row = masked[(*key, group)]
            assert row["masked"] == (group in hidden), (key, group)
            assert row["display"] == display(weight, hidden=group in hidden), (key, group)
            if group in hidden:
                assert [row[name] for name in NUMBERS] == [None] * len(NUMBERS)
            else:
                assert row == plain[(*key, group)]


def weights_of(cells: dict[tuple[str, ...], Cell]) -> dict[Key, dict[str, int]]:
    """Figure → group → number of links by which the row is masked."""
    figures: dict[Key, dict[str, int]] = {}
    for key, cell in cells.items():
        figures.setdefault(key[:3], {})[key[3]] = cell.weight
    return figures


def to_hide(weights: dict[str, int], always: Iterable[str] = ()) -> set[str]:
    """Bases of 1 to 4; then the smallest others, until two are hidden with five links or more between them."""
    hide = {group for group, weight in weights.items() if 0 < weight < 5} | set(always)
    others = [group for group in sorted(weights, key=weights.__getitem__) if weights[group] and group not in hide]
    while len(weights) > 1 and hide and others and (len(hide) < 2 or sum(weights[g] for g in hide) < 5):
        hide.add(others.pop(0))
    return hide


def display(weight: int, *, hidden: bool) -> str:
    if hidden:
        return "masked"
    return "percent" if weight >= 10 else "count" if weight else "empty"
