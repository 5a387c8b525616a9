"""Tables of data files: attrs classes say what a table may hold; from them come the reader and the JSON Schema."""

from annealkit.tables.fields import key
from annealkit.tables.reading import Wrong, choice, read, read_toml
from annealkit.tables.schema import json_schema

__all__ = ["Wrong", "choice", "json_schema", "key", "read", "read_toml"]
