"""The town in a browser: towns that are stepped live, the server that shows them, the page."""
