"""What `python -m local` has to know about the engine's command line; everything else is handed over as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

# Flags of the engine's commands that take their value as the next argument.
# fmt: off
_VALUE_FLAGS = frozenset({
    "--color", "--config", "--config-file", "--copy-config-from", "--cwd", "--dest", "--event-log",
    "--exclude", "--exec-agent", "--file", "--from", "--generate-resources", "--import-file",
    "--import-pending-creates", "--memprofilerate", "--message", "--otel-traces", "--out", "--output",
    "--override-env", "--parallel", "--parent", "--plan", "--policy-pack", "--policy-pack-config",
    "--profiling", "--properties", "--provider", "--replace", "--save-plan", "--secrets-provider",
    "--stack", "--target", "--target-replace", "--teams", "--tracing", "--type", "--verbose",
})
# fmt: on
_VALUE_LETTERS = frozenset("Ccdmopstvx")
# The same letter is a switch in some commands: `-d` debug, `-o`, `-f` skip-preview or force.
_SWITCH_LETTERS = {
    "d": frozenset({"preview", "gate", "up", "refresh", "destroy", "import", "watch"}),
    "c": frozenset({"stack"}),
}
_FILE_LETTER = frozenset({"import"})  # `-f FILE` there, a switch everywhere else

# Files that the person names from where they stand, while the engine runs in its workspace.
# fmt: off
_PATH_FLAGS = frozenset({
    "--event-log", "--file", "--generate-resources", "--import-file", "--out", "--plan", "--policy-pack",
    "--policy-pack-config", "--profiling", "--save-plan",
})
# fmt: on

# Ours, with their values: the engine does not know them.
_OWN_FLAGS = frozenset({"--faults", "--clock", "--state", "--base", "--after"})

ALIASES = {"update": "up", "pre": "preview", "down": "destroy", "dn": "destroy"}
_STACK_ALIASES = {"new": "init", "create": "init", "setup": "init", "remove": "rm", "delete": "rm"}


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """One command line, understood as far as needed."""

    words: tuple[str, ...]
    """The command and its positional arguments, aliases resolved: `("stack", "select", "dev")`."""
    command_at: int
    """Where the command stands in `rest`; the flags we add go behind it."""
    rest: tuple[str, ...]
    """All arguments for the engine, `-C` taken out and paths made absolute."""
    directory: Path
    """Where the person stands: the current folder, or what `-C` says."""
    stack: str | None
    """What `-s` says."""
    packs: tuple[Path, ...]
    """The policy packs that the person names."""
    flags: frozenset[str]
    """The flags that are there, without their values."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The values of our own flags, such as `--faults`; empty for a value that is missing."""

    @property
    def command(self) -> str:
        """The command, or an empty string."""
        return self.words[0] if self.words else ""

    @property
    def path(self) -> tuple[str, ...]:
        """The command and its subcommand."""
        return self.words[:2]

    @property
    def wants_help(self) -> bool:
        """Whether the engine is only asked to explain itself."""
        return bool(self.flags & {"-h", "--help"}) or self.command in ("", "help")

    def with_flags(self, *flags: str) -> tuple[str, ...]:
        """Return the arguments for the engine with flags added behind the command."""
        at = self.command_at + 1
        return (*self.rest[:at], *flags, *self.rest[at:])

    def as_command(self, command: str, *, without: frozenset[str]) -> "Arguments":
        """Return the same arguments for another command, some switches left out."""
        rest = [*self.rest[: self.command_at], command, *self.rest[self.command_at + 1 :]]
        kept = tuple(argument for argument in rest if argument not in without)
        return replace(self, words=(command, *self.words[1:]), rest=kept, command_at=kept.index(command))

    def with_stack(self, stack: str) -> "Arguments":
        """Return the same arguments for a stack."""
        return replace(self, rest=self.with_flags("--stack", stack), stack=stack)


