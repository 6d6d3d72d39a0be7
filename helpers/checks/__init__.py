"""What the exercises are checked with, one module a lesson. A wrong answer raises a ``Hint``.

nbgrader gives no points for a check cell that prints anything to stderr. A library's notice or a progress bar says
nothing about the answer, so importing this package in a notebook turns those off; the settings for nbgrader ignore the
rest. Elsewhere nothing is changed.
"""

import warnings

from IPython.core.getipython import get_ipython
from transformers.utils import logging

from helpers.checks import lost_name

if get_ipython() is not None:
    warnings.filterwarnings("ignore")
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    lost_name.watch()
