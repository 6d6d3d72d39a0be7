"""helpers.checkpoints.requirements: which checkpoints the lessons can work with, and what is said of the others."""

import json
import shutil
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from helpers.checkpoints import COMPACT_FOLDER, CheckpointError, published
from helpers.checkpoints.requirements import WEIGHTS, check_config, check_shapes, check_tokenizer, check_weights

ORIGIN = "the folder of this test"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(COMPACT_FOLDER, tmp_path / "copy"))


def change_json(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def check(folder: Path) -> None:
    config = check_config(folder, ORIGIN)
    check_tokenizer(folder, ORIGIN)
    check_weights(folder, config, ORIGIN)


def test_the_compact_checkpoint_is_accepted():
    check(COMPACT_FOLDER)


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file_is_named(copy, missing):
    (copy / missing).unlink()
    with pytest.raises(CheckpointError, match=r"cannot be read|no tokenizer that can be read"):
        check(copy)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"model_type": "bert"}, "model_type is 'bert', not 'roberta'"),
        ({"architectures": ["RobertaForMaskedLM"]}, "architectures is .*without 'RobertaForSequenceClassification'"),
        ({"architectures": None}, "architectures is None"),
        ({"architectures": 5}, "architectures is 5"),
        ({"architectures": "MyRobertaForSequenceClassification"}, "architectures is 'My"),
        ({"vocab_size": 50265.0}, "vocab_size is 50265.0, not 50265"),
        ({"pad_token_id": True}, "pad_token_id is True, not 1"),
        ({"hidden_size": "abc"}, "hidden_size is 'abc', not a number from 1 to 100,000"),
        ({"num_hidden_layers": -1}, "num_hidden_layers is -1"),
        ({"num_hidden_layers": 10**9}, "num_hidden_layers is 1000000000"),
        ({"num_attention_heads": 5}, "hidden_size is no multiple of num_attention_heads"),
        ({"return_dict": False}, "return_dict is False"),
        ({"num_labels": 7}, "num_labels is 7, not 3"),
        ({"attn_implementation": "someone/kernel"}, "attn_implementation is 'someone/kernel', not None"),
        ({"quantization_config": {"quant_method": "x"}}, "quantization_config is"),
        ({"vocab_size": 64001}, "vocab_size is 64001, not 50265"),
        ({"max_position_embeddings": 130}, "max_position_embeddings is 130, not 514"),
        ({"type_vocab_size": 2}, "type_vocab_size is 2, not 1"),
        ({"hidden_act": "relu"}, "hidden_act is 'relu'"),
        ({"problem_type": "multi_label_classification"}, "problem_type is 'multi_label"),
        ({"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}, "id2label is .*LABEL_0.*not a number.* negative, neutral"),
        ({"id2label": ["negative", "neutral", "positive"]}, "id2label is "),
        ({"id2label": {"0": [], "1": {}, "2": 3}}, "id2label is "),
        ({"label2id": {"negative": 2, "neutral": 1, "positive": 0}}, "label2id is .*id2label says otherwise"),
    ],
)
def test_a_setting_that_the_lessons_cannot_work_with_is_named(copy, changes, says):
    change_json(copy / "config.json", **changes)
    with pytest.raises(CheckpointError, match=f"cannot work with {ORIGIN}: in its config.json, {says}"):
        check(copy)


def test_all_differences_are_named_at_once(copy):
    change_json(copy / "config.json", vocab_size=1, type_vocab_size=2)
    with pytest.raises(CheckpointError, match=r"vocab_size is 1.*; type_vocab_size is 2"):
        check(copy)


def test_the_published_one_has_to_have_the_published_sizes():
    with pytest.raises(CheckpointError, match="hidden_size is 128, not 768; num_hidden_layers is 4, not 12"):
        check_config(COMPACT_FOLDER, ORIGIN, published.SETTINGS)


@pytest.mark.parametrize(
    "changes",
    [
        {"hidden_act": "gelu", "problem_type": "single_label_classification"},
        {"id2label": {"0": "positive", "1": "neutral", "2": "negative"}, "label2id": None},
        {"hidden_size": 32, "num_hidden_layers": 1},
        {"transformers_version": "4.13.0.dev0", "gradient_checkpointing": False, "attn_implementation": None},
    ],
)
def test_what_the_lessons_do_not_depend_on_may_differ(copy, changes):
    change_json(copy / "config.json", **changes)
    check_config(copy, ORIGIN)


def test_settings_that_are_left_out_have_their_usual_values(copy):
    config = json.loads((copy / "config.json").read_text())
    for name in ("hidden_act", "pad_token_id"):
        del config[name]
    (copy / "config.json").write_text(json.dumps(config))
    check_config(copy, ORIGIN)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 200_000])
def test_a_file_that_is_no_json_object_is_named(copy, name, data):
    (copy / name).write_bytes(data)
    with pytest.raises(CheckpointError, match=f"{ORIGIN} is damaged: its {name} is not a JSON object"):
        check(copy)


@pytest.mark.parametrize("model", [None, {}, {"vocab": [["▁the", -3.0]]}, {"vocab": [[1, 2], ["a", 3]], "merges": []}])
def test_another_kind_of_tokenizer_is_refused(copy, model):
    change_json(copy / "tokenizer.json", model=model)
    with pytest.raises(CheckpointError, match="it has no byte pair encoding"):
        check(copy)


