"""Type a text and watch its tokens."""

from markupsafe import Markup
from transformers import PreTrainedTokenizerFast

from helpers import render
from helpers.explorers.base import Explorer, Panel, checkbox, cut_sentence, dropdown, row, text_area
from helpers.spelling import spelling_of
from helpers.tokens import count, parse_ids, pieces_of_ids, split_text, text_of_ids, token_limit
from helpers.vocabulary import extend_tokenizer, is_one_token

EXTRA_WORDS = ["whaleshark", "unicorn"]


class TokenExplorer(Explorer):
    """A text as chips with IDs, and IDs as a text."""

    title = "Token explorer"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        other: PreTrainedTokenizerFast | None = None,
        text: str = "I really want to go to an island 😀",
    ) -> None:
        """
        Args:
            other: a second tokenizer to compare with; without one, a copy that knows two more words.
            text: what the text field starts with.
        """
        self.tokenizer, self.other = tokenizer, other
        start = split_text(tokenizer, "This island 😀", special_tokens=False)
        self.extra_words = [word for word in EXTRA_WORDS if not is_one_token(tokenizer, word)]
        self.text = text_area("Text", text)
        self.view = dropdown("Show", render.VIEWS)
        self.special_tokens = checkbox("special tokens", True)
        space = spelling_of(tokenizer).space
        self.raw_tokens = checkbox(
            f"tokens as the vocabulary writes them{f' ({space} for a space)' if space else ''}", False
        )
        words = " and ".join(self.extra_words)
        self.compare = checkbox(
            "compare with the second tokenizer" if other or not words else f"compare with {words} added", False
        )
        self.compare.disabled = not (other or words)
        self.ids = text_area("Token IDs", " ".join(str(piece.token_id) for piece in start))
        self.panel, self.ids_panel = Panel(), Panel()
        self.panel.result.value = self._of_text()
        self.ids_panel.result.value = self._of_ids()
        controls = row(self.view, self.special_tokens, self.raw_tokens, self.compare)
        super().__init__([self.text, controls, self.panel, self.ids, self.ids_panel])
        for control in (self.text, self.view, self.special_tokens, self.raw_tokens, self.compare):
            control.observe(lambda change: self.panel.show(self._of_text), "value")
        for control in (self.ids, self.view, self.raw_tokens):
            control.observe(lambda change: self.ids_panel.show(self._of_ids), "value")

    def _of_text(self) -> Markup:
        text, limit = self.text.value, token_limit(self.tokenizer)
        pieces = split_text(self.tokenizer, text, self.special_tokens.value)
        parts = [render.counts_line(count(text, pieces))]
        if not text:
            becomes = " ".join(piece.token for piece in pieces) or "no token at all"
            parts.append(render.paragraph(f"Type a text. An empty one becomes {becomes}."))
        if typed := [piece.token for piece in pieces if piece.special_in_text]:
            parts.append(render.paragraph(f"Typed into the text, {' '.join(typed)} became a special token, not text."))
        if limit and (said := cut_sentence(self.tokenizer, pieces, limit, "The tokenizer")):
            parts.append(render.paragraph(said))
        parts.append(render.chips(pieces, self.view.value, self.raw_tokens.value))
        if self.compare.value:
            if self.other is None:
                self.other = extend_tokenizer(self.tokenizer, self.extra_words, whole_words=False)
            others = split_text(self.other, text, self.special_tokens.value)
            parts.append(render.heading(f"The second tokenizer: {len(others):,} tokens, the first: {len(pieces):,}"))
            parts.append(render.chips(others, self.view.value, self.raw_tokens.value))
        return render.page(*parts)

    def _of_ids(self) -> Markup:
        pieces = pieces_of_ids(self.tokenizer, parse_ids(self.ids.value))
        if not pieces:
            return render.page(render.paragraph("Type token IDs, and their text is shown here."))
        return render.page(
            render.paragraph("Text: ", render.quoted(text_of_ids(self.tokenizer, pieces))),
            render.chips(pieces, self.view.value, self.raw_tokens.value),
        )
