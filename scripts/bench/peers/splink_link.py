"""The people of a CSV file linked in plain text with Splink on DuckDB: model, pairs and people. python splink_link.py FILE"""

import json
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SETTINGS = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="row",
    comparisons=[
        cl.JaroWinklerAtThresholds("forename", [0.9, 0.7]),
        cl.JaroWinklerAtThresholds("surname", [0.9, 0.7]),
        cl.LevenshteinAtThresholds("born", [1, 2]),
        cl.ExactMatch("sex"),
        cl.LevenshteinAtThresholds("postcode", [1, 2]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("surname", "born"),
        block_on("forename", "born"),
        block_on("forename", "postcode"),
        block_on("surname", "postcode"),
        block_on("born", "postcode"),
    ],
)

PEOPLE = """SELECT row_number() OVER () AS row, lower(FORENAME_1) AS forename, lower(SURNAME) AS surname,
  DOB AS born, SEX AS sex, POSTCODE AS postcode FROM read_csv(?, header = true, all_varchar = true)"""


def main(path):
    connection = duckdb.connect()
    started = time.perf_counter()
    connection.execute("CREATE TABLE people AS " + PEOPLE, [path])
    api = DuckDBAPI(connection)
    linker = Linker(api.register("people"), SETTINGS)
    training = linker.training
    rule = block_on("forename", "surname", "born")
    training.estimate_probability_two_random_records_match([rule], recall=0.7)
    training.estimate_u_using_random_sampling(max_pairs=1e6)
    for known in (block_on("forename", "surname"), block_on("born", "postcode")):
        training.estimate_parameters_using_expectation_maximisation(known)
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.5)
    seconds = time.perf_counter() - started
    own = resource.getrusage(resource.RUSAGE_SELF)
    spent = own.ru_utime + own.ru_stime
    facts = {"seconds": seconds, "processor": spent, "megabytes": own.ru_maxrss / 1024}
    # Counting the pairs is no part of the work.
    found = connection.execute(f"SELECT count(*) FROM {pairs.physical_name}").fetchone()
    print(json.dumps({**facts, "pairs": found[0]}))


if __name__ == "__main__":
    main(sys.argv[1])
