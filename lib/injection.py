"""Texts that a spreadsheet would run (CWE-1236)."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutralised(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; also behind leading blanks, which some drop.

    >>> neutralised("=1+1"), neutralised("École A")
    ("'=1+1", 'École A')
    """
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text
