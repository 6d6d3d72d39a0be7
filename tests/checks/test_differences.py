"""helpers.checks.differences: what is said of a wrong result is true of it."""

import linecache

import numpy as np
import pytest
import torch

from helpers.checks.differences import of_kind, of_none, recognised, shown
from helpers.checks.values import Odd, taken

T = torch.tensor
TABLE = T([[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]])


def answer_of(code):
    linecache.cache["<none>"] = (len(code), None, code.splitlines(keepends=True), "<none>")
    space = {}
    exec(compile(code, "<none>", "exec"), space)
    return space["answer"]


@pytest.mark.parametrize(
    ("code", "printed", "said"),
    [
        ("def answer():\n    print(1)\n", "1\n", "`return` gives it back"),
        ("def answer():\n    return [].append(1)\n", "", r"`.append(...)` changes"),
        ("def answer():\n    rows = [2, 1].sort()\n    return rows\n", "", r"`.sort(...)` changes"),
        ("def answer():\n    pass\n", "", "without `return`"),
    ],
)
def test_none(code, printed, said):
    assert said in of_none(answer_of(code), printed)


def test_none_of_a_function_without_a_source():
    assert "end without `return`" in of_none(print, "")


@pytest.mark.parametrize(
    ("result", "expected", "said"),
    [
        (Odd("a function"), 1, "round brackets"),
        (Odd("a generator"), [1], "Collect the items in a list"),
        (Odd("a map"), [1], "`list(...)`"),
        (Odd("a coroutine"), 1, "`async`"),
        (Odd("a BatchEncoding"), [1], "gave a BatchEncoding, and a list is expected"),
        (TABLE.half(), TABLE, "half precision (float16)"),
        (TABLE.bfloat16(), TABLE, "half precision (bfloat16)"),
        (TABLE > 2, TABLE, "True and False"),
        (TABLE.numpy(), TABLE, "`torch.tensor(...)`"),
        (TABLE, TABLE.numpy(), "`.detach().numpy()`"),
        (TABLE.tolist(), TABLE, "`torch.tensor(...)`"),
        (list(TABLE), TABLE, "`torch.stack(...)`"),
        ([TABLE[:1], TABLE[1:]], TABLE, "`torch.cat(...)`"),
        ([T([1.0]), T([1.0, 2.0])], TABLE, "different shapes"),
        (list(TABLE.numpy()), TABLE.numpy(), "`np.stack(...)`"),
        ((TABLE, 1), TABLE, "as item 0"),
        ({"logits": TABLE}, TABLE, "under 'logits'"),
        (3, TABLE, "gave a number, and a tensor is expected"),
        (np.array([["a"]]), np.array([[1.0]]), "an array of texts"),
        (np.array([[None]]), np.array([[1.0]]), "an array of objects"),
        (T([1, 2]), [1, 2], "`.tolist()`"),
        (T([1, 2]), (1, 2), "`.tolist()`"),
        (T(1), 1, "`.item()`"),
        (np.array(True), True, "`.item()`"),
        (T([1, 2]), 1, "it has 2 values"),
        (None, 1, "returned None"),
        ("None", None, "without quotation marks"),
        (False, None, "and None is expected"),
        ("3", 3, "return it without quotation marks"),
        ("1,000", 1000, "return it without quotation marks"),
        ("three", 3, "gave the text 'three', and a number is expected."),
        ("True", True, "return it without quotation marks"),
        (1, True, "and True or False is expected"),
        ({1}, [1], "a set"),
        ({"a": 1}, [1], "gave a dictionary, and a list is expected"),
        ([1], {"a": 1}, "gave a list, and a dictionary is expected"),
        ([3, 4], 3, "as item 0"),
        ([T(1), T(2)], [1, 2], "`.item()`"),
        ({"a": T(0.5)}, {"a": 0.5}, "`.item()`"),
        (["1", "2"], [1, 2], "texts such as '1'"),
        ([1, 2], ["a", "b"], "numbers such as 1"),
        ([Odd("a function")], [1], "has a function among its items"),
    ],
)
def test_kind(result, expected, said):
    assert said in of_kind(taken(result), taken(expected))


@pytest.mark.parametrize(
    ("result", "expected"), [(1, 2), ([1], [2]), ("a", "b"), (TABLE, TABLE + 1), ({"a": 1}, {"a": 2}), (1.5, 1)]
)
def test_nothing_is_wrong_with_the_kind(result, expected):
    assert of_kind(result, expected) is None


