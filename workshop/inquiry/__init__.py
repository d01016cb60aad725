"""Inquiry: what is known beside and across the workshops of a project.  Pure."""
