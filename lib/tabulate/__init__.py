"""Any survey export, without its questionnaire: which questions it holds, and what was answered.

``detect(table)`` tells the questions (`detect`, by `headers`, `groups`, `types` and `scales`; with an XLSForm
`known`), ``tabulate(table)`` counts them (`count`), ``frame``, ``chart`` and ``sentence`` show one (`show`), and
`report` does it all from bytes, in a worker process.
"""

from __future__ import annotations

from lib.tabulate.count import Survey, tabulate
from lib.tabulate.detect import detect
from lib.tabulate.question import Choice, Kind, OverrideError, Question, Result

__all__ = ["Choice", "Kind", "OverrideError", "Question", "Result", "Survey", "detect", "tabulate"]
