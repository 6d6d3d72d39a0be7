"""The classes of characters that the page has are those of the libraries that are installed."""

import json
import re
import sys

from helpers.text import UNSEEN, character_name
from tools.characters import TARGET, cut_classes, unfolded, where, word_class

STORED = json.loads(TARGET.read_text(encoding="utf-8"))


def test_texts_are_cut_at_the_same_characters():
    assert {name: STORED[name] for name in ("letters", "numbers", "spaces")} == cut_classes()


def test_words_end_at_the_same_characters():
    assert STORED["words"] == word_class()


def test_the_same_characters_are_named():
    assert STORED["unseen"] == where(lambda character: bool(UNSEEN.match(character)))
    for number, name in STORED["names"].items():
        assert character_name(chr(int(number, 16))) == name


def test_classes_that_are_known_by_heart():
    letters, numbers, spaces = (set(unfolded(STORED[name])) for name in ("letters", "numbers", "spaces"))
    assert {ord("a"), ord("é"), ord("字")} <= letters
    assert {ord("7"), ord("²"), ord("٣")} <= numbers
    assert {chr(space) for space in spaces} == set(
        re.findall(r"\s", "".join(map(chr, range(sys.maxunicode)))[:0xD800])
    ) - {*"\x1c\x1d\x1e\x1f"}
