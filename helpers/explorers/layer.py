"""One text through the layers: attention of one head, the answer after each layer, heads to switch off."""

from collections.abc import Mapping
from typing import Any

import torch
from ipywidgets import Button
from markupsafe import Markup
from transformers import PreTrainedTokenizerFast, RobertaForSequenceClassification

from helpers import render
from helpers.explorers.base import Debounce, Explorer, Panel, View, checkbox, dropdown, row, text_area
from helpers.layers import Head, look_inside
from helpers.models import check_model, label_names, reading_limit
from helpers.tokens import split_text, truncate
from helpers.vocabulary import check_rows

MOST_TOKENS = 24  # of one text; a larger grid cannot be read


class LayerExplorer(Explorer):
    """The attention grid of a layer and head, the answer after each layer, and heads to switch off."""

    title = "Layer explorer"
    element = "layer-explorer"

    def __init__(
        self,
        tokenizer: PreTrainedTokenizerFast,
        model: RobertaForSequenceClassification,
        text: str = "I do not love this island.",
    ) -> None:
        """
        Args:
            text: what the text field starts with.
        """
        check_model(model)
        self.tokenizer, self.model = tokenizer, model
        self.layers, self.heads = model.config.num_hidden_layers, model.config.num_attention_heads
        self.labels = label_names(model.config)
        self.off: set[Head] = set()
        self.text = text_area("Text", text)
        self.layer, self.head = dropdown("Layer", range(self.layers)), dropdown("Head", range(self.heads))
        self.switches = [checkbox(self._switch_name(head), False) for head in range(self.heads)]
        self.all_on = Button(description="Switch all heads on", layout={"width": "auto"})
        self.panel = Panel()
        self.panel.draw(self._inside())
        super().__init__([self.text, row(self.layer, self.head), row(*self.switches, self.all_on), self.panel])
        show = Debounce(self._show)
        self.text.observe(show, "value")
        self.layer.observe(self._layer_changed, "value")
        self.head.observe(lambda change: self._show(), "value")
        for switch in self.switches:
            switch.observe(self._switched, "value")
        self.all_on.on_click(self._switch_all_on)

    def settings(self) -> Mapping[str, str]:
        return {"text": self.text.value}

    def _switch_name(self, head: int) -> str:
        return f"switch off head {head} in layer {self.layer.value}"

    def _show(self) -> None:
        self.panel.show(self._inside)

    def _layer_changed(self, change: Any) -> None:
        self._set_switches()
        self._show()

    def _set_switches(self) -> None:
        """Let the switches say which heads of the chosen layer are off."""
        for head, switch in enumerate(self.switches):
            switch.description = self._switch_name(head)
            switch.unobserve(self._switched, "value")
            switch.value = (self.layer.value, head) in self.off
            switch.observe(self._switched, "value")

    def _switched(self, change: Any) -> None:
        layer = self.layer.value
        self.off = {head for head in self.off if head[0] != layer}
        self.off |= {(layer, head) for head, switch in enumerate(self.switches) if switch.value}
        self._show()

    def _switch_all_on(self, button: Button) -> None:
        self.off = set()
        self._set_switches()
        self._show()

    def _inside(self) -> View:
        limit = reading_limit(self.tokenizer, self.model)
        pieces = split_text(self.tokenizer, self.text.value)
        kept = truncate(self.tokenizer, pieces, limit)
        ids = [piece.token_id for piece in kept]
        check_rows(self.tokenizer, self.model, ids)
        whole = look_inside(self.model, torch.tensor([ids]))
        part = look_inside(self.model, torch.tensor([ids]), self.off) if self.off else whole
        layer, head = self.layer.value, self.head.value
        drawn = kept[:MOST_TOKENS]
        weights = part.attention[layer, head, : len(drawn), : len(drawn)].tolist()
        names = ["before any layer", *(f"after layer {number}" for number in range(self.layers))]
        answers = [whole.answers[-1].tolist(), part.answers[-1].tolist()]
        said = [render.answer(self.labels, answer) for answer in answers]
        parts = [
            self._off_line(),
            render.side_by_side(
                render.probabilities("The answer", self.labels, answers[0], answers[1], ("all heads", "now")),
                render.table(
                    f"What the classification head makes of the vector of {kept[0].token}",
                    ["vectors", *self.labels],
                    [
                        [
                            name,
                            *(
                                render.bar_cell(value, label=label)
                                for value, label in zip(line, self.labels, strict=True)
                            ),
                        ]
                        for name, line in zip(names, part.answers.tolist(), strict=True)
                    ],
                ),
            ),
            self._cut_line(len(pieces)),
            render.heat_map(
                f"Attention in layer {layer}, head {head}{' (off)' if (layer, head) in self.off else ''}: "
                "each row a token that looks, each column what it takes from",
                "looks",
                drawn,
                drawn,
                weights,
            ),
        ]
        return View(
            f"The answer: {said[0]} with all heads, {said[1]} now." if self.off else f"The answer: {said[0]}.", parts
        )

    def _off_line(self) -> Markup:
        if not self.off:
            return render.paragraph("All heads are on.")
        named = ", ".join(f"{head} in layer {layer}" for layer, head in sorted(self.off))
        return render.paragraph(f"Switched off: head {named}.")

    @staticmethod
    def _cut_line(count: int) -> Markup:
        if count <= MOST_TOKENS:
            return Markup()
        return render.paragraph(f"The first {MOST_TOKENS} tokens are drawn, {count - MOST_TOKENS:,} are not.")
