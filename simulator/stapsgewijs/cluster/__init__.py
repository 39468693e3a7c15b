"""Jobs on other machines: Dask's scheduler hands them to its workers, and each is done in a process of its own there.

A worker keeps a process for the jobs that it is given at the same time, in the folder of the run, which is under the
same path on every machine. What ends with such a process (memory, a browser) does not end the worker, and what the
worker has loaded or where it runs changes nothing. Dask is an extra (`stapsgewijs[cluster]`) and is loaded here only,
when a cluster was asked for.
"""

from stapsgewijs.cluster.client import Cluster, check_address, in_order, open_cluster
from stapsgewijs.cluster.job import RefusedWorkerError

__all__ = ["Cluster", "RefusedWorkerError", "check_address", "in_order", "open_cluster"]
