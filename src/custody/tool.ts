/** This program, as log entries and packages name it. */
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Name and version of the program, and the version of Node that runs it. */
export const TOOL = { tool: 'throughline', version, node: process.versions.node };
