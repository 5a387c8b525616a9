"""Laws: numbers with units that depend on temperature, composition, gas and local states."""

from annealkit.laws.arrhenius import Arrhenius
from annealkit.laws.constant import Constant
from annealkit.laws.function import Callable
from annealkit.laws.gate import as_law
from annealkit.laws.law import Law, Product, Sum
from annealkit.laws.tabulated import Tabulated

__all__ = ["Arrhenius", "Callable", "Constant", "Law", "Product", "Sum", "Tabulated", "as_law"]
