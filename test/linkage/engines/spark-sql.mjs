// A stand-in for Spark's program: runs the script of a linkage in DuckDB, with what the two write differently put right,
// and goes wrong as `behaviour.json` in its home says. It leaves behind what it was given to see, in `seen.json`.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const [home, ...args] = process.argv.slice(2);
const script = args[args.indexOf('-f') + 1];
const folder = dirname(script);
const behaviour = existsSync(join(home, 'behaviour.json'))
  ? JSON.parse(readFileSync(join(home, 'behaviour.json'), 'utf8'))
  : {};

const seen = { args, pid: process.pid, folder };
const tell = (facts) => writeFileSync(join(home, 'seen.json'), JSON.stringify(facts));
tell(seen);
if (behaviour.stderr) process.stderr.write(behaviour.stderr);
if (behaviour.hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
if (behaviour.kill) process.kill(process.pid, behaviour.kill);
if (behaviour.exit !== undefined) process.exit(behaviour.exit);

const { DuckDBInstance } = await import('@duckdb/node-api');
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const rows = async (statement) => (await connection.runAndReadAll(statement)).getRows();

const columnsOf = async (file) =>
  (await rows(`DESCRIBE SELECT * FROM '${file}'`)).map(([name, type]) => `${String(name)} ${String(type)}`);
const files = readdirSync(folder, { recursive: true }).toSorted((a, b) => (a < b ? -1 : 1));
const columns = {};
for (const file of files.filter((name) => name.endsWith('.parquet')))
  columns[file] = await columnsOf(join(folder, file));
const mode = (path) => (statSync(path).mode & 0o777).toString(8);
writeFileSync(
  join(home, 'seen.json'),
  JSON.stringify({
    ...seen,
    files,
    columns,
    mode: mode(folder),
    scratch: process.env.SPARK_LOCAL_DIRS,
  }),
);

for (const statement of readFileSync(script, 'utf8').split(';\n').slice(0, -1)) {
  const written = /^INSERT OVERWRITE DIRECTORY 'file:(.*?)' USING parquet (.*)$/s.exec(statement);
  if (written) {
    mkdirSync(written[1]);
    await connection.run(
      `COPY (${written[2]}) TO '${join(written[1], 'part-00000.parquet')}' (FORMAT parquet)`,
    );
    continue;
  }
  const found = await rows(
    statement
      .replace(/^CACHE TABLE/, 'CREATE TABLE')
      .replace(
        / \(.*\) USING parquet OPTIONS \(path 'file:(.*)'\)$/,
        " AS SELECT * FROM read_parquet('$1/*.parquet')",
      )
      .replaceAll(
        /shiftleft\(CAST\(1 AS BIGINT\), CAST\((.*?) AS INT\)\)/g,
        '(CAST(1 AS BIGINT) << CAST($1 AS BIGINT))',
      ),
  );
  if (statement.startsWith('SELECT')) for (const row of found) process.stdout.write(`${row.join('\t')}\n`);
  if (behaviour.stopAfter && statement.includes(behaviour.stopAfter)) process.exit(1);
}
for (const short of behaviour.cut ?? []) truncateSync(join(folder, short), 20);
for (const gone of behaviour.lose ?? []) rmSync(join(folder, gone), { recursive: true });
