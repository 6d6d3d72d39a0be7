"""tools.browser finds a browser, or says that there is none. What it drives is in tests/browser/."""

import shutil
import sys

import pytest

from tools import browser


def test_the_variable_names_the_browser(monkeypatch):
    monkeypatch.setenv(browser.VARIABLE, sys.executable)
    assert browser.find_chromium() == sys.executable


def test_a_variable_that_names_nothing_is_an_error(monkeypatch):
    monkeypatch.setenv(browser.VARIABLE, "/no/such/chromium")
    with pytest.raises(FileNotFoundError, match="CHROMIUM says '/no/such/chromium', which is no program"):
        browser.find_chromium()


def test_without_a_browser_the_answer_is_a_sentence(monkeypatch):
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert browser.find_chromium() is None
    with pytest.raises(FileNotFoundError, match="No Chromium is installed"), browser.browser():
        pass


def test_a_server_that_does_not_start_says_what_it_printed(monkeypatch):
    monkeypatch.setattr(browser.sys, "executable", shutil.which("false"))
    with pytest.raises(RuntimeError, match="The server did not start"), browser.serve("lab"):
        pass
