"""Tests start many interpreters, side by side.

Each finds what those before it have made of the libraries, whatever is asked of Python elsewhere,
and each keeps to one processor.
"""

import os
import sys

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
