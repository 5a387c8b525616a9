"""A plugin that claims the id of another third party's."""

ANNEALKIT_API = 1
