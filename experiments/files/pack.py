"""Packs: a result's manifest and all input files in one file, to make it again elsewhere.

A pack is a zip file with ``manifest.json``, the inputs below ``inputs/`` (code of the researcher's
own among them), the resolved scenario as YAML, to be read, and a few words on how to use it. Of a
pack that came from elsewhere nothing is taken on trust: only files that its manifest names are
unpacked, up to a size, and each must be what the manifest says.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from experiments.files.manifest import read_manifest
from experiments.files.portable import moved, own_files, with_inputs
from experiments.files.results import MANIFEST
from simulation.errors import InputError
from simulation.scenario.people import BUILT_IN

INPUTS = "inputs"
SCENARIO = "scenario.yaml"
READ_ME = "README.txt"
LARGEST = 4_000_000_000
"""Bytes of all files of a pack, unpacked."""
_LARGEST_MANIFEST = 64_000_000
_MOST_FILES = 1_000
_WHEN = (1980, 1, 1, 0, 0, 0)
_CHUNK = 1 << 20
_DAMAGES = (
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What reading a damaged or odd zip file raises."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,120}")

_WORDS = """\
A result of Helpseek, packed with all that is needed to make it again.

    helpseek rerun {name}

unpacks it beside itself, runs, and says whether the results are the same, bit for bit. The versions
that it was made with are in manifest.json.{code}
"""
_CODE = """

