"""Score the shipped compact checkpoint, loaded as any user loads it.

python -m training.evaluate    # prints the figures that stand in the model card
"""

import argparse
import functools
import sys
from pathlib import Path

import numpy as np
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)

from helpers.checkpoints import COMPACT_FOLDER
from helpers.intervals import share_interval
from helpers.labelled import SENTIMENTS
from training.data import DATA, read_everyday, read_unmet, read_validation
from training.errors import StageError
from training.metrics import calibration_error, calibration_interval, describe, recalls, reliability_table
from training.student import predict

# What people try first, and what a small model gets wrong.
PROBES = {
    "has to be right": [
        "I love using the Transformers library!",
        "This is the worst film I have ever seen.",
        "The meeting starts at 3 pm.",
        "I am not happy with this at all.",
    ],
    "sarcasm": [
        "Oh great, another Monday.",
        "I just love it when my train is cancelled.",
    ],
    "negation": [
        "It could have been worse.",
        "The film was not bad at all.",
    ],
    "mixed feelings": [
        "The acting was wonderful but the story bored me to tears.",
    ],
    "questions": [
        "When does the library open?",
        "Is this bus going to the station?",
        "Who broke the window?",
    ],
    "dialect and slang": [
        "That gig was sick, bruv.",
        "She finna be late again smh.",
    ],
    "other languages": [
        "Ich liebe dieses Buch.",
        "Cette journée est horrible.",
    ],
    "nonsense": [
        "x" * 600,
    ],
}


@functools.cache
def load() -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The shipped model and tokenizer, read once: publishing writes them before it scores them."""
    return (
        AutoModelForSequenceClassification.from_pretrained(COMPACT_FOLDER).eval(),
        AutoTokenizer.from_pretrained(COMPACT_FOLDER),
    )


def probabilities_of(texts: list[str]) -> np.ndarray:
    """Probabilities (texts, 3) of the shipped model."""
    model, tokenizer = load()
    return predict(model, tokenizer(texts, truncation=True)["input_ids"])


def probe_table() -> str:
    """A Markdown table of what the model answers to each probe."""
    rows = ["| what | sentence | answer | negative | neutral | positive |", "|---|---|---|---:|---:|---:|"]
    for kind, sentences in PROBES.items():
        for sentence, row in zip(sentences, probabilities_of(sentences), strict=True):
            shown = sentence if len(sentence) < 100 else f"the letter {sentence[0]}, {len(sentence)} times"
            numbers = " | ".join(f"{p:.3f}" for p in row)
            rows.append(f"| {kind} | {shown} | {SENTIMENTS[row.argmax()]} | {numbers} |")
    return "\n".join(rows)


def report(folder: Path) -> dict[str, str]:
    """Every computed figure of the model card, by the name of its place in the card."""
    validation, everyday = read_validation(folder), read_everyday()
    plain = probabilities_of(validation.texts)
    upper = probabilities_of([text.upper() for text in validation.texts])
    answers = probabilities_of(everyday.texts).argmax(1)
    wrong = [
        f"- {text} → {SENTIMENTS[a]}"
        for text, a, b in zip(everyday.texts, answers, everyday.labels, strict=True)
        if a != b
    ]
    model, _ = load()
    right = int((answers == everyday.labels).sum())
    unmet = read_unmet()
    unmet_right = int((probabilities_of(unmet.texts).argmax(1) == unmet.labels).sum())
    return {
        "parameters": f"{model.num_parameters():,}",
        "model_megabytes": f"{(COMPACT_FOLDER / 'model.safetensors').stat().st_size / 1e6:.1f}",
        "tokenizer_megabytes": f"{(COMPACT_FOLDER / 'tokenizer.json').stat().st_size / 1e6:.1f}",
        "validation_table": describe(plain, validation.labels),
        "reliability_table": reliability_table(plain, validation.labels),
        "calibration_error": f"{calibration_error(plain, validation.labels):.3f}",
        "calibration_interval": "{:.3f} to {:.3f}".format(*calibration_interval(plain, validation.labels)),
        "upper_accuracy": f"{(upper.argmax(1) == validation.labels).mean():.3f}",
        "upper_macro_recall": f"{recalls(upper, validation.labels).mean():.3f}",
        "everyday_right": f"{right} of {len(everyday)}",
        "everyday_interval": "{:.3f} to {:.3f}, exact".format(*share_interval(right, len(everyday))),
        "unmet_right": f"{unmet_right} of {len(unmet)}",
        "unmet_interval": "{:.3f} to {:.3f}, exact".format(*share_interval(unmet_right, len(unmet))),
        "everyday_wrong": "\n".join(wrong) or "- none",
        "probe_table": probe_table(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the data files (default: %(default)s)")
    for name, value in report(parser.parse_args().data).items():
        print(f"{name}\n{value}\n")


if __name__ == "__main__":
    try:
        main()
    except StageError as error:
        sys.exit(f"training.evaluate: {error}")
