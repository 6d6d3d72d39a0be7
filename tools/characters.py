"""What a page has to know about characters so that it cuts and names them as Python does.

python -m tools.characters          # writes web/src/engine/characters.json

A browser has the Unicode of its own version, which differs from that of the tokenizers library: which characters are
letters decides where a text is cut. So the classes are asked of the libraries themselves, and stored. A class is a flat
list ``[first, last, first, last, …]`` of code points.
"""

import itertools
import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers

from helpers.text import UNSEEN, character_name
from tools.files import write_atomically

TARGET = Path(__file__).parents[1] / "web" / "src" / "engine" / "characters.json"
CODE_POINTS = [*range(0xD800), *range(0xE000, 0x110000)]


def ranges(code_points: Iterable[int]) -> list[int]:
    """Increasing numbers as a flat list of first and last.

    >>> ranges([1, 2, 3, 7])
    [1, 3, 7, 7]
    """
    found: list[int] = []
    for number in code_points:
        if found and number == found[-1] + 1:
            found[-1] = number
        else:
            found += [number, number]
    return found


def where(holds: Callable[[str], bool]) -> list[int]:
    """The class of the characters for which something holds."""
    return ranges(number for number in CODE_POINTS if holds(chr(number)))


def cut_classes() -> dict[str, list[int]]:
    """Letters, numbers and white space, by how the byte-level rule cuts a text."""
    cutter = pre_tokenizers.ByteLevel(add_prefix_space=False)

    def pieces(text: str) -> int:
        return len(cutter.pre_tokenize_str(text))

    # Between two letters, a letter makes one piece; between two numbers, a number; between two signs, any sign.
    letters = where(lambda character: pieces(f"a{character}a") == 1)
    numbers = where(lambda character: pieces(f"1{character}1") == 1)
    known = set(unfolded(letters)) | set(unfolded(numbers))
    spaces = ranges(number for number in CODE_POINTS if number not in known and pieces(f"!{chr(number)}!") > 1)
    return {"letters": letters, "numbers": numbers, "spaces": spaces}


def unfolded(flat: list[int]) -> Iterable[int]:
    """The other direction of ``ranges``."""
    return itertools.chain.from_iterable(
        range(first, last + 1) for first, last in zip(flat[::2], flat[1::2], strict=True)
    )


def word_class() -> list[int]:
    """The characters beside which an added token that is a whole word is not found."""
    tokenizer = Tokenizer(models.BPE({"z": 0}, []))
    tokenizer.add_tokens([AddedToken("a", single_word=True, normalized=False)])
    found = tokenizer.token_to_id("a")

    def inside(character: str) -> bool:
        return found not in tokenizer.encode(f"{character}a").ids

    return where(inside)


def table() -> dict[str, object]:
    """Everything that the page needs."""
    unseen = where(lambda character: bool(UNSEEN.match(character)))
    names = {}
    for number in unfolded(unseen):
        if not character_name(chr(number)).startswith("U+"):
            names[f"{number:X}"] = character_name(chr(number))
    return {
        **cut_classes(),
        "words": word_class(),
        "unseen": unseen,
        "marks": where(lambda character: bool(unicodedata.category(character).startswith("M"))),
        "names": names,
    }


def main() -> None:
    write_atomically(TARGET, (json.dumps(table(), separators=(",", ":")) + "\n").encode())


if __name__ == "__main__":
    main()