inputs/ holds Python files that run with it. Read them before you add --trust to that command:
{files}"""


def pack(given: str, out: str | None, *, inputs: str | None = None, replace: bool = False) -> Path:
    """Write the pack of a run or a comparison; returns its path.

    ``out`` is ``NAME.zip`` in the working directory by default; ``inputs`` is where the input files
    are now. Raises InputError where one is not what it was, or the pack cannot be written.
    """
    told, folder = read_manifest(given)
    here = with_inputs(told, folder, given, inputs)
    path = Path(os.path.abspath(out or f"{folder.absolute().name}.zip"))
    if path.exists() and not (replace and path.is_file()):
        raise InputError(
            "is there already", source="--out", found=str(path), allowed="--force to replace it"
        )
    names = _names(own_files(here))
    portable = moved(told, here, {file: f"{INPUTS}/{name}" for file, name in names.items()})
    size = sum(os.stat(file).st_size for file in names)
    if size > LARGEST or len(names) > _MOST_FILES:
        raise InputError(
            "the inputs are too large for a pack",
            source=given,
            found=f"{size:,} bytes",
            allowed=f"{LARGEST:,} bytes; or hand them on with the result, and --inputs",
        )
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
            _write(made, MANIFEST, _json(portable))
            _write(made, SCENARIO, _scenario_text(portable).encode())
            _write(made, READ_ME, _words(path.name, portable).encode())
            for file, name in names.items():
                with open(file, "rb") as source, made.open(_info(f"{INPUTS}/{name}"), "w") as sink:
                    shutil.copyfileobj(source, sink, _CHUNK)
        os.replace(partial, path)
    except OSError as error:
        raise InputError(
            f"cannot be written ({error.strerror or error})", source="--out", found=str(path)
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return path


def _names(files: list[str]) -> dict[str, str]:
    """A name in the pack for each file, plain and each once."""
    names = {}
    for number, file in enumerate(files, 1):
        plain = "".join(c if _NAME.fullmatch(c) else "_" for c in os.path.basename(file))[-80:]
        names[file] = f"{number:02d}-{plain}"
    return names


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _WHEN)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _write(made: zipfile.ZipFile, name: str, data: bytes) -> None:
    made.writestr(_info(name), data)


def _scenario_text(told: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(told["scenario"], sort_keys=False, allow_unicode=True)


def _json(told: Mapping[str, Any]) -> bytes:
    """As text, keys in the order that they have: that of culture groups means something."""
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def _words(name: str, told: Mapping[str, Any]) -> str:
    code = [
        f"  {record['path']}  sha256 {record['sha256']}"
        for record in told["inputs"]
        if record.get("role") in ("strategy", "extension")
    ]
    return _WORDS.format(name=name, code=_CODE.format(files="\n".join(code)) if code else "")


def is_pack(given: str) -> bool:
    """Whether this is a zip file."""
    try:
        return os.path.isfile(given) and zipfile.is_zipfile(given)
    except (OSError, ValueError):
        return False


def unpacked(given: str) -> Path:
    """The directory with what a pack holds, made beside it unless it is there already.

    Nothing is run. Raises InputError for a pack that is not whole, holds anything that its manifest
    does not name, or is too large, and where the directory holds something else.
    """
    path = Path(os.path.abspath(given))
    home = path.with_suffix("") if path.suffix else path.with_name(f"{path.name}.unpacked")
    partial = path.with_name(f".{home.name}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(path) as opened:
            manifest, members = _listed(opened, given)
            if home.exists() or home.is_symlink():
                _same(home, manifest, members, given)
                return home
            free = shutil.disk_usage(path.parent).free
            size = sum(size for size, _ in members.values())
            if size > free:
                raise InputError(
                    "does not fit on the disk when unpacked",
                    source=given,
                    found=f"{size:,} bytes",
                    allowed=f"{free:,} bytes are free",
                )
            (partial / INPUTS).mkdir(parents=True)
            for name, (bytes_, sha256) in members.items():
                with opened.open(name) as source, (partial / name).open("xb") as sink:
                    _copied(source, sink, bytes_, sha256, given, name)
            (partial / MANIFEST).write_bytes(manifest)
            os.rename(partial, home)
    except _DAMAGES as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise InputError(
            f"cannot be unpacked here ({reason})",
            source=given,
            allowed="a whole pack, in a directory that can be written to",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return home


def _listed(opened: zipfile.ZipFile, given: str) -> tuple[bytes, dict[str, tuple[int, str]]]:
    """The manifest of a pack, and size and hash of all files that it names."""
    allowed = "what helpseek pack has made"
    infos = opened.infolist()
    names = [info.filename for info in infos]
    if MANIFEST not in names or len(set(names)) < len(names) or len(names) > _MOST_FILES + 3:
        raise InputError("is not a pack of Helpseek", source=given, allowed=allowed)
    for info in infos:
        mode = info.external_attr >> 16
        if info.flag_bits & 1 or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            raise InputError(
                "holds something that is no plain file",
                source=given,
                found=info.filename,
                allowed=allowed,
            )
    with opened.open(MANIFEST) as file:
        manifest = file.read(_LARGEST_MANIFEST + 1)
    try:
        told = json.loads(manifest) if len(manifest) <= _LARGEST_MANIFEST else None
        records = told["inputs"] if isinstance(told, dict) else None
        members = {}
        for record in records or []:
            name, size, sha256 = record["path"], record["bytes"], record["sha256"]
            if name.startswith(BUILT_IN):
                continue
            folder, _, plain = name.partition("/")
            good = folder == INPUTS and _NAME.fullmatch(plain) and plain.strip(".")
            if not good or type(size) is not int or size < 0 or not isinstance(sha256, str):
                raise ValueError(name)
            members[name] = (size, sha256)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(
            "has a manifest that is not one of a pack", source=given, allowed=allowed
        ) from error
    if records is None:
        raise InputError("has a manifest that is none", source=given, allowed=allowed)
    total = sum(size for size, _ in members.values())
    if total > LARGEST:
        raise InputError(
            "is too large when unpacked",
            source=given,
            found=f"{total:,} bytes",
            allowed=f"up to {LARGEST:,}",
        )
    others = set(names) - set(members) - {MANIFEST, SCENARIO, READ_ME}
    missing = set(members) - set(names)
    if others or missing:
        problem = "holds what its manifest does not name" if others else "lacks an input file"
        raise InputError(problem, source=given, found=sorted(others or missing)[0], allowed=allowed)
    return manifest, members


def _copied(
    source: IO[bytes], sink: IO[bytes], size: int, sha256: str, given: str, name: str
) -> None:
    """Copy a file that must have this size and hash; no more than that is ever written."""
    digest, left = hashlib.sha256(), size
    for chunk in _chunks(source, size):
        digest.update(chunk)
        left -= len(chunk)
        if left >= 0:
            sink.write(chunk)
    if left or digest.hexdigest() != sha256:
        raise InputError(
            f"{name} is not what the manifest says", source=given, allowed="a pack that is whole"
        )


def _chunks(source: IO[bytes], size: int) -> Iterator[bytes]:
    """What there is to read, up to one byte beyond a size."""
    left = size + 1
    while left > 0 and (chunk := source.read(min(_CHUNK, left))):
        left -= len(chunk)
        yield chunk


def _same(home: Path, manifest: bytes, members: Mapping[str, tuple[int, str]], given: str) -> None:
    """Raise InputError unless a directory is this pack, unpacked before."""
    from experiments.files.hashes import sha256_of

    try:
        same = (home / MANIFEST).read_bytes() == manifest and all(
            sha256_of(home / name) == sha256 for name, (_, sha256) in members.items()
        )
    except OSError:
        same = False
    if not same:
        raise InputError(
            "the directory that it would be unpacked into holds something else",
            source=given,
            found=str(home),
            allowed="another name for the pack, or that directory out of the way",
        )
