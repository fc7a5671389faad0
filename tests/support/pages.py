"""What the tests of pages look for besides Streamlit's own elements."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def charts(test: AppTest) -> list[object]:
    """The charts on a page (`lib.ui.chart`)."""
    return [part for part in test.get("bidi_component") if part.proto.component_name == "passerelle_chart"]
