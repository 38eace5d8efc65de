"""Write a made-up literature: `python -m corpus SIZE FOLDER`, in `bench`."""

import sys
from pathlib import Path

from corpus import Literature

Literature(int(sys.argv[1])).write(Path(sys.argv[2]))
