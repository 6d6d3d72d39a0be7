"""Run a student's function as a notebook would, and come back whatever it does."""

import _thread
import contextlib
import inspect
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np
import torch
from transformers import PreTrainedTokenizerFast

from helpers.checks.values import Odd, Stopped, same, taken
from helpers.copies import copy_tokenizer

SECONDS = 10.0  # for one call of a student's function; every right answer takes a fraction of one
AGAIN = 0.0001  # seconds until an answer is interrupted again that has swallowed an interruption
Function = Callable[..., Any]


class OutOfTime(BaseException):
    """Raised inside an answer that takes too long; ``except Exception`` does not catch it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a student's function.

    Attributes:
        arguments: what it was to be given.
        result: what it returned, as data of its own; or the error with which it stopped.
        printed: what it printed.
        changed: the places of the arguments that are no longer what they were.
        noticed: the functions of libraries that were called, among those that were watched.
    """

    arguments: tuple[Any, ...]
    result: Any
    printed: str = ""
    changed: tuple[int, ...] = ()
    noticed: frozenset[str] = frozenset()


def call(function: Function, arguments: tuple[Any, ...], watched: Collection[str] = ()) -> Call:
    """Call a function with copies of arguments.

    Whatever it does becomes part of the answer: an error, an exit, a loop without an end. What it prints is shown, and
    nothing of it on stderr. Settings of NumPy and PyTorch that it changes are put back.
    """
    given = copied(arguments)
    printed = io.StringIO()
    noticed: set[str] = set()
    try:
        with _settings_kept(), _output_kept(printed), _watched(watched, noticed), _time_limit():
            result = _result(function, given)
    except OutOfTime as error:
        result = Stopped(error)
    changed = tuple(place for place, pair in enumerate(zip(given, arguments, strict=True)) if _differs(*pair))
    return Call(arguments, result, printed.getvalue(), changed, frozenset(noticed))


def copied(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments of their own, which a function may change as it likes."""
    quick = {id(one): copy_tokenizer(one) for one in arguments if isinstance(one, PreTrainedTokenizerFast)}
    return deepcopy(arguments, memo=quick)


def _result(function: Function, arguments: tuple[Any, ...]) -> Any:
    try:
        result = function(*arguments)
        if inspect.iscoroutine(result):
            result.close()  # or Python warns that it was never awaited
            return Odd("a coroutine")
        return taken(result)
    except (OutOfTime, KeyboardInterrupt):
        raise
    except BaseException as error:  # sys.exit() is an answer too
        return Stopped(error)


def _differs(given: Any, argument: Any) -> bool:
    """Whether data or a network was changed; what is neither, such as a tokenizer, cannot be compared."""
    if isinstance(argument, torch.nn.Module):
        return not same(_state(given), _state(argument))
    given, argument = taken(given), taken(argument)
    return not isinstance(argument, Odd) and not same(given, argument)


def _state(net: torch.nn.Module) -> dict[str, Any]:
    """The weights of a network, and for each of its parts the mode and the settings."""
    parts = {f"{name}.": [part.training, part.extra_repr()] for name, part in net.named_modules()}
    return parts | dict(net.state_dict())


@contextlib.contextmanager
def _settings_kept() -> Iterator[None]:
    kind, gradients, state = torch.get_default_dtype(), torch.is_grad_enabled(), np.geterr()
    try:
        yield
    finally:
        torch.set_default_dtype(kind)
        torch.set_grad_enabled(gradients)
        np.seterr(**state)


class _Both(io.TextIOBase):
    """Shows what is written to it, and keeps the first part: an endless loop can print a lot."""

    def __init__(self, shown: Any, kept: io.StringIO) -> None:
        self.shown, self.kept = shown, kept

    def write(self, text: str) -> int:
        if self.kept.tell() < 10_000:
            self.kept.write(text)
            self.shown.write(text)
        return len(text)

    def flush(self) -> None:
        self.shown.flush()


@contextlib.contextmanager
def _output_kept(printed: io.StringIO) -> Iterator[None]:
    """Keep what is printed. A progress bar or a warning goes to stdout: nbgrader takes stderr for a failure."""
    both = _Both(sys.stdout, printed)
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both):
        yield


@contextlib.contextmanager
def _watched(names: Collection[str], noticed: set[str]) -> Iterator[None]:
    """Note which functions of libraries are called, by a name such as ``forward`` or ``RobertaEmbeddings.forward``."""
    if not names:
        yield
        return

    watched = set(names)

    def watch(frame: FrameType, event: str, called: Any) -> None:
        if event == "call":
            # A notebook's own functions live in a module without a dot.
            named = {frame.f_code.co_name, getattr(frame.f_code, "co_qualname", "")} & watched
            if named and "." in frame.f_globals.get("__name__", ""):
                noticed.update(named)
        elif event == "c_call" and getattr(called, "__name__", "") in names:
            noticed.add(called.__name__)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(before)


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    """Interrupt an answer that takes too long, and again, and again, until it stops.

    An answer may swallow an interruption, in a bare ``except:``. Unix interrupts so often that one arrives outside of
    every ``try`` before long. Windows has no such alarm: a second thread interrupts the main one as Ctrl+C does, and a
    bare ``except:`` may swallow all of that. Python itself swallows an interruption in a destructor, which it may run
    at any moment, and reports it; nobody needs to know. Only the main thread can be interrupted; in another there is no
    limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over = time.monotonic() + SECONDS * 0.99  # an alarm may come a little early
    done = threading.Event()
    report = sys.unraisablehook

    def keep_quiet(unraisable: Any) -> None:
        if not issubclass(unraisable.exc_type, OutOfTime):
            report(unraisable)

    def interrupt(number: int, frame: FrameType | None) -> None:
        if time.monotonic() < over:  # somebody pressed stop
            if callable(before):
                before(number, frame)
            return
        while frame is not None and frame.f_code is not keep_quiet.__code__:
            frame = frame.f_back
            if frame is not None and frame.f_code is _result.__code__:  # the answer itself runs, not what comes after
                raise OutOfTime

    def watch() -> None:
        wait = SECONDS
        while not done.wait(wait):
            wait = AGAIN
            _thread.interrupt_main()

    alarm = getattr(signal, "SIGALRM", None)
    before = signal.signal(alarm or signal.SIGINT, interrupt)
    watcher = threading.Thread(target=watch, daemon=True)
    sys.unraisablehook = keep_quiet
    try:
        if alarm:
            signal.setitimer(signal.ITIMER_REAL, SECONDS, AGAIN)
        else:
            watcher.start()
        yield
    finally:
        if alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)
        else:
            done.set()
            watcher.join()
        signal.signal(alarm or signal.SIGINT, before)
        sys.unraisablehook = report
