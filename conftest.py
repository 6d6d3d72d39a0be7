"""Settings that have to stand before any kernel or library starts."""

from tools import kernel_environment

kernel_environment.apply()
