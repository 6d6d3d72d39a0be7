"""Look a token's row up, find its neighbours, and follow two sentences' vectors through the layers."""

from collections.abc import Mapping
from typing import Any

import torch
from ipywidgets import BoundedIntText
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers import render
from helpers.explorers.base import (
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
from helpers.models import check_model, reading_limit
from helpers.text import check_text
from helpers.tokens import Piece, pieces_of_ids, split_text, truncate
from helpers.vectors import cosine_map, layer_name, layer_vectors, nearest, principal_plane, turned
from helpers.vocabulary import check_rows

MOST_PIECES = 32  # of one word, to choose from
MOST_TOKENS = 24  # of one sentence; a larger map cannot be read


class EmbeddingExplorer(Explorer):
    """One token's row and neighbours, and two sentences token by token."""

    title = "Embedding explorer"
    element = "embedding-explorer"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        model: RobertaForSequenceClassification,
        text: str = "island",
        text_a: str = "I sat on the river bank.",
        text_b: str = "I went to the bank to pay.",
    ) -> None:
        """
        Args:
            text: a word to look up.
            text_a, text_b: the two sentences to compare.
        """
        check_model(model)
        self.tokenizer, self.model = tokenizer, model
        self.layers = model.config.num_hidden_layers
        self.text = text_area("Word", text)
        self.leading_space = checkbox("with a space before it, as inside a sentence", True)
        self.piece = dropdown("Piece", [("", 0)])
        self.measure = dropdown("Nearest by", ["cosine", "dot product"])
        self.neighbours = BoundedIntText(8, min=1, max=50, description="Neighbours", style=LABEL_STYLE)
        self.text_a, self.text_b = text_area("Sentence A", text_a), text_area("Sentence B", text_b)
        self.layer = dropdown(
            "After layer", [(layer_name(layer, self.layers), layer) for layer in range(self.layers + 1)]
        )
        self.word_panel, self.texts_panel = Panel(), Panel()
        self._offer_pieces()
        self.word_panel.draw(self._of_word())
        self.texts_panel.draw(self._of_texts())
        super().__init__(
            [
                self.text,
                row(self.leading_space, self.piece, self.measure, self.neighbours),
                self.word_panel,
                self.text_a,
                self.text_b,
                self.layer,
                self.texts_panel,
            ]
        )
        for control in (self.text, self.leading_space):
            control.observe(self._word_changed, "value")
        for control in (self.piece, self.measure, self.neighbours):
            control.observe(lambda change: self.word_panel.show(self._of_word), "value")
        show_texts = Debounce(lambda: self.texts_panel.show(self._of_texts))
        for control in (self.text_a, self.text_b, self.layer):
            control.observe(show_texts, "value")

    def settings(self) -> Mapping[str, str]:
        return {"text": self.text.value, "text-a": self.text_a.value, "text-b": self.text_b.value}

    def _pieces(self) -> list[Piece]:
        word = self.text.value
        check_text(word)  # before the space that is ours
        return split_text(
            self.tokenizer, " " + word if self.leading_space.value and word else word, special_tokens=False
        )

    def _word_changed(self, change: Any) -> None:
        self.word_panel.show(self._new_word)

    def _new_word(self) -> View:
        self._offer_pieces()
        return self._of_word()

    def _offer_pieces(self) -> None:
        pieces = self._pieces()
        names = [
            (f"{place} of {len(pieces):,}: {_plain(piece)}", place - 1)
            for place, piece in enumerate(pieces[:MOST_PIECES], start=1)
        ]
        with self.piece.hold_trait_notifications():
            self.piece.options = names or [("none", 0)]

    def _of_word(self) -> View:
        pieces = self._pieces()
        if not pieces:
            return View("", [render.paragraph("Type a word, and its row is shown here.")])
        piece = pieces[min(self.piece.value or 0, len(pieces) - 1)]
        check_rows(self.tokenizer, self.model, [piece.token_id])
        table = self.model.get_input_embeddings().weight.detach()[: len(self.tokenizer)]  # without spare rows
        vector = table[piece.token_id]
        ids, scores = nearest(table, piece.token_id, self.neighbours.value, self.measure.value)
        parts = []
        if len(pieces) > 1:
            parts.append(
                render.paragraph(f"{len(pieces):,} tokens, so {len(pieces):,} rows. Choose the piece to look up.")
            )
        if len(pieces) > MOST_PIECES:
            parts.append(render.paragraph(f"Only the first {MOST_PIECES} are shown and can be chosen: type one word."))
        numbers = ", ".join(render.number(value, 4) for value in vector[:8].tolist())
        parts += [
            render.tokens(pieces[:MOST_PIECES]),
            render.strip(f"Row {piece.token_id} of the table", vector.tolist()),
            render.paragraph(f"It begins with {numbers}. Its norm is {vector.norm():.3f}."),
            render.table(
                f"The rows nearest to row {piece.token_id}, by {self.measure.value}",
                ["token", "ID", self.measure.value],
                [
                    [render.drawn_token(near), str(near.token_id), render.number(score)]
                    for near, score in zip(pieces_of_ids(self.tokenizer, ids), scores, strict=True)
                ],
            ),
        ]
        return View(f"Row {piece.token_id} of the table, and the rows nearest to it.", parts)

    def _of_texts(self) -> View:
        limit, vectors, both, cut = reading_limit(self.tokenizer, self.model), [], [], []
        for text in (self.text_a, self.text_b):
            pieces = split_text(self.tokenizer, text.value)
            kept = truncate(self.tokenizer, pieces, limit)
            ids = [piece.token_id for piece in kept]
            check_rows(self.tokenizer, self.model, ids)
            # The whole text is read, and then the first tokens are compared: what follows them is their context too.
            vectors.append(layer_vectors(self.model, torch.tensor([ids]))[:, :MOST_TOKENS])
            both.append(kept[:MOST_TOKENS])
            cut.append(max(0, len(pieces) - MOST_TOKENS))
        layer = self.layer.value
        name = layer_name(layer, self.layers)
        cosines = cosine_map(vectors[0][layer], vectors[1][layer])
        points, shares = self._points(torch.cat(vectors, dim=1)[: layer + 1])
        parts = []
        for letter, missing in zip("AB", cut, strict=True):
            if missing:
                parts.append(
                    render.paragraph(
                        f"Sentence {letter}: the first {MOST_TOKENS} tokens are compared, {missing:,} are not."
                    )
                )
        parts += [
            render.heat_map(
                f"Cosine of every token of A (rows) with every token of B, {name}",
                "A",
                both[0],
                both[1],
                cosines.tolist(),
            ),
            render.plane(
                f"The tokens on the plane in which they differ most, {name}: "
                f"{shares[0]:.0%} and {shares[1]:.0%} of the variance.",
                points.tolist(),
                both[0] + both[1],
                [True] * len(both[0]) + [False] * len(both[1]),
            ),
        ]
        return View(f"{len(both[0])} tokens of A and {len(both[1])} of B, {name}.", parts)

    @staticmethod
    def _points(vectors: torch.Tensor) -> tuple[torch.Tensor, list[float]]:
        """The last layer's points, each layer's plane turned to be like the one before."""
        points, shares = principal_plane(vectors[0])
        for layer in vectors[1:]:
            there, shares = principal_plane(layer)
            points = turned(there, points)
        return points, shares


def _plain(piece: Piece) -> str:
    """A token in a list of choices: its text, with · for a space, or its bytes."""
    return f"bytes {piece.hexadecimal}" if piece.text is None else piece.text.replace(" ", "·")
