"""The engine: many runs, each done once and kept, whatever happens, hundreds of them in a file.

A command says *what* is to be run; the engine runs it on the processors of this machine or on a
cluster, keeps what is done in a directory, and goes on from there when it is started again.

Interface::

    from experiments.engine import LocalWorkers, Run, Store, Task, Work, address, execute

    class Harvest(Work):                          # in an importable module, say "experiments.x"
        def __init__(self, common): ...           # once in each worker
        def prepare(self, shared, threads): ...   # what the runs of a task have in common: burn-in
        def run(self, prepared, what):            # one run: tables by name
            return {"runs": pa.table({...})}
        def failed(self, shared, what, failure):  # the row of a run that failed (may give {})
            return {"runs": pa.table({... "error_type": failure.kind ...})}

    tasks = [Task(shared={"seed": 1}, runs=(Run(key=address(...), what={"arm": "leap"}), ...)), ...]
    with Store("results/x", kind="helpseek x 1", code=manifest.code_hash()) as store:
        tally = execute(store, "experiments.x:Harvest", common, tasks,
                        workers=LocalWorkers(2), progress=reporter)
        table = store.read("runs", keys)          # or any reader: results/x/runs/*.parquet

``common``, ``shared`` and ``what`` are plain values that JSON can hold, and small: from them any
worker, here or far away, can do the work, and nothing else reaches it. ``address`` gives the key of
a run from all that determines its result. A key that is done is never done again, and ``execute``
may be called again on the same store with more tasks (``keep=True`` if those that the store has
beyond them are to stay where they are).

In the directory:

``store.json``            format, kind of content, version of the code; another version is refused
``plan.parquet``          a row a run: key, shared, what; written before anything runs
``<table>/part-N.parquet`` the rows of several hundred runs
``status/part-N.parquet`` a row a run of the part, in the same order: how it ended, when, where, how
                          long it took, how many rows it has in each table
``parts.json``            the index: all parts, with size and checksum of each file
``journal/``              runs that are done and not in a part yet; a worker notes each as it ends
``aside/``                parts of runs that are not in the present plan; they come back with it
``.lock``                 held while a command writes here; freed by the system when that dies

A run that raises is ``failed`` in its status, with type, message and traceback, and is tried again
the next time; so is one that kills its worker three times. Damaged parts are found by their
checksums, told, removed and made again. Exit codes: a directory that cannot be used is bad input
(2); a disk that fails or fills up in the middle stops the work with 1, and what is done is kept.
"""

from experiments.engine.coordinator import Tally, execute
from experiments.engine.local import LocalWorkers
from experiments.engine.store import Store
from experiments.engine.task import Failure, Run, Task, Work, address

__all__ = ["Failure", "LocalWorkers", "Run", "Store", "Tally", "Task", "Work", "address", "execute"]
