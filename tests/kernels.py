"""A kernel of their own for tests that run cells one by one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel


@contextmanager
def kernel(folder: Path) -> Iterator[BlockingKernelClient]:
    """A kernel that runs in a folder until the block ends."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> list[dict[str, Any]]:
    """The outputs of a cell: its streams and errors, each with its ``type``."""
    outputs: list[dict[str, Any]] = []

    def keep(message: dict[str, Any]) -> None:
        if message["msg_type"] in ("stream", "error"):
            outputs.append(message["content"] | {"type": message["msg_type"]})

    client.execute_interactive(code, output_hook=keep, timeout=120)
    return outputs


def of_nbgrader(cell: nbformat.NotebookNode) -> dict[str, Any]:
    """What nbgrader notes of a cell; empty for others."""
    return cell.metadata.get("nbgrader", {})


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    """The code cells of a notebook."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
