"""The same responses give the same bytes: what writes Office files puts the hour of writing into them."""

from __future__ import annotations

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile

from lib.template.package import entry

_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_LONG_AGO = rb"\g<1>2000-01-01T00:00:00Z"
_EMBEDDED = ".xlsx"
_PROPERTIES = "docProps/core.xml"


def undated(data: bytes, *, embedded: bool = False) -> bytes:
    """A package with its parts as they are, but for the hours at which they, and workbooks inside it, were written."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = given.read(name)
            if embedded and name == _PROPERTIES:
                part = _WRITTEN.sub(_LONG_AGO, part)
            elif name.endswith(_EMBEDDED):
                part = undated(part, embedded=True)
            made.writestr(entry(name), part)
    return out.getvalue()
