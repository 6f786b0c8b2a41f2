"""The page's files: a fixed table, made when the server starts. No path is ever looked up on disk
because a client asked for it."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from simulation.errors import InputError

BUILT = Path(__file__).parents[1] / "static"
VARIABLE = "HELPSEEK_STATIC"
"""Environment variable that names another folder, for those who work on the page; its files are
read anew whenever the page itself is asked for."""
INDEX = "index.html"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".html": "text/html",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".txt": "text/plain",
}
_COMPRESSED = (".js", ".css", ".html", ".svg", ".json", ".txt")
_FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    """One file of the page: its bytes, as they are and compressed, and how it is told."""

    body: bytes
    compressed: bytes | None
    type: str
    tag: str
    cache: str


class Static:
    """All files of the page by the path under which they are asked for.

    Raises InputError where the folder holds no page.
    """

    def __init__(self, folder: Path | None = None) -> None:
        named = os.environ.get(VARIABLE)
        self.renewed = folder is None and bool(named)
        self.folder = folder or Path(named or BUILT)
        self.files = self._read()

    def _read(self) -> dict[str, File]:
        found = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and not path.is_symlink():
                found[f"/{name}"] = _file(path, hashed=name.startswith("assets/"))
        if f"/{INDEX}" not in found:
            raise InputError(
                "holds no page",
                source=VARIABLE if self.renewed else "",
                found=str(self.folder),
                allowed="a folder with index.html, as npm run build makes it",
            )
        found["/"] = found[f"/{INDEX}"]
        return found

    async def answer(self, request: Request) -> Response:
        """The file that a request asks for, or a plain 404."""
        path = request.url.path
        if self.renewed and path == "/":
            self.files = self._read()
        file = self.files.get(path)
        if file is None:
            return PlainTextResponse("There is nothing here.\n", 404)
        headers = {"ETag": file.tag, "Cache-Control": file.cache, "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == file.tag:
            return Response(status_code=304, headers=headers)
        body = file.body
        if file.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            body = file.compressed
        return Response(body, media_type=file.type, headers=headers)


def _file(path: Path, *, hashed: bool) -> File:
    """A file read. ``hashed``: another content would have another name."""
    body = path.read_bytes()
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    packed = gzip.compress(body, mtime=0) if path.suffix in _COMPRESSED else None
    return File(
        body=body,
        compressed=packed if packed is not None and len(packed) < len(body) else None,
        type=kind or "application/octet-stream",
        tag=f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        cache=_FOR_GOOD if hashed else "no-cache",
    )
