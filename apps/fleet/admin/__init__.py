"""Drivers, their papers and their work for staff: support looks, operations decide."""

from apps.fleet.admin.applications import DriverApplicationAdmin
from apps.fleet.admin.documents import DriverDocumentAdmin
from apps.fleet.admin.drivers import DriverAdmin, ShiftAdmin
from apps.fleet.admin.incentives import IncentivePolicyAdmin, IncentiveProgressAdmin
from apps.fleet.admin.pairs import PairAdmin
from apps.fleet.admin.places import HotspotAdmin, QueuePlaceAdmin
from apps.fleet.admin.rules import CategoryRuleAdmin, DocumentRequirementAdmin, WorkRuleAdmin
from apps.fleet.admin.standing import AppealAdmin, SuspensionAdmin
from apps.fleet.admin.vehicles import VehicleAdmin

__all__ = [
    "AppealAdmin",
    "CategoryRuleAdmin",
    "DocumentRequirementAdmin",
    "DriverAdmin",
    "DriverApplicationAdmin",
    "DriverDocumentAdmin",
    "HotspotAdmin",
    "IncentivePolicyAdmin",
    "IncentiveProgressAdmin",
    "PairAdmin",
    "QueuePlaceAdmin",
    "ShiftAdmin",
    "SuspensionAdmin",
    "VehicleAdmin",
    "WorkRuleAdmin",
]
