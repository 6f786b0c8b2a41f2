"""Binding: the arguments of a process, laid out once in memory for compiled code to read.

To hand forty arrays from Python to compiled code costs more than a small town spends in the code
itself, and it would be done ten times a week. So the arguments of a process are written down once,
in an *image*: three words an array (where it begins, how long it is, how far apart its entries
are), after the address of the compiled loop. The *step* of a process takes the address of the image
beside a few whole numbers, and the compiled week (``simulation.living``) calls steps by their
addresses, without Python in between. A loop stays an ordinary function of named tuples, and sees
what its process declares and nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import FunctionType
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.ccallback import CFunc
from numba.core.typing import signature
from numba.extending import intrinsic, models, register_model
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import NDArray

from simulation import compiling
from simulation.code_cache import is_busy
from simulation.compiled import cached, plain
from simulation.errors import InputError

# Numba's functions are made at run time, unseen by type checkers.
_typeof: Any = numba.typeof

WORDS = 3
"""Words of an image for each array: address, entries, bytes from one entry to the next. An array of
two dimensions has its rows and columns instead of the latter two, and no gaps."""

Arguments = Mapping[str, Any]
"""What a loop takes after the seed, by name: arrays, and named tuples of arrays."""

_NUMBERS = (types.int64, types.int64, types.int64, types.int64, types.uint64)
"""Types of what a loop takes first: first row, last row, share, week, seed."""


class Bound(types.Type):
    """The type of an image; ``parts`` are the types of the arguments that are read from it."""

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts
        super().__init__(f"Bound({parts})")


@register_model(Bound)
class _Model(models.OpaqueModel):
    """In compiled code an image is a pointer."""


@intrinsic
def _call_loop(
    typing: Any, first: Any, last: Any, share: Any, week: Any, seed: Any, image: Any
) -> Any:
    """Call the loop whose address is the first word of an image with the arguments that follow."""

    def build(context: Any, builder: Any, _: Any, given: Any) -> Any:
        *numbers, pointer = given
        words = builder.bitcast(pointer, ir.IntType(64).as_pointer())
        place = iter(range(1 << 16))

        def read() -> Any:
            return builder.load(builder.gep(words, [ir.Constant(ir.IntType(32), next(place))]))

        address = read()
        arguments = [_argument(context, builder, kind, read) for kind in image.parts]
        kinds = (*_NUMBERS, *image.parts)
        function_type = context.call_conv.get_function_type(types.none, kinds)
        loop = builder.inttoptr(address, function_type.as_pointer())
        status, _ = context.call_conv.call_function(
            builder, loop, types.none, kinds, (*numbers, *arguments)
        )
        return builder.zext(status.is_ok, ir.IntType(64))

    return signature(types.int64, *_NUMBERS, image), build


def _argument(context: Any, builder: Any, kind: Any, read: Callable[[], Any]) -> Any:
    """An argument of a loop, made of the next words of an image."""
    if not isinstance(kind, types.Array):
        return context.make_tuple(
            builder, kind, [_argument(context, builder, each, read) for each in kind]
        )
    address, entries, further = read(), read(), read()
    array = make_array(kind)(context, builder)
    size = context.get_constant(
        types.intp, context.get_abi_sizeof(context.get_data_type(kind.dtype))
    )
    if kind.ndim == 1:
        shape, strides = [entries], [further if kind.layout == "A" else size]
    else:
        shape, strides = [entries, further], [builder.mul(further, size), size]
    populate_array(
        array,
        data=builder.inttoptr(address, array.data.type),
        shape=cgutils.pack_array(builder, shape),
        strides=cgutils.pack_array(builder, strides),
        itemsize=size,
        meminfo=None,
    )
    return array._getvalue()


def _step(first: int, last: int, share: int, week: int, seed: int, image: Any) -> int:
    """Take one process one week on in some rows; 1 if the loop came to its end.

    There is a copy for each list of types that the arguments of a process can have.
    """
    return _call_loop(first, last, share, week, seed, image)


class Image(NamedTuple):
    """The arguments of one process of one town, and the step that takes them.

    ``step`` and ``address`` are places in memory; ``keeps`` holds what stands there.
    """

    step: int
    address: int
    keeps: tuple[Any, ...]


class Wanted:
    """A loop that is wanted compiled: the name of its process, the loop, what it takes.

    ``arrays`` are all arrays in its arguments, and ``key`` tells its step from others.
    """

    def __init__(self, name: str, loop: Callable[..., None], arguments: Arguments) -> None:
        self.name, self.loop, self.arguments = name, loop, arguments
        self.arrays = [array for argument in arguments.values() for array in _flat(argument)]
        # Two processes may share a loop and give it the same columns in another order.
        self.key = (loop, *map(type, arguments.values()), *map(_kind, self.arrays))


def compile_all(wanted: Iterable[Wanted]) -> None:
    """Compile loops and their steps, unless that has been done.

    Several processes may be at the same ones: each takes the largest that nobody is at.
    """
    waiting = [each for each in wanted if each.key not in _steps]
    waiting.sort(key=lambda each: -_work_of(each.loop))
    compiling.ready, compiling.wanted = 0, len(waiting)
    while waiting:
        each = next((one for one in waiting if not is_busy(one.loop)), waiting[0])
        waiting.remove(each)
        _step_of(each)
        compiling.ready += 1
    compiling.ready = compiling.wanted = 0


def _work_of(loop: Any) -> int:
    """How much there is to compile, roughly: bytes of a loop and of all that it calls."""
    seen: set[Any] = set()
    ahead = [plain(loop)]
    while ahead:
        function = ahead.pop()
        if function not in seen:
            seen.add(function)
            called = (function.__globals__.get(name) for name in function.__code__.co_names)
            ahead += [each.py_func for each in called if hasattr(each, "py_func")]
    return sum(len(function.__code__.co_code) for function in seen)


def image_of(wanted: Wanted) -> Image:
    """Write down the arguments of a loop; loop and step are compiled unless that has been done.

    Raises InputError for a loop that returns something.
    """
    step, address = _step_of(wanted)
    arrays = wanted.arrays
    words = np.array([address, *(word for array in arrays for word in _words_of(array))], np.int64)
    return Image(step.address, words.ctypes.data, (words, arrays, step))


def _step_of(wanted: Wanted) -> tuple[Any, int]:
    if wanted.key not in _steps:
        types_of = tuple(map(_type_of, wanted.arguments.values()))
        _steps[wanted.key] = _compiled(wanted.name, wanted.loop, types_of)
    return _steps[wanted.key]


_steps: dict[tuple[Any, ...], tuple[Any, int]] = {}
"""The step and the address of each loop that has been compiled, by the kinds of its arguments."""


def _compiled(name: str, loop: Any, parts: tuple[Any, ...]) -> tuple[Any, int]:
    kinds = (*_NUMBERS, *parts)
    loop.compile(kinds)
    code = loop.overloads[kinds]
    if code.signature.return_type != types.none:
        # A step has no room for it and would write over whatever stands there.
        raise InputError(
            "its loop returns something",
            source=f"process {name}",
            found=str(code.signature.return_type),
            allowed="a loop without return values",
        )
    address = code.library.get_pointer_to_function(code.fndesc.llvm_func_name)
    kinds = (*_NUMBERS, Bound(parts))
    # A copy with a name of its own has files of its own in the cache. It is named after its types
    # alone: a process may be called anything, and another one the same.
    digest = hashlib.sha256(str(kinds).encode()).hexdigest()[:16]
    own = FunctionType(_step.__code__, globals(), f"step_{digest}")
    own.__qualname__ = own.__name__

    def make(kept: bool) -> Any:
        step = CFunc(own, (kinds, types.int64), {}, {"error_model": "numpy"})
        if kept:
            step.enable_caching()
        return step

    step = cached(make)
    step.compile()
    return step, address


def _flat(argument: Any) -> tuple[NDArray[Any], ...]:
    return (argument,) if isinstance(argument, np.ndarray) else tuple(argument)


def _kind(array: NDArray[Any]) -> tuple[Any, int, bool]:
    dtype = array.dtype if array.dtype.names is None else _number_of(array.dtype)
    return dtype, array.ndim, _is_close(array)


_numbered: dict[np.dtype[Any], int] = {}
"""A number for each type with fields."""
_known: dict[int, tuple[np.dtype[Any], int]] = {}
"""Types with fields and their numbers, by id; they are kept, so that no other gets the id."""


def _number_of(dtype: np.dtype[Any]) -> int:
    """The number of a type with fields: to hash one takes as long as a week, so it is done once."""
    if id(dtype) not in _known:
        _known[id(dtype)] = dtype, _numbered.setdefault(dtype, len(_numbered))
    return _known[id(dtype)][1]


def _is_close(array: NDArray[Any]) -> bool:
    """Whether entries stand next to each other; of an empty column, whether they would."""
    return array.ndim > 1 or array.strides[0] == array.itemsize


def _type_of(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        layout = "C" if _is_close(argument) else "A"
        return types.Array(_typeof(argument).dtype, argument.ndim, layout)
    return types.BaseTuple.from_types(list(map(_type_of, argument)), type(argument))


def _words_of(array: NDArray[Any]) -> Iterator[int]:
    assert array.ndim == 1 or array.flags.c_contiguous
    yield array.ctypes.data
    yield array.shape[0]
    yield array.strides[0] if array.ndim == 1 else array.shape[1]
