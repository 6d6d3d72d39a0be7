"""Add words to a vocabulary and see what becomes of a sentence, the lengths, and the new rows."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from ipywidgets import Text
from markupsafe import Markup
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers import render
from helpers.classification import classify
from helpers.explorers.base import (
    FULL_WIDTH,
    LABEL_STYLE,
    Debounce,
    Explorer,
    Panel,
    View,
    checkbox,
    dropdown,
    row,
    text_area,
)
from helpers.text import shortened
from helpers.tokens import Piece, differing, pieces_of_ids, split_text
from helpers.vocabulary import Extension, NewRow, error_without_resizing, extend

STARTS = [("the average of all rows", "average"), ("the mean of the word's pieces", "pieces")]


class VocabularyExplorer(Explorer):
    """Words to add, and a sentence before and after. It works on copies: the caller's tokenizer and model stay."""

    title = "Vocabulary explorer"
    element = "vocabulary-explorer"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        model: RobertaForSequenceClassification,
        text: str = "We swam with a whaleshark yesterday!",
        added: Sequence[str] = ("whaleshark",),
    ) -> None:
        """
        Args:
            text: what the sentence starts with.
            added: the words that are added from the start.
        """
        self.tokenizer, self.model = tokenizer, model
        self.words = Text(
            ", ".join(added), description="Words to add, with commas between", layout=FULL_WIDTH, style=LABEL_STYLE
        )
        self.text = text_area("Sentence", text)
        self.start = dropdown("New rows start at", STARTS)
        self.whole_words = checkbox("find whole words only", True)
        self.made: tuple[object, Extension] = (None, Extension(tokenizer, model, []))
        self.panel = Panel()
        self.panel.draw(self._view())
        super().__init__([self.text, self.words, row(self.start, self.whole_words), self.panel])
        show = Debounce(lambda: self.panel.show(self._view))
        for control in (self.text, self.words, self.start, self.whole_words):
            control.observe(show, "value")

    def settings(self) -> Mapping[str, str]:
        return {"text": self.text.value, "words": self.words.value}

    @property
    def extension(self) -> Extension:
        """Tokenizer and model with the words that stand in the field now."""
        words = [word.strip() for word in self.words.value.split(",")] if self.words.value.strip() else []
        if words and not words[-1]:  # a comma, and the next word is still to come
            words.pop()
        wanted = (tuple(words), self.start.value, self.whole_words.value)
        if self.made[0] != wanted:
            if words:
                made = extend(self.tokenizer, self.model, words, self.start.value, self.whole_words.value)
            else:
                made = Extension(self.tokenizer, self.model, [])
            self.made = (wanted, made)
        return self.made[1]

    def _view(self) -> View:
        text, now = self.text.value, self.extension
        before, after = split_text(self.tokenizer, text), split_text(now.tokenizer, text)
        new = "one new word" if len(now.rows) == 1 else f"{len(now.rows):,} new words"
        parts = [
            render.heading(f"Before: {len(before):,} tokens"),
            render.tokens(before),
            render.heading(f"After, with {new if now.rows else 'no new word'}: {len(after):,} tokens"),
            render.tokens(after, differing=differing(after, before)),
            *(render.paragraph(note) for note in self._notes(after)),
            self._sizes(text),
        ]
        if now.rows:
            parts.append(self._rows())
        return View(f"{len(before):,} tokens before, {len(after):,} after.", parts)

    def _sizes(self, text: str) -> Markup:
        both = [Extension(self.tokenizer, self.model, []), self.extension]
        tables = [extension.model.get_input_embeddings().weight for extension in both]
        batches = [classify(extension.tokenizer, extension.model, [text]) for extension in both]
        answers = render.table(
            "The answer to the sentence",
            ["probability of", "before", "after"],
            [
                [label, *(render.bar_cell(batch.probabilities()[0, place].item(), label=label) for batch in batches)]
                for place, label in enumerate(batches[0].labels)
            ],
        )
        sizes = render.table(
            "Sizes",
            ["how many", "before", "after"],
            [
                ["tokens in the vocabulary", *(f"{len(extension.tokenizer):,}" for extension in both)],
                ["rows of the embedding table", *(f"{table.shape[0]:,}" for table in tables)],
                ["numbers in a row", *(f"{table.shape[1]:,}" for table in tables)],
            ],
        )
        return render.side_by_side(answers, sizes)

    def _rows(self) -> Markup:
        columns = ["word", "ID", "was", "norm", "norm of the pieces' mean", "cosine with it"]
        rows = [
            [
                render.shown(shortened(new.word)),
                str(new.token_id),
                self._was(new),
                render.number(new.row.norm().item()),
                render.number(new.mean_of_pieces.norm().item()),
                render.number(new.cosine),
            ]
            for new in self.extension.rows
        ]
        return render.table("New rows", columns, rows)

    def _was(self, new: NewRow) -> Markup:
        pieces = pieces_of_ids(self.tokenizer, new.pieces)
        drawn = Markup(" + ").join(render.drawn_token(piece) for piece in pieces[:8])
        return drawn + (f" + {len(pieces) - 8:,} more" if len(pieces) > 8 else "")

    def _notes(self, after: Sequence[Piece]) -> list[str]:
        notes, rows = [], self.extension.rows
        ids = [piece.token_id for piece in after]
        for new in rows:
            name = shortened(new.word)
            if len(new.pieces) == 1:
                notes.append(
                    f"After a space, {name!r} was one token before, with ID {new.pieces[0]}. That "
                    "token, and what the model learnt about it, are no longer used: leave such a word out."
                )
            if new.token_id not in ids:
                notes.append(f"The sentence does not contain {name!r}, so its row is not used here.")
            elif any(piece.data == b" " and follower.token_id == new.token_id for piece, follower in pairwise(after)):
                notes.append(f"The space before {name!r} is a token by itself now: an added word is found without it.")
        if rows and (error := error_without_resizing(self.model, rows[-1].token_id)):
            notes.append(
                f"Here the table grew together with the tokenizer. Had it not, ID {rows[-1].token_id} would have no "
                f"row, and the model would stop: {error}"
            )
        return notes
