"""Where every number comes from: records, their sources, and the books that hold them."""

from annealkit.provenance.bibliography import Source, read_bibliography
from annealkit.provenance.book import Book
from annealkit.provenance.points import Column, Points
from annealkit.provenance.record import Basis, Range, Record, Uncertainty
from annealkit.provenance.superseded import superseded

__all__ = [
    "Basis",
    "Book",
    "Column",
    "Points",
    "Range",
    "Record",
    "Source",
    "Uncertainty",
    "read_bibliography",
    "superseded",
]
