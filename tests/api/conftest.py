from tests.archive.conftest import reader

__all__ = ["reader"]
