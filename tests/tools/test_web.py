"""Building the page's program."""

import pytest

from tools import web


def test_without_node_one_sentence_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(web, "has_node", lambda: False)
    with pytest.raises(web.WebError, match=r"Node is missing.*install Node 20 or newer\."):
        web.build(tmp_path)


def test_without_node_the_check_says_what_it_leaves_out(monkeypatch, capsys):
    monkeypatch.setattr(web, "has_node", lambda: False)
    web.check()
    assert capsys.readouterr().out == f"web/ is not checked. {web.WITHOUT_NODE}\n"


def test_a_step_that_fails_is_named(monkeypatch):
    monkeypatch.setattr(web.shutil, "which", lambda name: "/bin/false")
    with pytest.raises(web.WebError, match=r"`npm ci` failed in web/"):
        web.run("npm", "ci")


@pytest.mark.skipif(not web.has_node(), reason=web.WITHOUT_NODE)
def test_what_is_built_is_not_built_again(monkeypatch):
    built = web.build()
    monkeypatch.setattr(web, "run", lambda *command: pytest.fail(f"{command} ran again"))
    assert web.build() == built
    assert (built / "server.mjs").exists()
