"""The stand-in's side of the story: start it, and walk through it as a browser does."""

import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest
from joserfc.jwk import ECKey

HERE = Path(__file__).parent
KEPT = HERE.parent.parent / "var" / "oidc-stand-in"
OURS = "http://localhost:8000"
CLIENT = {"client_id": "a" * 64, "client_secret": "b" * 64}


class StandIn:
    """A running provider: `issuer("fc-es256")`."""

    def __init__(self, port: int, key_file: Path) -> None:
        self.origin = f"http://localhost:{port}"
        self.key_file = key_file

    def issuer(self, profile: str) -> str:
        return f"{self.origin}/{profile}"


def start(tmp: Path):
    """Install (once) and start the Node process; yields the StandIn."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        _miss("node and npm are needed for the OpenID stand-in")
    _install(npm)
    key = ECKey.generate_key("P-256")
    key_file = tmp / "encryption.pem"
    key_file.write_bytes(key.as_pem(private=True))
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [node, "standin.mjs"],
        cwd=KEPT,
        env=os.environ
        | {
            "PORT": str(port),
            "RP": OURS,
            "ENCRYPTION_JWK": json.dumps(key.as_dict(private=False) | {"use": "enc"}),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        if "ready" not in (process.stdout.readline() if process.stdout else ""):
            _miss("the OpenID stand-in did not start")
        yield StandIn(port, key_file)
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout:
            process.stdout.close()


def _install(npm: str) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    installed = KEPT / "package-lock.json"
    fresh = not (KEPT / "node_modules").is_dir() or installed.read_bytes() != lock
    for name in ("package.json", "package-lock.json", "standin.mjs"):
        shutil.copy(HERE / name, KEPT / name)
    if fresh:
        done = subprocess.run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            cwd=KEPT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            shutil.rmtree(KEPT / "node_modules", ignore_errors=True)
            _miss(f"npm could not install the OpenID stand-in: {done.stderr[-300:]}")


def _miss(reason: str) -> None:
    if os.environ.get("PARVIS_REQUIRE_JOURNEYS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


class Browser:
    """A browser at the provider: keeps its cookies, follows it until it sends us back."""

    def __init__(self) -> None:
        self.http = httpx.Client(follow_redirects=False, timeout=30)

    def close(self) -> None:
        self.http.close()

    def visit(self, url: str, persona: str = "angela", **more: str) -> str:
        """The path and query on our site that the provider finally sends to.

        Each visit is that of a person who has no session there yet.
        """
        self.http.cookies.clear()
        for _ in range(12):
            if "/interaction/" in url:
                url = str(httpx.URL(url, params={"persona": persona, **more}))
            answer = self.http.get(url)
            if answer.status_code not in {302, 303}:
                raise AssertionError(f"{answer.status_code} {url}: {answer.text[:200]}")
            url = urljoin(url, answer.headers["location"])
            if url.startswith(OURS):
                return url.removeprefix(OURS)
        raise AssertionError("too many redirects")

    def sign_out(self, url: str) -> str:
        """Confirm signing out at the provider; where it sends us."""
        form = self.http.get(url).text
        action = re.search(r'action="([^"]+)"', form)[1]
        token = re.search(r'name="xsrf" value="([^"]+)"', form)[1]
        answer = self.http.post(action, data={"xsrf": token, "logout": "yes"})
        return answer.headers["location"].removeprefix(OURS)
