"""The real Neo4j Community server and its Browser, fetched by Maven and kept outside git.

They lie in `${XDG_CACHE_HOME:-~/.cache}/citeweave/neo4j-VERSION/`: `lib/` with the jars,
`complete.json` with their sizes, and an archive of loaded classes for each Java, with which the
server starts in two thirds of the time. Several processes may ask at once; one fetches.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = [
    "BROWSER_VERSION",
    "NEO4J_VERSION",
    "MissingProgramError",
    "class_archive",
    "java",
    "libraries",
]

NEO4J_VERSION = "5.26.30"
BROWSER_VERSION = "5.24.0"

_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_POM = f"""\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>citeweave</groupId>
  <artifactId>neo4j-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.neo4j</groupId>
      <artifactId>neo4j</artifactId>
      <version>{NEO4J_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.neo4j.client</groupId>
      <artifactId>neo4j-browser</artifactId>
      <version>{BROWSER_VERSION}</version>
    </dependency>
  </dependencies>
</project>
"""
_HOW = (
    "install it (Debian, Ubuntu: apt-get install {package}), or name a server that is there: "
    "CITEWEAVE_TEST_NEO4J=neo4j://user:password@host:7687"
)


class MissingProgramError(Exception):
    """A program that is needed is not there; the message says how to get it."""


def java() -> str:
    """Give the Java to run the server with: `$JAVA_HOME`'s or the path's, 17 or later.

    Raises:
        MissingProgramError: there is none, or an older one.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")
    how = _HOW.format(package="openjdk-17-jre-headless")
    if found is None:
        raise MissingProgramError(f"Neo4j needs Java 17 or later, and there is none; {how}")
    version = _java_version(found)
    number = re.search(r'version "(\d+)', version)
    if number is None or int(number[1]) < 17:
        first = version.partition("\n")[0]
        raise MissingProgramError(f"Neo4j needs Java 17 or later, {found} is {first}; {how}")
    return found


def libraries() -> list[Path]:
    """Give the jars of the server and of Browser, in order; the first call fetches them.

    Raises:
        MissingProgramError: Maven is needed and is not there.
        RuntimeError: Maven could not fetch them.
    """
    folder = _folder()
    if not _is_complete(folder):
        with _locked(folder):
            if not _is_complete(folder):
                _fetch(folder)
    return sorted((folder / "lib").glob("*.jar"))


@contextmanager
def class_archive(java: str) -> Iterator[tuple[Path, bool]]:
    """Give the path of the archive of classes for this Java, and whether it is to be made now.

    Who is told to make it holds a lock meanwhile; it is to be moved there when it is whole.
    """
    folder = _folder()
    mark = hashlib.sha256(_java_version(java).encode()).hexdigest()[:12]
    archive = folder / f"loaded-{mark}.jsa"
    if archive.exists():
        yield archive, False
        return
    with _locked(folder):
        yield archive, not archive.exists()


def _folder() -> Path:
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "citeweave" / f"neo4j-{NEO4J_VERSION}"


def _java_version(java: str) -> str:
    done = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    return done.stderr + done.stdout


def _is_complete(folder: Path) -> bool:
    """Say whether every jar that was fetched is there in its size."""
    try:
        sizes = json.loads((folder / "complete.json").read_text("utf-8"))
        return all((folder / "lib" / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError):
        return False


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingProgramError(
            f"Neo4j {NEO4J_VERSION} is fetched by Maven, and there is no mvn; "
            + _HOW.format(package="maven")
        )
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".neo4j-") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        (new / "pom.xml").write_text(_POM, "utf-8")
        _run_maven(maven, new)
        jars = sorted((new / "lib").glob("*.jar"))
        sizes = {jar.name: jar.stat().st_size for jar in jars}
        for expected in (f"neo4j-{NEO4J_VERSION}.jar", f"neo4j-browser-{BROWSER_VERSION}.jar"):
            if expected not in sizes:
                raise RuntimeError(f"Maven ended well, but {expected} is not among the jars")
        (new / "complete.json").write_text(json.dumps(sizes, indent=1), "utf-8")
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)


def _run_maven(maven: str, folder: Path) -> None:
    command = [maven, "--batch-mode", "--quiet", "--strict-checksums", _COPY]
    command += ["-DincludeScope=runtime", f"-DoutputDirectory={folder / 'lib'}"]
    for attempt in (1, 2):
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=900, check=False
        )
        if done.returncode == 0:
            return
        if attempt == 2:
            said = "\n".join((done.stdout + done.stderr).splitlines()[:20])
            raise RuntimeError(f"Maven could not fetch Neo4j {NEO4J_VERSION}:\n{said}")


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
