"""helpers.explorers.base: a failure leaves the last good result, and a page for readers without a kernel."""

import asyncio

import pytest
import torch
from ipywidgets import HTML, Button, Output, ValueWidget, VBox, Widget
from markupsafe import Markup

from helpers import render
from helpers.explorers import EmbeddingExplorer, LayerExplorer, PipelineExplorer, TokenExplorer, VocabularyExplorer
from helpers.explorers.base import Debounce, Panel, View
from tests.explorers.models import HOSTILE, MODEL, TOKENIZER
from tests.render.test_views import Reader

MAKE = {
    "token": lambda: TokenExplorer(TOKENIZER),
    "vocabulary": lambda: VocabularyExplorer(TOKENIZER, MODEL),
    "embedding": lambda: EmbeddingExplorer(TOKENIZER, MODEL),
    "layer": lambda: LayerExplorer(TOKENIZER, MODEL),
    "pipeline": lambda: PipelineExplorer(TOKENIZER, MODEL),
}
each_explorer = pytest.mark.parametrize("make", MAKE.values(), ids=MAKE.keys())


def panels(explorer) -> list[Panel]:
    return [child for child in explorer.children if isinstance(child, Panel)]


def everything_below(widget: Widget) -> list[Widget]:
    return [widget, *(below for child in getattr(widget, "children", []) for below in everything_below(child))]


def text_fields(explorer) -> list[Widget]:
    return [getattr(explorer, name) for name in ("text", "text_a", "text_b") if hasattr(explorer, name)]


def failing(error: Exception):
    def compute() -> View:
        raise error

    return compute


@pytest.mark.parametrize(
    ("error", "said"),
    [(ValueError("Say <b>it</b>."), "Say &lt;b&gt;it&lt;/b&gt;."), (RuntimeError("odd"), "RuntimeError: odd")],
)
def test_a_failure_is_said_and_the_last_good_result_stays(error, said):
    panel = Panel()
    panel.show(lambda: View("One.", [Markup("<p>good</p>")]))
    panel.show(failing(error))
    assert said in panel.message.value
    assert (panel.status.value, panel.result.value) == (render.status("One."), render.page(Markup("<p>good</p>")))
    panel.show(lambda: View("", [Markup("<p>better</p>")]))
    assert (panel.message.value, panel.status.value) == ("", "")
    assert panel.result.value == render.page(Markup("<p>better</p>"))


def test_explorers_calculate_on_one_thread_and_leave_the_number_as_it_was():
    before, seen = torch.get_num_threads(), []
    torch.set_num_threads(2)
    try:
        Panel().show(lambda: seen.append(torch.get_num_threads()) or View("", []))
        Panel().show(failing(RuntimeError("odd")))
        assert (seen, torch.get_num_threads()) == ([1], 2)
    finally:
        torch.set_num_threads(before)


def test_a_debounced_function_runs_once_after_many_changes():
    calls = []

    async def change_often():
        debounced = Debounce(lambda: calls.append("call"), 0.01)
        for _ in range(20):
            debounced()
        assert calls == []
        while not calls:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.03)

    asyncio.run(asyncio.wait_for(change_often(), timeout=10))
    assert calls == ["call"]


def test_without_an_event_loop_it_runs_at_once():
    calls = []
    Debounce(lambda: calls.append("call"), 10)()
    assert calls == ["call"]


@each_explorer
def test_it_is_a_core_box_without_output_widgets(make):
    explorer = make()
    assert isinstance(explorer, VBox)
    widgets = everything_below(explorer)
    assert not any(isinstance(widget, Output) for widget in widgets)
    assert {widget._model_module for widget in widgets} <= {"@jupyter-widgets/controls", "@jupyter-widgets/base"}


@each_explorer
def test_every_control_has_a_visible_label(make):
    controls = [
        widget
        for widget in everything_below(make())
        if isinstance(widget, (ValueWidget, Button)) and not isinstance(widget, HTML)
    ]
    assert len(controls) >= 4
    assert all(control.description.strip() for control in controls)


@each_explorer
def test_the_bundle_has_the_widget_and_a_page(make):
    bundle = make()._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}
    assert bundle["text/plain"].endswith("explorer: run the notebook to use it.")
    assert all(panel.html() in bundle["text/html"] for panel in panels(make()))


@each_explorer
def test_the_page_names_the_sites_element_and_what_it_starts_with(make):
    explorer = make()
    reader = Reader(explorer.summary())
    assert explorer.element in reader.tags and explorer.element.endswith("-explorer")
    told = {name.removeprefix("data-"): value for name, value in reader.attributes}
    assert explorer.settings() and explorer.settings().items() <= told.items()


def test_what_the_site_cannot_do_has_no_element():
    assert "<token-explorer" not in TokenExplorer(TOKENIZER, TOKENIZER).summary()


@each_explorer
def test_the_result_is_said_in_one_line_for_screen_readers(make):
    explorer = make()
    field = text_fields(explorer)[-1]
    before = [panel.status.value for panel in panels(explorer)]
    field.value = "An altogether other sentence, of thirteen or so tokens."
    after = [panel.status.value for panel in panels(explorer)]
    assert before != after
    assert all('role="status"' in value or not value for value in after)


@each_explorer
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_shown_without_a_complaint(make, text):
    explorer = make()
    for field in text_fields(explorer):
        field.value = text
    for panel in panels(explorer):
        assert panel.message.value == ""
        assert "<script>alert" not in panel.result.value
        assert "<img src=x" not in panel.result.value
        assert not {"\u202e", "\u200b", "\u200d", "\x00"} & set(panel.result.value)


@each_explorer
def test_a_lone_surrogate_gets_a_sentence_and_the_last_result_stays(make):
    for name in ("text", "text_a", "text_b"):
        explorer = make()
        if not hasattr(explorer, name):
            continue
        before = [panel.result.value for panel in panels(explorer)]
        getattr(explorer, name).value = "half \ud83d pair"
        said = [panel.message.value for panel in panels(explorer) if panel.message.value]
        assert len(said) == 1
        assert "half of a surrogate pair" in said[0]
        assert [panel.result.value for panel in panels(explorer)] == before
        getattr(explorer, name).value = "whole"
        assert all(panel.message.value == "" for panel in panels(explorer))


@each_explorer
def test_a_crash_in_a_computation_is_said_in_the_widget(make, monkeypatch):
    explorer = make()

    def crash(*args, **kwargs):
        raise MemoryError("no room")

    for module in ("token", "vocabulary", "embedding", "layer", "pipeline"):
        for name in ("split_text", "classify"):
            monkeypatch.setattr(f"helpers.explorers.{module}.{name}", crash, raising=False)
    text_fields(explorer)[0].value = "anything"
    said = [panel.message.value for panel in panels(explorer) if panel.message.value]
    assert "MemoryError: no room" in said[0]