def test_another_vocabulary_is_refused_with_an_example(copy):
    model = json.loads((copy / "tokenizer.json").read_text())["model"]
    vocabulary = model["vocab"]
    vocabulary["Ġto"], vocabulary["Ġand"] = vocabulary["Ġand"], vocabulary["Ġto"]
    change_json(copy / "tokenizer.json", model=model)
    with pytest.raises(
        CheckpointError, match="differs from the published one in 2 entries, for example 'Ġand' with ID 7"
    ):
        check(copy)


def test_other_merges_are_refused_and_merges_written_as_text_are_the_same(copy):
    model = json.loads((copy / "tokenizer.json").read_text())["model"]
    as_text = model | {"merges": [" ".join(pair) for pair in model["merges"]]}
    change_json(copy / "tokenizer.json", model=as_text)
    check(copy)
    change_json(copy / "tokenizer.json", model=model | {"merges": model["merges"][::-1]})
    with pytest.raises(CheckpointError, match="merges differ"):
        check(copy)


def test_older_files_of_a_vocabulary_are_read_as_well(pickled, copy):
    check_tokenizer(pickled, ORIGIN)
    shutil.copy(pickled / "vocab.json", copy)
    shutil.copy(pickled / "merges.txt", copy)
    (copy / "tokenizer.json").unlink()
    check_tokenizer(copy, ORIGIN)
    (copy / "merges.txt").write_text("a b\n")
    with pytest.raises(CheckpointError, match="merges differ"):
        check_tokenizer(copy, ORIGIN)


def test_a_tokenizer_that_puts_a_space_before_a_text_is_refused(copy):
    change_json(copy / "tokenizer_config.json", add_prefix_space=True)
    with pytest.raises(CheckpointError, match="puts a space before every text"):
        check(copy)


@pytest.mark.parametrize("keep", [0, 4, 100, 1_000_000])
def test_weights_that_are_cut_off_are_named(copy, keep):
    data = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(data[:keep])
    with pytest.raises(CheckpointError, match=rf"{ORIGIN} is damaged: its model\.safetensors cannot be read"):
        check(copy)


def our_shapes() -> dict[str, tuple[int, ...]]:
    return {name: tuple(tensor.shape) for name, tensor in load_file(COMPACT_FOLDER / "model.safetensors").items()}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"classifier.out_proj.weight": (1, 128)},
            r"classifier\.out_proj\.weight has the shape \(1, 128\), not \(3, 128\)",
        ),
        ({"classifier.dense.bias": None}, r"classifier\.dense\.bias is missing"),
    ],
)
def test_weights_of_another_model_are_named(change, says):
    config = check_config(COMPACT_FOLDER, ORIGIN)
    shapes = {name: shape for name, shape in (our_shapes() | change).items() if shape}
    with pytest.raises(CheckpointError, match=f"{ORIGIN} is damaged: among its weights, {says}"):
        check_shapes(shapes, config, ORIGIN)


def test_further_weights_may_be_there():
    config = check_config(COMPACT_FOLDER, ORIGIN)
    assert check_shapes(our_shapes() | {"roberta.pooler.dense.bias": (128,)}, config, ORIGIN) == our_shapes()


@pytest.mark.parametrize(
    "changes", [{"hidden_dropout_prob": "a"}, {"layer_norm_eps": None}, {"chunk_size_feed_forward": []}]
)
def test_a_setting_that_the_library_refuses_is_named_or_does_no_harm(copy, changes):
    change_json(copy / "config.json", **changes)
    try:
        check(copy)
    except CheckpointError as error:
        assert str(error).startswith(f"The lessons cannot work with {ORIGIN}: the library refuses its config.json (")
        assert "\n" not in str(error)


def test_only_float32_and_the_models_own_tensors_can_stay_as_they_are(copy, pickled, safe):
    config = check_config(copy, ORIGIN)
    assert check_weights(copy, config, ORIGIN)
    assert not check_weights(safe, check_config(safe, ORIGIN), ORIGIN), "it holds a pooler as well"
    save_file({name: tensor.half() for name, tensor in load_file(copy / "model.safetensors").items()}, copy / WEIGHTS)
    assert check_weights(copy, config, ORIGIN), "the library widens what the configuration calls float32"
    assert not check_weights(copy, config | {"dtype": None}, ORIGIN)
    assert not check_weights(copy, config | {"dtype": "float16"}, ORIGIN)
    assert not check_weights(copy, config | {"dtype": None, "torch_dtype": "float16"}, ORIGIN)


def test_a_tokenizer_can_stay_if_nothing_but_notes_differs(copy, pickled):
    assert check_tokenizer(copy, ORIGIN)
    change_json(copy / "tokenizer_config.json", is_local=True, name_or_path="elsewhere")
    change_json(copy / "tokenizer.json", truncation={"max_length": 5})
    assert check_tokenizer(copy, ORIGIN)
    change_json(copy / "tokenizer_config.json", model_max_length=5)
    assert not check_tokenizer(copy, ORIGIN)
    assert not check_tokenizer(pickled, ORIGIN)
