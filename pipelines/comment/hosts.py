"""Pull requests of the two hosts, as their REST interfaces show them."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

_TIMEOUT = 30  # seconds
_PAGE = 100  # comments a page, the most that GitHub gives


class CommentError(Exception):
    """The host refuses, or what the run says of itself makes no sense; the message is one line."""


@dataclass(frozen=True)
class Comment:
    """A comment that is there.

    Attributes:
        place: Its address, for changing it.
        text: What it says.
    """

    place: str
    text: str


class PullRequest(Protocol):
    """A pull request that can be commented on."""

    @property
    def most(self) -> int:
        """Most characters of a comment."""

    def comments(self) -> Iterator[Comment]:
        """Give the comments that are there."""

    def add(self, text: str) -> None:
        """Write a new comment."""

    def change(self, comment: Comment, text: str) -> None:
        """Let a comment say something else."""


@dataclass(frozen=True)
class GitHub:
    """A pull request on GitHub.

    https://docs.github.com/en/rest/issues/comments

    Attributes:
        comments_url: Address of its comments.
        repository_url: Address of the repository.
        token: The run's own token, with the permission pull-requests: write.
    """

    comments_url: str
    repository_url: str
    token: str
    most: int = 65536

    def comments(self) -> Iterator[Comment]:
        """See `PullRequest.comments`."""
        page = 1
        while True:
            found = self._call("GET", f"{self.comments_url}?per_page={_PAGE}&page={page}")
            for one in found:
                yield Comment(f"{self.repository_url}/issues/comments/{one['id']}", one.get("body") or "")
            if len(found) < _PAGE:
                return
            page += 1

    def add(self, text: str) -> None:
        """See `PullRequest.add`."""
        self._call("POST", self.comments_url, {"body": text})

    def change(self, comment: Comment, text: str) -> None:
        """See `PullRequest.change`."""
        self._call("PATCH", comment.place, {"body": text})

    def _call(self, method: str, url: str, body: object = None) -> Any:
        headers = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        return _call(method, url, self.token, body, headers)


@dataclass(frozen=True)
class AzureDevOps:
    """A pull request in Azure Repos; each comment of ours is a thread of its own, closed, so that it blocks nothing.

    https://learn.microsoft.com/rest/api/azure/devops/git/pull-request-threads

    Attributes:
        threads_url: Address of its threads.
        token: The job's own token (System.AccessToken); its identity may contribute to pull requests.
    """

    threads_url: str
    token: str
    most: int = 150000
    version: str = "api-version=7.1"

    def comments(self) -> Iterator[Comment]:
        """See `PullRequest.comments`."""
        for thread in _call("GET", f"{self.threads_url}?{self.version}", self.token)["value"]:
            for one in thread.get("comments") or []:
                place = f"{self.threads_url}/{thread['id']}/comments/{one['id']}?{self.version}"
                yield Comment(place, one.get("content") or "")

    def add(self, text: str) -> None:
        """See `PullRequest.add`."""
        thread = {"comments": [{"parentCommentId": 0, "content": text, "commentType": "text"}], "status": "closed"}
        _call("POST", f"{self.threads_url}?{self.version}", self.token, thread)

    def change(self, comment: Comment, text: str) -> None:
        """See `PullRequest.change`."""
        _call("PATCH", comment.place, self.token, {"content": text})


def pull_request(environment: Mapping[str, str]) -> PullRequest | None:
    """Give the pull request that a run is for; None where it is for none.

    Args:
        environment: What the two systems tell a run about itself.

    Raises:
        CommentError: It is for one, and there is no token.
    """
    number = re.fullmatch(r"refs/pull/(\d+)/merge", environment.get("GITHUB_REF", ""))
    if environment.get("GITHUB_ACTIONS") and number:
        repository = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
        token = _token(environment, "GITHUB_TOKEN")
        return GitHub(f"{repository}/issues/{number[1]}/comments", repository, token)
    number_there = environment.get("SYSTEM_PULLREQUEST_PULLREQUESTID")
    # pipelines of repositories on GitHub have this number too, and no pull request in Azure Repos
    if environment.get("TF_BUILD") and environment.get("BUILD_REPOSITORY_PROVIDER") == "TfsGit" and number_there:
        project = urllib.parse.quote(environment["SYSTEM_TEAMPROJECT"])
        repository = f"{environment['SYSTEM_COLLECTIONURI']}{project}/_apis/git/repositories"
        place = f"{repository}/{environment['BUILD_REPOSITORY_ID']}/pullRequests/{number_there}/threads"
        return AzureDevOps(place, _token(environment, "SYSTEM_ACCESSTOKEN"))
    return None


def run_address(environment: Mapping[str, str]) -> str:
    """Give the address of a run's page, where its artefacts are.

    Args:
        environment: What the two systems tell a run about itself.
    """
    if environment.get("TF_BUILD"):
        project = urllib.parse.quote(environment["SYSTEM_TEAMPROJECT"])
        return f"{environment['SYSTEM_COLLECTIONURI']}{project}/_build/results?buildId={environment['BUILD_BUILDID']}"
    server, repository = environment["GITHUB_SERVER_URL"], environment["GITHUB_REPOSITORY"]
    return f"{server}/{repository}/actions/runs/{environment['GITHUB_RUN_ID']}"


def _token(environment: Mapping[str, str], name: str) -> str:
    if not environment.get(name):
        raise CommentError(f"the variable {name} is not set: hand the run's own token to this step")
    return environment[name]


def _call(method: str, url: str, token: str, body: object = None, headers: Mapping[str, str] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, method=method)  # noqa: S310 - the host's own address
    request.add_header("Authorization", f"Bearer {token}")
    request.add_header("Content-Type", "application/json")
    for key, value in (headers or {}).items():
        request.add_header(key, value)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        hint = ": the run's token may not write comments" if error.code in (401, 403) else ""
        raise CommentError(f"{method} {url} says {error.code}{hint}") from None
    except (urllib.error.URLError, ValueError) as error:
        raise CommentError(f"{method} {url}: {error}") from None
