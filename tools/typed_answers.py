"""Read answers as students type them: files beside the tests, one for each exercise.

An answer begins with a line such as ``=== wrong · no token type · The token type was left out.``: its kind, what it is,
and words of the hint that it has to get. ``right`` is accepted with full points; ``other`` has the right values in
another kind of value, and is refused like ``wrong``.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path("tests/checks/answers")
MARK = "=== "


@dataclass(frozen=True, slots=True)
class Answer:
    kind: str
    name: str
    hint: str
    code: str


def read_answers(path: Path) -> list[Answer]:
    """All answers of a file.

    Raises:
        ValueError: a line that begins an answer does not say of which kind it is.
    """
    answers = []
    for block in f"\n{path.read_text(encoding='utf-8')}".split(f"\n{MARK}")[1:]:
        head, code = block.split("\n", 1)
        kind, name, hint = [*head.split(" · ", 2), ""][:3]
        if kind not in ("right", "wrong", "other"):
            raise ValueError(f"{path}: an answer is right, wrong or other, and not {kind!r}.")
        answers.append(Answer(kind, name, hint, code.rstrip("\n")))
    return answers
