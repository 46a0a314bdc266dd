// A scheme measured on one set: what every match-key finds and costs, how good linkage is, and how good without it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hmac256 } from '../../dist/custody/index.js';
import { schemeFrom } from '../../dist/pseudonymise/index.js';
import { linkedPairs, linkSet, scoresOf } from './link.mjs';
import { pairCounts, tokenCounts } from './match-keys.mjs';
import { householdConfusions, recallByOrigin } from './people.mjs';
import { othersOf } from './sets.mjs';

/**
 * @param file the content of a scheme's file
 * @param options `{ ambient, threads, memoryMegabytes, leaveOut, onLeftOut }`
 */
export async function measure(set, file, options) {
  const scheme = schemeFrom(file, othersOf(set));
  const secret = new Hmac256(options.ambient.random(32));
  const effort = { ...options, today: options.ambient.now().toISOString().slice(0, 10) };
  return inFolder(async (folder) => {
    const linkage = await linkSet(set, scheme, secret, folder, effort);
    const { counts, found, brought } = pairCounts(scheme, linkage);
    const tokens = await tokenCounts(scheme, linkage);
    const leftOut = options.leaveOut ? await leaveEachOut(set, scheme, secret, linkage, effort) : [];
    const scores = scoresOf(linkage);
    return {
      set: set.name,
      records: linkage.truth.person.length,
      people: new Set(linkage.truth.person).size,
      pairs: { true: scores.links.true, found, falseCandidates: brought },
      ...scores,
      setAside: linkage.assigned.candidates.setAside,
      matchKeys: scheme.matchKeys.map(({ name }, at) => ({
        name,
        ...counts[at],
        ...tokens[at],
        ...(options.leaveOut ? { without: leftOut[at] } : {}),
      })),
      ...(set.facts === undefined
        ? {}
        : {
            households: householdConfusions(set.facts, linkage),
            origins: recallByOrigin(set.facts, linkage),
          }),
    };
  });
}

/** For each match-key: linkage under the scheme without it, from the extracts on, and the links that change. */
async function leaveEachOut(set, scheme, secret, whole, effort) {
  const links = linkedPairs(whole);
  const names = scheme.matchKeys.map(({ name }) => name);
  const results = [];
  for (const [at, name] of names.entries()) {
    effort.onLeftOut?.(at, names.length);
    const rest = schemeFrom(
      {
        id: scheme.id,
        version: scheme.version,
        'match-keys': names.filter((other) => other !== name),
        close: scheme.matchKeys.flatMap((key) => (key.close && key.name !== name ? [key.name] : [])),
        'match-keys-for-each-other': [],
      },
      [],
    );
    const linkage = await inFolder((folder) => linkSet(set, rest, secret, folder, effort));
    const { links: byLinks, clusters } = scoresOf(linkage);
    const now = linkedPairs(linkage);
    results.push({
      links: byLinks.f1,
      clusters: clusters.f1,
      linksLost: [...links].filter((pair) => !now.has(pair)).length,
      linksGained: [...now].filter((pair) => !links.has(pair)).length,
    });
  }
  return results;
}

async function inFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-scheme-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
