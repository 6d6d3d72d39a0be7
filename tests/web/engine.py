"""Tests of the page's engine need Node."""

import pytest

from tools.web import WITHOUT_NODE, has_node

needs_node = pytest.mark.skipif(not has_node(), reason=WITHOUT_NODE)
