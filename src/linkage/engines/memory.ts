/** What is said when an engine has spilled what it could and still has too little memory. */
import { fault, type ThroughlineError } from '../../errors.ts';

/** @param megabytes what it was given with --memory; twice that is what to try next */
export const tooLittleMemory = (engine: string, megabytes: number): ThroughlineError =>
  fault('ENGINE_MEMORY', `${engine} needs more memory than the ${megabytes} MB that it was given`, {
    hint: `give it more, such as --memory ${2 * megabytes}, or free space on the disk that holds the workspace, to which it spills`,
  });
