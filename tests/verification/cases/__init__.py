"""The cases, one module an idea; each module lists its cases in ``CASES``."""
