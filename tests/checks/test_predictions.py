"""helpers.checks.predictions: kept once, and from then on the same."""

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.checks import predictions
from helpers.checks.exercise import Exercise, Hint, choice
from helpers.checks.predictions import lock, prediction

COUNTS = Exercise(right=lambda: [1, 2], inputs=[()], mistakes=[], proof="One, and two.")
WHY = "because I counted the pieces"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(predictions, "KEPT", {})
    monkeypatch.setattr(predictions, "ASKED", {})


def answering(*result, name="foresee"):
    def student():
        return result if len(result) > 1 else result[0]

    student.__name__ = name
    return student


def refused(function, *arguments):
    with pytest.raises(Hint) as caught:
        function(*arguments)
    return str(caught.value)


def test_a_right_prediction_that_was_locked_is_right(capsys):
    check = prediction("foresee", COUNTS)
    lock(answering([1, 2], WHY))
    check(answering([1, 2], WHY))
    assert capsys.readouterr().out == "Locked: [1, 2]. The check below tells.\nRight. One, and two.\n"


def test_nothing_is_told_before_the_lock():
    hint = refused(prediction("foresee", COUNTS), answering([3, 2], WHY))
    assert hint.startswith("First lock what you predict") and "[1, 2]" not in hint


def test_a_wrong_prediction_is_told_the_right_one():
    check = prediction("foresee", COUNTS)
    lock(answering([1, 3], WHY))
    hint = refused(check, answering([1, 3], WHY))
    assert "these are right: 1." in hint and "Right is [1, 2]: One, and two." in hint


def test_a_wrong_letter_is_told_why_and_the_right_one():
    check = prediction("foresee", choice("b", {"a": "It is too short.", "b": "It fits."}))
    lock(answering("A", WHY))
    assert "Not (a). It is too short. Right is (b). It fits." in refused(check, answering("A", WHY))


@pytest.mark.parametrize("later", [([1, 2], WHY), ([1, 3], "another reason than the one before")])
def test_after_the_lock_neither_answer_nor_reason_may_change(later):
    check = prediction("foresee", COUNTS)
    lock(answering([1, 3], WHY))
    for function in (check, lock):
        assert refused(function, answering(*later)).startswith("Locked was [1, 3], and ")
    lock(answering([1, 3], WHY))  # put back


def test_a_seal_tells_of_a_change_after_a_new_start(capsys):
    lock(answering([1, 3], WHY))
    seal = predictions._seal("foresee", [1, 3], WHY)
    predictions.KEPT.clear()
    assert refused(lock, answering([1, 2], WHY), seal).startswith("Locked was [1, 3], and ")
    assert refused(lock, answering([1, 3], "I have learnt something since"), seal).startswith("Locked was [1, 3], and ")
    assert not predictions.KEPT
    lock(answering([1, 3], WHY), seal)
    assert capsys.readouterr().out.count("Locked: [1, 3].") == 2


@pytest.mark.parametrize(
    ("result", "hint"),
    [
        (([1, 2],), "Return two things"),
        (([1, 2], 3), "Return two things"),
        (([1, 2], "dunno"), "'dunno' is no reason yet"),
        ((WHY, "b"), "They are the wrong way round"),
        (([1], WHY), "The answer has 1 place of 2. Nothing is locked yet."),
        (("one", WHY), "The answer is 'one', and has to be a list. Nothing is locked yet."),
        (([1, 2, 3], WHY), "The answer has 3 places of 2. Nothing is locked yet."),
        (([1, "2"], WHY), "In the list stands '2', which is a text and not a number. Nothing is locked yet."),
    ],
)
def test_what_is_no_prediction_is_not_locked(result, hint):
    prediction("foresee", COUNTS)
    assert hint in refused(lock, answering(*result))
    assert not predictions.KEPT


def test_a_letter_has_to_be_one_of_the_letters():
    prediction("foresee", choice("b", {"a": "", "b": ""}))
    assert "one letter alone: 'a', 'b'. Nothing is locked yet." in refused(lock, answering("ab", WHY))


@pytest.mark.parametrize("letter", ["b", "B", " b ", "(b)", "b."])
def test_a_letter_counts_however_it_is_written(letter, capsys):
    check = prediction("foresee", choice("b", {"a": "No.", "b": "Yes."}))
    lock(answering(letter, WHY))
    check(answering(letter, WHY))
    assert "(b). Yes." in capsys.readouterr().out


def test_a_letter_without_quotation_marks_is_told_so():
    prediction("foresee", choice("b", {"a": "No.", "b": "Yes."}))

    def foresee():
        return b, WHY  # noqa: F821 - the student forgot them

    assert 'needs its quotation marks: `"b"`' in refused(lock, foresee)


def test_a_blank_answer_is_blank_and_an_error_is_shown():
    def blank():
        raise NotImplementedError("Write your answer here.")

    def wrong():
        return [1, 2][5], WHY

    for function in (lock, prediction("blank", COUNTS)):
        assert "`blank` is still blank" in refused(function, blank)
        assert "IndexError" in refused(function, wrong)


def test_the_seal_is_written_into_the_cell_that_was_run():
    notebook = nbformat.v4.new_notebook()
    setup = f"from helpers.checks.predictions import lock\ndef foresee():\n    return [1, 2], {WHY!r}"
    notebook.cells = [nbformat.v4.new_code_cell(setup), nbformat.v4.new_code_cell("# mine\nlock(foresee)")]
    client = NotebookClient(notebook, kernel_name="python3")
    with client.setup_kernel():
        client.execute_cell(notebook.cells[0], 0)
        client.execute_cell(notebook.cells[1], 1)
        reply = client.wait_for_reply(client.kc.execute("lock(foresee)"))
    (payload,) = reply["content"]["payload"]
    assert payload["source"] == "set_next_input" and payload["replace"]
    seal = predictions._seal("foresee", [1, 2], WHY)
    assert payload["text"] == f'lock(foresee, "{seal}")'
