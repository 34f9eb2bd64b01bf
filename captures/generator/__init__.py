"""Writes sample captures as files; nothing in here sends a packet."""
