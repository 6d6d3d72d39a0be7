"""tools.install refuses what cannot work in a sentence, and waits for no index that does not answer."""

import http.server
import json
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyterlab.commands import get_app_dir

from tools import install
from tools.install import InstallError

OLDEST, NEWEST = install.python_range()


@pytest.fixture
def commands(monkeypatch) -> list[tuple[str, ...]]:
    """What pip would have been told."""
    told: list[tuple[str, ...]] = []
    monkeypatch.setattr(install, "pip", lambda python, *arguments: told.append(arguments))
    return told


def torch(monkeypatch, present: str, index: bool, system: str = "Linux") -> None:
    monkeypatch.setattr(install.platform, "system", lambda: system)
    monkeypatch.setattr(install, "installed", lambda python, name: present)
    monkeypatch.setattr(install, "answers", lambda url: index)


@pytest.mark.parametrize("minor", range(OLDEST, NEWEST + 1))
def test_every_python_of_the_range_is_taken(minor):
    install.check_python((3, minor, 0))


@pytest.mark.parametrize("version", [(3, OLDEST - 1, 9), (3, NEWEST + 1, 0), (2, 7, 18), (4, 0, 0)])
def test_another_python_is_refused_by_name(version):
    with pytest.raises(InstallError, match=rf"3\.{OLDEST} to 3\.{NEWEST} is needed, and this is {version[0]}\."):
        install.check_python(version)


def test_the_build_for_processors_comes_from_its_index_alone_and_brings_nothing_else(monkeypatch, commands):
    torch(monkeypatch, present="", index=True)
    install.install_torch(Path("python"), "cpu")
    (told,) = commands
    assert told[-3:] == ("--index-url", install.CPU_INDEX, f"torch=={install.pinned('torch')}")
    assert "--no-deps" in told


def test_without_that_index_pip_looks_where_it_usually_does(monkeypatch, commands, capsys):
    torch(monkeypatch, present="", index=False)
    install.install_torch(Path("python"), "cpu")
    assert commands == []
    assert "did not answer" in capsys.readouterr().out


def test_a_torch_that_is_there_asks_no_index(monkeypatch, commands):
    torch(monkeypatch, present=f"{install.pinned('torch')}+cpu", index=True)
    monkeypatch.setattr(install, "answers", lambda url: pytest.fail("the index was asked"))
    install.install_torch(Path("python"), "cpu")
    assert commands == []


def test_the_build_for_graphics_cards_replaces_the_other(monkeypatch, commands):
    torch(monkeypatch, present="2.13.0+cpu", index=True)
    install.install_torch(Path("python"), "cuda")
    assert commands == [("uninstall", "--quiet", "--yes", "torch")]


@pytest.mark.parametrize("system", ["Darwin", "Windows"])
def test_other_systems_take_what_the_usual_index_has(monkeypatch, commands, system):
    torch(monkeypatch, present="", index=True, system=system)
    install.install_torch(Path("python"), "cpu")
    assert commands == []
    with pytest.raises(InstallError, match="works on Linux alone"):
        install.install_torch(Path("python"), "cuda")


def test_a_build_that_does_not_exist_is_refused(commands):
    with pytest.raises(InstallError, match="TORCH_BUILD is 'gpu', and has to be cpu or cuda"):
        install.install_torch(Path("python"), "gpu")


