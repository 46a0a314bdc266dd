/**
 * DuckDB in process, kept on a short lead: no extension is loaded or fetched, what does not fit in memory goes
 * to the folder given and never to the current one, and once the packages are read no other file can be.
 * Errors leave without DuckDB's own text, which may quote a cell.
 */
import type { DuckDBInstance } from '@duckdb/node-api';
import { fault, ThroughlineError, unusable } from '../errors.ts';

/** One row of a result; a value of another type than asked for is a fault of ours. */
export interface Row {
  text(column: number): string;
  /** Of a 32-bit whole number or a double. */
  number(column: number): number;
  isNull(column: number): boolean;
}

export interface Database {
  /** @param otherwise the error to throw where neither memory nor the disk is short. Default: `ENGINE` */
  run(statement: string, otherwise?: () => ThroughlineError): Promise<void>;
  rows(statement: string): Promise<Row[]>;
  /**
   * Whether the text is one statement and reads only. Throws `QUERY_INVALID` where the engine cannot make sense of it;
   * the message names columns and tables, and no cell.
   */
  readsOnly(statement: string): Promise<boolean>;
  /** The whole number that a query of one row and one column gives. */
  number(statement: string): Promise<number>;
  /** From now on no file can be read or written by a statement, and no setting changed. */
  shut(): Promise<void>;
  close(): void;
}

export interface DatabaseOptions {
  /** Where to put what does not fit in memory: a folder inside the workspace, which the caller removes. */
  readonly spill: string;
  /** Default 1,500. */
  readonly memoryMegabytes?: number;
  /** Default: all cores. */
  readonly threads?: number;
}

/** Opens an empty database in memory. Its methods throw `ENGINE_MEMORY`, `DISK_FULL` or `ENGINE`. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const instance = await guarded(() => start(options));
  const connection = await guarded(() => instance.connect());
  const run = (statement: string, otherwise?: () => ThroughlineError): Promise<void> =>
    guarded(async () => {
      await connection.run(statement);
    }, otherwise);
  const rows = (statement: string): Promise<Row[]> =>
    guarded(async () => (await connection.runAndReadAll(statement)).getRows().map(rowOf));
  return {
    run,
    rows,
    async readsOnly(statement) {
      const { StatementType } = await import('@duckdb/node-api');
      try {
        const extracted = await connection.extractStatements(statement);
        if (extracted.count !== 1) return false;
        return (await extracted.prepare(0)).statementType === StatementType.SELECT;
      } catch (error) {
        throw queryFault(error);
      }
    },
    async number(statement) {
      const [row] = await rows(statement);
      if (row === undefined) throw engineFault();
      return row.number(0);
    },
    async shut() {
      await run('SET enable_external_access = false');
      await run('SET lock_configuration = true');
    },
    close() {
      // While a connection is open, the engine keeps every table in memory.
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function start({ spill, memoryMegabytes = 1500, threads }: DatabaseOptions): Promise<DuckDBInstance> {
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api');
  return Instance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'false',
    memory_limit: `${memoryMegabytes}MB`,
    temp_directory: spill,
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
}

const rowOf = (cells: readonly unknown[]): Row => ({
  text(column) {
    const cell = cells[column];
    if (typeof cell !== 'string') throw engineFault();
    return cell;
  },
  number(column) {
    const cell = cells[column];
    if (typeof cell !== 'number') throw engineFault();
    return cell;
  },
  isNull: (column) => cells[column] === null,
});

async function guarded<T>(work: () => Promise<T>, otherwise = engineFault): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw rewrapped(error, otherwise);
  }
}

function rewrapped(error: unknown, otherwise: () => ThroughlineError): ThroughlineError {
  if (error instanceof ThroughlineError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/out of memory/i.test(message)) {
    return fault('ENGINE_MEMORY', 'counting needs more memory than it may use', {
      hint: 'count a shorter window, or free space on the disk that holds the workspace',
    });
  }
  if (/no space left|could not write|disk full/i.test(message)) {
    return fault('DISK_FULL', 'the disk that holds the workspace is full', {
      hint: 'free some space and count again',
    });
  }
  return otherwise();
}

/** What the engine says of a statement before it reads a cell; anything else it says stays unsaid. */
function queryFault(error: unknown): ThroughlineError {
  const said = /(?:Parser|Binder|Catalog) Error: ([^\n]+)/.exec(
    error instanceof Error ? error.message : '',
  )?.[1];
  return unusable(
    'QUERY_INVALID',
    `the query cannot be run${said === undefined ? '' : `: ${lowerFirst(said)}`}`,
    {
      hint: 'throughline indicators --columns lists the tables and columns that a query may use',
    },
  );
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const engineFault = (): ThroughlineError =>
  fault('ENGINE', 'the database could not read or count the linked events', {
    hint: 'ask for the shares again: a file may be damaged',
  });
