"""Typer's own words in French.

Typer takes its fixed strings through ``gettext`` without shipping a French catalogue, and the help option's
sentence, usage, headings and types not even so. One small dictionary stands in for the catalogue, and a formatter
says the rest; `tests/lib/test_command_line.py` holds that no English is left in the help. And rich, which would begin
a line at any kind of space, is told which of them do not break.
"""

from __future__ import annotations

import re
import sys

import typer
from rich import _wrap
from typer import core

from lib.french import quote, typeset

UsageError = typer.BadParameter.__base__
"""Whatever is wrong with the words of a command; typer exports only this one of its kinds."""

_WORDS = (
    ("COMMAND [ARGS]", "COMMANDE [ARGUMENTS]"),
    ("<str>", "<texte>"),
    ("<path>", "<chemin>"),
    ("<list[str]>", "<texte>"),
    ("<list[Path]>", "<chemin>"),
)
"""What stands in usages and lists of options, and is no sentence."""

_FRENCH = {
    "Commands": "Commandes",
    "Options": "Options",
    "Arguments": "Arguments",
    "required": "obligatoire",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "Missing command.": "Commande manquante.",
    "No such command {name!r}.": "Commande inconnue : « {name} ».",
    "Aborted!": "Interrompu.",
}


def _in_french(text: str) -> str:
    return _FRENCH.get(text, text)


core._ = _in_french  # type: ignore[attr-defined]
_wrap.re_word = re.compile(r"[^\S\u00a0\u202f]*[\S\u00a0\u202f]+[^\S\u00a0\u202f]*")
"""A word with the spaces around it, for all that rich wraps; the no-break ones belong to the word."""


class _Formatter(core._click.HelpFormatter):
    """The page of a ``--help`` with French usage, headings and types."""

    def write_usage(self, prog, args="", prefix=None):
        super().write_usage(prog, _words(args), "Usage : ")

    def write_heading(self, heading):
        super().write_heading(f"{heading} ")

    def write_dl(self, rows, *args, **kwargs):
        super().write_dl([(_words(term), text) for term, text in rows], *args, **kwargs)


def _words(text: str) -> str:
    for english, french in _WORDS:
        text = text.replace(english, french)
    return text


core._click.Context.formatter_class = _Formatter


class FrenchCommand(core.TyperCommand):
    """A command whose ``--help`` is described in French, and which stands whole in the list of commands."""

    def get_help_option(self, ctx):
        return _described(super().get_help_option(ctx))

    def get_short_help_str(self, limit=45):
        return self.help or ""

    def parse_args(self, ctx, args):
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx  # the parser does not say whose option lacks its value
            raise


class FrenchGroup(core.TyperGroup):
    """A group whose ``--help`` is described in French, and which says in French how it was used wrongly."""

    def main(self, *args, **kwargs):
        try:
            code = super().main(*args, **kwargs, standalone_mode=False)
        except UsageError as error:
            _explain(error)
            sys.exit(error.exit_code)
        sys.exit(code)

    def get_help_option(self, ctx):
        return _described(super().get_help_option(ctx))


def _explain(error) -> None:
    """Say on the error stream what is wrong with the words, and where the help is."""
    command = error.ctx.command_path if error.ctx else "python -m lib"
    if option := getattr(error, "option_name", None):
        said = f"{_wrong_option(error)} : {option}."
    elif parameter := getattr(error, "param", None):
        name = parameter.get_error_hint().replace("'", "")
        said = f"Valeur refusée pour {name}{_value(error)}." if error.message else f"Il manque : {name}."
    elif not error.message or "\n" in error.message:  # no words at all: the help is the answer
        typer.echo(error.ctx.get_help(), err=True)
        return
    elif error.ctx and not isinstance(error.ctx.command, FrenchGroup):  # « Got unexpected extra argument(s) (…) »
        said = f"En trop : {error.message.partition(' (')[2].removesuffix(')')}."
    else:
        said = error.message
    typer.echo(typeset(f"{said} Voir « {command} --help »."), err=True)


def _wrong_option(error) -> str:
    if hasattr(error, "possibilities"):
        return "Option inconnue"
    return "Il manque la valeur de l’option" if "requires" in error.message else "Cette option ne prend pas de valeur"


def _value(error) -> str:
    """What was given, and what can be: « : « foo ». Valeurs possibles : level, qpv ». Typer says both in English."""
    said = "".join(f" : {quote(str(each['input']))}" for each in getattr(error.__cause__, "errors", list)())
    possible = error.message.rstrip(".").partition(" is not one of ")[2].replace("'", "")
    return f"{said}. Valeurs possibles : {possible}" if possible else said


def _described(option):
    if option is not None:
        option.help = "Affiche cette aide."
    return option
