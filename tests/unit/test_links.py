"""Every link of a page to another page, file or section leads somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.stackfiles import PROJECT_ROOT

_LISTED = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
PAGES = subprocess.run(_LISTED, cwd=PROJECT_ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The sections of a page, as GitHub and Azure Repos name them in addresses."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, section = link.partition("#")
        target = (page.parent / path) if path else page
        if "://" in link or link.startswith("mailto:"):
            continue
        if not target.exists() or (section and target.suffix == ".md" and section not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    assert broken(PROJECT_ROOT / name) == []


def test_a_link_that_leads_nowhere_is_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One section\n[a](page.md#one-section) [b](#another) [c](gone.md) [d](https://x.example/y)\n")
    assert broken(page) == ["#another", "gone.md"]
