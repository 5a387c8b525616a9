"""The book of verification."""
