"""Mesa's own page, served behind the guards of ``helpseek serve``: a token, names, origins.

    python -m helpseek.experiments.browser.solara.server --open

``solara run`` would let in every user of the machine, so the page refuses to be opened by it.
"""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

from experiments.browser.server.guards import SECURITY, Access, Guard
from experiments.browser.server.opening import Opener
from experiments.browser.server.serving import serve_guarded
from experiments.terminal.failures import exit_code_of
from simulation.errors import InputError

PAGE = Path(__file__).with_name("page.py")
_METHODS = frozenset({"GET", "HEAD", "POST"})
"""A page that is closed tells so with POST."""

serving = False
"""Whether this process serves the page behind guards; the page asks."""


def application(access: Access) -> Guard:
    """Solara's application with Mesa's page in it, behind guards."""
    os.environ["SOLARA_APP"] = str(PAGE)
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    os.environ.setdefault("SOLARA_MODE", "production")
    # Said of how Mesa is written; nobody who opens the page can mend it.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"solara\.validate_hooks")
    from solara.server.starlette import app

    global serving
    serving = True
    # Solara's pages run scripts of their own within the page, which our policy would not let them.
    security = {k: v for k, v in SECURITY.items() if k != "Content-Security-Policy"}
    return Guard(app, access, methods=_METHODS, security=security)


def main(arguments: list[str] | None = None) -> int:
    """Serve Mesa's page until a signal ends it; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m helpseek.experiments.browser.solara.server")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen")
    parser.add_argument("--port", type=int, default=8765, help="0 for any that is free")
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    options = parser.parse_args(arguments)

    def work() -> None:
        if find_spec("solara") is None:
            raise InputError("Solara is not installed", allowed="uv sync --extra solara")
        with Opener() as opener:

            def ready(url: str) -> None:
                print(f"Helpseek: {url}  (Ctrl-C ends it)", flush=True)
                if options.open and not opener.open(url):
                    print("helpseek: no browser to open it in", file=sys.stderr)

            serve_guarded(application, options.host, options.port, ready=ready)

    return exit_code_of(work)


if __name__ == "__main__":
    from experiments.browser.solara.server import main as main_of_the_module

    sys.exit(main_of_the_module())
