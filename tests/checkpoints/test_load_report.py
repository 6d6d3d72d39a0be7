"""helpers.checkpoints.load_report: the report on a leftover pooler is explained and shown once, others as they are."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSequenceClassification

from helpers.checkpoints.load_report import EXPLANATION, LeftoverPooler, explain_leftover_pooler
from helpers.checkpoints.prepare import prepare

LOGGER = logging.getLogger("transformers.modeling_utils")


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[list[str]]:
    """What the library reports, with one fresh filter in place."""
    monkeypatch.setattr(LOGGER, "filters", [])
    explain_leftover_pooler(folder)
    explain_leftover_pooler(folder)
    assert [type(one) for one in LOGGER.filters] == [LeftoverPooler]
    shown: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: shown.append(record.getMessage())
    monkeypatch.setattr(LOGGER, "handlers", [handler])
    LOGGER.setLevel(logging.WARNING)  # the checks of the exercises silence the library
    yield shown
    LOGGER.setLevel(logging.NOTSET)


@pytest.fixture
def folder(pickled: Path, tmp_path: Path) -> Path:
    prepare(pickled, tmp_path / "ready", "here")
    return tmp_path / "ready"


def change_weights(folder: Path, gone: str = "", added: str = "") -> None:
    weights = load_file(folder / "model.safetensors")
    if gone:
        del weights[gone]
    if added:
        weights[added] = weights["classifier.dense.bias"].clone()
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})


def test_it_is_shown_once_with_its_explanation(folder, records):
    for _ in range(3):
        AutoModelForSequenceClassification.from_pretrained(folder)
    (report,) = records
    assert "roberta.pooler.dense.weight | UNEXPECTED" in report and report.endswith(EXPLANATION)


@pytest.mark.parametrize("change", [{"gone": "classifier.dense.bias"}, {"added": "roberta.surprise"}])
def test_a_report_on_anything_else_is_not_explained_away(folder, records, change):
    change_weights(folder, **change)
    for _ in range(2):
        AutoModelForSequenceClassification.from_pretrained(folder)
    assert len(records) == 2
    assert not any(EXPLANATION in report for report in records)
    assert all("MISSING" in report or "roberta.surprise" in report for report in records)


def test_the_buffer_of_old_files_counts_as_left_over(folder, records):
    change_weights(folder, added="roberta.embeddings.position_ids")
    AutoModelForSequenceClassification.from_pretrained(folder)
    assert all(report.endswith(EXPLANATION) for report in records) and len(records) == 1


def test_reports_on_other_folders_pass_as_they_are(folder, records):
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    for _ in range(2):
        AutoModelForSequenceClassification.from_pretrained(elsewhere)
    assert len(records) == 2 and not any(EXPLANATION in report for report in records)


def test_each_folder_has_its_own_report(folder, records, tmp_path):
    second = Path(shutil.copytree(folder, tmp_path / "second"))
    explain_leftover_pooler(second)
    for path in (folder, second, folder, second):
        AutoModelForSequenceClassification.from_pretrained(path)
    assert len(records) == 2 and all(report.endswith(EXPLANATION) for report in records)


def test_other_messages_pass_as_they_are(records):
    for _ in range(2):
        LOGGER.warning("%s: pooler, UNEXPECTED", "something else")
    assert records == ["something else: pooler, UNEXPECTED"] * 2
