"""Batches made ahead by another process, in order."""

from concurrent.futures import ProcessPoolExecutor
from itertools import islice


def ahead(make, jobs):
    """Every batch of `make(job)`, for job after job."""
    with ProcessPoolExecutor(1) as pool:
        jobs = iter(jobs)
        waiting = [pool.submit(make, job) for job in islice(jobs, 3)]
        while waiting:
            made = waiting.pop(0).result()
            waiting += [pool.submit(make, job) for job in islice(jobs, 1)]
            yield from made


def twice(batches, apart):
    """Every batch, and again `apart` batches later: making lines costs as much as learning from them."""
    held = []
    for batch in batches:
        yield batch
        held.append(batch)
        if len(held) > apart:
            yield held.pop(0)
