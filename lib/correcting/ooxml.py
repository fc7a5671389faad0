"""Changing a few places in somebody's .xlsx and leaving every other byte of it as it is.

A library that loads a workbook and writes it again drops what it does not know: the drop-downs that Excel keeps in
extensions, the results of formulas, charts, shapes. Here the XML of a part is only looked at to find out where
something begins and ends, and new text is put in between.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Self
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from lib.reader import archive
from lib.reader.archive import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TAG = re.compile(rb"<[^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>")
_ENCODINGS = (None, "utf-8", "us-ascii")
_FIXED = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class NotWritable(Exception):
    """A workbook that cannot be changed with certainty."""


def text_of(text: str) -> str:
    """Text as XML holds it in a workbook: without what no XML can hold, and never taken for one of its escapes."""
    return escape(_ESCAPE_LIKE.sub("_x005F_", _UNPRINTABLE.sub("", text)))


def attribute(text: str) -> str:
    """Text as the value of an attribute, with its quotes."""
    return quoteattr(_UNPRINTABLE.sub("", text))


def whole(text: str) -> int:
    """A number of the file's own."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise NotWritable(f"not a number: {text[:20]!r}")
    return int(text)


@dataclass(frozen=True, slots=True)
class Element:
    """Where an element stands in its part: ``start`` ‹tag› ``inner`` … ``close`` ‹/tag› ``end``."""

    name: str
    attributes: Mapping[str, str]
    depth: int
    start: int
    inner: int
    close: int
    end: int


class Part:
    """The XML of one part, with the changes to be made in it."""

    def __init__(self, data: bytes, wanted: Iterable[str] = ()) -> None:
        self.data = data
        self._edits: list[tuple[int, int, bytes]] = []
        self.elements = _elements(data, frozenset(wanted))
        self.root = next((element for element in self.elements if element.depth == 0), None)
        if self.root is None:
            raise NotWritable("a part without elements")
        tag = data[self.root.start + 1 : self.root.inner].split(None, 1)[0].rstrip(b"/>").decode()
        self.prefix = tag.rpartition(":")[0] + ":" if ":" in tag else ""

    def all(self, *names: str, within: Element | None = None) -> list[Element]:
        """The elements of these names, in order; only those inside another one if it is given."""
        found = [element for element in self.elements if element.name in names]
        if within:
            found = [element for element in found if within.inner <= element.start < within.close]
        return found

    def text(self, element: Element) -> str:
        """What an element holds, tags and all."""
        return self.data[element.inner : element.close].decode("utf-8", "replace")

    def insert(self, at: int, xml: str) -> None:
        """Put new elements in; written without prefix, they get that of the part."""
        self._edits.append((at, at, self.prefixed(xml)))

    def remove(self, element: Element) -> None:
        self._edits.append((element.start, element.end, b""))

    def append(self, element: Element, xml: str, *, count: int | None = None) -> None:
        """Add elements at the end of another one, whose ``count`` then tells their number."""
        tag = self.data[element.start : element.inner].decode()
        if count is not None:
            tag = _with(tag, "count", str(count))
        new = self.prefixed(xml)
        if element.inner == element.end:  # <tag/>
            name = tag[1:].split(None, 1)[0].rstrip("/>")
            opened = tag.rstrip(">").rstrip("/").rstrip()
            self._edits.append((element.start, element.end, f"{opened}>".encode() + new + f"</{name}>".encode()))
            return
        if count is not None:
            self._edits.append((element.start, element.inner, tag.encode()))
        self._edits.append((element.close, element.close, new))

    def set(self, element: Element, **values: str) -> None:
        """Give attributes other values."""
        tag = self.data[element.start : element.inner].decode()
        for name, value in values.items():
            tag = _with(tag, name, value)
        self._edits.append((element.start, element.inner, tag.encode()))

    def prefixed(self, xml: str) -> bytes:
        if self.prefix:
            xml = re.sub(r"<(/?)(?=[A-Za-z][A-Za-z0-9]*[\s/>])", rf"<\1{self.prefix}", xml)
        return xml.encode()

    def changed(self) -> bytes:
        """The part with all changes made."""
        # Several at one place come out in the order in which they were asked for.
        pieces, at = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < at:
                raise NotWritable("two changes of one place")
            pieces += [self.data[at:start], new]
            at = end
        return b"".join([*pieces, self.data[at:]])


