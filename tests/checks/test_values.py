"""helpers.checks.values: results become plain data, equal whatever they were made of."""

from collections import Counter, OrderedDict, deque, namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.checks.values import Odd, Stopped, plain, same, short, taken

NUMBERS = st.floats(-1e6, 1e6) | st.integers(-(10**9), 10**9)
DATA = st.recursive(
    NUMBERS | st.booleans() | st.none() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
ROWS = st.lists(st.lists(st.floats(-1e3, 1e3, width=32), min_size=2, max_size=2), min_size=1, max_size=4)


def recast(value):
    """The same data made of other types, as an answer in NumPy or with another container would have it."""
    if isinstance(value, bool):
        return np.bool_(value)
    if isinstance(value, int):
        return np.int64(value)
    if isinstance(value, float):
        return np.float64(value)
    if isinstance(value, str):
        return np.str_(value)
    if isinstance(value, list):
        return tuple(map(recast, value))
    return OrderedDict((key, recast(item)) for key, item in value.items()) if isinstance(value, dict) else value


@settings(deadline=None)
@given(DATA)
def test_data_equals_itself_whatever_types_it_is_made_of(data):
    assert same(data, data)
    assert same(recast(data), data)
    assert same(data, recast(data))
    assert same(taken(recast(data)), data)


@settings(deadline=None)
@given(DATA, DATA)
def test_equality_is_symmetric_and_of_data_that_reads_the_same(first, second):
    assert same(first, second) == same(second, first)
    if same(first, second):
        assert same([first, 1], [second, 1])
        assert not same([first, 1], [second, 2])


@settings(deadline=None)
@given(st.lists(DATA, min_size=1, max_size=4))
def test_an_item_less_or_one_more_is_seen(items):
    assert not same(items[:-1], items)
    assert not same([*items, items[0]], items)
    assert not same([items], items) or items == [items]


@settings(deadline=None)
@given(ROWS, st.sampled_from([1, -1]), st.floats(2e-3, 1e3))
def test_tensors_are_compared_as_values(rows, sign, off):
    tensor = torch.tensor(rows)
    for other in (
        tensor.double(),
        tensor.clone().requires_grad_(),
        torch.nn.Parameter(tensor),
        tensor.T.contiguous().T,
    ):
        assert same(other, tensor)
    array = np.asarray(rows)
    for other in (array.astype(np.float32), np.asfortranarray(array), array[::1], np.ma.array(array)):
        assert same(other, array)
    moved = tensor.clone()
    moved[-1, 0] += sign * off
    assert not same(moved, tensor)
    assert not same(tensor[None], tensor)
    assert not same(tensor.tolist(), tensor)


def test_what_is_taken_can_no_longer_be_changed():
    row, table = [1, [2]], torch.zeros(2, requires_grad=True)
    kept = taken({"row": row, "table": table})
    row[1].append(3)
    table.data += 1
    assert kept["row"] == [1, [2]]
    assert kept["table"].tolist() == [0, 0]
    assert not kept["table"].requires_grad


Point = namedtuple("Point", "x y")


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (Counter("aab"), {"a": 2, "b": 1}),
        (deque([1, 2]), [1, 2]),
        (range(3), [0, 1, 2]),
        ({"a": 1}.keys(), {"a"}),
        (Point(1, 2), (1, 2)),
        (Fraction(1, 2), 0.5),
        (Decimal("0.5"), 0.5),
        (np.array(["a", "b"]), np.array(["a", "b"])),
        (torch.Size([2, 3]), (2, 3)),
        (float("nan"), float("nan")),
        ([float("inf"), -0.0], [float("inf"), 0]),
        (torch.tensor([torch.nan, 1]), torch.tensor([torch.nan, 1])),
        (torch.eye(2).to_sparse(), torch.eye(2)),
        (np.array([{}, None], dtype=object), np.array([{}, None], dtype=object)),
        (Stopped(KeyError(1)), Stopped(KeyError(1))),
        (10**400, 10**400),
    ],
)
def test_equal(value, data):
    assert same(value, data)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (1, True),
        (1, "1"),
        (10**400, 1.0),
        (torch.ones(2), np.ones(2)),
        (torch.ones(2), torch.ones(2).half()),
        (torch.ones(2), torch.ones(2, dtype=torch.bool)),
        (np.ones((1, 2)), np.ones(2)),
        (np.array(["1"]), np.array([1])),
        (np.array([None]), np.array([1.0])),
        ({1, 2}, [1, 2]),
        ({"a": 1}, {"b": 1}),
        (None, False),
        (b"a", "a"),
        (50265, 50265.3),
        (torch.tensor([1, 2]), torch.tensor([1 + 1j, 2])),
        (Stopped(KeyError(1)), Stopped(KeyError(2))),
        (Stopped(KeyError(1)), None),
    ],
)
def test_not_equal(first, second):
    assert not same(first, second)
    assert not same(second, first)


def itself():
    value = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (len, "a function"),
        (lambda: 1, "a function"),
        ((number for number in [1]), "a generator"),
        (map(str, []), "a map"),
        (torch, "a module"),
        (object(), "an object"),
        (int, "a class"),
    ],
)
def test_what_is_no_data_is_named_by_its_kind(value, kind):
    assert taken(value) == Odd(kind)


def test_a_list_that_holds_itself_is_no_data():
    assert "holds itself" in short(itself())


def test_nothing_of_an_object_runs():
    class Mine:
        def __repr__(self):
            raise RuntimeError

        __eq__ = __len__ = __iter__ = __repr__

    assert taken(Mine()) == Odd("a Mine")
    assert short([Mine()]) == "[a Mine]"
    assert not same(Mine(), 1)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1 + 0.2, "0.3"),
        ([1 / 3, (1,), {"a": "b"}], "[0.333333, (1,), {'a': 'b'}]"),
        (torch.tensor([1.0, 2.5]), "tensor([1.0, 2.5])"),
        (np.arange(2), "array([0, 1])"),
        (torch.zeros(3, 5), "a tensor of shape (3, 5)"),
        (np.zeros(40), "an array of shape (40,)"),
        (len, "len"),
        (None, "None"),
        ("a" * 200, "'" + "a" * 98 + "…"),
    ],
)
def test_short(value, written):
    assert short(value) == written


def test_plain_has_lists_and_numbers_alone():
    assert plain({"a": (torch.tensor(1), np.array([2.0])), "b": {3}}) == {"a": [1, [2.0]], "b": [3]}
