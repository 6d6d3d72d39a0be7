"""Exercises in a real kernel: as they are handed out, and with each answer that was typed, as when they are graded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking import BlockingKernelClient

from tests.kernels import code_cells, kernel, of_nbgrader, run
from tools.exercises import EXERCISES, SOLUTIONS
from tools.typed_answers import FOLDER, Answer, read_answers

LESSONS = sorted(SOLUTIONS.glob("[0-9]*.ipynb"))
STUB = 'raise NotImplementedError("Write your answer here.")'
LONGEST = 1500  # characters of a hint, its table included

# The tokenizer of the lessons is read once, and copies of it are quick ones; helpers.copies is tested by itself.
QUICK = """
def quick():
    from transformers import AutoTokenizer, PreTrainedTokenizerFast
    from helpers import resolve_checkpoint
    from helpers.copies import copy_tokenizer

    name, load = resolve_checkpoint(), AutoTokenizer.from_pretrained
    if load.__name__ == "<lambda>":
        return  # it was done for an earlier lesson
    ours = load(name)
    PreTrainedTokenizerFast.__deepcopy__ = lambda tokenizer, memo: copy_tokenizer(tokenizer)
    AutoTokenizer.from_pretrained = lambda place, **more: (
        copy_tokenizer(ours) if place == name and not more else load(place, **more)
    )

quick()
del quick
"""
# Between two answers everything is as it was after the first cells; an answer may have overwritten anything.
KEEP = "_kept = dict(globals())\nfrom helpers.checks import predictions, running"
RESTORE = (
    "predictions.KEPT.clear()\n"
    "[globals().pop(_name) for _name in set(globals()) - set(_kept) - {'_kept', 'predictions', 'running'}]\n"
    "globals().update(_kept)\n"
    "model.eval() if hasattr(globals().get('model'), 'eval') else None"
)


def fault(answer: Answer, outputs: list[dict[str, Any]]) -> str | None:
    """What is wrong with the outputs of an answer's check cell, if anything is."""
    errors = [output for output in outputs if output["type"] == "error"]
    if any(output.get("name") == "stderr" for output in outputs):
        return "something on stderr, which costs all points"
    if answer.kind == "right":
        return None if not errors else f"refused: {errors[0]['evalue']}"
    if not errors:
        return "accepted"
    shown = "\n".join(errors[0]["traceback"])
    words = " ".join(shown.split())
    if not words.startswith("Hint: ") or "Traceback" in words:
        return f"no hint but {errors[0]['ename']}: {errors[0]['evalue']}"
    if re.search(r"\b0x[0-9a-f]{6}", words):
        return f"an address: {words}"
    if len(shown) > LONGEST:
        return f"a hint of {len(shown)} characters"
    return None if " ".join(answer.hint.split()) in words else f"another hint: {words}"


@dataclass(frozen=True)
class HandedOut:
    """An exercise notebook that was run as it is handed out.

    Attributes:
        path: of its solution.
        outputs: of each cell, by its id.
        client: of the kernel, in which the blank answers are forgotten again.
    """

    path: Path
    outputs: dict[str, list[dict[str, Any]]]
    client: BlockingKernelClient


@pytest.fixture(scope="module")
def client() -> Iterator[BlockingKernelClient]:
    """One kernel for all: to start one for each would take a minute."""
    with kernel(SOLUTIONS) as client:
        yield client


@pytest.fixture(scope="module", params=LESSONS, ids=lambda path: path.stem)
def handed_out(request: pytest.FixtureRequest, client: BlockingKernelClient) -> HandedOut:
    cells = code_cells(EXERCISES / request.param.name)
    # As in a fresh kernel, the checks are imported last: libraries that came since may show their warnings again.
    run(client, "%reset -f\nimport importlib, helpers.checks\nimportlib.reload(helpers.checks)")
    outputs = {cell.id: run(client, cell.source) for cell in cells}
    blank = [name for cell in cells if STUB in cell.source for name in re.findall(r"^def (\w+)", cell.source, re.M)]
    run(client, f"[globals().pop(_name, None) for _name in {blank}]")
    return HandedOut(request.param, outputs, client)


def test_blank_exercises_run_to_the_end_and_every_error_is_a_hint(handed_out):
    errors = {
        name: [output for output in outputs if output["type"] == "error"]
        for name, outputs in handed_out.outputs.items()
    }
    asked = {
        cell.id
        for cell in code_cells(handed_out.path)
        if cell.id.endswith("-lock") or (of_nbgrader(cell).get("grade") and not of_nbgrader(cell).solution)
    }
    assert {cell for cell, found in errors.items() if found} == asked
    for (error,) in filter(None, errors.values()):
        assert error["ename"] == "Hint"
        assert "is still blank" in error["evalue"]
        assert "\n".join(error["traceback"]).split() == ["Hint:", *error["evalue"].split()]


def test_typed_answers_are_judged_as_they_should_be(handed_out):
    cells, client = code_cells(handed_out.path), handed_out.client
    checks = {cell.id.removesuffix("-check"): cell.source for cell in cells if cell.id.endswith("-check")}
    locks = {cell.id.removesuffix("-lock"): cell.source for cell in cells if cell.id.endswith("-lock")}
    faults = []
    run(client, QUICK)
    run(client, KEEP)
    for cell in cells:
        if not of_nbgrader(cell).get("solution"):
            continue
        typed = [Answer("right", "the solution", "", cell.source)]
        typed += read_answers(FOLDER / f"{cell.id}.txt")
        for answer in typed:
            # An endless answer is waited for; a right one may be slow on a busy machine.
            run(client, f"running.SECONDS = {10.0 if answer.kind == 'right' else 2.0}")
            run(client, answer.code)
            locked = run(client, locks[cell.id]) if cell.id in locks else []
            found = fault(answer, [*locked, *run(client, checks[cell.id])])
            faults += [f"{cell.id}, {answer.name} ({answer.kind}): {found}"] if found else []
            run(client, RESTORE)
    assert not faults, "\n".join(faults)


def test_every_exercise_has_right_and_wrong_answers_that_were_typed():
    names = {cell.id for path in LESSONS for cell in code_cells(path) if of_nbgrader(cell).get("solution")}
    assert {path.stem for path in FOLDER.glob("*.txt")} == names
    for path in FOLDER.glob("*.txt"):
        kinds = [answer.kind for answer in read_answers(path)]
        assert "right" in kinds and kinds.count("wrong") >= 3, path
