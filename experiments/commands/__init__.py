"""The commands of ``helpseek``, one file each; all import what is slow when they are called."""
