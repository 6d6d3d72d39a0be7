"""tools.lock moves pins and lock together, or neither."""

import subprocess
from pathlib import Path

import pytest

from tools import lock
from tools.lock import loosened, pins, repinned

FILES = {
    "requirements.txt": "# the subject\n-c constraints.txt\n-e .\ntorch==2.13.0\nhuggingface_hub==2.4.0\n",
    "requirements-dev.txt": "-r requirements.txt\n\npytest==9.2.0\n",
    "requirements-jupyterhub.txt": "-r requirements.txt\njupyterhub==6.1.1\n",
    "constraints.txt": "huggingface-hub==2.4.0\njupyterhub==6.1.1\npluggy==1.6.0\npytest==9.2.0\ntorch==2.13.0\n",
}


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """A folder with requirements, and a resolver that answers with one version for every package."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    calls: list[tuple[list[str], str]] = []

    def resolve(command: list[str], input: str, **options: object) -> subprocess.CompletedProcess:
        calls.append((command, input))
        before = pins(FILES["constraints.txt"])
        every = "--upgrade" in command
        moving = [option.partition("=")[2] for option in command if option.startswith("--upgrade-package=")]
        lines = [f"{name}=={'99.0' if every or name in moving else version}" for name, version in before.items()]
        output = next(option.partition("=")[2] for option in command if option.startswith("--output-file="))
        Path(output).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(lock.subprocess, "run", resolve)
    return calls


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["lock", *arguments])
    return lock.main()


def test_a_lock_alone_moves_no_pin(asked, monkeypatch, capsys):
    assert run(monkeypatch) == 0
    assert capsys.readouterr().out == ""
    assert Path("requirements.txt").read_text() == FILES["requirements.txt"]
    ((_, given),) = asked
    assert "torch==2.13.0" in given and "-e ." not in given and "-r" not in given.split()


def test_one_package_moves_and_its_line_with_it(asked, monkeypatch, capsys):
    assert run(monkeypatch, "--upgrade", "Huggingface_Hub") == 0
    assert capsys.readouterr().out == "huggingface-hub: 2.4.0 -> 99.0\n"
    assert Path("requirements.txt").read_text() == FILES["requirements.txt"].replace("2.4.0", "99.0")
    assert "torch==2.13.0" in Path("constraints.txt").read_text()


def test_without_a_name_everything_moves(asked, monkeypatch):
    assert run(monkeypatch, "--upgrade") == 0
    for name in lock.REQUIREMENTS:
        assert set(pins(name.read_text()).values()) == {"99.0"}
    assert "pluggy==99.0" in Path("constraints.txt").read_text()


def test_a_package_that_is_nowhere_is_named(asked, monkeypatch, capsys):
    assert run(monkeypatch, "--upgrade", "tochr") == 1
    assert "tochr: no such package" in capsys.readouterr().err
    assert asked == []


def test_what_cannot_be_resolved_changes_nothing(asked, monkeypatch, capsys):
    failed = subprocess.CompletedProcess([], 1, "", "No solution found")
    monkeypatch.setattr(lock.subprocess, "run", lambda *arguments, **options: failed)
    assert run(monkeypatch, "--upgrade") == 1
    assert "nothing was changed.\nNo solution found" in capsys.readouterr().err
    assert {path.name: path.read_text() for path in Path().iterdir()} == FILES


def test_names_are_compared_in_their_normal_form():
    assert pins("Huggingface_Hub==1\n") == {"huggingface-hub": "1"}
    assert loosened("Huggingface_Hub==1\n", {"huggingface-hub"}) == "Huggingface_Hub\n"
    assert repinned("Huggingface_Hub==1\n", {"huggingface-hub": "2"}) == "Huggingface_Hub==2\n"