@pytest.mark.parametrize(
    ("result", "expected", "said"),
    [
        ([[1, 2]], [1, 2], "nested once too often"),
        ("a", ["a"], "a list with it is expected"),
        (TABLE[None], TABLE, "an axis of length 1 too many"),
        (TABLE[0], TABLE[:1], "an axis of length 1 is missing"),
        (TABLE.T, TABLE, "transposed"),
        (TABLE.flatten(), TABLE, "their shape is lost"),
        (TABLE[0], TABLE, "the first row alone"),
        ("a", ["a", "b"], "the first item alone"),
        ({"a": 1}, {"a": 1, "b": 2}, "the entry of the first key alone"),
        ("b", ["a", "b"], "the last item alone"),
        ([1, 2], [1, 2, 3], "the last item is missing"),
        ([2, 3], [1, 2, 3], "the first item is missing"),
        ([1, 2, 3], [1, 2], "the last item does not belong"),
        ([0, 1, 2], [1, 2], "the first item does not belong"),
        ([3, 2, 1], [1, 2, 3], "in the opposite order"),
        ([2, 1, 3], [1, 2, 3], "in another order"),
        (TABLE[[1, 0]], TABLE, "The rows are right, and in another order"),
        ([["a"], ["b"]], ["a", "b"], "in other inner lists"),
        ([1, [2]], [1, 2, 3], "lists inside it"),
        (["a", "b", "a"], ["a", "b"], "some more than once|last item does not belong"),
        (["a", "b"], ["a", "a", "b"], "missing the second time|first item is missing"),
        ("a ", "a", "spaces at its ends"),
        ("A", "a", "capitals"),
        (-TABLE, TABLE, "The sign is the wrong way round"),
        (TABLE, TABLE * T([1, -1, 1]), "The sign is lost"),
        (TABLE.floor(), TABLE + 0.2, "fraction is lost"),
        ([0.3, 0.7, 0.1], [0.3333, 0.6667, 0.1234], "rounded"),
        (TABLE + 1, TABLE, "Too large by 1"),
        (TABLE - 1, TABLE, "Too small by 1"),
        (1 - TABLE, TABLE, "1 less what is expected"),
        (1 / TABLE, TABLE, "upside down"),
        (100 * TABLE, TABLE, "per cent"),
        (2 * TABLE, TABLE, "twice"),
        (TABLE / 2, TABLE, "half of"),
        (TABLE**2, TABLE, "the square"),
        (TABLE**0.5, TABLE, "the root"),
        (3 * TABLE, TABLE, "same factor"),
        (TABLE + 3, TABLE, "same amount"),
        (TABLE + 1e-3, TABLE, "good to three digits"),
    ],
)
def test_recognised(result, expected, said):
    found = recognised([(taken(result), taken(expected))])
    assert any(part in found for part in said.split("|"))


def test_one_number_is_near_another_by_chance_and_two_are_not():
    assert recognised([(3, 2)]) is None
    assert recognised([(3, 2), (8, 7)]) == "Too large by 1."
    assert recognised([(3, 2), (8, 6)]) is None


def test_what_holds_for_the_first_call_alone_is_chance():
    assert recognised([([1], [1, 2]), ([5], [1, 2]), ([7, 7], [3])]) is None
    assert recognised([(None, 1), (Odd("a function"), [1])]) is None


@pytest.mark.parametrize(
    ("result", "expected", "said"),
    [
        (TABLE, TABLE[0], "gave the shape (2, 3), and (3,) is expected."),
        (T([[1.0, torch.nan]]), T([[1.0, 2.0]]), "no number (nan)"),
        (T([[1.0, torch.inf]]), T([[1.0, 2.0]]), "infinite"),
        (torch.zeros(5, 6), torch.ones(5, 6), "has the right shape, but a number in it is off by 1."),
        (list("abc") * 30, list("abd") * 30, "The first difference is at place 2: 'c', and 'd' is expected."),
        ([1] * 50, [1] * 60, "gave 50 of 60 items."),
        ([1] * 60, [1] * 50, "gave 60 items, and 50 would be right."),
        ({"a": 1}, {"b": 1}, "has no key 'b' and has a key 'a' too many."),
        ({"a": 1}, {"a": 2}, "gave 1 for 'a', and 2 is expected."),
        (1, 2, "gave 1, and 2 is expected."),
        (np.array(["a"]), np.array(["b"]), "wrong items"),
    ],
)
def test_shown(result, expected, said):
    assert said in shown(result, expected)


def test_small_tables_stand_beside_each_other():
    assert shown(T([[1.0, 2.0], [3.0, 4.0]]), T([[1.0, 2.0], [3.0, 4.5]])).splitlines()[1:] == [
        "    it gave     expected",
        "      1    2      1    2",
        "      3    4      3  4.5",
    ]
    assert max(map(len, shown(torch.zeros(2, 12), torch.ones(2, 12)).splitlines())) <= 90


def test_a_dictionary_without_numbers_gets_no_table():
    assert "\n" not in shown({"a": "b"}, {"a": "c"})
