"""Where every number comes from: records, their sources, and the books that hold them."""

from annealkit.provenance.bibliography import Source, read_bibliography
from annealkit.provenance.book import Book
from annealkit.provenance.record import Basis, Range, Record, Uncertainty

__all__ = ["Basis", "Book", "Range", "Record", "Source", "Uncertainty", "read_bibliography"]
