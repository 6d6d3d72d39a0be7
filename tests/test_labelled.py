"""helpers.labelled: what it refuses, and that the sets are what their cards say."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import labelled
from helpers.checkpoints.manifest import MANIFEST_NAME, manifest_of
from helpers.labelled import COMMENTS, EMOTIONS, EVERYDAY, SENTIMENTS, comments, everyday_sentences, unmet_comments
from tests.shared_data import FOLDER, needs_data
from training.data import read_training

LABELS = ("sun", "rain")
plain = st.text(st.characters(codec="utf-8", exclude_characters="\n\r\t"), min_size=1).filter(lambda text: text.strip())


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())


@given(st.lists(st.tuples(plain, st.sampled_from(LABELS))), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_was_written_is_read(tmp_path_factory, pairs, newline, at_end):
    pairs += [("a", "sun"), ("b", "rain")]
    path = tmp_path_factory.mktemp("labelled") / "texts.tsv"
    text = newline.join(f"{label}\t{text}" for text, label in pairs) + (newline if at_end else "")
    path.write_bytes(text.encode())
    assert labelled.read_labelled(path, LABELS) == [(text.strip(), label) for text, label in pairs]


def test_a_mark_at_the_start_of_the_file_is_no_text(tmp_path):
    path = tmp_path / "texts.tsv"
    path.write_bytes(b"\xef\xbb\xbfsun\tbright\nrain\twet\n")
    assert labelled.read_labelled(path, LABELS)[0] == ("bright", "sun")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"sun bright", "line 2 has 0 tabulators: write a label, one tabulator, and the text."),
        (b"sun\tbright\tday", "line 2 has 2 tabulators"),
        (b"", "line 2 has 0 tabulators"),
        (b"snow\tcold", "line 2: the label is 'snow'; write one of sun, rain."),
        (b"Sun\tbright", "line 2: the label is 'Sun'"),
        (b" sun\tbright", "line 2: the label is ' sun'"),
        (b"\tbright", "line 2: the label is ''"),
        (b"sun\t", "line 2: the text is empty; write one, or delete the line."),
        (b"sun\t \xc2\xa0", "line 2: the text is empty"),
        (b"sun\tbr\xefght", "line 2: byte 7 is not UTF-8; save the file as UTF-8."),
    ],
)
def test_a_wrong_line_is_refused_by_file_and_number(tmp_path, line, said):
    path = tmp_path / "texts.tsv"
    path.write_bytes(b"rain\twet\n" + line + b"\nsun\twarm\n")
    with pytest.raises(ValueError, match="^" + re.escape(f"{path}, {said}")):
        labelled.read_labelled(path, LABELS)


def test_an_empty_class_is_refused(tmp_path):
    path = tmp_path / "texts.tsv"
    path.write_text("sun\tbright\n", encoding="utf-8")
    with pytest.raises(ValueError, match="holds no text with the label 'rain': add some, or leave the label out"):
        labelled.read_labelled(path, LABELS)


@pytest.mark.parametrize("name", ["missing.tsv", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"cannot be read .*: name a file of labelled texts"):
        labelled.read_labelled(tmp_path / name, LABELS)


def test_a_set_that_was_changed_is_refused(tmp_path, monkeypatch):
    for file in COMMENTS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr(labelled, "COMMENTS", tmp_path)
    assert labelled.unmet_comments() == unmet_comments()
    with (tmp_path / "unmet.tsv").open("a", encoding="utf-8") as file:
        file.write("fear\tone more\n")
    with pytest.raises(ValueError, match=r"unmet\.tsv is missing or was changed \(wrong sha256 sum\): restore it"):
        labelled.unmet_comments()
    assert len(labelled.comments()) == len(comments())


@pytest.mark.parametrize("folder", [COMMENTS, EVERYDAY], ids=lambda path: path.name)
def test_the_manifest_lists_every_file(folder):
    assert (folder / MANIFEST_NAME).read_text(encoding="utf-8") == manifest_of(folder)


@pytest.mark.parametrize(
    ("texts", "labels", "each"), [(everyday_sentences(), SENTIMENTS, 40), (unmet_comments(), EMOTIONS, 25)]
)
def test_balanced_and_distinct(texts, labels, each):
    assert Counter(label for _, label in texts) == dict.fromkeys(labels, each)
    assert len({squeezed(text) for text, _ in texts}) == each * len(labels)


def test_the_everyday_sentences_are_as_plain_as_their_card_says():
    card = (EVERYDAY / "README.md").read_text(encoding="utf-8")
    lengths = [len(sentence.split()) for sentence, _ in everyday_sentences()]
    assert f"{min(lengths)} to {max(lengths)} words" in card
    assert all(sentence.isascii() and sentence == sentence.strip() for sentence, _ in everyday_sentences())


def test_the_comments_are_as_many_as_their_card_says():
    card = (COMMENTS / "README.md").read_text(encoding="utf-8")
    for name, texts in [("comments", comments()), ("unmet", unmet_comments())]:
        counts = Counter(label for _, label in texts)
        cells = " | ".join(f"{count:,}" for count in [len(texts), *(counts[label] for label in EMOTIONS)])
        assert f"| `{name}.tsv` | {cells} |" in card


@needs_data
def test_every_comment_was_met_and_no_unmet_one():
    texts = [text for corpus in read_training(FOLDER) for text in corpus.texts]
    assert {text for text, _ in comments()} <= set(texts)
    known = {squeezed(text) for text in texts}
    assert [text for text, _ in unmet_comments() if squeezed(text) in known] == []
