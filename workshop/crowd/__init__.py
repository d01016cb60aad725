"""Crowd: many phones at once, over real sockets, and what became of every phrase."""
