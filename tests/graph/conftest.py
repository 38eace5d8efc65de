"""What the graph tests share; `support/` holds the modules that several of them import."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
