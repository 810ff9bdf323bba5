"""`python -m local ARGS...`: the real Pulumi CLI, with an emulator in the place of Azure."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from local import adopt, arguments, backend, child, conditions, deploying, environment, recover, rehearse, stacks
from local.arguments import Arguments
from local.backend import Backend
from local.engine import Engine, EngineError, find_engine
from local.errors import LocalError
from local.order import Order, recorded
from local.project import Project, find_project
from local.stackfiles import StackFiles

if TYPE_CHECKING:  # knows all resource types: importing it takes a while
    from local.azure.faults.conditions import Conditions

HELP = """\
python -m local ARGS...   run `pulumi ARGS...` against a local emulator of Azure

  python -m local preview -s prod           plan a stack, under the policy gate
  python -m local gate -s prod              only whether the gate lets it pass, and why not
  python -m local up -s dev --yes           deploy it to the emulator
  python -m local stack output -s dev       anything else the Pulumi CLI knows
  python -m local config set --secret KEY -s dev    a value for local runs only
  python -m local destroy -s dev --yes
  python -m local rehearse -s prod --base main      would Azure take what changed since main?

  python -m local azure list                what is deployed; `azure` alone lists what else can be seen
  python -m local recover -s dev            make a stack whole after a run that died or a lost answer
  python -m local adopt FILE LOG            take over what `up` found in Azure and not in its state
  python -m local engine                    get the Pulumi CLI, and say where it is
  python -m local COMMAND --help            what the CLI says about a command

  --faults FILE    a bad day of Azure's: throttling, lost answers, failures, by plan (docs/faults.md)
  --clock 60       creations take their time, a minute of Azure's a second of ours
  --state 127.0.0.1:10000/state   state in Azurite instead of files, as a team has it in Azure (docs/teams.md)

All other arguments go to the CLI as they are. It runs without an account: state, login and the
emulator's store are in .local/ beside Pulumi.yaml (elsewhere with SECURE_MLOPS_LOCAL_DIR);
your own Pulumi login, your clouds and the repository's stack files are never touched.
"""

GATE_HELP = """\
python -m local gate -s STACK   say whether the policy gate lets a stack pass, and why not

  --json                        everything it says, for programs
  --policy-pack-config FILE     what a team changes about the rules: levels, settings, exemptions

