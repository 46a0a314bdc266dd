/** The two packages that leave an agency, described so that a stranger can read them. */
import { join } from 'node:path';
import { isPermit, type Permit } from '../agreement/index.ts';
import { fault } from '../errors.ts';
import {
  csvLine,
  type DataPackage,
  type Json,
  openForWriting,
  type TableField,
  writePackage,
} from '../files/index.ts';
import { STANDARD_FORM_DIGEST, STANDARD_FORM_VERSION } from '../standardise/index.ts';
import { eventHeader, tokenHeader } from './gather.ts';
import type { EventManifest, TokenManifest } from './manifest.ts';
import type { EventColumn, Recipe } from './recipe.ts';
import type { RejectedRow } from './rejected.ts';
import type { RunResult } from './run.ts';

const REFERENCE: TableField = {
  name: 'reference',
  type: 'string',
  description: 'record reference: ties tokens to events; only the agency can tie it to a person',
  constraints: { required: true, pattern: '^[0-9a-f]{32}$' },
};

/** Describes the table of tokens under `folder`, which was written by `run`. */
export function writeTokensPackage(
  permit: Permit,
  folder: string,
  recipe: Recipe,
  result: RunResult,
  keyCheck: string,
): Promise<DataPackage> {
  requirePermit(permit, 'tokens');
  const manifest: TokenManifest = {
    kind: 'tokens',
    agency: permit.partyId,
    agreement: permit.agreement,
    scheme: { id: recipe.scheme.id, version: recipe.scheme.version, digest: recipe.scheme.digest },
    standardForm: { version: STANDARD_FORM_VERSION, digest: STANDARD_FORM_DIGEST },
    keyCheck,
    people: result.tokens.people,
    others: recipe.scheme.identifiers.flatMap((name) =>
      name.startsWith('other:') ? [name.slice('other:'.length)] : [],
    ),
    sampled: result.sampled,
    chance: result.chance,
    household: result.household,
  };
  const fields: TableField[] = tokenHeader(recipe)
    .slice(1, -1)
    .map((name) => ({
      name,
      type: 'string',
      description: `token of the match-key ${name}`,
      constraints: { pattern: '^[0-9a-f]{16}$' },
    }));
  const presence: TableField = {
    name: 'presence',
    type: 'string',
    description: 'which identifiers the record has: a bit each, in hexadecimal',
    constraints: { required: true, pattern: '^[0-9a-f]{1,13}$' },
  };
  return writePackage(join(folder, 'tokens'), {
    name: `${permit.partyId}-tokens`,
    title: `Tokens of ${permit.partyId}`,
    description: 'Keyed hashes of match-keys, one or more rows a local person, in order of reference',
    resources: [
      {
        name: 'tokens',
        file: result.tokens.file,
        hash: result.tokens.hash,
        bytes: result.tokens.bytes,
        fields: [REFERENCE, ...fields, presence],
      },
    ],
    throughline: plain(manifest),
  });
}

/** Describes the table of events under `folder`. */
export function writeEventsPackage(
  permit: Permit,
  folder: string,
  recipe: Recipe,
  result: RunResult,
): Promise<DataPackage> {
  requirePermit(permit, 'events');
  const columns = Object.fromEntries(recipe.events.map((column) => [column.name, meaning(column)]));
  const manifest: EventManifest = {
    kind: 'events',
    agency: permit.partyId,
    agreement: permit.agreement,
    columns,
  };
  const fields = eventHeader(recipe)
    .slice(1)
    .map((name, index) => field(name, recipe.events[index]!));
  return writePackage(join(folder, 'events'), {
    name: `${permit.partyId}-events`,
    title: `Events of ${permit.partyId}`,
    description: 'One row an event, in order of reference, with only the columns that the agreement keeps',
    resources: [
      {
        name: 'events',
        file: result.events.file,
        hash: result.events.hash,
        bytes: result.events.bytes,
        fields: [REFERENCE, ...fields],
      },
    ],
    throughline: plain(manifest),
  });
}

/** `rejected.csv`, for the agency itself: row, column and reason. */
export async function writeRejected(folder: string, rejected: readonly RejectedRow[]): Promise<void> {
  const file = await openForWriting(join(folder, 'rejected.csv'));
  try {
    await file.write(csvLine(['row', 'column', 'reason']));
    for (const { row, column = '', reason } of rejected)
      await file.write(csvLine([String(row), column, reason]));
    await file.end();
  } finally {
    await file.abandon();
  }
}

const meaning = ({ use }: EventColumn): string =>
  use.kind === 'event' ? `event ${use.field}, ${use.treat}` : `attribute, ${use.treat}`;

function field(name: string, { use }: EventColumn): TableField {
  if (use.kind === 'event' && use.treat === 'reference') {
    return {
      name,
      type: 'string',
      description: 'keyed reference',
      constraints: { pattern: '^[0-9a-f]{32}$' },
    };
  }
  if (use.kind === 'event' && (use.field === 'date' || use.field === 'end-date')) {
    return { name, type: use.treat === 'month' ? 'yearmonth' : 'date' };
  }
  return {
    name,
    type: 'string',
    description: use.kind === 'attribute' ? `attribute, ${use.treat}` : `${use.field} of the event`,
  };
}

/** Manifests are plain data; their interfaces only lack the index signature that JSON has. */
const plain = (manifest: object): { [name: string]: Json } => manifest as { [name: string]: Json };

function requirePermit(permit: Permit, what: 'tokens' | 'events'): void {
  if (isPermit(permit) && permit.operation.flow?.what === what) return;
  throw fault('PERMIT_MISSING', `no permit was given for a ${what} package`, {
    hint: 'nothing was written; please report this line, which holds no personal value',
  });
}
