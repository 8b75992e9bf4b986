"""What every command of `bin/dev` stands on: the clone's own Python environment, and ways to run in it.

Standard library only, and nothing newer than Python 3.9: an old Python gets a sentence instead of a traceback.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")

Environment = dict[str, str]


class Refusal(Exception):
    """One sentence: what is wrong and what to do about it."""


def say(line: str) -> None:
    print(line, flush=True)


def asked(name: str) -> str:
    """What the caller's environment says; empty when nothing."""
    return os.environ.get(name, "").strip()


def is_on(name: str) -> bool:
    return asked(name).lower() in {"1", "true", "yes", "on"}


def environment(**extra: str) -> Environment:
    """The caller's environment without what belongs to another project's Python."""
    foreign = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in foreign} | extra


def call(command: list[str], env: Environment, last_words: bool = True) -> int:
    """Run in the clone and give the exit code.

    After Ctrl-C the command may still say its last words; without them it is ended before it can show a traceback.
    """
    interrupted = False
    with subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=not last_words) as child:
        while child.poll() is None:
            try:
                child.wait()
            except KeyboardInterrupt:
                interrupted = True
                if not last_words:
                    child.terminate()
            except SystemExit:  # somebody ended us; nothing of ours may go on
                child.terminate()
                raise
    if interrupted:
        raise KeyboardInterrupt
    return child.returncode


def listen_to(command: list[str], env: Environment) -> tuple[int, str]:
    """Run in the clone without showing it; the exit code and everything it said."""
    pipe = subprocess.PIPE
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdout=pipe, stderr=subprocess.STDOUT, text=True, check=False
    )
    return done.returncode, done.stdout


def become(command: list[str], env: Environment) -> NoReturn:
    """Signals and the exit code are from now on the command's own."""
    os.chdir(ROOT)
    os.execve(command[0], command, env)


def fingerprint(files: Iterable[Path], *more: str) -> str:
    """Changes when one of the files does, in name or in content."""
    digest = hashlib.sha256("\0".join(more).encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(ROOT)}\0".encode() + file.read_bytes())
    return digest.hexdigest()


# Python and its packages ------------------------------------------------------------------------------------


def python_version(python: str) -> tuple[int, ...]:
    """Major and minor version; empty when it does not run."""
    try:
        code, answer = listen_to([python, "-c", "import sys; print(*sys.version_info[:2])"], environment())
        return tuple(map(int, answer.split())) if code == 0 else ()
    except (OSError, ValueError):
        return ()


def find_python() -> str:
    """The Python of ``PYTHON``, or the first suitable one that is installed."""
    # The base of a virtual environment, because the environment itself may be about to be made anew.
    running = getattr(sys, "_base_executable", sys.executable)
    names = [running, "python3", "python3.13", "python3.12", "python3.11"]
    if asked("PYTHON"):
        names = [asked("PYTHON")]
    found = []
    for path in dict.fromkeys(os.path.abspath(path) for path in map(shutil.which, names) if path):
        version = python_version(path)
        if suits(version):
            return path
        found.append(f"{path} is Python {'.'.join(map(str, version))}" if version else f"{path} does not run")
    raise Refusal(
        f"The site needs Python 3.11, 3.12 or 3.13, but {'; '.join(found) or f'there is no {names[0]}'}: "
        "install one of them, or name it with PYTHON=/path/to/python3.11."
    )


def suits(version: tuple[int, ...]) -> bool:
    return (3, 11) <= version <= (3, 13)


def set_up(dev: bool) -> None:
    """Bring ``.venv`` to what ``uv.lock`` says; does nothing when it is there already.

    An environment for development serves the site as well, so it is never reduced.
    """
    stamp = VENV / "installed"
    locked = fingerprint([ROOT / "uv.lock", *ROOT.glob("requirements*.txt")], str(VENV))
    recorded = stamp.read_text().split() if stamp.is_file() else []
    wanted = find_python() if asked("PYTHON") else ""
    version = python_version(PYTHON)
    usable = suits(version) and (not wanted or python_version(wanted) == version)
    if usable and recorded[:1] == [locked] and ("dev" in recorded or not dev):
        return
    python = wanted or find_python()
    if not os.access(ROOT, os.W_OK):
        raise Refusal(f"The folder {ROOT} cannot be written to: clone the project into a folder of your own.")
    if VENV.exists() and not usable:
        shutil.rmtree(VENV)
    stamp.unlink(missing_ok=True)
    dev = dev or (VENV / "bin" / "pytest").exists()
    uv = shutil.which("uv")
    if uv and listen_to([uv, "--version"], environment())[0] == 0:
        install_with_uv(uv, python, dev)
    else:
        install_with_pip(python, dev)
    stamp.write_text(f"{locked} {'dev' if dev else 'run'}\n")


def install_with_uv(uv: str, python: str, dev: bool) -> None:
    say("Installing packages into .venv; this happens once.")
    command = [uv, "sync", "--frozen", "--no-install-project", "--no-python-downloads", "--compile-bytecode"]
    with tempfile.TemporaryDirectory(prefix=".uv-", dir=ROOT) as folder:
        # uv would leave a lock file in /tmp.
        env = {"UV_CACHE_DIR": folder} | environment(UV_PROJECT_ENVIRONMENT=str(VENV), TMPDIR=folder)
        install("uv", [*command, "--python", python, *(["--group", "dev"] if dev else [])], env)


def install_with_pip(python: str, dev: bool) -> None:
    if not (VENV / "bin" / "pip").exists():
        # Debian keeps both modules in python3-venv; `venv` without `ensurepip` would leave half an environment.
        if listen_to([python, "-c", "import ensurepip, venv"], environment())[0]:
            raise Refusal(
                f"This Python ({python}) cannot make virtual environments: "
                "sudo apt install python3-venv, or install uv."
            )
        install("venv", [python, "-m", "venv", "--clear", str(VENV)], environment())
    say("Installing packages into .venv; this happens once.")
    options = ["--disable-pip-version-check", "--no-input", "--require-hashes"]
    options += [] if asked("PIP_CACHE_DIR") else ["--no-cache-dir"]
    requirements = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    command = [PYTHON, "-m", "pip", "install", *options, "--requirement", str(requirements)]
    install("pip", command, environment())


def install(tool: str, command: list[str], env: Environment) -> None:
    code, output = listen_to(command, env)
    if code:
        # The last line says most; pip and uv draw something before it.
        lines = re.findall(
            r"^[\s×├╰─▶│]*(?:(?:error|caused by|cause): )?(\S.*)$", output, re.MULTILINE | re.IGNORECASE
        )
        reasons = [line for line in lines if line and not line.startswith(("hint", "help"))]
        raise Refusal(
            f"{tool} could not install the packages ({reasons[-1] if reasons else code}): "
            "check the network and the free space on the disk, and try again."
        )
