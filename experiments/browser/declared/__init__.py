"""What a server declares: its worlds and limits, controls, colourings and curves."""
