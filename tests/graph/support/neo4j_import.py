"""Neo4j's own admin tool, which makes a database of files."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from neo4j_files import java, libraries

__all__ = ["import_files"]


def import_files(home: Path, arguments: Sequence[str]) -> None:
    """Make the database of a server that does not run, in place of the one it may have.

    Args:
        home: the server's.
        arguments: what `write_import_files` gives.

    Raises:
        RuntimeError: the tool refused, with what it said.
    """
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    if not (conf / "neo4j.conf").exists():
        (conf / "neo4j.conf").write_text("server.memory.pagecache.size=64m\n")
    tool = [
        "-Xmx1g",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        os.pathsep.join(map(str, libraries())),
        "org.neo4j.cli.AdminTool",
    ]
    done = subprocess.run(
        [java(), *tool, "database", "import", "full", "neo4j", "--overwrite-destination=true",
         "--threads=2", "--max-off-heap-memory=400M", f"--report-file={home / 'import.report'}",
         *arguments],
        env={**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(conf)},
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the admin tool ended with {done.returncode}:\n{done.stderr}")
