"""training.npm: one clear sentence when a package cannot be fetched."""

import shutil
import subprocess
import tarfile

import pytest

from training.errors import StageError
from training.npm import fetch


def test_without_npm_the_message_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(StageError, match=r"npm was not found: install Node\.js"):
        fetch("some", "1.0.0", "index.js", tmp_path)


def test_when_npm_fails_its_words_are_passed_on(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "npm")
    answer = subprocess.CompletedProcess([], 1, "", "no such package")
    monkeypatch.setattr(subprocess, "run", lambda *arguments, **options: answer)
    with pytest.raises(StageError, match=r"npm could not fetch some@1\.0\.0: no such package"):
        fetch("some", "1.0.0", "index.js", tmp_path)


def test_the_named_file_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: "npm")

    def pack(command, cwd, **options):
        member = cwd / "member"
        member.write_text("inside", encoding="utf-8")
        with tarfile.open(cwd / "some-1.0.0.tgz", "w:gz") as tar:
            tar.add(member, arcname="package/lib/words.js")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", pack)
    assert fetch("some", "1.0.0", "lib/words.js", tmp_path).read_text(encoding="utf-8") == "inside"
