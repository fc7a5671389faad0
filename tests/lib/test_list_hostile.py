"""Lists with anything in any cell: read, or said; never a traceback."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.intake import interpret
from lib.reader import Sheet
from tests.support import exports
from tests.support.lists import CODEBOOK, EXPECTED
from tests.support.sheets import sheet

LISTS = {
    "kobo": exports.KOBO,
    "limesurvey": {"Export": exports.LIMESURVEY},
    "framaforms": {"Export": exports.FRAMAFORMS},
    "google": {"Export": exports.GOOGLE},
    "microsoft": exports.MICROSOFT,
    "hand": exports.BY_HAND,
}
ODD = st.text(max_size=12) | st.sampled_from(
    [
        "#REF!",
        "n/a",
        "X",
        "0",
        "_parent_index",
        "r1",
        "r1/ren_crise",
        "Autre",
        "r1[SQ001]",
        "[",
        "a [b]",
        "/",
        ";",
        ",",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_in_any_cell_is_read_or_said(data):
    texts = LISTS[data.draw(st.sampled_from(sorted(LISTS)))]
    rows = {name: [list(row) for row in sheet(name, text).rows] for name, text in texts.items()}
    for _ in range(data.draw(st.integers(1, 4))):
        lines = rows[data.draw(st.sampled_from(sorted(rows)))]
        line = data.draw(st.sampled_from(range(len(lines))))
        lines[line][data.draw(st.sampled_from(range(len(lines[line]))))] = data.draw(ODD)
    sheets = [Sheet(name, tuple(map(tuple, lines))) for name, lines in rows.items()]
    returns, findings = interpret(sheets, CODEBOOK, EXPECTED)
    for ret in returns:
        for seen in ret.observations:
            for name, value in seen.answers.items():
                choices = CODEBOOK[name].choice_by_name
                assert not choices or set(value.split()) <= set(choices)
    assert all(finding.message and finding.remedy for finding in findings)
