"""What all explorers share: panels that keep their last good result, and a page for readers without a kernel."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from ipywidgets import HTML, Checkbox, Dropdown, HBox, Layout, Textarea, VBox, Widget
from markupsafe import Markup
from transformers import PreTrainedTokenizerFast

from helpers import render
from helpers.tokens import Piece, ends

LAST = "What is shown below is the last result."
LABEL_STYLE = {"description_width": "initial"}
FULL_WIDTH = Layout(width="98%")
DEBOUNCE_SECONDS = 0.06  # the model runs at the end of a burst of keys, and an answer still comes in time


@contextmanager
def one_thread() -> Iterator[None]:
    """Inside, PyTorch calculates on one thread: for short texts, on a busy machine, several wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True, slots=True)
class View:
    """What is shown: the result in one line, which screen readers announce, and all of it."""

    said: str | Markup
    parts: Sequence[Markup]


class Panel(VBox):
    """A message line, the result in one line, and the whole result below."""

    def __init__(self) -> None:
        self.message, self.status, self.result = HTML(), HTML(), HTML(layout=FULL_WIDTH)
        super().__init__([self.message, self.status, self.result])

    def show(self, compute: Callable[[], View]) -> None:
        """Show what ``compute`` returns. If it raises, say why, and leave the last good result where it is."""
        try:
            with one_thread():
                self.draw(compute())
        except ValueError as error:  # what our own functions say of input that they cannot use
            self.message.value = render.message(f"{error} {LAST}")
        except Exception as error:  # a callback's traceback would end in a log that nobody reads
            self.message.value = render.message(f"This could not be computed ({type(error).__name__}: {error}). {LAST}")

    def draw(self, view: View) -> None:
        """Show a view, and no message."""
        self.result.value = render.page(*view.parts)
        self.status.value = render.status(view.said) if view.said else ""
        self.message.value = ""

    def html(self) -> Markup:
        """What is shown now."""
        return Markup(self.status.value) + Markup(self.result.value)


class Explorer(VBox):
    """Controls and panels, with a static picture for pages that no kernel stands behind.

    Attributes:
        title: what it is called.
        element: the name of the site's element that does the same without a kernel; empty if none does.
    """

    title = "Explorer"
    element = ""

    def __init__(self, children: Sequence[Widget]) -> None:
        super().__init__([HTML(render.STYLE), *children])
        self.add_class("tuh-explorer")

    def settings(self) -> Mapping[str, str]:
        """What the site's element has to start with to show the same."""
        return {}

    def summary(self) -> Markup:
        """The panels' results as one page, to be read without a kernel, and without styles too."""
        results = [panel.html() for panel in self.children if isinstance(panel, Panel)]
        note = render.page(render.paragraph(f"{self.title}, as it starts. Run the notebook to type into it."))
        view = note + Markup("").join(results)
        if self.element:
            told = Markup("").join(
                Markup(' data-{}="{}"').format(name, value) for name, value in self.settings().items()
            )
            view = Markup("<{0}{1}>{2}</{0}>").format(self.element, told, view)
        return render.STYLE + view

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widget, and beside it the summary, which is shown where the widget cannot be."""
        bundle = super()._repr_mimebundle_(**kwargs)
        return bundle | {"text/plain": f"{self.title}: run the notebook to use it.", "text/html": self.summary()}


class Debounce:
    """Call a function once, a moment after the last of many changes."""

    def __init__(self, function: Callable[[], None], seconds: float = DEBOUNCE_SECONDS) -> None:
        self.function, self.seconds = function, seconds
        self.timer: asyncio.TimerHandle | None = None

    def __call__(self, change: Any = None) -> None:
        if self.timer:
            self.timer.cancel()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # a plain script, where nothing would ever call back
            self.function()
        else:
            self.timer = loop.call_later(self.seconds, self.function)


def text_area(label: str, value: str) -> Textarea:
    """A labelled text area that reports every keystroke."""
    return Textarea(value, description=label, rows=2, layout=FULL_WIDTH, style=LABEL_STYLE)


def checkbox(label: str, value: bool) -> Checkbox:
    """A checkbox, its label beside it."""
    return Checkbox(value, description=label, indent=False, layout=Layout(width="auto"))


def dropdown(label: str, options: Sequence[Any]) -> Dropdown:
    """A labelled choice, of which the first is made."""
    return Dropdown(options=options, description=label, layout=Layout(width="auto"), style=LABEL_STYLE)


def row(*controls: Widget) -> HBox:
    """Controls side by side, in several lines where the page is narrow."""
    return HBox(controls, layout=Layout(flex_flow="row wrap", grid_gap="4px 16px"))


def cut_sentence(tokenizer: PreTrainedTokenizerFast, pieces: Sequence[Piece], limit: int, reader: str) -> str:
    """What happens to a text that is too long; empty if it is not.

    Args:
        pieces: all of the text's.
        reader: who reads no more than ``limit`` tokens.
    """
    cut = len(pieces) - limit
    if cut <= 0:
        return ""
    head, tail = ends(pieces)
    if tokenizer.truncation_side == "left":
        which, beside = "first", f" after {pieces[head - 1].token}" if head else ""
    else:
        which, beside = "last", f" before {pieces[-tail].token}" if tail else ""
    return f"{reader} reads {limit:,} tokens. The {which} {cut:,}{beside} are cut by truncation, and go unread."
