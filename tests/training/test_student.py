"""training.student: the model's shape is the shipped one's, and case varies by the stated shares."""

import numpy as np
import torch
from transformers import AutoConfig, AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER
from training.student import LOWER_SHARE, UPPER_SHARE, Student, build_model, make_optimizer, predict, vary_case


def test_the_shipped_configuration_is_that_of_the_built_model():
    built, shipped = build_model().config.to_dict(), AutoConfig.from_pretrained(COMPACT_FOLDER).to_dict()
    written_when_saved = {"architectures", "dtype", "transformers_version", "_name_or_path"}
    differing = {key for key in built | shipped if built.get(key) != shipped.get(key)}
    assert differing <= written_when_saved


def test_case_varies_by_the_stated_shares():
    draws = np.random.default_rng(0).random(20_000)
    texts = [vary_case("I love It", draw) for draw in draws]
    shares = [texts.count(text) / len(texts) for text in ("I LOVE IT", "i love it", "I love It")]
    np.testing.assert_allclose(shares, [UPPER_SHARE, LOWER_SHARE, 1 - UPPER_SHARE - LOWER_SHARE], atol=0.01)


def test_every_parameter_is_trained_once_and_embeddings_are_not_decayed():
    student = Student(build_model(), teacher_width=6)
    others, embeddings = make_optimizer(student).param_groups
    ids = [id(parameter) for group in (others, embeddings) for parameter in group["params"]]
    assert sorted(ids) == sorted(id(parameter) for parameter in student.parameters())
    assert embeddings["weight_decay"] == 0
    assert any(parameter is student.model.get_input_embeddings().weight for parameter in embeddings["params"])


def test_predictions_do_not_depend_on_the_company_of_a_text():
    torch.manual_seed(0)
    model = build_model().eval()
    ids = AutoTokenizer.from_pretrained(COMPACT_FOLDER)(["short", "a somewhat longer text", ""])["input_ids"]
    together = predict(model, ids)
    alone = np.concatenate([predict(model, [row]) for row in ids])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    np.testing.assert_allclose(together.sum(axis=1), 1, atol=1e-5)
