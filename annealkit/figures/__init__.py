"""Every picture annealkit draws."""
