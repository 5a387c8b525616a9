"""T(t) of an anneal and its gas switches.

A schedule is a start temperature and segments: ramps, holds, furnace cooling, or a logged curve.
"""

from annealkit.schedule.log import Log
from annealkit.schedule.plan import Schedule
from annealkit.schedule.steps import Cool, Hold, Ramp, Segment

__all__ = ["Cool", "Hold", "Log", "Ramp", "Schedule", "Segment"]
