"""The XLSForm export: converters accept it as it is, and it reads back as the same codebook."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from lib import codebook, xlsform


@pytest.fixture(scope="module")
def ours() -> codebook.Codebook:
    return codebook.load(codebook.DEFAULT_PATH)


@pytest.fixture(scope="module")
def workbook(ours, tmp_path_factory):
    return xlsform.write(ours, tmp_path_factory.mktemp("xlsform") / "questionnaire.xlsx")


def test_pyxform_converts_it_without_a_warning(workbook):
    result = convert(workbook)

    assert result.warnings == []
    assert "<h:title>Liens entre écoles et centres sociaux</h:title>" in result.xform
    assert re.findall(r'<translation [^>]*lang="([^"]*)"', result.xform) == ["Français (fr)"]


def test_every_question_of_the_codebook_is_in_the_converted_form(workbook, ours):
    bound = set(re.findall(r'<bind nodeset="/[^"]*/([^"/]+)"', convert(workbook).xform))

    assert {question.name for question in ours} - bound == set()


def test_reading_it_back_gives_the_same_codebook(workbook, ours):
    again = codebook.load(workbook)

    assert again == ours
    assert again.tables == ours.tables


def test_a_codebook_edited_as_a_workbook_can_be_written_again(workbook, ours, tmp_path):
    twice = xlsform.write(codebook.load(workbook), tmp_path / "deux.xlsx")

    assert codebook.load(twice) == ours


def test_text_that_looks_like_a_formula_or_a_number_stays_text(ours, tmp_path):
    tables = {**ours.tables, "settings": [{"form_title": "=1+1", "form_id": "f", "version": "2026"}]}
    path = xlsform.write(replace(ours, tables=tables), tmp_path / "texte.xlsx")

    cells = load_workbook(path)["settings"][2]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("f", "s"), ("2026", "s")]
    assert codebook.load(path).title == "=1+1"
