"""Nouns to files: bytes that people keep, print and send on."""
