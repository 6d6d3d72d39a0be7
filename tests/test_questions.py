"""What notebooks/questions.md says about forking, with the pinned versions."""

import os
import subprocess
import sys

import pytest
from transformers import AutoTokenizer

from helpers.checkpoints import COMPACT_FOLDER

SCRIPT = """
import os, sys, warnings
warnings.simplefilter("ignore", DeprecationWarning)
from tokenizers import Tokenizer
tokenizer = Tokenizer.from_str(sys.stdin.read())
tokenizer.encode_batch(["I really want to go."] * 1000)
if os.fork() == 0:
    print(tokenizer.encode_batch(["I really want to go."])[0].ids)
else:
    os.wait()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_copy_encodes_rightly_and_the_pinned_version_prints_no_warning():
    tokenizer = AutoTokenizer.from_pretrained(COMPACT_FOLDER)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=tokenizer.backend_tokenizer.to_str(),
        env={name: value for name, value in os.environ.items() if name != "TOKENIZERS_PARALLELISM"},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert run.stdout.strip() == str(tokenizer("I really want to go.")["input_ids"])
    assert run.stderr == ""
