"""Rules: the equations of the model as its source files have them, read without running them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import simulation

_KINDS = ("rule", "inlined")
"""Decorators of functions that hold one equation."""


@dataclass(frozen=True)
class Rule:
    """One equation: where it stands, what it says, and its code."""

    file: str
    name: str
    arguments: tuple[str, ...]
    says: str
    code: str
    """The body without its docstring."""

    @property
    def first(self) -> str:
        """What it says, in its first sentence."""
        return first_sentence(self.says)


@dataclass(frozen=True)
class Source:
    """A file of the model: what it says of itself, its rules and other documented functions."""

    file: str
    says: str
    rules: tuple[Rule, ...]
    functions: dict[str, str]
    """What all functions and classes say, by name."""


def first_sentence(text: str) -> str:
    """The first sentence of a text, on one line."""
    flat = " ".join(text.split())
    found = re.match(r"(.+?[.!?])(?:\s|$)", flat)
    return found.group(1) if found else flat


@cache
def source(file: str) -> Source:
    """What a file of the package ``simulation`` says. Raises FileNotFoundError if it is not there.

    ``file`` is its path in the package, as ``processes/seeking.py``.
    """
    text = files(simulation).joinpath(*file.split("/")).read_text(encoding="utf-8")
    tree = ast.parse(text)
    rules, told = [], {}
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        told[node.name] = ast.get_docstring(node) or ""
        if isinstance(node, ast.FunctionDef) and _is_rule(node):
            rules.append(_rule(file, node, text))
    return Source(file, ast.get_docstring(tree) or "", tuple(rules), told)


def _is_rule(node: ast.FunctionDef) -> bool:
    return any(isinstance(one, ast.Name) and one.id in _KINDS for one in node.decorator_list)


def _rule(file: str, node: ast.FunctionDef, text: str) -> Rule:
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    # As it was written, comments included: from the first line of the body to the last.
    lines = text.splitlines()
    first = body[0].lineno - 1
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    part = lines[first : node.end_lineno]
    indent = min(len(line) - len(line.lstrip()) for line in part if line.strip())
    names = tuple(argument.arg for argument in node.args.args)
    return Rule(
        file,
        node.name,
        names,
        ast.get_docstring(node) or "",
        "\n".join(line[indent:] for line in part),
    )


def rule(file: str, name: str) -> Rule:
    """One rule. Raises KeyError where the file has none of that name."""
    for one in source(file).rules:
        if one.name == name:
            return one
    raise KeyError(f"{file}: {name}")


def says(file: str, name: str) -> str:
    """What a rule, function or class says of itself. Raises KeyError where there is none."""
    return source(file).functions[name]


@cache
def sources(folder: str) -> tuple[Source, ...]:
    """All files of a folder of the package that have rules, by name."""
    there: Traversable = files(simulation).joinpath(folder)
    names = sorted(one.name for one in there.iterdir() if one.name.endswith(".py"))
    found = (source(f"{folder}/{name}") for name in names)
    return tuple(one for one in found if one.rules)
