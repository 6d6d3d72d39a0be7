"""``python -m helpers.checkpoints``: fetch, verify, report; for a person and for a script."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from helpers.checkpoints import COMPACT_FOLDER, store
from helpers.checkpoints.__main__ import main


def test_it_fetches_verifies_and_reports(serve, pickled, capsys):
    serve(pickled)
    assert main([]) == 0
    assert "to fetch: " in capsys.readouterr().out
    assert main([]) == 0, "and a second time from the cache"
    out = capsys.readouterr().out
    folder = store.published_folder()
    assert out.startswith(f"{folder}\n6 files, ")
    assert "every sum as in the manifest" in out
    assert len(re.findall(r"^[0-9a-f]{64}  ", out, re.MULTILINE)) == 5
    assert "SENTIMENT_CHECKPOINT" in out and "HF_HOME" in out


def test_folders_inside_the_folder_are_passed_over(home, pickled, tmp_path, capsys):
    copy = shutil.copytree(COMPACT_FOLDER, tmp_path / "copy")
    (tmp_path / "copy" / ".git").mkdir()
    assert main([str(copy)]) == 0
    assert str(copy) in capsys.readouterr().out


def test_what_cannot_be_had_is_one_sentence_on_stderr_and_a_failure(capsys, home):
    assert main(["published"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and captured.err.count("\n") == 1 and "HF_HUB_OFFLINE" in captured.err


def test_it_runs_as_a_command_without_a_traceback_or_a_warning(tmp_path):
    environment = {**os.environ, "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-W", "error", "-m", "helpers.checkpoints"]
    good = subprocess.run([*command, "compact"], env=environment, capture_output=True, text=True)
    assert (good.returncode, good.stderr) == (0, "") and str(COMPACT_FOLDER) in good.stdout
    bad = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert bad.returncode == 1 and "Traceback" not in bad.stderr and len(bad.stderr.splitlines()) == 1
    assert not list(Path(tmp_path).iterdir()) or [path.name for path in Path(tmp_path).rglob("*.part")] == []
