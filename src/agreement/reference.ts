import type { Agreement } from './types.ts';

/** An agreement as packages, shares, notices and log entries name it. */
export const reference = ({ about, digest }: Agreement) => ({ id: about.id, version: about.version, digest });
