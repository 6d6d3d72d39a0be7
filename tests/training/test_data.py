"""training.data: real lines are read, malformed ones refused with file and line."""

from pathlib import Path

import pytest

from tests.shared_data import FOLDER, needs_data
from training.data import (
    NEGATIVE,
    NEUTRAL,
    NO_LABEL,
    POSITIVE,
    cut_fragments,
    main,
    read_everyday,
    read_goemotions,
    read_goemotions_names,
    read_lines,
    read_training,
    read_tweets,
    read_validation,
    read_xed_annotated,
    read_xed_neutral,
)
from training.errors import StageError

NAMES = (
    "admiration amusement anger annoyance approval caring confusion curiosity desire disappointment disapproval "
    "disgust embarrassment excitement fear gratitude grief joy love nervousness optimism pride realization relief "
    "remorse sadness surprise neutral"
).split()


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_tweets(tmp_path):
    corpus = read_tweets(write(tmp_path / "t.tsv", "0\tbad\n2\tgood day\n"))
    assert (corpus.name, corpus.texts, corpus.labels.tolist()) == ("t", ["bad", "good day"], [0, 2])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("1\tfine\n3\tlabel\n", r"t\.tsv, line 2: the label is '3'"),
        ("1\tfine\nno tab\n", r"t\.tsv, line 2: 1 tab-separated cells, 2 expected"),
        ("1\tfine\n1\ta\tb\n", r"t\.tsv, line 2: 3 tab-separated cells"),
        ("1\t  \n", r"t\.tsv, line 1: the text is empty"),
        (b"1\tfine\n1\t\xff\n", r"t\.tsv, line 2: byte 3 is not UTF-8"),
        ("", r"t\.tsv is empty"),
        ("\n \n", r"t\.tsv is empty"),
    ],
)
def test_malformed_tweets_are_refused_with_the_line(tmp_path, data, says):
    with pytest.raises(StageError, match=says):
        read_tweets(write(tmp_path / "t.tsv", data))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StageError, match=r"nothing\.tsv is missing"):
        list(read_lines(tmp_path / "nothing.tsv"))


def test_goemotions_are_grouped(tmp_path):
    data = "a\t0\tx\nb\t2,3\tx\nc\t27\tx\nd\t26\tx\ne\t0,2\tx\nf\t0,27\tx\n"
    corpus = read_goemotions(write(tmp_path / "g.tsv", data), NAMES)
    assert corpus.labels.tolist() == [POSITIVE, NEGATIVE, NEUTRAL, NO_LABEL, NO_LABEL, NO_LABEL]


@pytest.mark.parametrize(
    ("cell", "says"), [("28", "28 is not an emotion"), ("x", "'x' is not a list"), ("1;2", "'1;2'")]
)
def test_malformed_emotions_are_refused_with_the_line(tmp_path, cell, says):
    with pytest.raises(StageError, match=rf"g\.tsv, line 2: {says}"):
        read_goemotions(write(tmp_path / "g.tsv", f"a\t0\tx\nb\t{cell}\tx\n"), NAMES)


def test_missing_emotion_names_are_listed(tmp_path):
    with pytest.raises(StageError, match="lacks anger"):
        read_goemotions_names(write(tmp_path / "n.txt", "\n".join(name for name in NAMES if name != "anger")))


def test_xed_emotions_are_grouped(tmp_path):
    corpus = read_xed_annotated(write(tmp_path / "x.tsv", "a\t5\nb\t1, 4\nc\t7\nd\t5, 6\n"))
    assert corpus.labels.tolist() == [POSITIVE, NEGATIVE, NO_LABEL, NO_LABEL]


def test_xed_neutral_tolerates_its_trailing_tabs(tmp_path):
    corpus = read_xed_neutral(write(tmp_path / "x.txt", "9\ta b\t\t\t\n\t\t\t\t\n9\tc\n"))
    assert (corpus.texts, corpus.labels.tolist()) == (["a b", "c"], [NEUTRAL, NEUTRAL])


def test_fragments_are_pieces_of_the_texts_and_the_seed_decides():
    texts = ["One two three. Four five six seven!", "Alone"]
    fragments = cut_fragments(texts, 40, seed=5)
    assert len(fragments) == 40
    assert all(any(fragment in text for text in texts) for fragment in fragments)
    assert "Four five six seven!" in fragments
    assert fragments == cut_fragments(texts, 40, seed=5) != cut_fragments(texts, 40, seed=6)


@needs_data
def test_the_real_files_are_read():
    corpora = {corpus.name: len(corpus) for corpus in read_training(FOLDER)}
    assert corpora == {
        "tweets_train": 47332,
        "tweets_unlabelled": 82351,
        "goemotions_train": 43312,
        "goemotions_dev": 5411,
        "xed_en_annotated": 17493,
        "xed_en_neutral": 9629,
    }
    assert len(read_validation(FOLDER)) == 2000


@needs_data
def test_everyday_sentences_are_not_in_the_training_data():
    known = {text.lower() for corpus in read_training(FOLDER) for text in corpus.texts}
    assert [text for text in read_everyday().texts if text.lower() in known] == []


def test_the_command_says_what_is_wrong(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["training.data", "--data", str(tmp_path)])
    with pytest.raises(StageError, match="is missing"):
        main()
