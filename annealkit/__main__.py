"""``python -m annealkit`` is the command ``annealkit``."""

from annealkit.cli import main

if __name__ == "__main__":
    main()
