"""The people of a CSV file encoded with clkhash: one Bloom filter of 1,024 bits a row. python clkhash_encode.py FILE CORES"""

import csv
import json
import multiprocessing
import resource
import sys
import time

from clkhash import clk
from clkhash.comparators import ExactComparison, NgramComparison
from clkhash.field_formats import (
    BitsPerFeatureStrategy,
    FieldHashingProperties,
    StringSpec,
)
from clkhash.schema import Schema

COLUMNS = {"FORENAME_1": 2, "SURNAME": 2, "DOB": 1, "SEX": None, "POSTCODE": 2}


def field(name, ngram):
    compared = ExactComparison() if ngram is None else NgramComparison(ngram)
    hashing = FieldHashingProperties(
        comparator=compared, strategy=BitsPerFeatureStrategy(100)
    )
    return StringSpec(name, hashing)


def main(path, cores):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = [[row[name] for name in COLUMNS] for row in csv.DictReader(file)]
    schema = Schema([field(*column) for column in COLUMNS.items()], 1024)
    started = time.perf_counter()
    encoded = clk.generate_clks(
        rows, schema, "invented", validate=False, max_workers=cores
    )
    seconds = time.perf_counter() - started
    # What a child has spent is known once it has ended.
    for child in multiprocessing.active_children():
        child.join()
    own, children = (
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    spent = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    megabytes = (own.ru_maxrss + cores * children.ru_maxrss) / 1024
    facts = {"rows": len(encoded), "seconds": seconds, "processor": spent}
    print(json.dumps({**facts, "megabytes": megabytes}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
