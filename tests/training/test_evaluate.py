"""The model card says what the shipped checkpoint scores, and the scores reach what was demanded."""

import re
from pathlib import Path
from string import Template

import pytest

from helpers.checkpoints import COMPACT_FOLDER
from tests.shared_data import FOLDER, needs_data
from training import evaluate
from training.data import read_everyday, read_validation
from training.metrics import calibration_error

TEMPLATE = Path(evaluate.__file__).with_name("model_card.md").read_text(encoding="utf-8")
CARD = (COMPACT_FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@needs_data
def test_the_card_is_the_template_filled_with_the_figures_of_the_shipped_checkpoint():
    # Probabilities near the third decimal's edge may round differently elsewhere, so digits beyond it are left out.
    assert Template(TEMPLATE).substitute(evaluate.report(FOLDER)) == CARD


@needs_data
def test_calibration_on_validation():
    validation = read_validation(FOLDER)
    assert calibration_error(evaluate.probabilities_of(validation.texts), validation.labels) <= 0.05


def test_everyday_sentences():
    everyday = read_everyday()
    answers = evaluate.probabilities_of(everyday.texts).argmax(1)
    assert (answers == everyday.labels).mean() >= 0.93
    right = int((answers == everyday.labels).sum())
    assert f"**{right} of {len(everyday)}** right" in CARD


def test_probe_rows_stand_in_the_card():
    assert evaluate.probe_table() in CARD


def test_no_place_in_the_card_was_left_open():
    assert not re.search(r"\$[a-z]", CARD)
    with pytest.raises(KeyError):
        Template(TEMPLATE).substitute()
