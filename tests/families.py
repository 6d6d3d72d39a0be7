"""Small tokenizers of every family, made here: written in bytes, with signs for spaces, in pieces, in words."""

from collections.abc import Callable

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

TEXTS = [
    "We saw two whale sharks near the island, and the whale sharks saw us.",
    "The café on the island sells ice-cream: naïve prices, é and ü, 12.50 each!",
    "unable, unwilling, seeing, swimming, sea, seas; the the the sea sea",
]
SIZE = 400


def byte_level(prefix: bool = False, normalizer: normalizers.Normalizer | None = None) -> PreTrainedTokenizerFast:
    """GPT-2's kind; with RoBERTa's ends."""
    backend = Tokenizer(models.BPE())
    if normalizer is not None:
        backend.normalizer = normalizer
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    backend.decoder = decoders.ByteLevel()
    ends = ["<s>", "<pad>", "</s>", "<unk>"]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    backend.train_from_iterator(
        TEXTS, trainers.BpeTrainer(vocab_size=SIZE, special_tokens=ends, initial_alphabet=alphabet, show_progress=False)
    )
    backend.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=prefix)
    mask = AddedToken("<mask>", lstrip=True)
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "mask_token": mask}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **names)


def bert_ends(backend: Tokenizer) -> PreTrainedTokenizerFast:
    ids = [(name, backend.token_to_id(name)) for name in ("[SEP]", "[CLS]")]
    backend.post_processor = processors.BertProcessing(*ids)
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]", sep_token="[SEP]"
    )


SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]


def word_piece(lower: bool) -> PreTrainedTokenizerFast:
    """BERT's kind: pieces inside a word begin with ##."""
    backend = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    backend.normalizer = normalizers.BertNormalizer(lowercase=lower)
    backend.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    backend.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(vocab_size=SIZE, special_tokens=SPECIAL, show_progress=False)
    backend.train_from_iterator([text.lower() for text in TEXTS] if lower else TEXTS, trainer)
    return bert_ends(backend)


def unigram(scheme: str, normalizer: normalizers.Normalizer | None = None) -> PreTrainedTokenizerFast:
    """XLM-R's kind: ▁ for a space, and one before a text or not."""
    backend = Tokenizer(models.Unigram())
    if normalizer is not None:
        backend.normalizer = normalizer
    backend.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme)
    backend.decoder = decoders.Metaspace(prepend_scheme=scheme)
    trainer = trainers.UnigramTrainer(
        vocab_size=SIZE, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    backend.train_from_iterator(TEXTS, trainer)
    backend.post_processor = processors.TemplateProcessing("<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)])
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, bos_token="<s>", eos_token="</s>", pad_token="<pad>", unk_token="<unk>"
    )


def byte_fallback(prepend: str) -> PreTrainedTokenizerFast:
    """Llama's kind: merges over ▁ and letters, and entries for bytes where those do not suffice.

    Args:
        prepend: "normalizer" (a ▁ before every text, as in Llama 2), or a scheme of the pre-tokenizer.
    """
    letters = sorted(set("▁" + "".join(TEXTS).replace(" ", "")) - {"é", "ï"})
    merges = [("▁", "t"), ("▁t", "h"), ("▁th", "e"), ("s", "e"), ("se", "a"), ("▁", "sea"), ("▁", "▁")]
    entries = [
        "<unk>",
        "<s>",
        "</s>",
        *(f"<0x{byte:02X}>" for byte in range(256)),
        *letters,
        *("".join(pair) for pair in merges),
    ]
    vocabulary = {entry: place for place, entry in enumerate(entries)}
    backend = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if prepend == "normalizer":
        backend.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        backend.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=prepend, split=False)
    backend.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    backend.post_processor = processors.TemplateProcessing("<s> $A", special_tokens=[("<s>", 1)])
    return PreTrainedTokenizerFast(tokenizer_object=backend, bos_token="<s>", eos_token="</s>", unk_token="<unk>")


def word_level() -> PreTrainedTokenizerFast:
    """Whole words, or nothing."""
    backend = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.WordLevelTrainer(vocab_size=SIZE, special_tokens=SPECIAL, show_progress=False)
    backend.train_from_iterator(TEXTS, trainer)
    return bert_ends(backend)


def folding() -> normalizers.Normalizer:
    return normalizers.Sequence([normalizers.NFKD(), normalizers.Lowercase(), normalizers.StripAccents()])


FAMILIES: dict[str, Callable[[], PreTrainedTokenizerFast]] = {
    "byte-level": byte_level,
    "byte-level, prefix space": lambda: byte_level(prefix=True),
    "byte-level, NFC": lambda: byte_level(normalizer=normalizers.NFC()),
    "byte-level, folding": lambda: byte_level(normalizer=folding()),
    "byte-level, folding, prefix space": lambda: byte_level(prefix=True, normalizer=folding()),
    "WordPiece, cased": lambda: word_piece(lower=False),
    "WordPiece, uncased": lambda: word_piece(lower=True),
    **{f"Unigram, {scheme}": (lambda scheme=scheme: unigram(scheme)) for scheme in ("always", "first", "never")},
    "Unigram, NFKC": lambda: unigram("always", normalizers.NFKC()),
    "Unigram, folding": lambda: unigram("always", folding()),
    **{
        f"byte fallback, {scheme}": (lambda scheme=scheme: byte_fallback(scheme))
        for scheme in ("normalizer", "always", "first", "never")
    },
    "word-level": word_level,
}
