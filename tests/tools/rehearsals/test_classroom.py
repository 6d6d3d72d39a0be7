"""tools.rehearsals.classroom notices a wrong score. The rehearsal itself is `make classroom-rehearsal`."""

import nbformat

from tools.exercises import SOLUTIONS
from tools.order import stem
from tools.rehearsals import classroom

LESSON = SOLUTIONS / f"{stem('embedding_layer')}.ipynb"


def test_an_assignment_is_read_with_its_points_and_hidden_tests():
    assignment = classroom.read_assignment(LESSON)
    assert assignment.answers.keys() == assignment.points.keys() | assignment.by_hand.keys()
    assert assignment.hidden < assignment.points.keys()
    assert assignment.locks <= assignment.by_hand.keys(), "the reason of a prediction is graded by hand"
    assert assignment.full > assignment.automatic == sum(assignment.points.values()) > 0


def test_a_score_that_is_not_as_expected_is_a_fault(tmp_path, monkeypatch):
    students = {"blank": classroom.blank, "hopeful": lambda notebook, assignment: 5, "solved": classroom.solved}
    monkeypatch.setattr(classroom, "STUDENTS", students)
    full = classroom.read_assignment(LESSON).full
    (fault,) = classroom.rehearse(tmp_path, [LESSON])
    assert fault.startswith(f"hopeful, {LESSON.stem}: 0 of {full:g} points, expected 5 of {full:g}")


def test_a_short_assignment_meets_the_first_attacks_and_a_long_one_all_and_every_prediction_is_changed():
    for path in sorted(SOLUTIONS.glob("[0-9]*.ipynb")):
        assignment = classroom.read_assignment(path)
        expected = classroom.hostile(nbformat.read(path, as_version=4), assignment)
        lost = {*list(assignment.points)[: len(classroom.ATTACKS)], *assignment.locks}
        assert expected == assignment.automatic - sum(assignment.points[answer] for answer in lost)
