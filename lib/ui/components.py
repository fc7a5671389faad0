"""Our own small parts of the page that Streamlit has no widget for: their scripts lie beside this module."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import plotly
import streamlit as st

HERE = Path(__file__).resolve().parent

Component = Callable[..., Mapping[str, object]]
"""Draws one component, and gives what it has told."""


def component(name: str) -> Component:
    """The component whose script is ``<name>.js`` and whose style is ``<name>.css``; it may draw charts."""
    script = "\n".join((HERE / file).read_text(encoding="utf-8") for file in ("plotly.js", f"{name}.js"))
    style = (HERE / f"{name}.css").read_text(encoding="utf-8")
    return st.components.v2.component(f"passerelle_{name}", js=script, css=style, isolate_styles=False)


@cache
def library() -> str:
    """Address of the chart library (see `lib.server.library`), new whenever its version is."""
    version = hashlib.sha256(plotly.__version__.encode()).hexdigest()[:12]
    return f"./passerelle/plotly.js?v={version}"
