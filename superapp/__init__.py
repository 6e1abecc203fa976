"""Composition root: the only package that sees every app. Imported first by every entry point."""

from superapp.celery import app as celery_app

__all__ = ["celery_app"]
