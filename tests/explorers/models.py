"""One tokenizer and model for all tests that leave them as they are."""

from transformers import AutoModelForSequenceClassification, AutoTokenizer

from helpers import resolve_checkpoint

NAME = resolve_checkpoint()
TOKENIZER = AutoTokenizer.from_pretrained(NAME)
MODEL = AutoModelForSequenceClassification.from_pretrained(NAME)

# Input that people do type or paste, and that has broken other tools.
HOSTILE = {
    "empty": "",
    "blank": "   ",
    "script": "<script>alert(1)</script>",
    "onerror": '<img src=x onerror="alert(1)">',
    "emoji with joiners": "👩‍🚀👨‍👩‍👧‍👦",
    "right to left": "שלום עולם \u202eabc",
    "zero width": "a\u200bb\u200dc\ufeff",
    "special tokens": "<s></s><pad><mask><unk>",
    "long": "word " * 600,
    "20,000 characters": "The sea, the sea! 😀" * 1000,
    "one long word": "a" * 20_000,
    "control": "a\x00b\x07\n\t\r",
}
