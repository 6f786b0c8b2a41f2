"""The server: who may come in, the page and its files, one websocket a view."""
