"""Where the gain leaks: whom a strategy moves on the path to recovery, and where they are lost."""
