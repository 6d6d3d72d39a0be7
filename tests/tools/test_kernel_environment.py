"""tools.kernel_environment: a reader's own settings do not reach the kernels."""

import os

from tools import kernel_environment


def test_settings_are_made_and_choices_cleared(monkeypatch):
    monkeypatch.setenv("SENTIMENT_CHECKPOINT", "published")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "true")
    kernel_environment.apply()
    assert "SENTIMENT_CHECKPOINT" not in os.environ
    assert kernel_environment.VARIABLES.items() <= os.environ.items()
