/**
 * Candidate pairs in DuckDB, in process. Extensions stay unloaded, spilling goes to the folder given and
 * never to the current one, and errors leave without their text, which may quote a cell.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fault, ThroughlineError } from '../../errors.ts';
import type { Scheme } from '../../pseudonymise/index.ts';
import { STRONG_NUMBERS } from '../../standardise/index.ts';
import type {
  CandidatePairs,
  CandidatePattern,
  Candidates,
  EngineOptions,
  LinkageEngine,
  LocalPeople,
  SetAside,
  TokenSource,
} from './engine.ts';
import { misshapen } from './shape.ts';
import * as sql from './sql.ts';

export const duckdbEngine: LinkageEngine = {
  async candidates(sources, scheme, options) {
    const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
    let instance: DuckDBInstance | undefined;
    let connection: DuckDBConnection | undefined;
    try {
      instance = await Instance.create(':memory:', settings(options));
      connection = await instance.connect();
      return await findCandidates(connection, sources, scheme, options);
    } catch (error) {
      throw rewrapped(error);
    } finally {
      connection?.closeSync();
      instance?.closeSync();
    }
  },
};

const settings = ({ spill, memoryMegabytes, threads }: EngineOptions): Record<string, string> => ({
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  preserve_insertion_order: 'false',
  memory_limit: `${memoryMegabytes}MB`,
  temp_directory: spill,
  ...(threads === undefined ? {} : { threads: String(threads) }),
});

async function findCandidates(
  connection: DuckDBConnection,
  sources: readonly TokenSource[],
  scheme: Scheme,
  { mostSharing, onStage }: EngineOptions,
): Promise<Candidates> {
  const names = scheme.matchKeys.map((key) => key.name);
  onStage?.('reading tokens', 0, names.length);
  for (const source of sources) {
    if ((await numbers(connection, sql.misshapenCells(source)))[0] !== 0) throw await misshapen(source.file);
  }
  for (const statement of [
    sql.tokenRows(sources, scheme),
    sql.PEOPLE,
    sql.NUMBERED_ROWS,
    'DROP TABLE token_rows',
    sql.AGREEMENTS,
  ]) {
    await connection.run(statement);
  }
  const setAside: (SetAside & { key: number })[] = [];
  for (const [key, matchKey] of names.entries()) {
    onStage?.('finding pairs', key, names.length);
    await connection.run(sql.sharing(key));
    const [tokens, people, most] = await numbers(connection, sql.setAside(key, mostSharing));
    if (tokens! > 0) setAside.push({ key, matchKey, tokens: tokens!, people: people!, most: most! });
    await connection.run(sql.agreements(key, mostSharing));
  }
  if (setAside.length > 0) await connection.run(sql.FOUND);
  for (const { key } of setAside) {
    await connection.run(sql.sharing(key));
    await connection.run(sql.agreementsSetAside(key, mostSharing));
  }
  onStage?.('comparing pairs', names.length, names.length);
  for (const statement of [sql.PAIRS, 'DROP TABLE agreements', sql.DESCRIBED, sql.PATTERNS])
    await connection.run(statement);
  return {
    people: await readPeople(connection),
    patterns: await readPatterns(connection),
    pairs: await readPairs(connection),
    setAside: setAside.map(({ matchKey, tokens, people, most }) => ({ matchKey, tokens, people, most })),
    strong: await readStrong(connection, scheme),
    unpaired: (await numbers(connection, sql.UNPAIRED))[0]!,
    withoutTokens: (await numbers(connection, sql.withoutTokens(names.length)))[0]!,
  };
}

async function readPeople(connection: DuckDBConnection): Promise<LocalPeople> {
  const agencies: number[] = [];
  const reference: string[] = [];
  for await (const [agency, references] of columns(connection, sql.READ_PEOPLE)) {
    for (const value of agency as number[]) agencies.push(value);
    for (const value of references as string[]) reference.push(value);
  }
  return { count: reference.length, agency: Uint8Array.from(agencies), reference };
}

async function readPatterns(connection: DuckDBConnection): Promise<CandidatePattern[]> {
  const patterns: CandidatePattern[] = [];
  for await (const [left, right, presence, bits, pairs] of columns(connection, sql.READ_PATTERNS)) {
    left!.forEach((_, row) => {
      patterns.push({
        left: left![row] as number,
        right: right![row] as number,
        presence: Number(presence![row]),
        agreeing: bits![row] as bigint,
        pairs: pairs![row] as number,
      });
    });
  }
  return patterns;
}

async function readPairs(connection: DuckDBConnection): Promise<CandidatePairs> {
  const [total] = await numbers(connection, 'SELECT count(*)::INTEGER FROM described');
  const pairs = {
    left: new Int32Array(total!),
    right: new Int32Array(total!),
    pattern: new Int32Array(total!),
  };
  let at = 0;
  for await (const [left, right, pattern] of columns(connection, sql.READ_PAIRS)) {
    pairs.left.set(left as number[], at);
    pairs.right.set(right as number[], at);
    pairs.pattern.set(pattern as number[], at);
    at += left!.length;
  }
  return pairs;
}

async function readStrong(
  connection: DuckDBConnection,
  scheme: Scheme,
): Promise<ReadonlyMap<number, readonly string[]>[]> {
  const strong: Map<number, string[]>[] = [];
  for (const [key, { parts }] of scheme.matchKeys.entries()) {
    if (parts.length > 1 || !(STRONG_NUMBERS as readonly string[]).includes(parts[0]!.identifier)) continue;
    const tokens = new Map<number, string[]>();
    for await (const [people, values] of columns(connection, sql.strongTokens(key))) {
      people!.forEach((person, row) => {
        const known = tokens.get(person as number);
        if (known) known.push(values![row] as string);
        else tokens.set(person as number, [values![row] as string]);
      });
    }
    strong.push(tokens);
  }
  return strong;
}

type Column = readonly unknown[];

/** The columns of a query's result, chunk by chunk. */
async function* columns(connection: DuckDBConnection, statement: string): AsyncGenerator<readonly Column[]> {
  const result = await connection.stream(statement);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) return;
    yield chunk.getColumns();
  }
}

async function numbers(connection: DuckDBConnection, statement: string): Promise<number[]> {
  const [row] = (await connection.runAndReadAll(statement)).getRows();
  return (row ?? []).map(Number);
}

function rewrapped(error: unknown): Error {
  if (error instanceof ThroughlineError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/out of memory/i.test(message)) {
    return fault('ENGINE_MEMORY', 'linking needs more memory than it was given', {
      hint: 'give it more with --memory, or free space on the disk that holds the workspace',
    });
  }
  if (/no space left|not enough space|could not write/i.test(message)) {
    return fault('DISK_FULL', 'the disk that holds the workspace is full', {
      hint: 'free some space and link again',
    });
  }
  return fault('ENGINE', 'the linkage engine could not read the tokens', {
    hint: 'ask the agency to seal its tokens again: a file may be damaged',
  });
}
