"""Materials and coatings written as data: one TOML file becomes what a plugin of Python would give."""

from annealkit.declared.plugin import DeclaredPlugin
from annealkit.declared.reading import Declared, read_material
from annealkit.declared.tables import MaterialFile

__all__ = ["Declared", "DeclaredPlugin", "MaterialFile", "read_material"]
