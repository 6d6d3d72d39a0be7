"""What the exercises are checked with, one module a lesson. A wrong answer raises a ``Hint``.

nbgrader gives no points for a check cell that prints anything to stderr. A library's notice or a progress bar, which
says nothing about the answer, would cost them all; so importing this package turns those off.
"""

import warnings

from transformers.utils import logging

warnings.filterwarnings("ignore")
logging.set_verbosity_error()
logging.disable_progress_bar()
