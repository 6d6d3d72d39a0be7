"""A check cell that does not know its function says so in a sentence, where Python would show a traceback."""

import linecache
import re
import traceback
from types import TracebackType

from IPython.core.getipython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

from helpers.checks.errors import near_name


def hint(error: NameError, line: str, known: list[str]) -> str | None:
    """What to do when the line of a check, or of a lock, does not know its function.

    >>> hint(NameError("...", name="gelu"), "check_gelu(gelu)", ["gellu"])
    'There is no `gelu` yet. Run the answer cell above; is its name still `gelu`? There is a function `gellu`.'
    """
    if not error.name or not re.fullmatch(rf"(check_\w+|lock)\({re.escape(error.name)}(, .*)?\)", line.strip()):
        return None
    near = near_name(error.name, [name for name in known if not name.startswith(("check_", "_"))], alike=0.75)
    tail = f" There is a function `{near}`." if near else ""
    return f"There is no `{error.name}` yet. Run the answer cell above; is its name still `{error.name}`?{tail}"


def watch() -> None:
    """Show the hint in place of the traceback, in the notebook that runs; other errors are shown as ever."""
    shell = get_ipython()
    assert shell is not None, "outside of a notebook there is nothing to watch"

    def show(
        shell: InteractiveShell,
        kind: type[NameError],
        error: NameError,
        trace: TracebackType,
        tb_offset: int | None = None,
    ) -> None:
        frame, number = list(traceback.walk_tb(trace))[-1]
        line = linecache.getline(frame.f_code.co_filename, number)
        functions = [name for name, value in shell.user_ns.items() if callable(value)]
        said = hint(error, line, functions)
        if said:
            # IPython calls this in place of its own rendering.
            vars(error)["_render_traceback_"] = lambda: [f"Hint: {said}"]
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NameError,), show)
