"""What the exercises are checked with, one module a lesson. A wrong answer raises a ``Hint``."""
