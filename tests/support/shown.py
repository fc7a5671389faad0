"""What the pages show, read from their syntax trees: which figures and single figures each of them asks for."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = {path.stem: path for path in sorted((ROOT / "pages").glob("*/*.py"))}
"""Short name of a page → its file."""

SHELL = ROOT / "lib" / "ui" / "shell.py"

NUMBERS, FIGURES = frozenset({"numbers", "big_numbers"}), frozenset({"show", "words"})
"""Methods of `lib.ui.card.Cards` that show single figures by code, and figures by code."""

_WORKSHOPS = ("lib.ui", "lib.sheet", "lib.analysis", "lib.voices", "lib.openquestions", "lib.collection")
_COMMON = ("lib.ui.card", "lib.ui.help", "lib.ui.definitions", "lib.ui.shell", "lib.ui.slideshow", "lib.ui.presenting")
"""A page is followed into the workshops, but not into what knows every code."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def menu() -> dict[str, dict[str, str]]:
    """Section of the menu → short name → title of its pages, as the shell writes them down."""
    body = next(node for node in tree(SHELL).body if isinstance(node, ast.FunctionDef) and node.name == "sections")
    written = next(node.value for node in ast.walk(body) if isinstance(node, ast.Return))
    return {
        section.value: {Path(_file(call)).stem: _title(call) for call in pages.elts}
        for section, pages in zip(written.keys, written.values, strict=True)
    }


def _file(call: ast.Call) -> str:
    return next(_constants(call.args)).value


def _title(call: ast.Call) -> str:
    return next(word.value.value for word in call.keywords if word.arg == "title")


def asked_for(page: str, methods: frozenset[str]) -> set[str]:
    """The codes that a page, or a workshop that it uses, names in calls of these methods."""
    return {
        constant.value
        for path in sources(page)
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in methods
        for constant in _own_constants(call)
    }


def _own_constants(call: ast.Call) -> Iterator[ast.Constant]:
    """The text constants of a call, and not those of a call within it: ``show(code("x"))`` asks for no « x »."""
    waiting: list[ast.AST] = list(call.args)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node
        elif not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)


def names(page: str) -> set[str]:
    """Every text constant of a page and of the workshops it uses: no code that it shows is missing here."""
    return {constant.value for path in sources(page) for constant in _constants([tree(path)])}


def _constants(nodes: Iterable[ast.AST]) -> Iterator[ast.Constant]:
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                yield inner


@cache
def sources(page: str) -> tuple[Path, ...]:
    """The file of a page, and those of the workshops that it uses, one through another."""
    found: list[Path] = []
    waiting = [PAGES[page]]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.append(path)
            waiting += [file for module in imported(path) if _is_workshop(module) and (file := file_of(module))]
    return tuple(found)


def modules(page: str) -> set[str]:
    """Every module of the project that the sources of a page import."""
    return {module for path in sources(page) for module in imported(path) if module.startswith("lib.")}


def _is_workshop(module: str) -> bool:
    inside = any(module == room or module.startswith(f"{room}.") for room in _WORKSHOPS)
    return inside and not any(module == each or module.startswith(f"{each}.") for each in _COMMON)


@cache
def imported(path: Path) -> frozenset[str]:
    known: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            known.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            known.add(node.module)
            known.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(known)


def file_of(module: str) -> Path | None:
    """The file of a module of the project; None for a name that is no module."""
    base = ROOT.joinpath(*module.split("."))
    files = (base.with_suffix(".py"), base / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def tests_of(path: Path) -> dict[str, ast.FunctionDef]:
    """Name → syntax tree of every test in a file."""
    return {
        node.name: node
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def is_left_out(function: ast.FunctionDef) -> bool:
    """Whether a test is skipped, expected to fail, or holds nothing to be true."""
    marks = {ast.unparse(mark) for mark in function.decorator_list}
    inside = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
    left_out = any("skip" in mark or "xfail" in mark for mark in [*marks, *inside])
    claims = any(isinstance(node, ast.Assert | ast.With) for node in ast.walk(function))
    return left_out or not (claims or any("expect" in call or "assert" in call for call in inside))


def gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Key → all its values."""
    found: dict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return dict(found)
