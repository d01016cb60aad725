"""Data: templates, catalogues and word lists that a district may edit."""
