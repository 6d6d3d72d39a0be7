"""helpers.vectors against the library's and NumPy's own results."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.trace import trace
from helpers.vectors import TIE, cosine_map, layer_name, layer_vectors, nearest, principal_plane
from tests.explorers.models import MODEL, TOKENIZER

TABLE = MODEL.get_input_embeddings().weight.detach()


def test_neighbours_of_a_good_word():
    good = TOKENIZER.convert_tokens_to_ids("Ġgood")
    ids, scores = nearest(TABLE, good, 6)
    assert good not in ids
    assert {"Ġgreat", "ĠGood"} & set(TOKENIZER.convert_ids_to_tokens(ids))
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(torch.cosine_similarity(TABLE[good], TABLE[ids[0]], dim=0).item())


def test_the_dot_product_prefers_long_rows():
    table = torch.tensor([[1.0, 0.0], [1.0, 0.1], [5.0, 5.0], [0.0, 0.0]])
    assert nearest(table, 0, 3) == ([1, 2, 3], pytest.approx([1 / 1.01**0.5, 0.5**0.5, 0.0]))
    assert nearest(table, 0, 9, "dot product") == ([2, 1, 3], pytest.approx([5.0, 1.0, 0.0]))


def test_a_row_of_zeros_has_no_direction_and_no_error():
    assert all(score == 0 for score in nearest(TABLE, TOKENIZER.pad_token_id, 5)[1])


def test_vectors_are_those_of_the_trace():
    input_ids = TOKENIZER("A calm sea.", return_tensors="pt")["input_ids"]
    vectors, steps = layer_vectors(MODEL, input_ids), trace(MODEL, input_ids)
    layers = MODEL.config.num_hidden_layers
    assert vectors.shape == (layers + 1, input_ids.shape[1], MODEL.config.hidden_size)
    assert torch.allclose(vectors[0], steps["embeddings"][0], atol=1e-5)
    assert torch.allclose(vectors[-1], steps[f"layer.{layers - 1}.output"][0], atol=1e-4)


def test_layers_have_names():
    assert [layer_name(layer, 2) for layer in range(3)] == [
        "embeddings, before any layer",
        "after layer 1 of 2",
        "after layer 2 of 2",
    ]


def test_the_map_holds_every_pair():
    first, second = torch.randn(3, 8), torch.randn(2, 8)
    expected = [[torch.cosine_similarity(a, b, dim=0).item() for b in second] for a in first]
    assert torch.allclose(cosine_map(first, second), torch.tensor(expected), atol=1e-6)


@settings(deadline=None)  # the first call loads the library
@given(st.integers(0, 1000), st.integers(2, 9), st.integers(2, 9))
def test_the_plane_keeps_the_largest_variances(seed, count, width):
    vectors = torch.randn(count, width, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    points, shares = principal_plane(vectors)
    values = np.sort(np.linalg.eigvalsh(np.cov(vectors.numpy().T)))[::-1]
    assert np.allclose(np.sort(points.numpy().var(axis=0, ddof=1))[::-1], values[:2])
    assert np.allclose(shares, values[:2] / values.sum())
    for column in points.T:
        assert column.max() >= (1 - TIE) * column.abs().max()


def test_equal_vectors_lie_on_one_point():
    points, shares = principal_plane(torch.ones(3, 4))
    assert torch.equal(points, torch.zeros(3, 2))
    assert shares == [0, 0]


def test_two_points_that_are_as_far_from_their_middle_have_an_order():
    """Of equal distances, rounding would say which entry is the furthest, and with it the picture's direction."""
    vectors = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
    for shift in (0.0, 1e-6, -1e-6):
        points, _ = principal_plane(vectors + torch.tensor([[shift, 0.0], [0.0, 0.0]]))
        assert points[0, 0] > 0 > points[1, 0]
