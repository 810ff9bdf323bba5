"""`python -m local rehearse -s STACK`: would Azure take the change? Deployed to an emulated Azure of its own.

A plan does not ask Azure: what Azure refuses shows at `up`, when half of the change is made. Here the stack is deployed
to an empty emulator as a commit has it, then as the working tree has it, then once more, which must change nothing.
"""

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local import child, stacks
from local.arguments import Arguments
from local.backend import STATE_VARIABLE
from local.engine.progress import Progress
from local.errors import LocalError
from local.project import DIRECTORY_VARIABLE, Project, find_project
from local.stackfiles import StackFiles

HELP = """\
python -m local rehearse -s STACK   say whether Azure takes a stack: a plan does not ask it

  --base COMMIT    deploy it as that commit has it first, such as main: what Azure then sees is your change
  --after STACK    deploy another stack before, such as the hub of a spoke; several with commas

It deploys to an emulated Azure of its own, twice: the second time must change nothing. What you have deployed locally
stays as it is. Exit code: 0 Azure takes it, 1 it does not, 2 a mistake; what was refused is printed above the verdict.
"""

_UP = ("up", "--yes", "--skip-preview", "--non-interactive")
_SETTLED = ("--refresh", "--expect-no-changes")
_ALLOWED = frozenset({"--stack", "--cwd"})


def run(args: Arguments) -> int:
    """Do the command.

    Args:
        args: The command line.

    Returns:
        The exit code: 0 Azure takes it, 1 it does not.

    Raises:
        LocalError: There is no such stack or commit, or an argument is not understood.
    """
    if args.wants_help:
        print(HELP, end="")
        return 0
    empty = [name for name, value in args.own.items() if not value]
    if empty:
        raise LocalError(f"{empty[0]} needs a value: see `python -m local rehearse --help`")
    strange = [*args.words[1:], *sorted(args.flags - _ALLOWED), *sorted(args.own.keys() - {"--base", "--after"})]
    if strange:
        raise LocalError(
            f"`python -m local rehearse` takes -s STACK, --base COMMIT and --after STACK, got {strange[0]}"
        )
    project = find_project(args.directory)
    files = StackFiles(project)
    stack = stacks.choose(args, project, files) or ""
    others = args.own.get("--after", "").split(",")
    earlier = [stacks.known(name, files.names(), project) for name in filter(None, others)]
    with tempfile.TemporaryDirectory(prefix="rehearse-") as scratch, _base(project, args, Path(scratch)) as base:
        _copy_local_values(project, Path(scratch) / "local")
        steps = _steps(project.root, (*earlier, stack), base, args.own.get("--base", ""))
        failed = next((step for step in steps if not _succeeds(step, Path(scratch))), None)
    if failed:
        print(f"REFUSED  {stack}: {failed.failed}")
        return 1
    print(f"TAKEN  {stack}: the emulated Azure takes it, and a second run changes nothing")
    return 0


@contextmanager
def _base(project: Project, args: Arguments, scratch: Path) -> Iterator[Path | None]:
    """Have the project as a commit has it in a folder of its own; None where no commit is named.

    Raises:
        LocalError: git does not know the commit.
    """
    commit = args.own.get("--base")
    if commit is None:
        yield None
        return
    folder, archive = scratch / "base", scratch / "base.tar"
    command = ["git", "archive", "--format=tar", f"--output={archive}", "--end-of-options", commit]
    try:
        done = subprocess.run(command, cwd=project.root, check=False, capture_output=True, text=True)
    except OSError as error:
        raise LocalError("--base needs git, which is not on PATH") from error
    if done.returncode:
        said = " ".join(done.stderr.split()).removeprefix("fatal: ")
        raise LocalError(f"--base {commit}: git cannot read that commit in {project.root}: {said}")
    with tarfile.open(archive) as content:
        content.extractall(folder, filter="data")
    yield folder


def _copy_local_values(project: Project, local: Path) -> None:
    """Take over what was set for local runs, such as a secret that is encrypted for others."""
    target = Project(project.root, local)
    target.prepare()
    if project.overlays.is_dir():
        shutil.copytree(project.overlays, target.overlays, dirs_exist_ok=True)


@dataclass(frozen=True)
class _Step:
    """One deployment.

    Attributes:
        title: what is being done.
        failed: what it means when it fails.
        folder: whose program it is.
        stack: the stack.
        flags: flags of `up`.
        shown: whether what the engine prints is worth reading where all goes well.
    """

    title: str
    failed: str
    folder: Path
    stack: str
    flags: tuple[str, ...] = ()
    shown: bool = False


def _steps(root: Path, names: Sequence[str], base: Path | None, commit: str) -> Iterator[_Step]:
    if base is not None:
        yield from _before(base, names, commit)
    *earlier, stack = names
    for name in earlier:
        yield _Step(f"Deploying {name}", f"{name}, which comes before it, is not taken", root, name)
    refused = "the emulated Azure, the gate or the program itself does not take it"
    yield _Step(f"Deploying {stack} as it is here", refused, root, stack, shown=True)
    yield _Step(f"Running {stack} once more", "a second run does not come out without changes", root, stack, _SETTLED)


def _before(base: Path, names: Sequence[str], commit: str) -> Iterator[_Step]:
    """What a commit has of some stacks."""
    for name in names:
        if not (base / f"Pulumi.{name}.yaml").exists():
            Progress().note(f"{name} is new since {commit}")
            continue
        title = f"Deploying {name} as {commit} has it"
        yield _Step(title, f"{name} cannot be deployed as {commit} has it, before any change", base, name)


def _succeeds(step: _Step, scratch: Path) -> bool:
    kept = {key: value for key, value in os.environ.items() if key != STATE_VARIABLE}
    env = kept | {DIRECTORY_VARIABLE: str(scratch / "local")}
    command = [sys.executable, "-m", "local", *_UP, "-s", step.stack, *step.flags]
    if step.shown:
        Progress().note(step.title)
        return child.run(command, cwd=step.folder, env=env) == 0
    file = scratch / "printed"
    with file.open("wb") as printed, Progress().stage(step.title):
        code = child.run(command, cwd=step.folder, env=env, output=printed)
    if code:
        print(file.read_text(encoding="utf-8", errors="replace"), end="")
    return code == 0
