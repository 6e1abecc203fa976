"""Persons and what staff do about them."""

from apps.accounts.admin import people, standing

__all__ = ["people", "standing"]
