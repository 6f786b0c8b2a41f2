"""What goes over the wire: setups and messages, checked, and frames."""
