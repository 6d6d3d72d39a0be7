"""helpers.text: what cannot be seen is named, and half a character is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.text import character_name, check_text, visible_parts

any_text = st.text(st.characters(codec="utf-8"))


@given(any_text)
def test_visible_parts_rejoin_and_name_one_character_each(text):
    parts = visible_parts(text)
    assert "".join(characters for characters, _ in parts) == text
    assert all(len(characters) == 1 for characters, name in parts if name)


def test_what_cannot_be_seen_is_named():
    names = dict(visible_parts("a\u200d\u200b\ufe0f\u202e\u00a0\n\x07\u00ad\u3164 b"))
    assert names["\u200d"] == "ZERO WIDTH JOINER"
    assert names["\u202e"] == "RIGHT-TO-LEFT OVERRIDE"
    assert names["\ufe0f"] == "VARIATION SELECTOR-16"
    assert names["\n"] == "LINE FEED"
    assert names["\x07"] == "U+0007" == character_name("\x07")
    assert {"\u200b", "\u00a0", "\u00ad", "\u3164"} <= {character for character, name in names.items() if name}
    assert names[" b"] == names["a"] == ""


@pytest.mark.parametrize(("text", "place"), [("\ud800", 1), ("ab\udfff", 3)])
def test_a_lone_surrogate_is_named_with_its_place(text, place):
    with pytest.raises(
        ValueError, match=rf"^Character {place} of the text is U\+D[8F][0F][0F], half of a surrogate pair"
    ):
        check_text(text)
    check_text("𐍈 is a pair, and whole")
