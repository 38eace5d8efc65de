"""The long tests share the graph tests' modules."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "graph" / "support"))
