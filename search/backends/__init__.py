"""Wagtail's search backends, mended where stock is wrong, with one question more: ``candidates``."""
