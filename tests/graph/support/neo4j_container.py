"""Neo4j from its container image, where Docker runs and Maven or Java is missing."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path

from neo4j_files import NEO4J_VERSION

__all__ = ["Container", "environment", "has_docker"]

_IMAGE = f"neo4j:{NEO4J_VERSION}-community"


def has_docker() -> bool:
    """Say whether a Docker daemon answers."""
    program = shutil.which("docker")
    if program is None:
        return False
    done = subprocess.run([program, "info"], capture_output=True, timeout=30, check=False)
    return done.returncode == 0


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Give settings as the image reads them: dots are `_`, underscores `__`.

    >>> environment({"dbms.security.auth_enabled": "false"})
    {'NEO4J_dbms_security_auth__enabled': 'false'}

    Source: https://neo4j.com/docs/operations-manual/5/docker/configuration/
    """
    return {
        "NEO4J_" + name.replace("_", "__").replace(".", "_"): value
        for name, value in settings.items()
    }


class Container:
    """A server in a container with a volume of its own.

    Args:
        home: a folder of this machine for its data, where it is to be kept; None for a volume.
        settings: lines of `neo4j.conf`.
        ports: where Bolt listens and Browser is served, on loopback.
    """

    def __init__(
        self, home: Path | None, settings: Mapping[str, str], ports: tuple[int, int]
    ) -> None:
        self._name = f"citeweave-neo4j-{uuid.uuid4().hex[:12]}"
        self._home = home
        self._settings = {
            **settings,
            "server.memory.heap.max_size": "512m",
            # Browser connects to where it is told, which is not the port inside.
            "server.bolt.advertised_address": f"127.0.0.1:{ports[0]}",
            "server.http.advertised_address": f"127.0.0.1:{ports[1]}",
        }
        self._ports = dict(zip(ports, (7687, 7474), strict=True))
        self._is_made = False

    def start(self) -> None:
        """Start it; return at once, or when the image is here."""
        if self._is_made:
            self._docker("start", self._name)
            return
        self._docker(*self.command(), timeout=900)
        self._is_made = True

    def command(self) -> list[str]:
        """Give what makes and starts the container, as arguments of `docker`."""
        arguments = ["run", "--detach", "--name", self._name]
        for outside, inside in self._ports.items():
            arguments += ["--publish", f"127.0.0.1:{outside}:{inside}"]
        for name, value in environment(self._settings).items():
            arguments += ["--env", f"{name}={value}"]
        arguments += ["--volume", f"{self._home.absolute() if self._home else self._name}:/data"]
        return [*arguments, _IMAGE]

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        if self._is_made:
            self._docker("stop", "--time", "60", self._name)

    def kill(self) -> None:
        """End it with SIGKILL."""
        if self._is_made:
            self._docker("kill", self._name, check=False)

    def trouble(self) -> str | None:
        """Give the last lines of its log when it has ended by itself, None while it runs."""
        state = self._docker("inspect", "--format", "{{.State.Running}}", self._name)
        if state.strip() == "true":
            return None
        return self._docker("logs", "--tail", "30", self._name)

    def remove(self) -> None:
        """Remove the container and its volume."""
        if self._is_made:
            self._docker("rm", "--force", "--volumes", self._name)
            if self._home is None:
                self._docker("volume", "rm", "--force", self._name)
            self._is_made = False

    def _docker(self, *arguments: str, check: bool = True, timeout: float = 90) -> str:
        done = subprocess.run(
            ["docker", *arguments], capture_output=True, text=True, timeout=timeout, check=False
        )
        if check and done.returncode:
            raise RuntimeError(f"docker {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout + done.stderr
