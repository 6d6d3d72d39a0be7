"""The everyday sentences: balanced, distinct, and plain."""

from collections import Counter

from helpers.sentences import FILE, everyday_sentences


def test_balanced_and_distinct():
    sentences = everyday_sentences()
    assert Counter(label for _, label in sentences) == {"negative": 40, "neutral": 40, "positive": 40}
    assert len({sentence.lower() for sentence, _ in sentences}) == 120


def test_as_plain_as_the_card_says():
    card = (FILE.parent / "README.md").read_text(encoding="utf-8")
    lengths = [len(sentence.split()) for sentence, _ in everyday_sentences()]
    assert f"{min(lengths)} to {max(lengths)} words" in card
    assert all(sentence.isascii() and sentence == sentence.strip() for sentence, _ in everyday_sentences())
