"""Rehearse a class with nbgrader: hand out, collect, autograde, and compare every score with what it has to be.

python -m tools.rehearsals.classroom
"""

import copy
import os
import sys
import tempfile
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from sqlalchemy.exc import SAWarning

from tools.exercises import SOLUTIONS, course, release
from tools.typed_answers import FOLDER, read_answers

HIDDEN = "### BEGIN HIDDEN TESTS"
LOCK = "-lock"


@dataclass(frozen=True, slots=True)
class Assignment:
    """One solved notebook, as nbgrader sees it.

    Attributes:
        answers: the solved source of each answer cell, by cell id.
        points: the points of each check cell, by the id of its answer cell.
        hidden: the ids of the answer cells whose check has hidden tests.
        locks: the ids of the answer cells that are locked.
        by_hand: the points of each answer that is graded by hand, by cell id.
    """

    name: str
    answers: dict[str, str]
    points: dict[str, float]
    hidden: set[str]
    locks: set[str]
    by_hand: dict[str, float]

    @property
    def automatic(self) -> float:
        return sum(self.points.values())

    @property
    def full(self) -> float:
        return self.automatic + sum(self.by_hand.values())


def read_assignment(path: Path) -> Assignment:
    """Read a solved notebook; a check cell is named like its answer cell, with ``-check`` behind."""
    answers, points, hidden, locks, by_hand = {}, {}, set(), set(), {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.id.endswith(LOCK):
            locks.add(cell.id.removesuffix(LOCK))
        settings = cell.metadata.get("nbgrader", {})
        if settings.get("solution"):
            answers[cell.id] = cell.source
            if settings.grade:
                by_hand[cell.id] = settings.points
        elif settings.get("grade"):
            answer = cell.id.removesuffix("-check")
            points[answer] = settings.points
            if HIDDEN in cell.source:
                hidden.add(answer)
    return Assignment(path.stem, answers, points, hidden, locks, by_hand)


def cell_of(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def blank(notebook: NotebookNode, assignment: Assignment) -> float:
    """Hand in what was handed out."""
    return 0


def solved(notebook: NotebookNode, assignment: Assignment) -> float:
    """Solve everything."""
    for cell_id, source in assignment.answers.items():
        cell_of(notebook, cell_id).source = source
    return assignment.automatic


def visible_only(notebook: NotebookNode, assignment: Assignment) -> float:
    """Give right answers to what the visible checks ask, and to nothing else."""
    solved(notebook, assignment)
    module = f"helpers.checks.{assignment.name[3:]}"
    for cell_id in assignment.hidden:
        name = cell_id.replace("-", "_")
        cell_of(notebook, cell_id).source = (
            f"def {name}(*arguments):\n"
            f"    from {module} import check_{name} as exercise\n"
            "    from helpers.checks.values import same\n"
            "    if any(same(arguments, known) for known in exercise.inputs):\n"
            "        return exercise.right(*arguments)\n"
        )
    return assignment.automatic - sum(assignment.points[cell_id] for cell_id in assignment.hidden)


def _typed(notebook: NotebookNode, assignment: Assignment, kind: str) -> None:
    for cell_id in assignment.points:
        answers = [answer for answer in read_answers(FOLDER / f"{cell_id}.txt") if answer.kind == kind]
        cell_of(notebook, cell_id).source = answers[-1].code


def unusual(notebook: NotebookNode, assignment: Assignment) -> float:
    """Hand in a right answer of another kind than the solution, as somebody typed it."""
    solved(notebook, assignment)
    _typed(notebook, assignment, "right")
    return assignment.automatic


def wrong(notebook: NotebookNode, assignment: Assignment) -> float:
    """Hand in a wrong answer to everything, as somebody typed it."""
    _typed(notebook, assignment, "wrong")
    return 0


def _crash(notebook: NotebookNode, answer: str) -> None:
    cell_of(notebook, answer).source = 'raise RuntimeError("at import")'


def _loop(notebook: NotebookNode, answer: str) -> None:
    cell_of(notebook, answer).source = "while True:\n    pass"


def _delete_check(notebook: NotebookNode, answer: str) -> None:
    # A deleted check cell stays away and earns nothing.
    notebook.cells.remove(cell_of(notebook, f"{answer}-check"))


def _edit_check(notebook: NotebookNode, answer: str) -> None:
    # nbgrader puts an edited check cell back, which then fails.
    cell_of(notebook, answer).source = "answer = None"
    cell_of(notebook, f"{answer}-check").source = "pass  # a check that nobody fails"


ATTACKS = (_crash, _loop, _delete_check, _edit_check)


def _change_prediction(notebook: NotebookNode, answer: str) -> None:
    # The seal of another prediction: the answer was changed after the check had told.
    name = answer.replace("-", "_")
    cell_of(notebook, f"{answer}{LOCK}").source = f'lock({name}, "0 · 000000000000")'


def hostile(notebook: NotebookNode, assignment: Assignment) -> float:
    """Solve everything, and then try to break the grading: the first answers each in a way of its own, every other
    prediction by changing it afterwards.
    """
    solved(notebook, assignment)
    attacks = dict(zip(assignment.points, ATTACKS, strict=False))  # a short assignment meets the first ones alone
    attacks |= dict.fromkeys(assignment.locks - attacks.keys(), _change_prediction)
    for answer, attack in attacks.items():
        attack(notebook, answer)
    return assignment.automatic - sum(assignment.points[answer] for answer in attacks)


STUDENTS: dict[str, Callable[[NotebookNode, Assignment], float]] = {
    "ada-blank": blank,
    "ben-solved": solved,
    "cem-visible-only": visible_only,
    "dana-hostile": hostile,
    "eve-unusual": unusual,  # after the hostile one, to see that the run went on
    "fay-wrong": wrong,
}


def rehearse(folder: Path, solutions: list[Path]) -> list[str]:
    """Run a whole course in an empty folder, and return a sentence for everything that was not as it has to be."""
    # The gradebook's library warns about its own use of its database.
    warnings.filterwarnings("ignore", category=SAWarning)
    api = course(folder, solutions)
    faults = []
    for path in solutions:
        assignment = read_assignment(path)
        released = release(api, folder, path)
        for student, hand_in in STUDENTS.items():
            notebook = copy.deepcopy(released)
            expected = hand_in(notebook, assignment)
            submitted = folder / "submitted" / student / assignment.name / path.name
            submitted.parent.mkdir(parents=True)
            nbformat.write(notebook, submitted)
            faults += _grade(api, folder, student, assignment, expected)
    return faults


def _grade(api: NbGraderAPI, folder: Path, student: str, assignment: Assignment, expected: float) -> list[str]:
    result = api.autograde(assignment.name, student, create=True)
    if not result["success"]:
        return [f"{student}, {assignment.name}: autograding stopped.\n{result['log']}"]
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        faults = _compare(gradebook, student, assignment, expected)
        if assignment.by_hand and expected == assignment.automatic:
            _grade_by_hand(gradebook, student, assignment)
            faults += _compare(gradebook, student, assignment, assignment.full)
    return faults


def _grade_by_hand(gradebook: Gradebook, student: str, assignment: Assignment) -> None:
    """Give full points for what nbgrader keeps for a person to read, as a teacher does in its form."""
    for cell_id, points in assignment.by_hand.items():
        grade = gradebook.find_grade(cell_id, assignment.name, assignment.name, student)
        if grade.needs_manual_grade:
            grade.manual_score, grade.needs_manual_grade = points, False
    gradebook.db.commit()


def _compare(gradebook: Gradebook, student: str, assignment: Assignment, expected: float) -> list[str]:
    submission = gradebook.find_submission(assignment.name, student)
    score, most = submission.score, submission.max_score
    print(f"{assignment.name:<28} {student:<18} {score:>4g} of {most:g}")
    if (score, most) == (expected, assignment.full):
        return []
    return [f"{student}, {assignment.name}: {score:g} of {most:g} points, expected {expected:g} of {assignment.full:g}"]


def main() -> int:
    solutions = sorted(SOLUTIONS.glob("[0-9]*.ipynb"))
    # One course a core; with threads of their own besides, they would only wait for each other.
    os.environ.update({"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})
    cores = min(os.cpu_count() or 1, len(solutions))
    courses = [solutions[first::cores] for first in range(cores)]
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(len(courses)) as pool:
        folders = [Path(name, str(number)) for number in range(len(courses))]
        for folder in folders:
            folder.mkdir()
        faults = [fault for part in pool.map(rehearse, folders, courses) for fault in part]
    print("\n".join(faults) or "Every score is as it has to be.")
    return min(len(faults), 1)


if __name__ == "__main__":
    sys.exit(main())
