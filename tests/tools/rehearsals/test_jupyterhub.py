"""tools.rehearsals.jupyterhub notices what went wrong. The rehearsal itself is `make jupyterhub-rehearsal`."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from tornado.httpclient import HTTPClientError

from tools.rehearsals import jupyterhub
from tools.rehearsals.jupyterhub import JupyterHub, Student

HUB = JupyterHub("http://127.0.0.1:1", "token", "password")


def files_open_to(readers: dict[str, set[str]], students: list[Student]):
    """A JupyterHub on which each token may read some owners' files."""
    secrets = {student.name: student.secret for student in students}

    async def request(hub, path, token):
        owner = path.split("/")[2]
        if owner not in readers[token]:
            raise HTTPClientError(403)
        return SimpleNamespace(body=json.dumps({"content": secrets[owner]}).encode())

    return request


@pytest.mark.parametrize(
    ("readers", "found"),
    [
        ({"a": {"ada"}, "b": {"ben"}}, []),
        ({"a": {"ada", "ben"}, "b": {"ben"}}, ["ada saw the file of ben."]),
        ({"a": set(), "b": {"ben"}}, ["ada could not see the file of ada."]),
    ],
)
def test_a_file_that_another_student_can_read_is_found(monkeypatch, readers, found):
    students = [Student("ada", "a"), Student("ben", "b")]
    monkeypatch.setattr(jupyterhub, "request", files_open_to(readers, students))
    assert asyncio.run(jupyterhub.leaks(HUB, students)) == found


def test_a_student_who_cannot_log_in_has_a_complaint_and_has_not_finished(monkeypatch):
    async def refuse(hub, name):
        raise RuntimeError(f"{name} could not log in (status 403).")

    monkeypatch.setattr(jupyterhub, "log_in", refuse)
    student = Student("ada")
    asyncio.run(jupyterhub.attend(HUB, student))
    assert not student.finished
    assert student.complaint == "RuntimeError: ada could not log in (status 403)."


def test_the_table_counts_those_who_finished(capsys):
    students = [
        Student("ada", finished=True, first_output=2, server_ready=1, memory=5e8),
        Student("ben", complaint="late"),
    ]
    jupyterhub.report(students, ["ada saw the file of ben."])
    out = capsys.readouterr().out
    assert "| 2 | 1 | 1.0 | 2.0 | 2.0 | 500 |" in out
    assert "ben did not finish: late" in out
    assert "ada saw the file of ben." in out


def test_without_the_proxy_one_sentence_says_what_to_run(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(jupyterhub, "PROXY", tmp_path / "missing")
    monkeypatch.setattr("sys.argv", ["jupyterhub"])
    assert jupyterhub.main() == 1
    assert "run `make jupyterhub-rehearsal`, which installs the JupyterHub" in capsys.readouterr().err


def test_no_students_are_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jupyterhub", "--students", "0"])
    with pytest.raises(SystemExit):
        jupyterhub.main()
    assert "has to be 1 or more" in capsys.readouterr().err
