"""What the exercises are checked with, one module a lesson. A wrong answer raises a ``Hint``.

nbgrader gives no points for a check cell that prints anything to stderr. A library's notice or a progress bar says
nothing about the answer, so importing this package turns those off; the settings for nbgrader ignore the rest.
"""

import warnings

from transformers.utils import logging

from helpers.checks import lost_name

warnings.filterwarnings("ignore")
logging.set_verbosity_error()
logging.disable_progress_bar()
lost_name.watch()
