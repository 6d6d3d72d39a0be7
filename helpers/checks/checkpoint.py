"""The checkpoint of the lessons, loaded once for all checks; students' own copies stay untouched."""

from functools import cache

from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedTokenizerFast,
    RobertaForSequenceClassification,
)

from helpers.checkpoints import resolve_checkpoint


@cache
def tokenizer() -> PreTrainedTokenizerFast:
    return AutoTokenizer.from_pretrained(resolve_checkpoint())


@cache
def model() -> RobertaForSequenceClassification:
    return AutoModelForSequenceClassification.from_pretrained(resolve_checkpoint())