class Answer(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/there/" else 404)
        self.end_headers()

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_an_index_answers_if_the_page_is_there(server):
    assert install.answers(f"{server}/there/")
    assert not install.answers(f"{server}/elsewhere/")


def test_an_index_that_says_nothing_is_given_up_in_time():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        start = time.monotonic()
        assert not install.answers(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.3)
        assert time.monotonic() - start < 5
    assert install.PATIENCE <= 10


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://no-such-host.invalid/", "nonsense"])
def test_what_cannot_be_asked_does_not_answer(url):
    assert not install.answers(url)


def test_what_is_installed_is_read_from_the_environment_itself():
    assert re.fullmatch(r"\d+\.\d+.*", install.installed(Path(sys.executable), "pytest"))
    assert install.installed(Path(sys.executable), "no-such-package") == ""


def test_lab_does_not_ask_about_news(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "VENV", tmp_path)
    install.quiet_lab()
    overrides = tmp_path / get_app_dir()[len(sys.prefix) + 1 :] / "settings" / "overrides.json"
    assert json.loads(overrides.read_text(encoding="utf-8"))["@jupyterlab/apputils-extension:notification"] == {
        "fetchNews": "false",
        "checkForUpdates": False,
    }


def test_a_failing_pip_says_how_to_go_on():
    with pytest.raises(InstallError, match="Run this again to go on"):
        install.pip(Path(sys.executable), "no-such-command")


def test_nothing_is_installed_by_a_python_that_is_too_old(monkeypatch, capsys, commands):
    monkeypatch.setattr(install.sys, "version_info", (3, OLDEST - 1, 0))
    monkeypatch.setattr(install.sys, "argv", ["install.py"])
    assert install.main() == 1
    assert "is needed" in capsys.readouterr().err
    assert commands == []


def test_an_old_python_can_read_the_script():
    """It has to get as far as the sentence; 3.8 is the oldest whose grammar compile() knows of."""
    import ast

    ast.parse(Path(install.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


FIND = install.ROOT / "tools" / "find_python.sh"


def pretend(folder: Path, name: str, minor: int, whole: bool = True) -> Path:
    """A program that answers as Python 3.MINOR would; not whole: without ensurepip, as Debian's."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    # The script that it is asked to run decides by sys.version_info; here that is replaced.
    body = f"import sys; sys.version_info = (3, {minor}, 0); sys.executable = {str(path)!r}"
    missing = "" if whole else "; sys.modules['ensurepip'] = None"
    path.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{body}{missing}\n$2"\n', encoding="utf-8")
    path.chmod(0o755)
    return path


def find(path: Path, home: Path) -> subprocess.CompletedProcess:
    environment = {"PATH": f"{path}:{path / 'system'}", "HOME": str(home)}
    system = path / "system"
    system.mkdir(parents=True, exist_ok=True)
    for tool in ("dirname", "sed"):
        (system / tool).symlink_to(f"/usr/bin/{tool}" if Path(f"/usr/bin/{tool}").exists() else f"/bin/{tool}")
    return subprocess.run(["/bin/sh", str(FIND)], env=environment, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="make and its shell are not there")
class TestFindPython:
    def test_the_active_one_is_taken_if_it_suits(self, tmp_path):
        active = pretend(tmp_path / "bin", "python3", OLDEST)
        pretend(tmp_path / "bin", f"python3.{NEWEST}", NEWEST)
        assert find(tmp_path / "bin", tmp_path).stdout.strip() == str(active)

    @pytest.mark.parametrize("active", [(OLDEST - 1, True), (NEWEST + 1, True), (NEWEST, False)])
    def test_otherwise_the_newest_that_suits(self, tmp_path, active):
        pretend(tmp_path / "bin", "python3", *active)
        pretend(tmp_path / "bin", f"python3.{OLDEST}", OLDEST)
        newest = pretend(tmp_path / "bin", f"python3.{NEWEST}", NEWEST)
        assert find(tmp_path / "bin", tmp_path).stdout.strip() == str(newest)

    def test_also_among_those_of_pyenv(self, tmp_path):
        other = pretend(tmp_path / ".pyenv" / "versions", f"3.{NEWEST}.1/bin/python", NEWEST)
        assert find(tmp_path / "bin", tmp_path).stdout.strip() == str(other)

    def test_uv_brings_one_where_there_is_none(self, tmp_path):
        uv = tmp_path / "bin" / "uv"
        uv.parent.mkdir()
        uv.write_text('#!/bin/sh\nif [ "$2" = find ]; then echo "/uv/python"; fi\n', encoding="utf-8")
        uv.chmod(0o755)
        assert find(tmp_path / "bin", tmp_path).stdout.strip() == "/uv/python"

    def test_without_any_one_sentence_says_what_to_do(self, tmp_path):
        run = find(tmp_path / "bin", tmp_path)
        assert run.returncode == 1
        assert f"Python 3.{OLDEST} to 3.{NEWEST} with its venv module is needed" in run.stderr
        assert run.stderr.count("\n") == 1
