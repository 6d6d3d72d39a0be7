"""Rehearse a class on a real JupyterHub on this machine, and print what it took.

python -m tools.rehearsals.jupyterhub --students 8

Each student logs in, starts a server, and runs *Tokenization* and its exercises over a websocket, all students at once.
All servers run under one system account: what is tested is what the JupyterHub lets through, and not the file system.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import nbformat
import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tools.browser import free_port
from tools.machine import machine
from tools.order import stem

NOTEBOOKS = [Path(f"notebooks/{folder}{stem('tokenization')}.ipynb") for folder in ("", "exercises/")]
CONFIG = Path(__file__).with_name("jupyterhub_config.py")
PROXY = Path(".venv/jupyterhub/node_modules/.bin/configurable-http-proxy")
SECONDS = 600  # for any one step of a student


@dataclass(frozen=True, slots=True)
class JupyterHub:
    """Where the JupyterHub is, and how to get in."""

    url: str
    token: str
    password: str


@dataclass(slots=True)
class Student:
    """What one student saw. Times in seconds from asking for a server; memory in bytes."""

    name: str
    token: str = ""
    secret: str = field(default_factory=secrets.token_hex)
    server_ready: float = 0
    first_output: float = 0
    memory: float = 0
    finished: bool = False
    complaint: str = ""


@contextlib.contextmanager
def run_hub(folder: Path, names: list[str]) -> Iterator[JupyterHub]:
    """Start a JupyterHub with an empty home for each student.

    Raises:
        RuntimeError: it did not start; with the end of what it printed.
    """
    homes = folder / "homes"
    for name in names:
        (homes / name).mkdir(parents=True)
    urls = {name: f"http://127.0.0.1:{free_port()}" for name in ("HUB_URL", "HUB_INNER_URL", "HUB_PROXY_URL")}
    hub = JupyterHub(urls["HUB_URL"], secrets.token_hex(), secrets.token_hex())
    own = urls | {
        "HUB_TOKEN": hub.token,
        "HUB_PASSWORD": hub.password,
        "HUB_HOMES": str(homes),
        "HUB_PROXY": str(PROXY.resolve()),
        "CONFIGPROXY_AUTH_TOKEN": secrets.token_hex(),
    }
    command = [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG)]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | own, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield hub
        except Exception as error:
            raise RuntimeError(f"{error}\nThe hub said last:\n{log.read_text(errors='replace')[-3000:]}") from error
        finally:
            below = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            for left in below:
                with contextlib.suppress(psutil.NoSuchProcess):
                    left.kill()


async def request(
    hub: JupyterHub, path: str, token: str, method: str = "GET", data: dict | None = None
) -> HTTPResponse:
    """Call the JupyterHub's interface, or that of a student's server behind it."""
    body = json.dumps(data) if data is not None else "" if method == "POST" else None
    headers = {"Authorization": f"token {token}", "Content-Type": "application/json"}
    return await AsyncHTTPClient().fetch(
        HTTPRequest(f"{hub.url}{path}", method, headers, body, request_timeout=SECONDS, connect_timeout=SECONDS)
    )


async def wait_until_up(hub: JupyterHub) -> None:
    """Wait for the JupyterHub's first answer."""
    for _ in range(300):
        try:
            await AsyncHTTPClient().fetch(f"{hub.url}/hub/health")
            return
        except (HTTPClientError, OSError):
            await asyncio.sleep(0.2)
    raise RuntimeError("The hub did not answer within a minute.")


async def log_in(hub: JupyterHub, name: str) -> None:
    """Fill in the log-in page, as a browser does."""
    client = AsyncHTTPClient()
    page = await client.fetch(f"{hub.url}/hub/login")
    cookies = "; ".join(cookie.split(";")[0] for cookie in page.headers.get_list("Set-Cookie"))
    token = re.search(r'name="_xsrf"\s+value="([^"]+)"', page.body.decode())
    form = urlencode({"username": name, "password": hub.password, "_xsrf": token[1] if token else ""})
    answer = await client.fetch(
        f"{hub.url}/hub/login",
        method="POST",
        body=form,
        headers={"Cookie": cookies},
        follow_redirects=False,
        raise_error=False,
    )
    if answer.code != 302:
        raise RuntimeError(f"{name} could not log in (status {answer.code}).")


async def start_server(hub: JupyterHub, name: str, token: str) -> None:
    """Ask for a student's server and wait until it answers."""
    await request(hub, f"/hub/api/users/{name}/server", token, "POST")
    while True:
        user = json.loads((await request(hub, f"/hub/api/users/{name}", token)).body)
        if user["servers"].get("", {}).get("ready"):
            return
        await asyncio.sleep(0.2)


async def run_cell(channel: WebSocketClientConnection, source: str) -> tuple[float | None, str]:
    """Run one cell; the time of its first output, if it has one, and the name of its error, if it ends in one."""
    message_id, first, error = uuid.uuid4().hex, None, ""
    header = {
        "msg_id": message_id,
        "msg_type": "execute_request",
        "session": "rehearsal",
        "username": "",
        "version": "5.3",
    }
    content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": False}
    await channel.write_message(
        json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
    )
    replied = idle = False
    while not (replied and idle):
        raw = await channel.read_message()
        if raw is None:
            raise RuntimeError("The kernel's connection was closed.")
        message = json.loads(raw)
        if message["parent_header"].get("msg_id") != message_id:
            continue
        kind = message["header"]["msg_type"]
        if kind in ("stream", "execute_result", "display_data"):
            first = first or time.perf_counter()
        error = message["content"]["ename"] if kind == "error" else error
        replied = replied or kind == "execute_reply"
        idle = idle or (kind == "status" and message["content"]["execution_state"] == "idle")
    return first, error


