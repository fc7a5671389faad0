"""The rooms and the direction of imports, held over the syntax trees (see ARCHITECTURE.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([ROOT / "app.py", *(ROOT / "lib").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])


TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}


def imported(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it (also inside functions)."""
    names: set[str] = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return "/".join(parts[:2]) if parts[:2] in (("lib", "ui"), ("lib", "server")) else parts[0]


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


FORBIDDEN = {
    "lib": ("lib.ui", "lib.server", "pages", "app", "streamlit", "starlette"),
    "lib/ui": ("lib.server", "pages", "app"),
    "lib/server": ("lib.ui", "pages", "app"),
    "pages": ("lib.server", "lib.store.schema", "sqlalchemy", "app"),
    "app.py": ("pages", "pandas", "sqlalchemy"),
}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    wrong = {module for module in imported(path) for package in FORBIDDEN[room(path)] if within(module, package)}
    assert not wrong


def test_no_page_lies_where_streamlit_would_serve_it_without_the_shell() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == []
    assert not (ROOT / "lib" / "ui" / "pages").exists()


def test_pages_compute_nothing_themselves() -> None:
    banned = {"groupby", "merge", "pivot", "pivot_table", "execute", "value_counts"}
    found = {
        (path.name, node.attr)
        for path in SOURCES
        if room(path) == "pages"
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Attribute) and node.attr in banned
    }
    assert found == set()


def test_the_rooms_hold_source_files() -> None:
    """Guards the tests above: with nothing to look at they would hold of themselves."""
    rooms = {room(path) for path in SOURCES}
    assert rooms == set(FORBIDDEN)
