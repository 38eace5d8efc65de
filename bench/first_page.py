"""How long a browser takes to show the explorer's first page of a graph.

    python bench/first_page.py sqlite:papers.db [times]

Each time with nothing cached; from the address to the heading of the view that was drawn.
"""

from __future__ import annotations

import logging
import statistics
import sys
import threading
import time

import structlog
import uvicorn
from playwright.sync_api import sync_playwright

from citeweave.server import create_app
from citeweave_graph import open_store

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def served(graph: str) -> str:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    app = create_app(open_store(graph, create=False))
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/"


def main(graph: str, times: int) -> None:
    address = served(graph)
    taken = []
    lead = ""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for _ in range(times):
            page = browser.new_context().new_page()
            began = time.perf_counter()
            page.goto(address)
            page.wait_for_selector("main:not([aria-busy]) h1")
            taken.append(time.perf_counter() - began)
            lead = page.locator(".lead").inner_text()
            page.context.close()
        browser.close()
    print(lead)
    print(f"median {statistics.median(taken):.2f} s, {min(taken):.2f} to {max(taken):.2f} s")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
