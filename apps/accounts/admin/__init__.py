"""Persons and what staff do about them."""

from apps.accounts.admin import people, standing, trail

__all__ = ["people", "standing", "trail"]