def _with(tag: str, name: str, value: str) -> str:
    """A tag with an attribute of this value, in the place of the one that it had."""
    known = re.compile(rf"""(?<=\s){name}\s*=\s*(?:"[^"]*"|'[^']*')""")
    if known.search(tag):
        return known.sub(f'{name}="{value}"', tag, count=1)
    return re.sub(r"\s*(/?>)$", rf' {name}="{value}"\1', tag)


def _elements(data: bytes, wanted: frozenset[str]) -> list[Element]:
    """The root, its children, and all elements of the wanted names (without prefix), in order."""
    parser = expat.ParserCreate()
    found: list[Element] = []
    opened: list[tuple[str, Mapping[str, str], int] | None] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        kept = len(opened) < 2 or name in wanted
        opened.append((name, attributes, parser.CurrentByteIndex) if kept else None)

    def end(_tag: str) -> None:
        this = opened.pop()
        if this is None:
            return
        name, attributes, at = this
        tag = _TAG.match(data, at)
        if tag is None:
            raise NotWritable("an element is not where it was said to be")
        close = parser.CurrentByteIndex
        if data[tag.end() - 2 : tag.end()] == b"/>":
            found.append(Element(name, attributes, len(opened), at, tag.end(), tag.end(), tag.end()))
        else:
            found.append(Element(name, attributes, len(opened), at, tag.end(), close, data.index(b">", close) + 1))

    def declare(_version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding and encoding.lower()) not in _ENCODINGS:
            raise NotWritable(f"written in {encoding}")

    def refuse(*_: object) -> None:
        raise NotWritable("a document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.XmlDeclHandler, parser.StartDoctypeDeclHandler = declare, refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise NotWritable(str(error)) from error
    return sorted(found, key=lambda element: (element.start, -element.end))


class Package:
    """The parts of one workbook: name → content, in the order of the file."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts

    @classmethod
    def unpack(cls, data: bytes, limits: Limits) -> Self:
        """Within the limits of the reader; raises `lib.reader.archive.Unreadable` beyond them."""
        return cls(dict(archive.unpacked(data, archive.list_entries(data, limits), limits)))

    def pack(self) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            for name, content in self.parts.items():
                file.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED, 6)
        return buffer.getvalue()

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id → (kind, name of the part) of what a part refers to; what lies outside the file is left out."""
        content = self.parts.get(_relations_of(part))
        if content is None:
            return {}
        folder = str(PurePosixPath(part).parent)
        found = {}
        for relation in Part(content).all("Relationship"):
            given = relation.attributes
            if given.get("TargetMode") != "External":
                target = normpath(f"/{folder}/{given.get('Target', '')}".replace("//", "/"))
                if given.get("Target", "").startswith("/"):
                    target = normpath(given["Target"])
                found[given.get("Id", "")] = (given.get("Type", ""), target.lstrip("/"))
        return found

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part refer to another one of the package; gives the id of the relation."""
        name = _relations_of(part)
        empty = f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{PACKAGE}/relationships"/>'
        xml = Part(self.parts.get(name, empty.encode()))
        taken = {relation.attributes.get("Id") for relation in xml.all("Relationship")}
        free = next(new for number in range(1, len(taken) + 2) if (new := f"rIdP{number}") not in taken)
        xml.append(xml.root, f'<Relationship Id="{free}" Type="{RELATIONS}/{kind}" Target="/{target}"/>')
        self.parts[name] = xml.changed()
        return free

    def declare(self, part: str, kind: str) -> None:
        """Say what kind of content a new part has."""
        if "[Content_Types].xml" not in self.parts:
            raise NotWritable("nothing says what the parts are")
        xml = Part(self.parts["[Content_Types].xml"])
        xml.append(xml.root, f'<Override PartName="/{part}" ContentType="{kind}"/>')
        self.parts["[Content_Types].xml"] = xml.changed()

    def free_name(self, pattern: str) -> str:
        """A name that no part has: the pattern with a number in it."""
        taken = {name.lower() for name in self.parts}
        return next(new for n in range(1, len(taken) + 2) if (new := pattern.format(n)).lower() not in taken)


def _relations_of(part: str) -> str:
    path = PurePosixPath(part)
    return f"{path.parent}/_rels/{path.name}.rels".removeprefix("./") if part else "_rels/.rels"
