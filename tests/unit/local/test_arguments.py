"""What is understood of the engine's command line, and what is handed over."""

from pathlib import Path

import pytest

from local.arguments import Arguments, parse

HERE = Path("/home/me/project")


def read(line: str) -> Arguments:
    return parse(line.split(), HERE)


@pytest.mark.parametrize(
    ("line", "words", "stack"),
    [
        ("preview -s dev", ("preview",), "dev"),
        ("preview --stack=dev", ("preview",), "dev"),
        ("-s dev preview", ("preview",), "dev"),
        ("up -ys dev", ("up",), "dev"),
        ("up -sdev -y", ("up",), "dev"),
        ("up -m -s", ("up",), None),
        ("update", ("up",), None),
        ("down -fys dev", ("destroy",), "dev"),
        ("--color never -v 3 up -d -s dev", ("up",), "dev"),
        ("stack delete dev", ("stack", "rm", "dev"), None),
        ("stack select -c dev", ("stack", "select", "dev"), None),
        ("config cp -d prod -s dev", ("config", "cp"), "dev"),
        ("config set key -s dev -- -s", ("config", "set", "key"), "dev"),
        ("config set --secret key value -s dev", ("config", "set", "key", "value"), "dev"),
        ("import -f list.json -s dev", ("import",), "dev"),
        ("", (), None),
    ],
)
def test_the_command_and_its_stack_are_found(line: str, words: tuple[str, ...], stack: str | None) -> None:
    arguments = read(line)
    assert (arguments.words, arguments.stack) == (words, stack)


def test_what_is_not_understood_is_handed_over_as_it_is() -> None:
    rest = read("up --new-flag --refresh --target urn:x -p 4 --yes -- a -b").rest
    assert " ".join(rest) == "up --new-flag --refresh --target=urn:x -p 4 --yes -- a -b"


def test_added_flags_stand_behind_the_command_and_before_a_double_dash() -> None:
    arguments = read("--color never config set key -- -value").with_flags("--stack=dev")
    assert arguments == ("--color=never", "config", "--stack=dev", "set", "key", "--", "-value")


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("stack export --file out.json", ("stack", "export", "--file=/home/me/project/out.json")),
        ("import -f list.json", ("import", "--file=/home/me/project/list.json")),
        ("preview --save-plan=../plan", ("preview", "--save-plan=/home/me/project/../plan")),
        ("up --policy-pack a,/b", ("up", "--policy-pack=/home/me/project/a,/b")),
        ("stack graph out.dot", ("stack", "graph", "/home/me/project/out.dot")),
        ("-C sub stack export --file x", ("stack", "export", "--file=/home/me/project/sub/x")),
        ("stack export --file x --cwd=/else", ("stack", "export", "--file=/else/x")),
        ("up -f", ("up", "-f")),
    ],
)
def test_files_are_meant_from_where_the_person_stands(line: str, rest: tuple[str, ...]) -> None:
    assert read(line).rest == rest


def test_the_folder_is_the_one_that_is_asked_for() -> None:
    assert read("up").directory == HERE
    assert read("up -C /other").directory == Path("/other")
    assert read("-Csub up").directory == HERE / "sub"
    assert "-C" not in "".join(read("up -C /other").rest), "the engine runs in its workspace"


def test_a_question_for_help_is_seen() -> None:
    assert read("up --help").wants_help
    assert read("stack -h").wants_help
    assert not read("config set key -- --help").wants_help
