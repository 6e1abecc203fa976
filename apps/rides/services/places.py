"""Places a rider keeps: one home, one work, and others with names; twenty at most."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import TITLES, Problem
from apps.rides.models import SavedPlace
from apps.rides.states import MOST_PLACES, PlaceKind


class PlaceNotFound(Problem):
    status = 404
    slug = "not-found"
    title = TITLES[404][1]


class PlaceExists(Problem):
    """There is one of that kind; `place_id` is it."""

    status = 409
    slug = "place-exists"
    title = _("You have saved such a place already. Change that one.")


class TooManyPlaces(Problem):
    status = 409
    slug = "too-many-places"
    title = _("You have saved as many places as one can. Remove one first.")


def save_place(*, person_id: UUID, kind: str, **fields: Any) -> SavedPlace:
    """Raises PlaceExists, TooManyPlaces. The unique slot and kind decide between two at once."""
    mine = SavedPlace.objects.filter(person_id=person_id)
    known = {place.slot: place for place in mine}
    _check_kind(known.values(), kind)
    free = next((slot for slot in range(1, MOST_PLACES + 1) if slot not in known), None)
    if free is None:
        raise TooManyPlaces()
    try:
        with transaction.atomic():
            return SavedPlace.objects.create(person_id=person_id, slot=free, kind=kind, **fields)
    except IntegrityError:
        return save_place(person_id=person_id, kind=kind, **fields)  # somebody took the slot or the kind: look again


def change_place(*, person_id: UUID, place_id: UUID, **fields: Any) -> SavedPlace:
    """Its name, address or position; not its kind. Raises PlaceNotFound."""
    mine = SavedPlace.objects.filter(person_id=person_id, id=place_id)
    if fields:
        mine.update(**fields)
    place = mine.first()
    if place is None:
        raise PlaceNotFound()
    return place


def remove_place(*, person_id: UUID, place_id: UUID) -> None:
    """Raises PlaceNotFound."""
    removed, _rows = SavedPlace.objects.filter(person_id=person_id, id=place_id).delete()
    if not removed:
        raise PlaceNotFound()


def _check_kind(known: Any, kind: str) -> None:
    same = next((place for place in known if place.kind == kind), None)
    if same and kind != PlaceKind.OTHER:
        raise PlaceExists(place_id=str(same.id))
