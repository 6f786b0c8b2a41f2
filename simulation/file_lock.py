"""A lock on an open file, as each system has it: held until the file is closed.

The system frees it when the process ends in whatever way, so nothing stale is left.
"""

from __future__ import annotations

import errno
import os
from typing import Any

_FAR = 0x7FFFFFF0
"""The byte that is locked on Windows, beyond all that is written: nobody may read a locked one."""


def taken(file: int) -> bool:
    """Lock an open file for this process, without waiting; False where another one holds it.

    Raises OSError where the disk knows no locks.
    """
    try:
        import fcntl
    except ImportError:
        return _taken_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken_on_windows(file: int) -> bool:
    import msvcrt

    system: Any = msvcrt  # whose names type checkers know on Windows alone
    here = os.lseek(file, 0, os.SEEK_CUR)
    try:
        os.lseek(file, _FAR, os.SEEK_SET)
        system.locking(file, system.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EDEADLK):
            return False
        raise
    finally:
        os.lseek(file, here, os.SEEK_SET)
    return True
