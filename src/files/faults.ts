/** What the operating system says when writing fails, in words that tell the user what to do. */

import { fault, refused, systemCode, ThroughlineError, unusable } from '../errors.ts';

interface Meaning {
  readonly code: string;
  readonly reason: string;
  readonly hint: string;
}

const MEANINGS: Readonly<Record<string, Meaning>> = {
  ENOSPC: {
    code: 'DISK_FULL',
    reason: 'the disk is full, so it was not written',
    hint: 'free some space or choose a folder on another disk, then run the command again',
  },
  EDQUOT: {
    code: 'DISK_QUOTA',
    reason: 'the disk quota of this account is used up, so it was not written',
    hint: 'free some space or ask for a larger quota, then run the command again',
  },
  EFBIG: {
    code: 'FILE_TOO_LARGE',
    reason: 'it is larger than one file may be on this disk or for this account',
    hint: 'choose a folder on a disk that takes large files (a FAT32 memory stick does not), or have the limit of this account raised (ulimit -f)',
  },
  EROFS: {
    code: 'DISK_READ_ONLY',
    reason: 'the disk can only be read',
    hint: 'choose a folder on a disk that can be written to',
  },
  EIO: {
    code: 'DISK_ERROR',
    reason: 'the disk reported an error while writing',
    hint: 'check the disk or network drive, then run the command again',
  },
  EBUSY: {
    code: 'OUTPUT_BUSY',
    reason: 'it is open in another program',
    hint: 'close the program that has it open, then run the command again',
  },
  EMFILE: {
    code: 'TOO_MANY_FILES',
    reason: 'too many files are open on this machine',
    hint: 'close other programs, then run the command again',
  },
};

const NOT_WRITABLE: Meaning = {
  code: 'NOT_WRITABLE',
  reason: 'this account may not write here',
  hint: 'check the permissions of the folder, or choose another folder',
};

const PATH_PROBLEM: Meaning = {
  code: 'OUTPUT_PATH',
  reason: 'no file or folder can be made under this path',
  hint: 'check that each part of the path is a folder and that the name is not too long',
};

/**
 * The error to throw when writing `path` failed with `error`: one of ours naming the file, the trouble and
 * the next step. An error of ours passes through unchanged. The original error is dropped on purpose.
 */
export function writeFault(error: unknown, path: string): ThroughlineError {
  if (error instanceof ThroughlineError) return error;
  const system = systemCode(error) ?? 'unknown';
  const place = { file: path };
  if (system === 'EACCES' || system === 'EPERM') {
    return fault(NOT_WRITABLE.code, NOT_WRITABLE.reason, { hint: NOT_WRITABLE.hint, place });
  }
  if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG', 'EINVAL', 'ELOOP'].includes(system)) {
    return unusable(PATH_PROBLEM.code, PATH_PROBLEM.reason, { hint: PATH_PROBLEM.hint, place });
  }
  const meaning = MEANINGS[system];
  if (meaning !== undefined) return fault(meaning.code, meaning.reason, { hint: meaning.hint, place });
  return fault('WRITE_FAILED', `it could not be written (${system})`, {
    hint: 'check the disk or network drive, then run the command again',
    place,
  });
}

/** The refusal to write over what is already there. */
export const outputExists = (path: string): ThroughlineError =>
  unusable('OUTPUT_EXISTS', 'there is already something of this name', {
    hint: 'nothing was overwritten: remove or rename what is there',
    place: { file: path },
  });

/** The refusal to begin while another run is building the same output. */
export const beingMade = (path: string): ThroughlineError =>
  refused('OUTPUT_BEING_MADE', 'another command that is still running is making this', {
    hint: 'wait until it has ended, then run this again',
    place: { file: path },
  });
