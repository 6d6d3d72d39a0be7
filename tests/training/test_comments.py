"""training.comments: choosing and screening."""

import pytest

from helpers.labelled import COMMENTS, EMOTIONS, comments
from tests.shared_data import FOLDER, needs_data
from training.comments import ALSO, UNWANTED, WORDS, choose, is_clean, parse_profanities, read_single, suits
from training.data import read_goemotions_names
from training.errors import StageError

PROFANE = {"darn": 1, "oh my hat": 2, "fudge": 2}


def test_the_list_is_read_by_rating():
    source = "export const cuss = {\n  darn: 1,\n  'oh my hat': 2,\n  \"o'heck\": 2,\n  angry: 0,\n}"
    assert parse_profanities(source) == dict.fromkeys(ALSO, 1) | {"darn": 1, "oh my hat": 2, "o'heck": 2}


@pytest.mark.parametrize(
    "text", ["DARN it", "you darned cat", "Darn!", "so darning bad", "daaaarnnn", "fudgeboi", "Oh, my hat"]
)
def test_profane_texts(text):
    assert not is_clean(text, PROFANE)


@pytest.mark.parametrize("text", ["a barn", "undarnable", "a darnxxl", "oh my other hat"])
def test_clean_texts(text):
    assert is_clean(text, PROFANE)


@pytest.mark.parametrize(
    "text",
    ["two words", "a " * 17, "I see [NAME] here", "see https://x.org now", "go to r/pics now", 'so "" odd it is'],
)
def test_unsuited_texts(text):
    assert not suits(text)


def test_choosing_depends_on_the_texts_alone():
    texts = [(f"text {n}", emotion) for n in range(20) for emotion in ("fear", "anger")]
    texts = [(f"{text} {emotion}", emotion) for text, emotion in texts]
    kept = choose(texts, most=7)
    assert kept == choose(texts[::-1], most=7)
    assert sorted(label for _, label in kept) == ["anger"] * 7 + ["fear"] * 7
    assert len({label for _, label in kept[:7]}) == 2, "mixed"


def test_a_wrong_line_names_file_and_number(tmp_path):
    path = tmp_path / "x.tsv"
    path.write_text("text\t1\tid\ntext only\n", encoding="utf-8")
    with pytest.raises(StageError, match=r"x\.tsv, line 2: 1 tab-separated cells, 3 expected"):
        read_single(path, ["anger", "fear"])


def test_the_shipped_comments_suit():
    assert all(len(text.split()) in WORDS and not UNWANTED.search(text) for text, _ in comments())
    assert all(is_clean(text, dict.fromkeys(ALSO, 1)) for text, _ in comments())


@needs_data
def test_the_shipped_comments_are_goemotions_own_with_their_labels():
    names = read_goemotions_names(FOLDER / "goemotions_labels.txt")
    found = [pair for part in ("train", "dev") for pair in read_single(FOLDER / f"goemotions_{part}.tsv", names)]
    assert set(comments()) <= set(found)
    assert set(EMOTIONS) <= set(names) and COMMENTS.is_dir()
