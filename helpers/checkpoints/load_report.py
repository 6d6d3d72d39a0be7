"""The library's report on weights that a file holds and the model does not use."""

import logging
import re
from pathlib import Path

EXPLANATION = (
    "This report was expected. The file holds a pooler, a part left over from before the\n"
    "classifier was trained. The classifier has no use for it, and no harm is done.\n"
    "The report is shown once; the lesson on the pipeline says more."
)
LEFTOVER = re.compile(
    r"^roberta\.(?:pooler\.dense\.(?:weight|bias)|embeddings\.position_ids) +\| UNEXPECTED\b", re.MULTILINE
)
STATUS = re.compile(r" \| (?:UNEXPECTED|MISSING|MISMATCH|CONVERSION)\b")


class LeftoverPooler(logging.Filter):
    """Explain the report on a leftover pooler in certain folders, and let it pass once for each."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, bool] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to show a record. Reports on other folders, or on anything else, are shown as they are."""
        text = record.getMessage()
        folder = next((folder for folder in self.shown if "LOAD REPORT" in text and f"from: {folder}\n" in text), None)
        if folder is None or not 0 < len(LEFTOVER.findall(text)) == len(STATUS.findall(text)):
            return True
        if self.shown[folder]:
            return False
        self.shown[folder] = True
        record.msg, record.args = f"{text}\n{EXPLANATION}", None
        return True


def explain_leftover_pooler(folder: Path) -> None:
    """Have the report on a leftover pooler in ``folder`` explained, and shown once."""
    logger = logging.getLogger("transformers.modeling_utils")
    present = next((one for one in logger.filters if isinstance(one, LeftoverPooler)), None)
    if present is None:
        present = LeftoverPooler()
        logger.addFilter(present)
    present.shown.setdefault(str(folder), False)