def parse(arguments: list[str], here: Path) -> Arguments:
    """Read a command line.

    Args:
        arguments: What the person handed over.
        here: Where they stand.
    """
    reader = _Reader(arguments, here)
    reader.read()
    words = list(reader.words)
    if words:
        words[0] = ALIASES.get(words[0], words[0])
    if len(words) > 1 and words[0] == "stack":
        words[1] = _STACK_ALIASES.get(words[1], words[1])
    return Arguments(
        words=tuple(words),
        command_at=reader.command_at,
        rest=tuple(reader.rest),
        directory=reader.directory,
        stack=reader.values.get("--stack"),
        packs=tuple(Path(pack) for pack in reader.packs),
        flags=frozenset(reader.flags),
        own=reader.own,
    )


class _Reader:
    """Walks over the arguments once, as the engine's own flag parser does."""

    def __init__(self, arguments: list[str], here: Path) -> None:
        self.directory = _directory(arguments, here)
        self.words: list[str] = []
        self.rest: list[str] = []
        self.flags: set[str] = set()
        self.values: dict[str, str] = {}
        self.packs: list[str] = []
        self.own: dict[str, str] = {}
        self.command_at = -1
        self._left = list(arguments)

    def read(self) -> None:
        while self._left:
            argument = self._left.pop(0)
            if argument == "--":
                self.rest += [argument, *self._left]
                return
            if argument.startswith("--"):
                self._long(argument)
            elif argument.startswith("-") and len(argument) > 1:
                self._short(argument)
            else:
                self._word(argument)

    @property
    def _command(self) -> str:
        return ALIASES.get(self.words[0], self.words[0]) if self.words else ""

    def _word(self, word: str) -> None:
        if not self.words:
            self.command_at = len(self.rest)
        self.words.append(word)
        # the one file that a command takes without a flag
        names_file = self.words[:2] == ["stack", "graph"] and len(self.words) == 3
        self.rest.append(self._absolute(word) if names_file else word)

    def _long(self, argument: str) -> None:
        name, equals, value = argument.partition("=")
        if name in _OWN_FLAGS:
            self.own[name] = value if equals or not self._left else self._left.pop(0)
            return
        if not equals and name in _VALUE_FLAGS and self._left:
            value = self._left.pop(0)
            equals = "="
        self._flag(name, value if equals else None)

    def _short(self, argument: str) -> None:
        """Read letters that stand together: switches, then perhaps one that takes the rest as its value."""
        switches = ""
        for position, letter in enumerate(argument[1:], start=1):
            if not self._takes_value(letter):
                switches += letter
                self.flags.add(f"-{letter}")
                continue
            if switches:
                self.rest.append(f"-{switches}")
            attached = argument[position + 1 :].removeprefix("=")
            value = attached or (self._left.pop(0) if self._left else None)
            long = {"C": "--cwd", "s": "--stack", "f": "--file"}.get(letter)
            if letter == "o" and self._command == "import":
                long = "--out"
            self._flag(long or f"-{letter}", value)
            return
        self.rest.append(f"-{switches}")

    def _takes_value(self, letter: str) -> bool:
        if letter == "f":
            return self._command in _FILE_LETTER
        return letter in _VALUE_LETTERS and self._command not in _SWITCH_LETTERS.get(letter, ())

    def _flag(self, name: str, value: str | None) -> None:
        self.flags.add(name)
        if name == "--cwd":
            return
        if value is None:
            self.rest.append(name)
            return
        if name in _PATH_FLAGS:
            value = ",".join(self._absolute(part) for part in value.split(","))
        if name == "--policy-pack":
            self.packs += value.split(",")
        self.values[name] = value
        self.rest += [f"{name}={value}"] if name.startswith("--") else [name, value]

    def _absolute(self, path: str) -> str:
        return path if "://" in path or path == "-" else str(self.directory / Path(path).expanduser())


def _directory(arguments: list[str], here: Path) -> Path:
    """Find `-C` first: the paths before it are meant from there, too."""
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument in ("-C", "--cwd") and position + 1 < len(arguments):
            return (here / arguments[position + 1]).resolve()
        if argument.startswith("--cwd="):
            return (here / argument.removeprefix("--cwd=")).resolve()
        if argument.startswith("-C") and len(argument) > 2:
            return (here / argument[2:].removeprefix("=")).resolve()
    return here
