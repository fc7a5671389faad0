"""What a running server answers: addresses, compression, headers, names, start-up. No browser in it."""

from __future__ import annotations

import gzip
import http.client
import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from lib.server.compression import STATIC
from lib.server.headers import HEADERS
from tests.support.browser import RunningApp, running_app

PLOTLY = next((STATIC / "static/js").glob("PlotlyChart.*.js"))
PLOTLY_PATH = f"/static/js/{PLOTLY.name}"
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def ask(app: RunningApp, path: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
    """Send one request; redirects are not followed, nothing is decompressed."""
    connection = http.client.HTTPConnection("127.0.0.1", app.port, timeout=30)
    try:
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def test_health_says_ok_and_nothing_else(app: RunningApp) -> None:
    answer = ask(app, "/passerelle/sante")
    assert (answer.status, json.loads(answer.body)) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/leviers", "/deposer?campagne=2025-2026", "/inconnue"])
def test_address_of_one_part_begins_with_our_page(app: RunningApp, path: str) -> None:
    answer = ask(app, path)
    assert answer.status == 200
    assert '<html lang="fr">' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/pages/collecte/deposer.py",
        "/pages/collecte/deposer",
        "/resultats/leviers",
        "/app.py",
        "/lib/ui/shell.py",
        "/robots.txt",
        "/passerelle/inconnue",
    ],
)
def test_any_other_address_is_a_french_way_out(app: RunningApp, path: str) -> None:
    answer = ask(app, path)
    assert answer.status == 404
    assert "Page introuvable" in answer.text
    assert '<a href="/">' in answer.text
    assert "import " not in answer.text


def test_address_is_written_back_as_text_only(app: RunningApp) -> None:
    answer = ask(app, "/a/%3Cscript%3Ealert(1)%3C/script%3E")
    assert answer.status == 404
    assert "<script" not in answer.text


def test_trailing_slash_leads_to_the_page_with_its_filters(app: RunningApp) -> None:
    answer = ask(app, "/leviers/?niveau=college")
    assert (answer.status, answer.headers["location"]) == (308, "/leviers?niveau=college")


@pytest.mark.parametrize("path", ["//exemple.example/", "/../app.py", "/static/../../app.py", "/static/js/none.js"])
def test_no_path_leads_out_of_what_is_served(app: RunningApp, path: str) -> None:
    answer = ask(app, path)
    assert answer.status in (400, 404)
    assert "location" not in answer.headers


def test_script_file_is_sent_compressed_and_to_be_kept(app: RunningApp) -> None:
    answer = ask(app, PLOTLY_PATH, GZIP)
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(answer.body) == PLOTLY.read_bytes()
    assert len(answer.body) < len(PLOTLY.read_bytes()) / 3
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_script_file_that_the_browser_has_is_not_sent_again(app: RunningApp) -> None:
    etag = ask(app, PLOTLY_PATH, GZIP).headers["etag"]
    again = ask(app, PLOTLY_PATH, {**GZIP, "If-None-Match": etag})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("accepted", [{}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip;q=0, br"}])
def test_client_without_gzip_gets_the_plain_file(app: RunningApp, accepted: dict[str, str]) -> None:
    answer = ask(app, PLOTLY_PATH, accepted)
    assert "content-encoding" not in answer.headers
    assert answer.body == PLOTLY.read_bytes()


def test_head_has_the_headers_and_no_body(app: RunningApp) -> None:
    answer = ask(app, PLOTLY_PATH, GZIP, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/", "/leviers", "/a/b", PLOTLY_PATH, "/passerelle/sante", "/_stcore/health"])
def test_every_answer_has_the_security_headers(app: RunningApp, path: str) -> None:
    headers = ask(app, path).headers
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS


def test_policy_allows_no_inline_script_and_no_eval() -> None:
    rules = dict(rule.split(" ", 1) for rule in HEADERS["Content-Security-Policy"].split("; "))
    assert rules["script-src"] == "'self' blob:"
    assert rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8501", "LOCALHOST:80", "[::1]:8501", "collecte.example"])
def test_known_names_are_answered(app: RunningApp, host: str) -> None:
    assert ask(app, "/passerelle/sante", {"Host": host}).status == 200


@pytest.mark.parametrize(
    "host", ["attaquant.example", "localhost.attaquant.example", "collecte.example.attaquant", "["]
)
def test_strangers_name_for_this_machine_is_refused(app: RunningApp, host: str) -> None:
    answer = ask(app, "/", {"Host": host})
    assert answer.status == 421
    assert "PASSERELLE_HOSTS" in answer.text


def test_socket_asked_for_under_a_strangers_name_is_refused(app: RunningApp) -> None:
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    stranger = ask(app, "/_stcore/stream", {**handshake, "Host": "attaquant.example"})
    assert stranger.status == 403


def test_server_listens_on_loopback_and_tells_nobody(app: RunningApp) -> None:
    assert f"http://127.0.0.1:{app.port}" in app.logged()
    assert "External URL" not in app.logged()
    assert "usage statistics" not in app.logged().lower()


def test_no_agent_interface_and_no_folder_of_files(app: RunningApp) -> None:
    assert ask(app, "/_stcore/agent/interact", method="POST").status in (403, 404)
    assert "import streamlit" not in ask(app, "/app/static/app.py").text


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([sys.executable, "-m", "uvicorn", "app:app", "--port", "{port}"], id="uvicorn"),
        pytest.param(
            [sys.executable, "-c", "from app import app; app.run(config={{'server.port': {port}}})"], id="app.run"
        ),
    ],
)
def test_other_ways_to_start_answer_alike(tmp_path: Path, command: list[str]) -> None:
    with running_app(tmp_path, command=command) as started:
        assert '<html lang="fr">' in ask(started, "/leviers").text
        assert ask(started, PLOTLY_PATH, GZIP).headers["content-encoding"] == "gzip"
