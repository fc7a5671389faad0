"""Any survey export, without its questionnaire: which questions it holds, and what was answered.

``detect(table)`` tells the questions: columns that are the choices of one (`groups`, by their `headers`), the type
of the others (`types`, `scales`, `joined`), what their cells name (`choices`); with an XLSForm, what that says
(`known`). ``tabulate(table)`` counts them (`count`, `spread`); `show` makes frame, chart and sentence of one;
`report` does it all from bytes, in a worker process.
"""

from __future__ import annotations

from lib.tabulate.count import Survey, tabulate
from lib.tabulate.detect import detect
from lib.tabulate.question import Choice, Kind, OverrideError, Question, Result

__all__ = ["Choice", "Kind", "OverrideError", "Question", "Result", "Survey", "detect", "tabulate"]
