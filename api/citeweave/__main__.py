"""`python -m citeweave` is the `citeweave` command."""

from citeweave.command import main

if __name__ == "__main__":
    main()
