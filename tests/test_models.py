"""helpers.models: which models are taken, how much they read, and what their logits mean."""

import copy
from collections.abc import Callable

import pytest
import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DistilBertConfig,
    DistilBertForSequenceClassification,
    GPT2Config,
    GPT2ForSequenceClassification,
    PreTrainedModel,
    RobertaForMaskedLM,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
    pipeline,
)

from helpers.attribution import integrated_gradients, occlusion
from helpers.classification import classify
from helpers.explorers import EmbeddingExplorer, LayerExplorer, PipelineExplorer, VocabularyExplorer
from helpers.layers import look_inside
from helpers.models import check_model, probabilities_of, reading_limit
from helpers.trace import trace
from helpers.vectors import layer_vectors
from helpers.vocabulary import extend
from tests.explorers.models import MODEL, TOKENIZER
from tests.families import FAMILIES

TINY = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
IDS = torch.tensor([[0, 713, 2]])
# Everything that takes a model.
USES: dict[str, Callable[[PreTrainedModel], object]] = {
    "classify": lambda model: classify(TOKENIZER, model, ["A sea."]),
    "trace": lambda model: trace(model, IDS),
    "look_inside": lambda model: look_inside(model, IDS),
    "layer_vectors": lambda model: layer_vectors(model, IDS),
    "occlusion": lambda model: occlusion(model, IDS, 0),
    "integrated_gradients": lambda model: integrated_gradients(model, IDS, 0, steps=2),
    "extend": lambda model: extend(TOKENIZER, model, ["whaleshark"]),
    "EmbeddingExplorer": lambda model: EmbeddingExplorer(TOKENIZER, model),
    "LayerExplorer": lambda model: LayerExplorer(TOKENIZER, model),
    "PipelineExplorer": lambda model: PipelineExplorer(TOKENIZER, model),
    "VocabularyExplorer": lambda model: VocabularyExplorer(TOKENIZER, model),
}
each_use = pytest.mark.parametrize("use", USES.values(), ids=USES.keys())
OTHERS = {
    "BERT": lambda: BertForSequenceClassification(BertConfig(vocab_size=60_000, **TINY)),
    "DistilBERT": lambda: DistilBertForSequenceClassification(
        DistilBertConfig(vocab_size=60_000, dim=16, n_layers=1, n_heads=2, hidden_dim=32)
    ),
    "GPT-2": lambda: GPT2ForSequenceClassification(GPT2Config(n_embd=16, n_layer=1, n_head=2)),
    "RoBERTa with another head": lambda: RobertaForMaskedLM(MODEL.config),
}


@each_use
@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_family_is_refused_by_name_and_told_which_ones_work(use, other):
    model = other().eval()
    with pytest.raises(ValueError, match=rf"^{type(model).__name__} is not supported: .*RoBERTa and XLM-R\."):
        use(model)


@each_use
def test_training_mode_is_refused_by_all(use):
    model = copy.deepcopy(MODEL).train()
    with pytest.raises(ValueError, match=r"in training mode, .*: call model.eval\(\) first"):
        use(model)


@each_use
def test_half_precision_works_in_all(use):
    use(copy.deepcopy(MODEL).half())


def test_half_precision_gives_the_same_answers_but_for_rounding():
    half = copy.deepcopy(MODEL).half()
    texts = ["I love this island!", "I do not love it."]
    answers = [classify(TOKENIZER, model, texts).probabilities() for model in (MODEL, half)]
    assert torch.allclose(*answers, atol=0.01)


@pytest.fixture(scope="module")
def xlm_r() -> tuple:
    """A small model of the other family, with a vocabulary of its kind."""
    tokenizer = FAMILIES["Unigram, NFKC"]()
    tokenizer.model_max_length = 64
    tokenizer.cls_token, tokenizer.sep_token, tokenizer.mask_token = "<s>", "</s>", "<mask>"
    torch.manual_seed(0)
    config = XLMRobertaConfig(
        vocab_size=len(tokenizer), max_position_embeddings=66, type_vocab_size=1, num_labels=4, pad_token_id=1, **TINY
    )
    return tokenizer, XLMRobertaForSequenceClassification(config).eval()


def test_xlm_r_works_in_every_explorer(xlm_r):
    tokenizer, model = xlm_r
    text = "The café on the island, half (½) a fish"
    pipe = PipelineExplorer(tokenizer, model, text, "the sea")
    pipe.explain.click()
    for explorer in (
        pipe,
        LayerExplorer(tokenizer, model, text),
        EmbeddingExplorer(tokenizer, model, "sea", text, "the sea"),
        VocabularyExplorer(tokenizer, model, "We saw a whaleshark", ["whaleshark"]),
    ):
        assert "could not be computed" not in explorer.summary()
    assert set(trace(model, torch.tensor(tokenizer(["the sea"])["input_ids"]))) >= {"head.start", "logits"}


def test_xlm_r_gets_the_answers_of_the_library(xlm_r):
    tokenizer, model = xlm_r
    texts = ["the sea", "The café on the island sells ice-cream"]
    inputs = tokenizer(texts, padding=True, return_tensors="pt")
    with torch.no_grad():
        expected = model(**inputs).logits
    assert torch.allclose(classify(tokenizer, model, texts).logits, expected, atol=1e-5)


def test_how_much_is_read_is_what_tokenizer_and_model_both_allow(xlm_r):
    tokenizer, model = copy.deepcopy(xlm_r[0]), xlm_r[1]
    assert reading_limit(TOKENIZER, MODEL) == 512
    for of_tokenizer, expected in ((10, 10), (64, 64), (1024, 64), (10**30, 64)):
        tokenizer.model_max_length = of_tokenizer
        assert reading_limit(tokenizer, model) == expected
        assert classify(tokenizer, model, ["the sea " * 600]).input_ids.shape == (1, expected)


def with_labels(count: int, problem_type: str | None) -> PreTrainedModel:
    torch.manual_seed(0)
    config = copy.deepcopy(MODEL.config)
    config.num_labels, config.problem_type = count, problem_type
    return type(MODEL)(config).eval()


@pytest.mark.parametrize(
    ("count", "problem_type"),
    [(1, None), (3, "multi_label_classification"), (3, "single_label_classification"), (3, None), (2, None)],
)
def test_probabilities_are_those_of_the_librarys_pipeline(count, problem_type):
    model = with_labels(count, problem_type)
    batch = classify(TOKENIZER, model, ["I love this island!"])
    library = pipeline("text-classification", model=model, tokenizer=TOKENIZER, top_k=None)
    (answers,) = library(["I love this island!"])
    scores = {answer["label"]: answer["score"] for answer in answers}
    assert dict(zip(batch.labels, batch.probabilities()[0].tolist(), strict=True)) == pytest.approx(scores, abs=1e-5)
    inside = look_inside(model, batch.input_ids)
    assert torch.allclose(inside.answers[-1], batch.probabilities()[0], atol=1e-5)


def test_numbers_are_not_called_probabilities():
    with pytest.raises(ValueError, match="gives numbers and no probabilities"):
        probabilities_of(torch.zeros(1, 1), with_labels(1, "regression").config)


def test_the_compact_model_is_taken():
    check_model(MODEL)
