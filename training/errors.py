"""The one error of the stages."""


class StageError(Exception):
    """A stage cannot go on; the message says what is wrong, where, and what to do."""
