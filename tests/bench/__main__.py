"""`make bench`: builds the databases, measures, and writes the report into var/bench. See docs/bench.md."""

import argparse
import signal
import sys

from tests.bench.bench import bench
from tests.bench.databases.kept import stores
from tests.bench.measures.requests import Effort
from tests.bench.processes import VAR
from tests.bench.report import write

VENDORS = ("postgresql", "sqlite")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="sizes of the databases")
    parser.add_argument("--on", choices=VENDORS, nargs="+", default=VENDORS, help="on which databases")
    parser.add_argument("--rounds", type=int, default=5, help="how often each request is measured in each way")
    parser.add_argument("--seconds", type=float, default=0.5, help="how long, each time")
    parser.add_argument("--publications", type=int, default=40, help="how many posts are published")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers are to end as well
    with stores(tuple(options.on)) as found:
        if missing := set(options.on) - {store.vendor for store in found}:
            print(f"Not on this machine, and so not measured: {', '.join(missing)}", file=sys.stderr)
        results = bench(
            found, sorted(options.pages), Effort(options.rounds, options.seconds, publications=options.publications)
        )
    path = write(results, VAR)
    print(path.read_text())
    print(f"This is {path}; beside it is the same as JSON.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
