"""The server that the site is measured and tested with."""

import urllib.error
import urllib.request

import pytest

from tools.site_server import SiteServer


def test_files_are_sent_counted_and_on_demand_missing_or_damaged(tmp_path):
    (tmp_path / "a.bin").write_bytes(b"abc")
    with SiteServer(tmp_path) as server:
        address = f"{server.url}a.bin?sum=1"
        with urllib.request.urlopen(address) as answer:
            assert (answer.read(), server.sent) == (b"abc", 3)
        server.damaged = {"a.bin"}
        with urllib.request.urlopen(address) as answer:
            assert len(data := answer.read()) == 3 and data != b"abc"
        server.missing = {"a.bin"}
        with pytest.raises(urllib.error.HTTPError, match="404") as refused:
            urllib.request.urlopen(address)
        refused.value.close()
