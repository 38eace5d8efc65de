"""How long a graph takes to write in each format, and how much memory.

`python bench/exports.py sqlite:PATH [FORMAT…]`. Each format is written by a process of its own,
so that its peak is its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from citeweave_graph import open_store
from citeweave_graph.exports import FORMATS, whole, write_part


def one(url: str, form: str) -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(url, create=False) as store:
        target = Path(folder) / "out"
        with store.view() as view:
            begun, used = time.monotonic(), time.process_time()
            counts = write_part(whole(view), target, form)
            seconds, processor = time.monotonic() - begun, time.process_time() - used
        files = target.iterdir() if target.is_dir() else [target]
        size = sum(file.stat().st_size for file in files)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "format": form,
                "nodes": counts.nodes,
                "edges": counts.edges,
                "seconds": round(seconds, 2),
                "processor_seconds": round(processor, 2),
                "megabytes": round(size / 1e6, 1),
                "peak_megabytes": round(peak / 1024),
            }
        ),
        flush=True,
    )


def main() -> None:
    url, *forms = sys.argv[1:]
    if len(forms) == 1:
        one(url, forms[0])
        return
    for form in forms or FORMATS:
        subprocess.run([sys.executable, __file__, url, form], check=True, env=os.environ)  # noqa: S603  # ourselves


if __name__ == "__main__":
    main()
