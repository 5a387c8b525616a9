"""The book of validation: what is computed against what was observed."""
