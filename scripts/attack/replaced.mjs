/**
 * What tells a token of somebody's own (`src/pseudonymise/strangers.ts`) from a real one. A match-key can imply another:
 * whoever agrees on the surname and the whole date of birth agrees on the first letters of the surname with it. Two
 * records of two agencies that share a token of the first and none of the second had one replaced at one of the two;
 * the one of them that has no token in common with any other agency's record is taken for it.
 */
import { tokenHasher } from '../../dist/custody/index.js';
import { isRejection, openExtract, readRows } from '../../dist/files/index.js';
import { resolveColumns } from '../../dist/pseudonymise/index.js';
import { TokenMaker } from '../../dist/pseudonymise/tokens.js';
import { IDENTIFIER_LEVELS, recordStandardiser } from '../../dist/standardise/index.js';
import { edgesOf, graphOf } from './neighbours.mjs';
import { shareOf } from './statistics.mjs';
import { headerOf, rowsOf, shared } from './view.mjs';

/** For each column, the others that agree whenever it does. */
export function impliedColumns(scheme, columns) {
  const parts = new Map(scheme.matchKeys.map((key) => [key.name, key.parts]));
  return columns.map((name, at) =>
    [...columns.keys()].filter(
      (other) => other !== at && implies(parts.get(name), parts.get(columns[other])),
    ),
  );
}

const implies = (parts, others) =>
  others.every(
    (other) =>
      parts.some((part) => holds(part, other)) ||
      (other.identifier === 'whole-name' &&
        ['forename', 'surname'].every((identifier) =>
          parts.some((part) => holds(part, { identifier, level: other.level })),
        )),
  );

const holds = (part, other) =>
  part.identifier === other.identifier &&
  (part.level === other.level ||
    IDENTIFIER_LEVELS[part.identifier.split(':')[0]]
      .find(({ name }) => name === part.level)
      .implies.includes(other.level));

/**
 * Which match-keys of which records are told to be replaced.
 *
 * @param {import('./view.mjs').View} view records of several agencies, `kinds` the agency of each
 * @returns {Set<number>[]} by entity, the columns
 */
export function tellReplaced(view, scheme) {
  const implied = impliedColumns(scheme, view.columns);
  const graph = graphOf(shared(view));
  const has = columnsOf(view, () => true);
  const isCommon = heldByTwoKinds(view);
  const common = columnsOf(view, (token) => isCommon[token] === 1);
  const told = Array.from({ length: view.entities }, () => new Set());
  for (let one = 0; one < view.entities; one += 1) {
    for (const at of edgesOf(graph, one)) {
      const other = graph.neighbours[at];
      if (view.kinds[one] === view.kinds[other]) continue;
      const agree = (column) =>
        ((column < 32 ? graph.low[at] >>> column : graph.high[at] >>> (column - 32)) & 1) === 1;
      for (const [column, others] of implied.entries()) {
        if (!agree(column)) continue;
        for (const looser of others)
          if (!agree(looser) && has[other].has(looser) && has[one].has(looser) && !common[one].has(looser))
            told[one].add(looser);
      }
    }
  }
  return told;
}

function columnsOf(view, counts) {
  return Array.from({ length: view.entities }, (_, entity) => {
    const columns = new Set();
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1)
      if (counts(view.tokens[at])) columns.add(view.columnOf[view.tokens[at]]);
    return columns;
  });
}

/** 1 for each token that records of two agencies have. */
function heldByTwoKinds(view) {
  const first = new Array(view.columnOf.length);
  const mixed = new Uint8Array(view.columnOf.length);
  for (let entity = 0; entity < view.entities; entity += 1)
    for (let at = view.offsets[entity]; at < view.offsets[entity + 1]; at += 1) {
      const token = view.tokens[at];
      first[token] ??= view.kinds[entity];
      if (first[token] !== view.kinds[entity]) mixed[token] = 1;
    }
  return mixed;
}

/**
 * What was told, held against what was done: the tokens of the extracts, made again with the key.
 *
 * @param {Set<number>[]} told by entity
 * @param {readonly string[]} references of the entities
 */
export async function judgeReplaced(world, { columns }, told, references) {
  const entityOf = new Map(references.map((reference, entity) => [reference, entity]));
  const counts = { cells: 0, replaced: 0, told: 0, right: 0 };
  for (const { agency, file } of world.packages.first) {
    const real = await realTokens(world, agency);
    const places = await headerOf(file);
    const replaced = new Map();
    for await (const cells of rowsOf(file)) {
      const entity = entityOf.get(cells[0]);
      if (entity === undefined) continue;
      const own = replaced.get(entity) ?? new Map();
      replaced.set(entity, own);
      for (const [column, name] of columns.entries()) {
        const cell = cells[places.indexOf(name)];
        if (cell) own.set(column, own.get(column) === true || real.get(cells[0])?.has(cell) !== true);
      }
    }
    for (const [entity, own] of replaced)
      for (const [column, is] of own) {
        const isTold = told[entity].has(column);
        counts.cells += 1;
        counts.replaced += is ? 1 : 0;
        counts.told += isTold ? 1 : 0;
        counts.right += is && isTold ? 1 : 0;
      }
  }
  return {
    ...counts,
    found: shareOf(counts.right, counts.replaced),
    sure: shareOf(counts.right, counts.told),
  };
}

/** Every token that an agency's people have before any is replaced, by record reference. */
async function realTokens({ project, agreement, scheme, locals, extracts }, agency) {
  const { path, plan } = extracts.find((one) => one.agency === agency);
  const referenceOf = new Map(
    locals.flatMap((local) => (local.agency === agency ? [[local.id, local.references.first]] : [])),
  );
  const maker = new TokenMaker(
    scheme,
    scheme.matchKeys.map(({ name }) => tokenHasher(project, agreement, scheme, name)),
  );
  const extract = await openExtract(path);
  const { identifiers } = resolveColumns(plan, extract.header, extract.name);
  const id = identifiers.find(({ column }) => column.identifier === 'local-person-id').index;
  const standardise = recordStandardiser(identifiers, new Date());
  const real = new Map();
  for await (const row of readRows(extract)) {
    if (isRejection(row)) continue;
    const reference = referenceOf.get(row.cells[id]);
    const tokens = real.get(reference) ?? new Set();
    real.set(reference, tokens);
    for (const one of maker.make(standardise(row.cells)).rows) for (const token of one) tokens.add(token);
  }
  return real;
}

/** The view with what is told of each record added to what else is plain of it. */
export const withTold = (view, told) => ({
  ...view,
  kinds: view.kinds.map((kind, entity) => `${kind} ${[...told[entity]].sort((a, b) => a - b).join()}`),
});
