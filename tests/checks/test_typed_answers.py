"""Typed answers in a real kernel: each runs in the cells of its exercise, as in the notebook that is graded."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import nbformat
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from tools.exercises import SOLUTIONS
from tools.typed_answers import FOLDER, Answer, read_answers

LESSONS = sorted(SOLUTIONS.glob("[0-9]*.ipynb"))
LONGEST = 1500  # characters of a hint, its table included

# The tokenizer of the lessons is read once, and copies of it are quick ones; helpers.copies is tested by itself.
QUICK = """
def quick():
    from transformers import AutoTokenizer, PreTrainedTokenizerFast
    from helpers import resolve_checkpoint
    from helpers.copies import copy_tokenizer

    name, load = resolve_checkpoint(), AutoTokenizer.from_pretrained
    ours = load(name)
    PreTrainedTokenizerFast.__deepcopy__ = lambda tokenizer, memo: copy_tokenizer(tokenizer)
    AutoTokenizer.from_pretrained = lambda place, **more: (
        copy_tokenizer(ours) if place == name and not more else load(place, **more)
    )

quick()
del quick
"""
# Between two answers everything is as it was after the first cells; an answer may have overwritten anything.
KEEP = "_kept = dict(globals())\nfrom helpers.checks import predictions, running\nrunning.SECONDS = 2.0"
RESTORE = (
    "predictions.KEPT.clear()\n"
    "[globals().pop(_name) for _name in set(globals()) - set(_kept) - {'_kept', 'predictions', 'running'}]\n"
    "globals().update(_kept)\n"
    "model.eval() if hasattr(globals().get('model'), 'eval') else None"
)


@contextmanager
def kernel() -> Iterator[BlockingKernelClient]:
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(SOLUTIONS))
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> list[dict[str, Any]]:
    """The outputs of a cell."""
    outputs: list[dict[str, Any]] = []

    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] in ("stream", "error"):
            outputs.append(message["content"] | {"type": message["msg_type"]})

    client.execute_interactive(code, output_hook=keep, timeout=120)
    return outputs


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


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_typed_answers_are_judged_as_they_should_be(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    checks = {cell.id.removesuffix("-check"): cell.source for cell in cells if cell.id.endswith("-check")}
    locks = {cell.id.removesuffix("-lock"): cell.source for cell in cells if cell.id.endswith("-lock")}
    answers = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")]
    given = [cell.source for cell in cells if cell not in answers and not cell.id.endswith(("-check", "-lock"))]
    faults = []
    with kernel() as client:
        for source in given:
            assert not [output for output in run(client, source) if output["type"] == "error"]
        run(client, QUICK)
        run(client, KEEP)
        for cell in answers:
            typed = [Answer("right", "the solution", "", cell.source)]
            typed += read_answers(FOLDER / f"{cell.id}.txt")
            for answer in typed:
                run(client, answer.code)
                locked = run(client, locks[cell.id]) if cell.id in locks else []
                found = fault(answer, [*locked, *run(client, checks[cell.id])])
                faults += [f"{cell.id}, {answer.name} ({answer.kind}): {found}"] if found else []
                run(client, RESTORE)
    assert not faults, "\n".join(faults)


def test_every_exercise_has_right_and_wrong_answers_that_were_typed():
    names = {
        cell.id
        for path in LESSONS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution")
    }
    assert {path.stem for path in FOLDER.glob("*.txt")} == names
    for path in FOLDER.glob("*.txt"):
        kinds = [answer.kind for answer in read_answers(path)]
        assert "right" in kinds and kinds.count("wrong") >= 3, path
