"""Builds what is installed: ``helpseek``, with ``simulation`` and ``experiments`` inside.

In the repository these are packages of their own and import each other by name. In ``helpseek``
their full names are others, so each import of them gets the prefix on the way into the wheel;
nothing else of a line changes, and no line moves. Hatchling runs this, as pyproject.toml says.
"""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "helpseek"
PARTS = ("simulation", "experiments")
_NAMES = "|".join(PARTS)
_FROM = re.compile(rf"from[ \t]+(?=(?:{_NAMES})\b)".encode())
_IMPORT = re.compile(rf"import[ \t]+(?=(?:{_NAMES})\b)".encode())
_IN_TEXT = re.compile(
    rf"(?:{_NAMES})(?:\.\w+)+(?::\w+)?|.*(?:-m |\bfrom |\bimport )(?:{_NAMES})\b.*", re.DOTALL
)
"""Texts by which a module would be looked for."""


def installed(source: bytes, file: str) -> bytes:
    """The code of a file as it is installed.

    Raises ValueError, with the line, for what would find no module in the package: an import that
    cannot be given the prefix, and a module named in a text (take ``__name__`` or ``__package__``).
    """
    tree = ast.parse(source, file)
    lines = source.splitlines(keepends=True)
    places = []
    for node, prefix in _imports(tree):
        if prefix is None:
            raise ValueError(f"{file}, line {node.lineno}: import one of {_NAMES} on its own line")
        line = lines[node.lineno - 1]
        pattern = _FROM if isinstance(node, ast.ImportFrom) else _IMPORT
        found = pattern.match(line, node.col_offset)
        if found is None:
            raise ValueError(f"{file}, line {node.lineno}: an import that is written otherwise")
        places.append((node.lineno - 1, node.col_offset, found.end(), prefix))
    for number, start, end, prefix in sorted(places, reverse=True):
        line = lines[number]
        kept = b"" if prefix.startswith(b"from ") else line[start:end]
        lines[number] = line[:start] + kept + prefix + line[end:]
    for text in _texts(tree):
        if _IN_TEXT.fullmatch(text.value):
            raise ValueError(f"{file}, line {text.lineno}: a module named in a text: {text.value}")
    return b"".join(lines)


def _imports(tree: ast.AST) -> Iterator[tuple[ast.ImportFrom | ast.Import, bytes | None]]:
    """Each import of our parts, and what to put before the name; None where that cannot be said."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level == 0 and _is_ours(node.module or ""):
                yield node, f"{PACKAGE}.".encode()
        elif isinstance(node, ast.Import) and any(_is_ours(name.name) for name in node.names):
            first = node.names[0]
            if len(node.names) > 1 or ("." in first.name and first.asname is None):
                yield node, None  # it would bind another name
            elif first.asname is None:
                yield node, f"from {PACKAGE} import ".encode()
            else:
                yield node, f"{PACKAGE}.".encode()


def _is_ours(module: str) -> bool:
    return module.partition(".")[0] in PARTS


def _texts(tree: ast.AST) -> Iterator[Any]:
    """All texts but those that stand for themselves, as docstrings do."""
    alone = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in alone:
            yield node


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # whoever only asks what would be installed
    pass
else:

    class Wheel(BuildHookInterface):
        """Puts the code of both parts into the wheel as it is installed."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Have each file of code taken from a folder where it stands changed."""
            if version == "editable":
                return
            self._folder = tempfile.TemporaryDirectory(prefix="helpseek-wheel-")
            builder = self.build_config.builder
            for each in list(builder.recurse_selected_project_files()):
                if not each.path.endswith(".py"):
                    continue
                made = Path(self._folder.name, each.distribution_path)
                made.parent.mkdir(parents=True, exist_ok=True)
                made.write_bytes(installed(Path(each.path).read_bytes(), each.relative_path))
                build_data["force_include"][str(made)] = each.distribution_path

        def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
            """Remove the folder."""
            if version != "editable":
                self._folder.cleanup()
