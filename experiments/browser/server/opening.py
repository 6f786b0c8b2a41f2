"""Opening the page in a browser without showing the token to others.

Every user of a machine sees the arguments of all its processes, and a browser is started with the
address as one. So it is given a file that only its owner may read, which leads to the address.
"""

from __future__ import annotations

import contextlib
import html
import shutil
import tempfile
from pathlib import Path

_LEADS = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="referrer" '
    'content="no-referrer"><meta http-equiv="refresh" content="0; url={url}">'
    '<title>Helpseek</title><p><a href="{url}">To the town</a>\n'
)


class Opener:
    """Opens addresses in a browser, by files that are removed when its ``with`` block ends."""

    def __init__(self) -> None:
        self._folders: list[Path] = []

    def __enter__(self) -> Opener:
        return self

    def __exit__(self, *_: object) -> None:
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def open(self, url: str) -> bool:
        """Open an address; whether there is a browser that takes it."""
        import webbrowser

        try:
            return webbrowser.open(self.leading_to(url).as_uri())
        except (OSError, webbrowser.Error):
            return False

    def leading_to(self, url: str) -> Path:
        """A file of one's own that leads to an address. OSError where none can be written."""
        folder = self._folder()
        self._folders.append(folder)
        path = folder / "helpseek.html"
        path.touch(mode=0o600)
        path.write_text(_LEADS.format(url=html.escape(url)), encoding="utf-8")
        return path

    @staticmethod
    def _folder() -> Path:
        """A new folder that only its owner may enter. Browsers that are snaps have a temporary
        directory of their own, and read what is not hidden in one's home."""
        if Path("/snap/bin").is_dir():
            with contextlib.suppress(OSError, RuntimeError):
                return Path(tempfile.mkdtemp(prefix="helpseek-", dir=Path.home()))
        return Path(tempfile.mkdtemp(prefix="helpseek-"))
