"""One comment of a key in a pull request, on servers that speak as GitHub and Azure DevOps do."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipelines.comment.command import main

KEY = "preview-prod"
MARK = f"<!-- secure-mlops {KEY} -->\n"


@dataclass
class Host:
    """A host's pull request.

    Attributes:
        texts: Its comments by number.
        requests: What came in: method and path.
        status: An answer to everything; none where 0.
    """

    azure: bool
    texts: dict[int, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    status: int = 0
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What the system tells a run."""
        if self.azure:
            return {
                "TF_BUILD": "True", "SYSTEM_COLLECTIONURI": f"{self.url}/contoso/", "SYSTEM_TEAMPROJECT": "ML Ops",
                "BUILD_REPOSITORY_ID": "r1", "SYSTEM_PULLREQUEST_PULLREQUESTID": "7", "SYSTEM_ACCESSTOKEN": "t0ken",
                "BUILD_REPOSITORY_PROVIDER": "TfsGit", "BUILD_BUILDID": "42",
            }  # fmt: skip
        return {
            "GITHUB_ACTIONS": "true", "GITHUB_API_URL": self.url, "GITHUB_REPOSITORY": "contoso/mlops",
            "GITHUB_REF": "refs/pull/7/merge", "GITHUB_TOKEN": "t0ken",
            "GITHUB_SERVER_URL": "https://github.com", "GITHUB_RUN_ID": "42",
        }  # fmt: skip

    def answer(self, method: str, path: str, body: Any) -> Any:
        """What the host says, or None where there is no such address."""
        threads = "/contoso/ML%20Ops/_apis/git/repositories/r1/pullRequests/7/threads"
        base = threads if self.azure else "/repos/contoso/mlops/issues/7/comments"
        if method == "GET" and path.startswith(f"{base}?"):
            return self._listed(path)
        if method == "POST" and path == (f"{base}?api-version=7.1" if self.azure else base):
            self.texts[len(self.texts) + 1] = body["comments"][0]["content"] if self.azure else body["body"]
            return {"id": len(self.texts)}
        changed = re.fullmatch(
            rf"{threads}/(\d+)/comments/1\?api-version=7.1"
            if self.azure
            else r"/repos/contoso/mlops/issues/comments/(\d+)",
            path,
        )
        if method == "PATCH" and changed:
            self.texts[int(changed[1])] = body["content" if self.azure else "body"]
            return {}
        return None

    def _listed(self, path: str) -> Any:
        if self.azure:
            comments = [{"id": n, "comments": [{"id": 1, "content": text}]} for n, text in self.texts.items()]
            return {"value": [*comments, {"id": 99, "comments": None}]}
        page = int(path.rpartition("page=")[2])
        return [{"id": n, "body": text} for n, text in self.texts.items()][(page - 1) * 100 : page * 100]


@contextmanager
def served(host: Host) -> Iterator[Host]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            host.requests.append(f"{self.command} {self.path.partition('?')[0]}")
            assert self.headers["Authorization"] == "Bearer t0ken"
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            told = None if host.status else host.answer(self.command, self.path, body)
            self.send_response(host.status or (200 if told is not None else 404))
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        do_GET = do_POST = do_PATCH = answer  # noqa: N815 - the names that the base class calls

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(params=["GitHub", "Azure DevOps"])
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    with served(Host(azure=request.param == "Azure DevOps")) as running:
        yield running


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "report.md"
    file.write_text("# first\n")
    return file


def comment(host: Host, page: Path, key: str = KEY) -> int:
    return main(["--key", key, str(page)], host.environment)


def test_the_first_run_comments_and_later_ones_change_that(host: Host, page: Path) -> None:
    host.texts = {1: "a person's", 2: f"> quoting {MARK}"}
    assert comment(host, page) == 0
    page.write_text("# second\n")
    assert comment(host, page) == 0
    assert host.texts == {1: "a person's", 2: f"> quoting {MARK}", 3: f"{MARK}# second\n"}


def test_each_key_has_a_comment_of_its_own(host: Host, page: Path) -> None:
    comment(host, page)
    comment(host, page, "preview-dev")
    assert len(host.texts) == 2


def test_what_is_said_already_is_not_said_again(host: Host, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comment(host, page)
    comment(host, page)
    assert capsys.readouterr().out.splitlines() == ["commented", "the comment says so already"]
    assert [request.split()[0] for request in host.requests] == ["GET", "POST", "GET"]


def test_a_comment_behind_many_others_is_found(page: Path) -> None:
    with served(Host(azure=False)) as host:
        host.texts = dict.fromkeys(range(1, 101), "x") | {101: f"{MARK}old"}
        comment(host, page)
        assert host.texts[101] == f"{MARK}# first\n"
        assert len(host.texts) == 101


def test_a_page_that_is_too_long_is_cut(host: Host, page: Path) -> None:
    page.write_text("x" * 200_000)
    comment(host, page)
    [text] = host.texts.values()
    assert len(text) == (150_000 if host.azure else 65_536)
    assert text.endswith("The rest is too long for a comment.\n")


@pytest.mark.parametrize("length", [10, 200_000])
def test_a_comment_ends_with_where_all_of_it_is(host: Host, page: Path, length: int) -> None:
    page.write_text("x" * length)
    assert main(["--key", KEY, "--artefact", "report-prod", str(page)], host.environment) == 0
    [text] = host.texts.values()
    run = (
        f"{host.url}/contoso/ML%20Ops/_build/results?buildId=42"
        if host.azure
        else "https://github.com/contoso/mlops/actions/runs/42"
    )
    assert text.endswith(f"artefact `report-prod` of [this run]({run}).</sub>\n")
    assert len(text) <= (150_000 if host.azure else 65_536)
    assert ("too long" in text) is (length > 10)


@pytest.mark.parametrize("status", [403, 500])
def test_a_host_that_refuses_is_one_clear_line(
    host: Host, page: Path, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    host.status = status
    assert comment(host, page) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert f"says {status}" in line
    assert ("may not write comments" in line) is (status == 403)


@pytest.mark.parametrize("token", ["GITHUB_TOKEN", "SYSTEM_ACCESSTOKEN"])
def test_a_missing_token_is_one_clear_line(page: Path, token: str, capsys: pytest.CaptureFixture[str]) -> None:
    environment = Host(azure=token == "SYSTEM_ACCESSTOKEN", url="http://127.0.0.1:1").environment
    del environment[token]
    assert main(["--key", KEY, str(page)], environment) == 2
    assert f"the variable {token} is not set" in capsys.readouterr().err


@pytest.mark.parametrize(
    "change",
    [
        {"GITHUB_REF": "refs/heads/main"},
        {"SYSTEM_PULLREQUEST_PULLREQUESTID": ""},
        {"BUILD_REPOSITORY_PROVIDER": "GitHub"},
    ],
)
def test_a_run_for_no_pull_request_comments_nowhere(page: Path, change: dict[str, str]) -> None:
    environment = Host(azure="GITHUB_REF" not in change, url="http://127.0.0.1:1").environment
    assert main(["--key", KEY, str(page)], {**environment, **change}) == 0
