/** What a party may set for itself, in `party/settings.json`: so far, the name of whoever runs the commands. */
import { readFile, rm } from 'node:fs/promises';
import { systemCode, unusable } from '../errors.ts';
import { PRIVATE_FILE, writeFileAtomically } from '../files/index.ts';
import { hasExactly, isRecord } from './shape.ts';

export interface PartySettings {
  /** Stands in every log entry as a digest that can be erased. None by default. */
  readonly operator?: string;
}

const LONGEST = 200;

/** @throws `SETTINGS_INVALID` when the file is not what {@link setOperator} writes. */
export async function readSettings(path: string): Promise<PartySettings> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw invalid(path);
  });
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && hasExactly(value, 'operator') && typeof value.operator === 'string') {
      return { operator: checkedName(value.operator) };
    }
  } catch {
    // Said below.
  }
  throw invalid(path);
}

/** Sets who is at work from now on; `undefined` for nobody by name. @throws `OPERATOR_NAME`. */
export async function setOperator(path: string, operator: string | undefined): Promise<void> {
  if (operator === undefined) {
    await rm(path, { force: true });
    return;
  }
  const text = `${JSON.stringify({ operator: checkedName(operator) })}\n`;
  await writeFileAtomically(path, text, { mode: PRIVATE_FILE, replace: true });
}

function checkedName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  if (trimmed !== '' && trimmed.length <= LONGEST && trimmed.isWellFormed() && !/\p{Cc}/u.test(trimmed)) {
    return trimmed;
  }
  throw unusable('OPERATOR_NAME', 'a name of whoever is at work is one line of up to 200 characters', {
    hint: 'give a name or a staff number',
  });
}

const invalid = (file: string) =>
  unusable('SETTINGS_INVALID', 'this file does not hold settings of a party', {
    place: { file },
    hint: 'remove it, and set the operator again with "throughline log operator"',
  });
