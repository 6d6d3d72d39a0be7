"""The environment that kernels get, so that a stored output and a compared one come about alike."""

import os

VARIABLES = {
    "PYTHONHASHSEED": "0",  # printed sets and transformers' load report follow the hash order
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",  # a progress bar prints times
    "TOKENIZERS_PARALLELISM": "false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
# A reader's own choices must not decide what is stored or compared.
CLEARED = ("SENTIMENT_CHECKPOINT", "TRANSFORMERS_VERBOSITY", "PYTHONWARNINGS", "MPLBACKEND", "MATPLOTLIBRC")


def apply() -> None:
    """Change this process's environment, which kernels inherit."""
    for name in CLEARED:
        os.environ.pop(name, None)
    os.environ.update(VARIABLES)
