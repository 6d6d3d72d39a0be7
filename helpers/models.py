"""What the collection asks of a model, and what it reads off its configuration."""

import torch
from transformers import PreTrainedConfig, PreTrainedModel, PreTrainedTokenizerFast

from helpers.tokens import token_limit

FAMILIES = ("roberta", "xlm-roberta")


def check_model(model: PreTrainedModel) -> None:
    """Refuse a model that the functions here would misread.

    Raises:
        ValueError: it is of another family, no sequence classifier, or in training mode, where dropout makes every run
            another one.
    """
    if model.config.model_type not in FAMILIES or not (hasattr(model, "roberta") and hasattr(model, "classifier")):
        raise ValueError(
            f"{type(model).__name__} is not supported: what takes a model here works with sequence classifiers of the "
            "families RoBERTa and XLM-R. The token explorer works with any fast tokenizer."
        )
    if model.training:
        raise ValueError("The model is in training mode, where dropout changes every run: call model.eval() first.")


def reading_limit(tokenizer: PreTrainedTokenizerFast, model: PreTrainedModel) -> int:
    """How many tokens of a text the model reads, special tokens included.

    RoBERTa counts positions from the one after the padding's ID, so its table has rows that no token gets.
    """
    positions = model.config.max_position_embeddings - model.config.pad_token_id - 1
    return min(positions, token_limit(tokenizer) or positions)


def label_names(config: PreTrainedConfig) -> list[str]:
    """The labels' names, in the order of the logits."""
    return [config.id2label[label] for label in range(config.num_labels)]


def probabilities_of(logits: torch.Tensor, config: PreTrainedConfig) -> torch.Tensor:
    """Logits as probabilities, by the same rule as the library's ``pipeline()``, and of the same shape.

    Labels that exclude each other share 1 among them (softmax). A single label, or several that may hold together,
    have each a probability of their own (sigmoid).

    Raises:
        ValueError: the model was trained to give numbers, which are no probabilities.
    """
    if config.problem_type == "regression":
        raise ValueError("The model gives numbers and no probabilities: its problem_type is 'regression'.")
    logits = logits.float()
    if config.problem_type == "multi_label_classification" or config.num_labels == 1:
        return logits.sigmoid()
    return logits.softmax(-1)
