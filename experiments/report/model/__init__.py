"""The model in a report: described after ODD, with its equations and all its numbers."""
