"""What people touch: commands, runs and their results, tables, figures, measurements."""
