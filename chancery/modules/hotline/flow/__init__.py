"""The journeys of the hotline: an order from the first word to the file; a cluster; a report and its errands."""

from .clusters import cluster_flow
from .orders import order_flow
from .reports import errand_flow, report_flow

__all__ = ["cluster_flow", "errand_flow", "order_flow", "report_flow"]
