"""helpers.checks.running: a call comes back, whatever the answer does."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
import torch

from helpers.checks import running
from helpers.checks.running import OutOfTime, call
from helpers.checks.values import Odd, Stopped


def loop():
    while True:
        pass


def sleep():
    time.sleep(60)


def swallow():
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            continue


def swallow_all():
    while True:
        try:
            time.sleep(0.01)
        except:  # noqa: E722 - as a student writes it
            continue


def swallow_in_a_function():
    def inner():
        with contextlib.suppress(BaseException):
            time.sleep(0.01)

    while True:
        inner()


def counting():
    return [number for number in itertools.count() if number < 0]


class Slow:
    def __del__(self):
        time.sleep(0.05)


def swallow_in_a_destructor():
    while True:
        Slow()
        time.sleep(0.001)


ENDLESS = [loop, sleep, swallow, swallow_all, swallow_in_a_function, swallow_in_a_destructor, counting]


@pytest.mark.parametrize("endless", ENDLESS)
def test_an_endless_answer_is_stopped(endless, monkeypatch):
    reported = []
    monkeypatch.setattr(running, "SECONDS", 0.2)
    monkeypatch.setattr(sys, "unraisablehook", reported.append)
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), sys.unraisablehook
    result = call(endless, ()).result
    assert isinstance(result, Stopped)
    assert isinstance(result.error, OutOfTime)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM), sys.unraisablehook) == before
    assert not reported
    assert call(lambda: 1, ()).result == 1


@pytest.mark.parametrize("endless", [loop, swallow])
def test_a_system_without_alarms_stops_it_by_another_thread(endless, monkeypatch):
    monkeypatch.setattr(running, "SECONDS", 0.2)
    monkeypatch.delattr(signal, "SIGALRM")
    before = signal.getsignal(signal.SIGINT)
    assert isinstance(call(endless, ()).result.error, OutOfTime)
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("alarms", [True, False])
def test_stop_still_stops(alarms, monkeypatch):
    if not alarms:
        monkeypatch.delattr(signal, "SIGALRM")
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        call(loop, ())
    timer.join()


def test_in_another_thread_there_is_no_limit_and_no_failure():
    results = []
    thread = threading.Thread(target=lambda: results.append(call(lambda: 1, ()).result))
    thread.start()
    thread.join()
    assert results == [1]


def test_a_program_that_ends_is_an_answer_too():
    assert isinstance(call(sys.exit, ()).result.error, SystemExit)
    assert isinstance(call(lambda: 1 / 0, ()).result.error, ZeroDivisionError)


def test_a_coroutine_is_closed():
    async def answer():
        return 1

    assert call(answer, ()).result == Odd("a coroutine")  # and Python does not warn: warnings are errors here


def test_arguments_are_lent_and_what_changes_is_known():
    numbers = [1]
    called = call(lambda name, rows: rows.append(2), ("a", numbers))
    assert called.changed == (1,)
    assert numbers == [1]
    assert call(lambda tokenizer: None, (object(),)).changed == ()


def test_a_result_is_taken_before_the_next_call_can_change_it():
    rows = []

    def grow(item):
        rows.append(item)
        return rows

    first, second = call(grow, (1,)), call(grow, (2,))
    assert first.result == [1]
    assert second.result == [1, 2]


def test_settings_are_put_back():
    def careless():
        np.seterr(all="raise")
        torch.set_default_dtype(torch.float64)
        torch.set_grad_enabled(False)

    before = np.geterr()
    call(careless, ())
    assert np.geterr() == before
    assert torch.get_default_dtype() is torch.float32
    assert torch.is_grad_enabled()


def test_what_is_printed_is_shown_and_nothing_is_on_stderr(capsys):
    def noisy():
        print("out")
        print("err", file=sys.stderr)
        sys.stderr.write("a progress bar\r")

    called = call(noisy, ())
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out == called.printed
    assert called.printed == "out\nerr\na progress bar\r"


def test_a_loop_that_prints_does_not_fill_the_page(capsys):
    call(lambda: [print("x" * 99) for _ in range(1000)], ())
    assert len(capsys.readouterr().out) < 20_000


@pytest.mark.parametrize(
    ("answer", "noticed"),
    [
        (lambda x: torch.nn.functional.layer_norm(x, (2,)), True),
        (lambda x: torch.layer_norm(x, (2,)), True),
        (lambda x: torch.nn.LayerNorm(2)(x), True),
        (lambda x: (x - x.mean()) / x.std(), False),
    ],
)
def test_functions_of_libraries_are_noticed_by_whatever_name(answer, noticed):
    assert call(answer, (torch.ones(1, 2),), {"layer_norm"}).noticed == ({"layer_norm"} if noticed else set())
    assert sys.getprofile() is None


def test_a_function_of_the_notebook_is_its_own():
    script = (
        "from helpers.checks.running import call\n"
        "def layer_norm(x):\n    return x\n"
        "assert not call(lambda x: layer_norm(x), (1,), {'layer_norm'}).noticed"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("in_notebook", [True, False])
def test_libraries_print_nothing_beside_a_check_in_a_notebook(in_notebook):
    # nbgrader gives no points for a check cell that prints anything to stderr. A program keeps its warnings.
    script = (
        "import warnings\nimport helpers.checks.exercise\n"
        "from transformers import AutoModelForSequenceClassification\nfrom helpers import resolve_checkpoint\n"
        "model = AutoModelForSequenceClassification.from_pretrained(resolve_checkpoint())\n"
        "model.resize_token_embeddings(50270)\nwarnings.warn('a notice')"
    )
    if in_notebook:
        script = "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.instance()\n" + script
    environment = {name: value for name, value in os.environ.items() if not name.endswith("PROGRESS_BARS")}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert (run.stderr == "") == in_notebook
