// One extract into tokens under throw-away keys, as an agency makes them, with the truth beside each record reference.
import { join } from 'node:path';
import { Hmac256 } from '../../dist/custody/index.js';
import { ensureDirectory, isRejection, openExtract, readRows } from '../../dist/files/index.js';
import { PartEncoder } from '../../dist/pseudonymise/encode.js';
import { resolveColumns, rowReference, run } from '../../dist/pseudonymise/index.js';
import { cellStandardiser } from '../../dist/standardise/index.js';

/**
 * Makes `folder/tokens/tokens.csv`.
 *
 * @param source `{ agency, path, columns, everyRowIsAPerson }`, the columns as an agreement plans them
 * @param secret the HMAC that the match-keys' keys come from
 * @returns a share of tokens, as linking takes it
 */
export async function tokenShare(source, scheme, secret, folder, { threads, today }) {
  const extract = await openExtract(source.path);
  const { identifiers, flags } = resolveColumns(source.columns, extract.header, extract.name);
  const recipe = {
    header: extract.header,
    identifiers: source.everyRowIsAPerson ? identifiers.filter(isNoLocalId) : identifiers,
    events: [],
    flags,
    scheme,
    sensitive: [],
    window: {},
    today,
    everyRowIsAPerson: source.everyRowIsAPerson,
  };
  const person = personKey(source);
  const tokens = scheme.matchKeys.map(({ name }) => keyNamed(secret, name));
  await ensureDirectory(folder);
  const manifest = await run(
    extract,
    recipe,
    { tokens, person, case: person, household: person, stranger: person },
    folder,
    {
      threads,
    },
  );
  return {
    agency: source.agency,
    file: join(folder, 'tokens', 'tokens.csv'),
    matchKeys: scheme.matchKeys.map(({ name }) => name),
    manifest,
  };
}

/** Who is behind each record reference, where each row is a record and a column says whose. */
export async function rowTruth(source, column) {
  const person = new Hmac256(personKey(source));
  const truth = new Map();
  for await (const { row, cells } of namedRows(source.path)) {
    const reference = rowReference(person, row);
    truth.set(reference, cells.get(column).trim() || `alone ${reference}`);
  }
  return truth;
}

/** Who is behind each record reference, where the truth lists whose each local person id is. */
export function localIdTruth(source, personByLocalId) {
  const person = new Hmac256(personKey(source));
  const standard = cellStandardiser({ identifier: 'local-person-id' }, new Date(0));
  const encoder = new PartEncoder();
  const truth = new Map();
  for (const [localId, name] of personByLocalId) {
    encoder.start();
    encoder.add('id');
    encoder.add(standard(localId).values[0].exact);
    truth.set(person.reference(encoder.bytes()), name);
  }
  return truth;
}

/** The rows of a CSV, each with its number and its cells by header. */
export async function* namedRows(path) {
  const extract = await openExtract(path);
  const header = extract.header.map((name) => name.trim());
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    yield { row: row.row, cells: new Map(header.map((name, at) => [name, row.cells[at]])) };
  }
}

const isNoLocalId = ({ column }) => column.identifier !== 'local-person-id';
/** Record references stand for row numbers and invented ids, so their key may be known, and their order then repeats. */
const personKey = ({ agency }) => new TextEncoder().encode(agency.padEnd(32));
const keyNamed = (secret, name) => secret.full(new TextEncoder().encode(name));