It takes the flags of `preview`, too. Exit code: 0 the stack passes, 1 the gate refuses it,
2 there is no verdict, as the preview failed for another reason.
"""

MISTAKE = 2
INTERRUPTED = 130

_WITH_PROVIDERS = frozenset({"preview", "up", "refresh", "destroy", "import", "watch"})
_WITH_PROGRAM = frozenset({"preview", "up", "refresh", "destroy"})  # the CLI's other commands know no --client
_WITH_INSTALL = frozenset({"preview", "up", "refresh", "destroy", "import"})
_WITH_POLICY = frozenset({"preview", "up"})
_LONG = frozenset({"up", "destroy"})
_ANALYZER = "pulumi-analyzer-policy-python"
_LANGUAGE_HOST = "pulumi-language-python"


def main(argv: list[str]) -> int:
    """Run one command.

    Args:
        argv: The arguments, without the program's name.

    Returns:
        The exit code: the engine's, or 2 for a mistake that it never saw.
    """
    environment.scrub(os.environ)
    try:
        if not argv or argv in (["--help"], ["-h"], ["help"]):
            print(HELP, end="")
            return 0
        if argv[0] == "engine":
            return _engine(argv[1:])
        args = arguments.parse(argv, Path.cwd())
        own = {"gate": _gate, "azure": _azure, "adopt": adopt.run, "recover": _recover, "rehearse": rehearse.run}
        return own.get(args.command, _pulumi)(args)
    except (LocalError, EngineError) as error:
        print(f"error: {error}", file=sys.stderr)
        return MISTAKE
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return INTERRUPTED


def _engine(rest: list[str]) -> int:
    if rest:
        raise LocalError(f"`python -m local engine` takes no arguments, got {' '.join(rest)}")
    engine = find_engine()
    print(f"{engine.path}\nversion {engine.version}, from {engine.source}")
    return 0


def _gate(args: Arguments) -> int:
    if args.wants_help:
        print(GATE_HELP, end="")
        return 0
    from local.verdict import command  # noqa: PLC0415 - only needed here

    as_json = frozenset({"--json", "-j"})
    with _ready(args.as_command("preview", without=as_json)) as (stack, preview, cwd, env):
        return command.run(preview, stack=stack, cwd=cwd, env=env, json=bool(as_json & args.flags))


def _azure(args: Arguments) -> int:
    from local.azure.console import command  # noqa: PLC0415 - knows all resource types: importing it takes a while

    rest = [*args.rest[: args.command_at], *args.rest[args.command_at + 1 :]]
    if len(args.words) < 2:
        mistakes = [argument for argument in rest if argument not in ("-h", "--help")]
        if mistakes:
            raise LocalError(f"`python -m local azure` needs a command before {' '.join(mistakes)}")
        print(command.help_text(), end="")
        return 0
    rest.remove(args.words[1])
    return command.run(args.words[1], rest, find_project(args.directory))


def _recover(args: Arguments) -> int:
    if not args.wants_help and not backend.chosen(args, find_project(args.directory)).is_files:
        raise LocalError(
            "`python -m local recover` looks into files of state; with --state the steps are cancel, refresh and up: "
            "see docs/teams.md"
        )

    def engine(words: list[str], output: BinaryIO | None = None) -> int:
        with _ready(arguments.parse(words, Path.cwd())) as (_, command, cwd, env):
            return child.run(command, cwd=cwd, env=env, output=output)

    return recover.run(args, engine)


def _pulumi(args: Arguments) -> int:
    if args.wants_help:
        return _explain(args)
    with _ready(args) as (stack, command, cwd, env):
        own_log = "--event-log" in args.flags
        if own_log or args.command in _LONG:  # the CLI knows this flag with the variable only
            env["PULUMI_DEBUG_COMMANDS"] = "true"
        if own_log or args.command not in _LONG:
            return child.run(command, cwd=cwd, env=env)
        with deploying.told(f"{args.command} of {stack}") as log:
            return child.run([*command, f"--event-log={log}"], cwd=cwd, env=env)


def _explain(args: Arguments) -> int:
    """Let the CLI explain a command: possible outside a project, too, and in a home that is thrown away."""
    import tempfile  # noqa: PLC0415 - only needed here

    engine = find_engine()
    with tempfile.TemporaryDirectory(prefix="pulumi-home-") as home:
        nowhere = {"PULUMI_BACKEND_URL": Path(home).as_uri()}
        env = environment.engine_environment(os.environ, backend=nowhere, home=Path(home), path=[])
        return child.run([str(engine.path), *args.rest], cwd=Path(home), env=env)


@contextmanager
def _ready(args: Arguments) -> Iterator[tuple[str, list[str], Path, dict[str, str]]]:
    """Have everything up that a command of the engine needs, and keep what it writes into its stack files.

    Yields:
        The stack's name, empty where the command needs none; the engine's command line, its folder, its environment.
    """
    if "--config-file" in args.flags:
        raise LocalError(
            "--config-file would let the engine write into your file: "
            "use `python -m local config set`, which keeps values in .local"
        )
    project = find_project(args.directory)
    files = StackFiles(project)
    needed = stacks.choose(args, project, files)
    engine = find_engine()
    kept_in = backend.chosen(args, project)
    project.prepare()
    files.compose()
    try:
        env = _environment(engine, project, kept_in)
        if needed is not None:
            if kept_in.is_files:
                stacks.check_lock(args, needed, project, files)
            stacks.create(needed, engine, project, files, env, kept_in=kept_in)
            _warn_of_missing(args, needed, files)
        with ExitStack() as services, conditions.under(args, project, files.name(), needed or "") as given:
            order = Order(recorded(project.state_file(files.name(), needed or "")))
            flags = _start(args, project, env, _Run(services, given, order))
            flags += _gate_flags(args, project, needed or "")
            yield needed or "", [str(engine.path), *args.with_flags(*flags)], project.workspace, env
    finally:
        files.absorb()


def _environment(engine: Engine, project: Project, kept_in: Backend) -> dict[str, str]:
    has_language_host = (engine.path.resolve().parent / _LANGUAGE_HOST).exists()
    _write_analyzer(project)
    return environment.engine_environment(
        os.environ,
        backend=kept_in.variables,
        home=project.home,
        # sys.executable as it is: in a virtual environment it is a link, and what matters is where the link is
        path=[project.executables, Path(sys.executable).parent, engine.path.parent],
        # an older installation's language host does not know how to run this engine's policy packs
        without=None if has_language_host else _LANGUAGE_HOST,
    )


def _write_analyzer(project: Project) -> None:
    """Write what the engine runs a policy pack with where there is no language host."""
    script = project.executables / _ANALYZER
    text = f'#!/bin/sh\nexec "{sys.executable}" -u -m pulumi.policy "$@"\n'
    if script.exists() and script.read_text(encoding="utf-8") == text:
        return
    new = script.with_name(f".{script.name}.{os.getpid()}")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o755)
    new.replace(script)


def _warn_of_missing(args: Arguments, stack: str, files: StackFiles) -> None:
    if args.command not in _WITH_POLICY:  # refresh and destroy do not look at the program's config
        return
    for key in files.missing(stack):
        name = ".".join(key)
        option = "--secret --path" if len(key) > 1 else "--secret"
        print(
            f"warning: {name} in Pulumi.{stack}.yaml is encrypted for others and left out here: "
            f"`python -m local config set {option} {name} -s {stack}` gives it a local value",
            file=sys.stderr,
        )


@dataclass(frozen=True)
class _Run:
    """What a command of the engine's runs with: what ends with it, Azure's conditions, the order of its steps."""

    services: ExitStack
    given: "Conditions | None"
    order: Order


def _start(args: Arguments, project: Project, env: dict[str, str], run: _Run) -> list[str]:
    """Start what stands in for Azure and for the language host, and return the flags that tell the engine."""
    flags: list[str] = []
    if args.command in _WITH_PROVIDERS:
        env.update(environment.debug_providers(_start_azure(project, run)))
    if args.command in _WITH_INSTALL:
        # the providers run already; looking for them at the vendor's costs seconds
        flags.append("--skip-plugin-pre-install")
    if args.command in _WITH_PROGRAM:
        if not (project.root / "__main__.py").is_file():
            raise LocalError(f"no __main__.py in {project.root}: a local run needs the project's program there")
        from local.program import serve_program  # noqa: PLC0415 - importing pulumi takes a while

        kills = run.given.kills if run.given else {}
        port = run.services.enter_context(serve_program(project.root, kills, run.order))
        flags += [f"--client=127.0.0.1:{port}", "--exec-kind=auto.inline"]
    return flags


def _gate_flags(args: Arguments, project: Project, stack: str) -> list[str]:
    """Have the project's policy pack look, with what the stack's environment changes about its rules."""
    pack = project.policy
    if args.command not in _WITH_POLICY or pack is None:
        return []
    named = {given.resolve() for given in args.packs}
    flags = [] if pack.resolve() in named else [f"--policy-pack={pack}"]
    environment_file = pack / "environments" / f"{stack}.json"
    # the engine takes one configuration for each pack, or none: with packs of somebody's own it is theirs to give
    if environment_file.is_file() and named <= {pack.resolve()} and "--policy-pack-config" not in args.flags:
        flags.append(f"--policy-pack-config={environment_file}")
    return flags


def _start_azure(project: Project, run: _Run) -> dict[str, int]:
    from local.azure import serve  # noqa: PLC0415 - knows all resource types: importing it takes a while

    try:
        return run.services.enter_context(serve(project.azure, run.given, run.order))
    except (OSError, RuntimeError) as error:  # gRPC says RuntimeError where it gets no port
        raise LocalError(
            f"the emulator does not start on 127.0.0.1 with {project.azure}: {error}. "
            "Close what uses the file, or `make clean` and start anew"
        ) from error


def leave(code: int) -> None:
    """End the process with a code, at once.

    A program whose run the engine gave up may wait for ever in a thread that Python would join on its way out.

    Args:
        code: The exit code.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
