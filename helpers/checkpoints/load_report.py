"""The library's report on weights that a file holds and the model does not use."""

import logging
import re

EXPLANATION = (
    "This report was expected. The file holds a pooler, a part left over from before the classifier was trained. "
    "The classifier has no use for it, and no harm is done. The report is shown once; lesson 4 says more."
)
LEFTOVER = re.compile(
    r"^roberta\.(?:pooler\.dense\.(?:weight|bias)|embeddings\.position_ids) +\| UNEXPECTED\b", re.MULTILINE
)
STATUS = re.compile(r" \| (?:UNEXPECTED|MISSING|MISMATCH|CONVERSION)\b")


class LeftoverPooler(logging.Filter):
    """Add an explanation to the report on a leftover pooler, and show it once for each folder."""

    def __init__(self) -> None:
        super().__init__()
        self.explained: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass, unless it repeats a report that was shown before. Other reports pass as they are."""
        text = record.getMessage()
        if (
            "LOAD REPORT" not in text
            or not LEFTOVER.search(text)
            or len(LEFTOVER.findall(text)) != len(STATUS.findall(text))
        ):
            return True
        if text in self.explained:
            return False
        self.explained.add(text)
        record.msg, record.args = f"{text}\n{EXPLANATION}", None
        return True


def explain_leftover_pooler() -> None:
    """Put the filter in place, once."""
    logger = logging.getLogger("transformers.modeling_utils")
    if not any(isinstance(present, LeftoverPooler) for present in logger.filters):
        logger.addFilter(LeftoverPooler())
