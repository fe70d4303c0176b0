#!/usr/bin/env python3
"""How long a batch takes on many machines, some slow and some dying: shards against joined processes.

A discrete simulation. Documents have pages, pages have CPU seconds; a process reads one page at a time. With shards, a
document belongs to a shard from the start; a process that is free takes the next shard, and one that dies is started
again by the scheduler after a while and goes on where it was. Joined processes take the next document that nobody has; one that dies comes back after a while, and what it had in
hand is taken over after the lease. Pages that were read are kept either way, so that a death costs the page in hand.

    python3 simulate.py --pages 1000000 --processes 1000 --slow 0.05 --deaths 0.02
    python3 simulate.py --check "1 102.1" "2 52.0" --documents 40 --page-seconds 2.5     # against measured seconds
"""

import argparse
import heapq
import random
import statistics


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--pages", type=int, default=100_000, help="pages of all documents [%(default)s]")
    add("--documents", type=int, help="one-page documents instead")
    add("--mean-pages", type=float, default=3.0, help="pages of a document [%(default)s]")
    add("--page-seconds", type=float, default=2.0, help="CPU seconds of a page [%(default)s]")
    add("--processes", type=int, default=64, help="processes of one core [%(default)s]")
    add("--slow", type=float, default=0.05, help="share of processes that are slow [%(default)s]")
    add("--slowness", type=float, default=4.0, help="how many times as long a slow one takes [%(default)s]")
    add("--deaths", type=float, default=0.01, help="deaths of a process an hour [%(default)s]")
    add("--restart", type=float, default=120, help="seconds until a dead process is back [%(default)s]")
    add("--lease", type=float, default=60, help="seconds until the work of a dead one is taken over [%(default)s]")
    add("--start", type=float, default=1.0, help="seconds that a process takes to start [%(default)s]")
    add("--seed", type=int, default=1)
    add("--check", nargs="*", metavar="'PROCESSES SECONDS'", help="compare with measured runs")
    return parser.parse_args()


def documents(options, rng):
    """The CPU seconds of each page of each document: a few pages take many times as long as most."""
    sigma = 0.5
    mean = options.page_seconds / 2.718281828 ** (sigma * sigma / 2)
    page = lambda: mean * rng.lognormvariate(0, sigma)
    if options.documents:
        return [[page()] for _ in range(options.documents)]
    made, count = [], 0
    while count < options.pages:
        pages = 1 + int(rng.expovariate(1 / max(options.mean_pages - 1, 1e-9)))
        made.append([page() for _ in range(pages)])
        count += pages
    return made


class Process:
    """A core with its speed and the time of its next death."""

    def __init__(self, options, rng):
        self.slowness = options.slowness if rng.random() < options.slow else 1.0
        self.rate, self.restart, self.start, self.rng = options.deaths / 3600, options.restart, options.start, rng
        self.death = self.next_death(0)

    def next_death(self, now):
        return now + self.rng.expovariate(self.rate) if self.rate else float("inf")

    def read(self, pages, now):
        """Reads pages until they end or it dies: when, how many are done, seconds that were lost, and whether it died."""
        for done, seconds in enumerate(pages):
            end = now + seconds * self.slowness
            if end > self.death:
                lost, now = self.death - now, self.death
                self.death = self.next_death(now + self.restart)
                return now, done, lost, True
            now = end
        return now, len(pages), 0.0, False


def shards(work, processes, count, rng):
    """Seconds until the last of so many shards is done, and seconds lost."""
    shares = [[] for _ in range(count)]
    for document in work:
        rng.choice(shares).append(document)
    free = [(0.0, number) for number in range(len(processes))]
    lost = last = 0.0
    for share in shares:
        now, number = heapq.heappop(free)
        process = processes[number]
        now += process.start
        for pages in share:
            while pages:
                now, done, wasted, died = process.read(pages, now)
                pages, lost = pages[done:], lost + wasted
                now += (process.restart + process.start) * died
        last = max(last, now)
        heapq.heappush(free, (now, number))
    return last, lost


def joined(work, processes, lease):
    """Seconds until the last document is done, and seconds lost."""
    free = [(process.start, number) for number, process in enumerate(processes)]
    heapq.heapify(free)
    waiting, orphans = list(reversed(work)), []
    lost = last = 0.0
    while waiting or orphans:
        now, number = heapq.heappop(free)
        process = processes[number]
        if orphans and (orphans[0][0] <= now or not waiting):
            since, _, pages = heapq.heappop(orphans)
            now = max(now, since)
        else:
            pages = waiting.pop()
        now, done, wasted, died = process.read(pages, now)
        lost += wasted
        if died:
            heapq.heappush(orphans, (now + lease, number, pages[done:]))
            now += process.restart + process.start
        else:
            last = max(last, now)
        heapq.heappush(free, (now, number))
    return last, lost


def main():
    options = arguments()
    rng = random.Random(options.seed)
    work = documents(options, rng)
    total = sum(map(sum, work))
    if options.check:
        options.slow = options.deaths = 0
        print("processes  measured  simulated  quotient")
        for pair in options.check:
            count, measured = pair.split()
            processes = [Process(options, rng) for _ in range(int(count))]
            seconds, _ = joined(work, processes, options.lease)
            print(f"{count:>9}  {float(measured):8.1f}  {seconds:9.1f}  {float(measured) / seconds:8.2f}")
        return
    print(f"{sum(map(len, work))} pages, {len(work)} documents, {total / 3600:.1f} CPU hours, {options.processes} processes")
    print("                     hours  of ideal     lost")
    # What could be done at best, with every process at its speed.
    for name, each in ("a shard a process", 1), ("ten shards a process", 10), ("joined", 0):
        runs = []
        for seed in range(3):
            rng = random.Random(options.seed + seed)
            processes = [Process(options, rng) for _ in range(options.processes)]
            ideal = total / sum(1 / process.slowness for process in processes)
            if each:
                seconds, lost = shards(work, processes, each * len(processes), rng)
            else:
                seconds, lost = joined(work, processes, options.lease)
            runs.append((seconds, ideal / seconds, lost / total))
        seconds, of_ideal, lost = (statistics.mean(run[at] for run in runs) for at in (0, 1, 2))
        print(f"{name:20} {seconds / 3600:5.2f} {of_ideal:9.0%} {lost:8.4%}")


if __name__ == "__main__":
    main()
