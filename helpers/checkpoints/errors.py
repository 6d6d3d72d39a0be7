"""The one error of this package, and the ways out of it."""

import textwrap

WIDTH = 88  # characters; a notebook's page holds a few more
VARIABLE = "SENTIMENT_CHECKPOINT"
WAYS_OUT = (
    f"go on with the compact checkpoint (unset {VARIABLE}), set {VARIABLE} to a folder that holds a copy, "
    "or try again later"
)


class CheckpointError(Exception):
    """A checkpoint cannot be used; the message says which, why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        """Show a notebook's reader the sentence alone, in lines that a page need not break; IPython calls this."""
        return textwrap.wrap(f"CheckpointError: {self}", WIDTH, break_long_words=False, break_on_hyphens=False)
