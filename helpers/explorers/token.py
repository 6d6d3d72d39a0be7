"""Type a text and watch its tokens."""

from collections.abc import Mapping

from ipywidgets import Button
from transformers import PreTrainedTokenizerFast

from helpers import render
from helpers.explorers.base import Explorer, Panel, View, checkbox, cut_sentence, dropdown, row, text_area
from helpers.spelling import spelling_of
from helpers.tokens import (
    count,
    cut_away,
    differing,
    parse_ids,
    pieces_of_ids,
    split_text,
    text_of_ids,
    token_limit,
    truncate,
)
from helpers.vocabulary import extend_tokenizer, is_one_token

EXTRA_WORDS = ["whaleshark", "unicorn"]


class TokenExplorer(Explorer):
    """A text as tokens with IDs, and IDs as a text."""

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
        self.element = "" if other else "token-explorer"
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
        self.use_ids = Button(description="Use the IDs of the text", layout={"width": "auto"})
        self.panel, self.ids_panel = Panel(), Panel()
        self.panel.draw(self._of_text())
        self.ids_panel.draw(self._of_ids())
        controls = row(self.view, self.special_tokens, self.raw_tokens, self.compare)
        super().__init__([self.text, controls, self.panel, self.ids, row(self.use_ids), self.ids_panel])
        for control in (self.text, self.view, self.special_tokens, self.raw_tokens, self.compare):
            control.observe(lambda change: self.panel.show(self._of_text), "value")
        for control in (self.ids, self.view, self.raw_tokens):
            control.observe(lambda change: self.ids_panel.show(self._of_ids), "value")
        self.use_ids.on_click(lambda button: self.panel.show(self._take_ids))

    def settings(self) -> Mapping[str, str]:
        return {"text": self.text.value, "ids": self.ids.value}

    def _of_text(self) -> View:
        text, limit = self.text.value, token_limit(self.tokenizer)
        view, raw = self.view.value, self.raw_tokens.value
        pieces = split_text(self.tokenizer, text, self.special_tokens.value)
        parts = []
        if not text:
            becomes = " ".join(piece.token for piece in pieces) or "no token at all"
            parts.append(render.paragraph(f"Type a text. An empty one becomes {becomes}."))
        if typed := [piece.token for piece in pieces if piece.special_in_text]:
            parts.append(render.paragraph(f"Typed into the text, {' '.join(typed)} became a special token, not text."))
        if limit and (said := cut_sentence(self.tokenizer, pieces, limit, "The tokenizer")):
            parts.append(render.paragraph(said))
        parts.append(render.tokens(truncate(self.tokenizer, pieces, limit), view, raw))
        if cut := cut_away(self.tokenizer, pieces, limit):
            parts.append(render.cut_tokens(f"The {len(cut):,} tokens that are cut:", cut, view, raw))
        if self.compare.value:
            if self.other is None:
                self.other = extend_tokenizer(self.tokenizer, self.extra_words, whole_words=False)
            others = split_text(self.other, text, self.special_tokens.value)
            differs = differing(others, pieces)
            said = f"{sum(differs):,} of them are others, and framed" if any(differs) else "the same ones"
            parts.append(
                render.heading(f"The second tokenizer: {len(others):,} tokens, the first: {len(pieces):,}; {said}")
            )
            parts.append(render.tokens(others, view, raw, differs))
        return View(render.counts_line(count(text, pieces)), parts)

    def _take_ids(self) -> View:
        pieces = split_text(self.tokenizer, self.text.value, self.special_tokens.value)
        self.ids.value = " ".join(str(piece.token_id) for piece in pieces)
        return self._of_text()

    def _of_ids(self) -> View:
        pieces = pieces_of_ids(self.tokenizer, parse_ids(self.ids.value))
        if not pieces:
            return View("", [render.paragraph("Type token IDs, and their text is shown here.")])
        text = render.quoted(text_of_ids(self.tokenizer, pieces))
        return View(
            "", [render.paragraph("Text: ", text), render.tokens(pieces, self.view.value, self.raw_tokens.value)]
        )
