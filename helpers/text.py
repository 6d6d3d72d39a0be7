"""Unicode for display: whether a text is one, and what its characters are called where they cannot be seen."""

import unicodedata

import regex

# Characters that show nothing, or change how others are shown: they are named instead of drawn.
UNSEEN = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}\p{Zs}--[ ]]", regex.V1)
CONTROL_NAMES = {"\t": "TAB", "\n": "LINE FEED", "\r": "CARRIAGE RETURN", "\0": "NULL"}


def check_text(text: str) -> None:
    """Refuse a text that has no UTF-8 form.

    Raises:
        ValueError: naming the first lone surrogate and its place.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"Character {error.start + 1} of the text is U+{ord(text[error.start]):04X}, half of a surrogate pair. "
            "Alone it is no character and has no bytes, so no tokenizer can read it: delete it."
        ) from None


def visible_parts(text: str) -> list[tuple[str, str]]:
    """Cut a text into ``(characters, name)``: the name is empty for what can be drawn, else that of one character.

    >>> visible_parts("a\\tb")
    [('a', ''), ('\\t', 'TAB'), ('b', '')]
    """
    parts: list[tuple[str, str]] = []
    start = 0
    for match in UNSEEN.finditer(text):
        if match.start() > start:
            parts.append((text[start : match.start()], ""))
        parts.append((match[0], character_name(match[0])))
        start = match.end()
    if start < len(text):
        parts.append((text[start:], ""))
    return parts


def shortened(text: str, most: int = 40) -> str:
    """A text cut to a number of characters, with … in place of the rest.

    >>> shortened("whaleshark", 6)
    'whale…'
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def character_name(character: str) -> str:
    """Unicode's name of a character, or the usual one of a control character, or its number.

    >>> character_name("\\u200d"), character_name("\\ue000")
    ('ZERO WIDTH JOINER', 'U+E000')
    """
    name = CONTROL_NAMES.get(character) or unicodedata.name(character, None)
    return name or f"U+{ord(character):04X}"
