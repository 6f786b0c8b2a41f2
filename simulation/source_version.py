"""The version of the model: that of what computes, not of remarks and words around it.

Two sources that differ in remarks, docstrings, layout or the words of errors are one version: what
was simulated or compiled with one goes on with the other. Numbers of a scenario are not part of
it, since every result holds its whole scenario.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import os
import re
from functools import cache
from pathlib import Path

_DATA = ("population/data/*.csv.gz",)
"""Files beside the code that towns are computed from, whatever the scenario says."""
_WITHIN = __package__.rpartition("simulation")[0]
"""How the names of all modules begin where the package is installed within another."""


def cache_home() -> Path:
    """Where what can be made anew is kept between runs; ``HELPSEEK_CACHE`` moves it."""
    if home := os.environ.get("HELPSEEK_CACHE"):
        return Path(home)
    beside = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(beside, "helpseek")


@cache
def model_version() -> str:
    """The SHA-256 of what computes: all code of ``simulation`` without remarks, docstrings and the
    words of errors, and the data that the built-in town is drawn from. It is the same in a clone
    and where Helpseek is installed."""
    folder = Path(__file__).parent
    files = [(path, path.read_bytes()) for path in sorted(folder.rglob("*.py"))]
    files += [(path, path.read_bytes()) for name in _DATA for path in sorted(folder.glob(name))]
    raw = hashlib.sha256()
    for path, content in files:
        raw.update(path.relative_to(folder).as_posix().encode() + b"\0")
        raw.update(hashlib.sha256(content).digest())
    # Reading all code as a tree takes half a second, so what came of it is kept.
    kept = cache_home() / "versions" / raw.hexdigest()
    with contextlib.suppress(OSError, UnicodeDecodeError):
        if re.fullmatch("[0-9a-f]{64}", found := kept.read_text("ascii")):
            return found
    digest = hashlib.sha256()
    for path, content in files:
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(what_computes(content) if path.suffix == ".py" else content)
        digest.update(b"\0")
    version = digest.hexdigest()
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        beside = kept.with_name(f"{kept.name}.{os.getpid()}")
        beside.write_text(version, "ascii")
        os.replace(beside, kept)
    return version


def what_computes(source: bytes) -> bytes:
    """Code as its tree, without docstrings, texts that stand for themselves (as those behind
    constants do) and what errors are raised with."""
    return ast.dump(_Computing().visit(ast.parse(source))).encode()


class _Computing(ast.NodeTransformer):
    """Takes away what changes no number."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            return None
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST:
        if node.module is not None:
            node.module = node.module.removeprefix(_WITHIN)
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        error = node.exc
        if isinstance(error, ast.Call):
            error = error.func
        return ast.Raise(exc=error, cause=None)
