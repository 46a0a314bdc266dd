/** The folder of a log under verification: what cannot be read in it becomes a finding. */
import { join } from 'node:path';
import type { LogFiles } from './filesystem.ts';
import type { Findings } from './findings.ts';

export class LogFolder {
  readonly files: LogFiles;
  readonly path: string;
  readonly #findings: Findings;

  constructor(files: LogFiles, path: string, findings: Findings) {
    this.files = files;
    this.path = path;
    this.#findings = findings;
  }

  /** The bytes of a file of the log; a finding when it is missing, longer than `limit` or not a plain file. */
  async read(path: string, limit: number): Promise<Uint8Array | undefined> {
    try {
      const bytes = await this.files.read(join(this.path, path), limit);
      if (bytes === undefined) this.#findings.find('MISSING', path, 'the file is missing');
      return bytes;
    } catch {
      const message = 'the file cannot be read, or is longer than such a file can be';
      this.#findings.find('UNREADABLE', path, message);
      return undefined;
    }
  }

  /** The bytes of a file that need not be there or be readable. */
  async readIfAny(path: string, limit: number): Promise<Uint8Array | undefined> {
    try {
      return await this.files.read(join(this.path, path), limit);
    } catch {
      return undefined;
    }
  }
}
