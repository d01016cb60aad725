"""The rules of a live workshop. Pure: standard library only. Begin with contents.py."""
