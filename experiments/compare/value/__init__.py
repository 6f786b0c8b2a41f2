"""Value of information: what doubt about numbers means for a decision, in money and in words."""