async def run_notebook(hub: JupyterHub, student: Student, notebook: Path, start: float) -> None:
    """Run a notebook's code cells in a kernel of their own; an error other than a hint is a complaint."""
    base = f"/user/{student.name}/api/kernels"
    kernel = json.loads((await request(hub, base, student.token, "POST")).body)["id"]
    channels = HTTPRequest(
        f"{hub.url.replace('http', 'ws', 1)}{base}/{kernel}/channels",
        headers={"Authorization": f"token {student.token}"},
    )
    channel = await websocket_connect(channels, max_message_size=10**8)
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "code":
            first, error = await run_cell(channel, cell.source)
            if first and not student.first_output:
                student.first_output = first - start
            if error not in ("", "Hint") and "raises-exception" not in cell.metadata.get("tags", []):
                raise RuntimeError(f"cell {cell.id} of {notebook.name} ended in {error}")
    student.memory = max(student.memory, memory_of(student.name))
    channel.close()
    await request(hub, f"{base}/{kernel}", student.token, "DELETE")


def memory_of(name: str) -> int:
    """Bytes held by a student's server and kernels; what processes share is shared out among them (PSS)."""
    held = 0
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.environ().get("JUPYTERHUB_USER") == name:
                held += getattr(process.memory_full_info(), "pss", process.memory_info().rss)
    return held


async def attend(hub: JupyterHub, student: Student) -> None:
    """One student's session, from logging in to the end of the exercises."""
    try:
        await log_in(hub, student.name)
        answer = await request(hub, f"/hub/api/users/{student.name}/tokens", hub.token, "POST", {"note": "rehearsal"})
        student.token = json.loads(answer.body)["token"]
        start = time.perf_counter()
        await start_server(hub, student.name, student.token)
        student.server_ready = time.perf_counter() - start
        secret = {"type": "file", "format": "text", "content": student.secret}
        await request(hub, f"/user/{student.name}/api/contents/secret.txt", student.token, "PUT", secret)
        for notebook in NOTEBOOKS:
            await run_notebook(hub, student, notebook, start)
        student.finished = True
    except (HTTPClientError, RuntimeError, OSError, TypeError) as error:
        student.complaint = f"{type(error).__name__}: {error}"


async def leaks(hub: JupyterHub, students: list[Student]) -> list[str]:
    """A sentence for every student who could read another's file through the JupyterHub, or not read the own one."""
    found = []
    for reader in students:
        for owner in students:
            try:
                answer = await request(hub, f"/user/{owner.name}/api/contents/secret.txt", reader.token)
                seen = json.loads(answer.body)["content"] == owner.secret
            except HTTPClientError:
                seen = False
            if seen != (reader is owner):
                found.append(f"{reader.name} {'saw' if seen else 'could not see'} the file of {owner.name}.")
    return found


def report(students: list[Student], found: list[str]) -> None:
    """Print the table for the machine that this ran on."""
    done = [student for student in students if student.finished]
    print(f"{machine()}\n")
    columns = [
        "students at once",
        "finished",
        "server ready, s",
        "first output, s",
        "95th percentile, s",
        "memory each, MB",
    ]
    print(f"| {' | '.join(columns)} |\n|{'---:|' * len(columns)}")
    if done:
        first = [student.first_output for student in done]
        late = statistics.quantiles(first, n=20, method="inclusive")[-1] if len(first) > 1 else first[0]
        ready = statistics.median(student.server_ready for student in done)
        memory = statistics.median(student.memory for student in done) / 1e6
        row = [str(len(students)), str(len(done)), f"{ready:.1f}", f"{statistics.median(first):.1f}", f"{late:.1f}"]
        print(f"| {' | '.join([*row, f'{memory:.0f}'])} |\n")
    for student in students:
        if student.complaint:
            print(f"{student.name} did not finish: {student.complaint}")
    print("\n".join(found) or "Nobody saw another's file.")


async def rehearse(hub: JupyterHub, names: list[str]) -> tuple[list[Student], list[str]]:
    """All students at once; then everybody tries to read everybody's file."""
    AsyncHTTPClient.configure(None, max_clients=10 * len(names))
    await wait_until_up(hub)
    students = [Student(name) for name in names]
    await asyncio.gather(*(attend(hub, student) for student in students))
    return students, await leaks(hub, [student for student in students if student.token])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=4, help="how many, all at once (default: 4)")
    count = parser.parse_args().students
    if count < 1:
        parser.error("--students has to be 1 or more")
    if not PROXY.exists() or not shutil.which("node"):
        missing = f"{PROXY} or node is missing: run `make jupyterhub-rehearsal`, which installs the JupyterHub."
        print(missing, file=sys.stderr)
        return 1
    names = [f"student-{number}" for number in range(1, count + 1)]
    with tempfile.TemporaryDirectory() as folder, run_hub(Path(folder), names) as hub:
        students, found = asyncio.run(rehearse(hub, names))
        report(students, found)
    return int(bool(found) or not all(student.finished for student in students))


if __name__ == "__main__":
    sys.exit(main())
