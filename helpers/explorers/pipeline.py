"""Two sentences through the whole classifier, side by side."""

from collections.abc import Mapping, Sequence

import torch
from ipywidgets import BoundedFloatText, Button
from markupsafe import Markup
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers import render
from helpers.attribution import integrated_gradients, occlusion
from helpers.classification import Batch, classify
from helpers.explorers.base import (
    LABEL_STYLE,
    Debounce,
    Explorer,
    Panel,
    View,
    checkbox,
    cut_sentence,
    dropdown,
    row,
    text_area,
)
from helpers.models import reading_limit
from helpers.tokens import Piece

# Leaving out runs the model once for each token: so many take a moment, and more than the second number minutes.
MOST_AT_ONCE, MOST_EXPLAINED = 32, 128
STEPS = 50
MOST_PROBABLE = "the most probable label of text A"


class PipelineExplorer(Explorer):
    """Padded IDs, shapes, logits and probabilities of two sentences, and which tokens moved the answer."""

    title = "Pipeline explorer"
    element = "pipeline-explorer"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        model: RobertaForSequenceClassification,
        text_a: str = "I love this island!",
        text_b: str = "I do not love this island at all.",
    ) -> None:
        """
        Args:
            text_a, text_b: what the two text fields start with.
        """
        self.tokenizer, self.model = tokenizer, model
        self.text_a, self.text_b = text_area("Text A", text_a), text_area("Text B", text_b)
        self.temperature = BoundedFloatText(
            1.0, min=0.1, max=10, step=0.1, description="Temperature", style=LABEL_STYLE, continuous_update=True
        )
        self.panel, self.tokens_panel = Panel(), Panel()
        self.batch: Batch
        self.panel.draw(self._answers())
        self.label = dropdown("Explain", [MOST_PROBABLE, *self.batch.labels])
        self.shares = checkbox("share the logit out by integrated gradients too", False)
        self.explain = Button(description="Explain long texts too", layout={"width": "auto"})
        self.tokens_panel.draw(self._explained())
        super().__init__(
            [
                self.text_a,
                self.text_b,
                self.temperature,
                self.panel,
                row(self.label, self.shares, self.explain),
                self.tokens_panel,
            ]
        )
        show = Debounce(self._texts_changed)
        for control in (self.text_a, self.text_b):
            control.observe(show, "value")
        self.temperature.observe(Debounce(lambda: self.panel.show(self._answers)), "value")
        for control in (self.label, self.shares):
            control.observe(lambda change: self.tokens_panel.show(self._explained), "value")
        self.explain.on_click(self._explain_long)

    def settings(self) -> Mapping[str, str]:
        return {"text-a": self.text_a.value, "text-b": self.text_b.value}

    def _texts_changed(self) -> None:
        self.panel.show(self._answers)
        self.tokens_panel.show(self._explained)

    def _explain_long(self, button: Button) -> None:
        self.explain.disabled = True
        self.tokens_panel.message.value = render.message("Working: the model runs once for each token.")
        self.tokens_panel.show(lambda: self._explained(MOST_EXPLAINED))
        self.explain.disabled = False

    def _answers(self) -> View:
        self.batch = batch = classify(self.tokenizer, self.model, [self.text_a.value, self.text_b.value])
        probabilities = batch.probabilities(self.temperature.value).tolist()
        limit = reading_limit(self.tokenizer, self.model)
        parts = []
        for letter, pieces, mask in zip("AB", batch.whole, batch.attention_mask.tolist(), strict=True):
            if not any(piece.data for piece in pieces):
                becomes = " ".join(piece.token for piece in pieces)
                parts.append(
                    render.paragraph(
                        f"Text {letter} is empty. It becomes {becomes}, and the model answers all the same."
                    )
                )
            if said := cut_sentence(self.tokenizer, pieces, limit, "The model"):
                parts.append(render.paragraph(f"Text {letter}: {said}"))
            if not mask[0]:
                parts.append(
                    render.paragraph(
                        f"Text {letter} is padded on the left. The classification head reads the first place, which "
                        f"is padding here, and not {pieces[0].token}: set tokenizer.padding_side to 'right'."
                    )
                )
        at_temperature = "" if self.temperature.value == 1 else f" at temperature {self.temperature.value:.3g}"
        largest = batch.logits.abs().max().item()
        parts += [
            render.side_by_side(
                render.probabilities(f"Probabilities{at_temperature}", batch.labels, *probabilities),
                render.table(
                    "Logits",
                    ["label", "text A", "text B"],
                    [
                        [label, *(render.signed_bar_cell(value, largest) for value in values)]
                        for label, values in zip(batch.labels, batch.logits.T.tolist(), strict=True)
                    ],
                ),
            ),
            *(
                render.strip(f"Text {letter}, the vector that the classification head reads", vector)
                for letter, vector in zip("AB", batch.starts.tolist(), strict=True)
            ),
            render.batch(
                "One batch: token IDs with padding, and the attention mask",
                batch.pieces,
                batch.input_ids.tolist(),
                batch.attention_mask.tolist(),
            ),
            render.table(
                "Shapes",
                ["tensor", "shape", "meaning"],
                [[name, str(shape), meaning] for name, shape, meaning in batch.shapes],
            ),
        ]
        answers = [render.answer(batch.labels, values) for values in probabilities]
        return View(f"Text A: {answers[0]}. Text B: {answers[1]}.", parts)

    def _explained(self, most: int = MOST_AT_ONCE) -> View:
        """Which tokens moved the answers, of the texts that are no longer than so many tokens."""
        if self.label.value == MOST_PROBABLE:
            label = int(self.batch.logits[0].argmax())
        else:
            label = self.batch.labels.index(self.label.value)
        parts = [
            part
            for letter, pieces in zip("AB", self.batch.pieces, strict=True)
            for part in self._explanation(letter, pieces, label, most)
        ]
        return View(f"What speaks for {self.batch.labels[label]} (+) and against it (−), in logits.", parts)

    def _explanation(self, letter: str, pieces: Sequence[Piece], label: int, most: int) -> list[Markup]:
        if len(pieces) > MOST_EXPLAINED:
            return [
                render.paragraph(
                    f"Text {letter} has {len(pieces)} tokens. Asking for each takes a run of the model, so up to "
                    f"{MOST_EXPLAINED} are explained: shorten the text."
                )
            ]
        if len(pieces) > most:
            return [
                render.paragraph(
                    f"Text {letter} has {len(pieces)} tokens, and each takes a run of the model: up to {most} are "
                    "explained while you type. Press the button for more."
                )
            ]
        input_ids = torch.tensor([[piece.token_id for piece in pieces]])
        # The two ends always stay.
        falls: list[float | None] = [None, *occlusion(self.model, input_ids, label)[1:-1].tolist(), None]
        parts = [
            render.heading(f"Text {letter}: left out, the logit falls by"),
            render.weighed_tokens(pieces, falls),
            _bars(f"Text {letter}: the same as bars", pieces, falls, "left out, falls by"),
        ]
        if not self.shares.value:
            return parts
        shares, residual = integrated_gradients(self.model, input_ids, label, STEPS)
        given = shares.tolist()
        total = shares.sum().item()
        return [
            *parts,
            _bars(f"Text {letter}: shares by integrated gradients", pieces, given, "share"),
            render.paragraph(
                f"The shares add up to {render.number(total, sign=True)}. The logit changed by "
                f"{render.number(total - residual, sign=True)}; the residual is "
                f"{render.number(residual, 4, sign=True)} with {STEPS} steps. {_disagreement(falls, given)}"
            ),
        ]


def _bars(caption: str, pieces: Sequence[Piece], values: Sequence[float | None], column: str) -> Markup:
    largest = max((abs(value) for value in values if value is not None), default=0)
    rows = [
        [render.drawn_token(piece), render.signed_bar_cell(value, largest)]
        for piece, value in zip(pieces, values, strict=True)
    ]
    return render.table(caption, ["token", column], rows)


def _disagreement(first: Sequence[float | None], second: Sequence[float | None]) -> str:
    """For how many tokens two ways to explain an answer differ in sign."""
    both = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
    apart = sum(a * b < 0 for a, b in both)
    if not apart:
        return "For every token, both ways agree whether it speaks for the label or against it."
    return (
        f"For {apart} of {len(both)} tokens the two ways disagree whether they speak for the label or against it: "
        "each asks another question, and neither is the reason of the answer."
    )
