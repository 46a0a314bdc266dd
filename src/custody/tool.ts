/** This program, as log entries and packages name it. */
import { readFileSync } from 'node:fs';

const file: { version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** Name and version of the program, and the version of Node that runs it. */
export const TOOL = { tool: 'throughline', version: file.version, node: process.versions.node };
