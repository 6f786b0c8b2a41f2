"""``python -m helpseek`` is the command ``helpseek``."""

from helpseek.experiments.cli import main

if __name__ == "__main__":
    main()
