/**
 * DuckDB, in process: what every linkage reads tokens with. Extensions stay unloaded, spilling goes to the folder given and
 * never to the current one, and errors leave without their text, which may quote a cell.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { fault, ThroughlineError } from '../../errors.ts';
import type { EngineOptions } from './engine.ts';
import { tooLittleMemory } from './memory.ts';

type Column = readonly unknown[];

export class Session {
  readonly #connection: DuckDBConnection;

  constructor(connection: DuckDBConnection) {
    this.#connection = connection;
  }

  async run(...statements: readonly string[]): Promise<void> {
    for (const statement of statements) await this.#connection.run(statement);
  }

  /** The columns of a query's result, chunk by chunk. */
  async *columns(query: string): AsyncGenerator<readonly Column[]> {
    const result = await this.#connection.stream(query);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      yield chunk.getColumns();
    }
  }

  /** The first row of a query's result, as numbers. */
  async numbers(query: string): Promise<number[]> {
    const [row] = (await this.#connection.runAndReadAll(query)).getRows();
    return (row ?? []).map(Number);
  }
}

/**
 * Runs work in a DuckDB of its own.
 *
 * @throws faults `ENGINE_MEMORY`, `DISK_FULL`, `ENGINE`, and errors of ours as they are
 */
export async function inSession<T>(
  options: EngineOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  let instance: DuckDBInstance | undefined;
  let connection: DuckDBConnection | undefined;
  try {
    instance = await Instance.create(':memory:', settings(options));
    connection = await instance.connect();
    return await work(new Session(connection));
  } catch (error) {
    throw rewrapped(error, options);
  } finally {
    connection?.closeSync();
    instance?.closeSync();
  }
}

const settings = ({ spill, memoryMegabytes, threads }: EngineOptions): Record<string, string> => ({
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  preserve_insertion_order: 'false',
  memory_limit: `${memoryMegabytes}MB`,
  temp_directory: spill,
  ...(threads === undefined ? {} : { threads: String(threads) }),
});

/** Whether an error of DuckDB says that a disk took no more; `path` is then the file or folder that it was writing. */
export const isDiskFull = (error: unknown, path = ''): boolean =>
  /no space left|not enough space|could not write/i.test(messageOf(error)) && messageOf(error).includes(path);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

function rewrapped(error: unknown, { memoryMegabytes }: EngineOptions): Error {
  if (error instanceof ThroughlineError) return error;
  if (/out of memory/i.test(messageOf(error))) {
    return tooLittleMemory('linking', memoryMegabytes);
  }
  if (isDiskFull(error)) {
    return fault('DISK_FULL', 'the disk that holds the workspace is full', {
      hint: 'free some space and link again',
    });
  }
  return fault('ENGINE', 'the linkage engine could not read the tokens', {
    hint: 'ask the agency to seal its tokens again: a file may be damaged',
  });
}
