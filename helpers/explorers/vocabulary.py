"""Add words to a vocabulary and see what becomes of a sentence, the lengths, and the new rows."""

from collections.abc import Sequence

from ipywidgets import Button, Text
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
    checkbox,
    dropdown,
    row,
    text_area,
)
from helpers.text import shortened
from helpers.tokens import pieces_of_ids, split_text
from helpers.vocabulary import Extension, NewRow, error_without_resizing, extend

STARTS = [("the average of all rows", "average"), ("the mean of the word's pieces", "pieces")]


class VocabularyExplorer(Explorer):
    """Words to add, and a sentence before and after. It works on copies: the caller's tokenizer and model stay."""

    title = "Vocabulary explorer"

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
        self.extension = extend(tokenizer, model, added) if added else Extension(tokenizer, model, [])
        self.words = Text("unicorn", description="Words to add", layout=FULL_WIDTH, style=LABEL_STYLE)
        self.text = text_area("Sentence", text)
        self.start = dropdown("New rows start at", STARTS)
        self.whole_words = checkbox("find whole words only", True)
        self.add, self.reset = Button(description="Add"), Button(description="Reset")
        self.panel = Panel()
        self.panel.result.value = self._view()
        controls = row(self.start, self.whole_words, self.add, self.reset)
        super().__init__([self.words, controls, self.text, self.panel])
        self.text.observe(Debounce(lambda: self.panel.show(self._view)), "value")
        self.add.on_click(lambda button: self.panel.show(self._add))
        self.reset.on_click(lambda button: self.panel.show(self._reset))

    def _add(self) -> Markup:
        words = [word.strip() for word in self.words.value.split(",")] if self.words.value.strip() else []
        before = self.extension
        added = extend(before.tokenizer, before.model, words, self.start.value, self.whole_words.value)
        self.extension = Extension(added.tokenizer, added.model, before.rows + added.rows)
        return self._view()

    def _reset(self) -> Markup:
        self.extension = Extension(self.tokenizer, self.model, [])
        return self._view()

    def _view(self) -> Markup:
        text, now = self.text.value, self.extension
        before, after = split_text(self.tokenizer, text), split_text(now.tokenizer, text)
        parts = [
            render.heading(f"Before: {len(before):,} tokens"),
            render.chips(before),
            render.heading(f"After: {len(after):,} tokens" if now.rows else "After: no word is added yet, press Add"),
            render.chips(after),
            self._sizes(text),
        ]
        if now.rows:
            parts += [
                self._rows(),
                *(render.paragraph(note) for note in self._notes({piece.token_id for piece in after})),
            ]
        return render.page(*parts)

    def _sizes(self, text: str) -> Markup:
        both = [Extension(self.tokenizer, self.model, []), self.extension]
        tables = [extension.model.get_input_embeddings().weight for extension in both]
        batches = [classify(extension.tokenizer, extension.model, [text]) for extension in both]
        rows = [
            ["len(tokenizer)", *(f"{len(extension.tokenizer):,}" for extension in both)],
            ["shape of the embedding table", *(str(tuple(table.shape)) for table in tables)],
        ]
        for place, label in enumerate(batches[0].labels):
            values = [batch.probabilities()[0, place].item() for batch in batches]
            rows.append([f"probability of {label}", *(render.number(value) for value in values)])
        return render.table("Sizes, and the answer to the sentence", ["", "before", "after"], rows)

    def _rows(self) -> Markup:
        columns = ["word", "ID", "was", "length", "length of the pieces' mean", "cosine with the pieces' mean"]
        rows = [
            [
                render.shown(shortened(new.word)),
                str(new.token_id),
                render.shown(shortened(" + ".join(self._names(new)))),
                render.number(new.row.norm().item()),
                render.number(new.mean_of_pieces.norm().item()),
                render.number(new.cosine),
            ]
            for new in self.extension.rows
        ]
        return render.table("New rows", columns, rows)

    def _names(self, new: NewRow) -> list[str]:
        return [piece.token for piece in pieces_of_ids(self.extension.tokenizer, new.pieces)]

    def _notes(self, ids: set[int]) -> list[str]:
        notes = []
        for new in self.extension.rows:
            if len(new.pieces) == 1:
                (name,) = self._names(new)
                notes.append(
                    f"After a space, {shortened(new.word)!r} was one token before ({name}, ID {new.pieces[0]}). That "
                    "token, and what the model learnt about it, are no longer used: leave such a word out."
                )
            if new.token_id not in ids:
                notes.append(f"The sentence does not contain {shortened(new.word)!r}, so its row is not used here.")
        last = self.extension.rows[-1]
        if error := error_without_resizing(self.model, last.token_id):
            notes.append(
                f"Here the table grew together with the tokenizer. Had it not, ID {last.token_id} would have no row, "
                f"and the model would stop: {error}"
            )
        return notes
