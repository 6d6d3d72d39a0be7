"""Two sentences through the whole classifier, side by side."""

import torch
from ipywidgets import BoundedFloatText, Button
from markupsafe import Markup
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers import render
from helpers.attribution import integrated_gradients, occlusion
from helpers.classification import Batch, classify
from helpers.explorers.base import LABEL_STYLE, Debounce, Explorer, Panel, cut_sentence, dropdown, row, text_area
from helpers.models import reading_limit

# Occlusion runs the model once for each token: a longer text would take minutes with the published checkpoint.
MOST_EXPLAINED = 128
STEPS = 50
MOST_PROBABLE = "the most probable label"


class PipelineExplorer(Explorer):
    """Padded IDs, shapes, logits and probabilities of two sentences, and which tokens moved the answer."""

    title = "Pipeline explorer"

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
            1.0, min=0.1, max=100, step=0.1, description="Temperature", style=LABEL_STYLE
        )
        self.panel, self.tokens_panel = Panel(), Panel()
        self.batch: Batch
        self.panel.result.value = self._answers()
        self.label = dropdown("Explain", [MOST_PROBABLE, *self.batch.labels])
        self.explain = Button(description="Which tokens moved the answer?", layout={"width": "auto"})
        self.tokens_panel.result.value = self._invite()
        super().__init__(
            [self.text_a, self.text_b, self.temperature, self.panel, row(self.label, self.explain), self.tokens_panel]
        )
        show = Debounce(self._texts_changed)
        for control in (self.text_a, self.text_b):
            control.observe(show, "value")
        self.temperature.observe(lambda change: self.panel.show(self._answers), "value")
        self.label.observe(lambda change: self.tokens_panel.show(self._invite), "value")
        self.explain.on_click(lambda button: self.tokens_panel.show(self._attributions))

    def _texts_changed(self) -> None:
        self.panel.show(self._answers)
        self.tokens_panel.show(self._invite)

    def _answers(self) -> Markup:
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
        at_temperature = "" if self.temperature.value == 1 else f" at temperature {self.temperature.value:g}"
        parts += [
            render.probabilities(f"Probabilities{at_temperature}", batch.labels, *probabilities),
            render.table(
                "Logits",
                ["text", *batch.labels],
                [
                    [letter, *(render.number(value) for value in line)]
                    for letter, line in zip("AB", batch.logits.tolist(), strict=True)
                ],
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
        return render.page(*parts)

    def _invite(self) -> Markup:
        return render.page(render.paragraph("Press the button to ask for the tokens behind the answer."))

    def _attributions(self) -> Markup:
        batch = classify(self.tokenizer, self.model, [self.text_a.value, self.text_b.value])
        return render.page(*(self._attribution(batch, place) for place in range(2)))

    def _attribution(self, batch: Batch, place: int) -> Markup:
        pieces, letter = batch.pieces[place], "AB"[place]
        if len(pieces) > MOST_EXPLAINED:
            return render.paragraph(
                f"Text {letter} has {len(pieces)} tokens. Asking for each takes a run of the model, so up to "
                f"{MOST_EXPLAINED} are explained: shorten the text."
            )
        if self.label.value == MOST_PROBABLE:
            label = int(batch.logits[place].argmax())
        else:
            label = batch.labels.index(self.label.value)
        input_ids = torch.tensor([[piece.token_id for piece in pieces]])
        falls = occlusion(self.model, input_ids, label)
        shares, residual = integrated_gradients(self.model, input_ids, label, STEPS)
        largest = torch.cat([falls, shares]).abs().max().item()
        rows = [
            [render.drawn_token(piece), *(render.signed_bar_cell(value.item(), largest) for value in values)]
            for piece, *values in zip(pieces, falls, shares, strict=True)
        ]
        total = shares.sum().item()
        return render.table(
            f"Text {letter}: what speaks for {batch.labels[label]} (+) and against it (−), in logits",
            ["token", "left out, the logit falls by", "share by integrated gradients"],
            rows,
        ) + render.paragraph(
            f"The shares add up to {render.number(total, sign=True)}. The logit changed by "
            f"{render.number(total - residual, sign=True)}; the residual is {render.number(residual, 4, sign=True)} "
            f"with {STEPS} steps."
        )
