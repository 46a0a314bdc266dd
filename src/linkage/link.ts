/** The linkage unit's step: tokens of several agencies into person ids, permitted, logged, whole or not at all. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { attempt, type Details, type Permit, recordDone, requestPermit } from '../agreement/index.ts';
import {
  digestForLog,
  Hmac256,
  readReferenceSecret,
  receivedHere,
  receivedPackage,
  referenceKey,
  requireReceived,
  type Workspace,
} from '../custody/index.ts';
import { ensurePrivateDirectory, removeLeftovers, stageDirectory } from '../files/index.ts';
import { band } from '../sharelog/index.ts';
import { type Assigned, assignPeople, THRESHOLD } from './assign.ts';
import { COHESION } from './clusters.ts';
import { DRAWS, drawClusters } from './draws.ts';
import { duckdbEngine } from './engines/duckdb.ts';
import { isLocal, type SparkOptions, sparkEngine } from './engines/spark.ts';
import { linksBefore, modelOfLinks, writeLinksPackage } from './links-package.ts';
import {
  FEWEST_PAIRS,
  frozenBy,
  type ModelMark,
  prepareModel,
  readModel,
  settleModel,
} from './model-file.ts';
import { type Change, personIds } from './person-ids.ts';
import { type AgencyPairQuality, bandsOf, type LinkageQuality, qualityOf } from './quality.ts';
import { arrivedTokens, checkedShares } from './shares.ts';
import { type IdentifierWeights, weightsOf } from './weights.ts';

export interface LinkOptions {
  /** Folders of tokens packages; without any, all that have arrived. */
  readonly packages: readonly string[];
  readonly threshold?: number;
  /** Estimate a new model, in place of the one that the agreement's first linkage made. */
  readonly refit: boolean;
  /** Find the pairs on this Spark; without it, in this process. */
  readonly spark?: SparkOptions;
  readonly memoryMegabytes: number;
  readonly threads?: number;
  readonly onStage?: (stage: string, done: number, of: number) => void;
}

export interface LinkResult {
  readonly agencies: readonly string[];
  readonly quality: LinkageQuality;
  readonly weights: readonly IdentifierWeights[];
  readonly model: ModelMark;
  readonly changes: readonly Change[];
  readonly folder: string;
}

/** A token that more local people share than this is set aside: it says nothing of who they are. */
const MOST_SHARING = 100;

/**
 * Makes `work/links`: record reference to person id. Person ids that stand from the links before are kept.
 *
 * @throws what `requestPermit` throws, among it that a project key lies in this workspace; what
 * `checkedShares` throws; what `receivedHere` and `requireReceived` throw; faults of the engine and the disk. After any of them the links before stand.
 */
export async function link(workspace: Workspace, options: LinkOptions): Promise<LinkResult> {
  const { paths } = workspace;
  const named = options.packages.length > 0 ? options.packages : await arrivedTokens(paths.work);
  const engine = await engineDetails(workspace, options.spark);
  const permit = await requestPermit(workspace, {
    operation: 'combination',
    action: 'link',
    parts: ['linkage-unit'],
    flow: { what: 'links' },
    details: engine,
  });
  return attempt(workspace, [permit], () => underPermit(workspace, permit, named, options, engine));
}

/**
 * Which engine held the tokens, and where. The address of a cluster is nobody else's business and could be guessed, so the
 * log has a digest of it that this party alone can make again.
 */
async function engineDetails(workspace: Workspace, spark: SparkOptions | undefined): Promise<Details> {
  if (spark === undefined) return { engine: 'duckdb, in this process' };
  if (isLocal(spark.master)) return { engine: 'spark, on this machine' };
  return {
    engine: 'spark, on a cluster',
    cluster: await digestForLog(workspace, 'spark-master', spark.master),
  };
}

async function underPermit(
  workspace: Workspace,
  permit: Permit,
  named: readonly string[],
  options: LinkOptions,
  engine: Details,
): Promise<LinkResult> {
  const { agreement, paths } = workspace;
  const received = await receivedHere(workspace);
  const { shares, scheme } = await checkedShares(named, agreement);
  for (const { package: arrived } of shares) await requireReceived(received, arrived);
  const threshold = options.threshold ?? THRESHOLD;
  const folder = receivedPackage(paths, workspace.party.id, 'links');
  await removeLeftovers(paths.work);
  // A second linkage would take its ids and its model from links that the first is about to replace.
  const stage = await stageDirectory(folder, { replace: true, alone: true });
  const spill = join(stage.path, 'spill');
  try {
    await ensurePrivateDirectory(spill);
    const agencies = shares.map(({ agency }) => agency);
    await settleModel(paths.work, await modelOfLinks(paths));
    const kept = options.refit ? undefined : await readModel(paths.work, scheme);
    const assigned = await assignPeople(shares, scheme, {
      ...options,
      engine: options.spark === undefined ? duckdbEngine : sparkEngine(options.spark),
      threshold,
      spill,
      mostSharing: MOST_SHARING,
      ...(kept === undefined ? {} : { frozen: (blocks) => frozenBy(kept, agencies, blocks) }),
    });
    await rm(spill, { recursive: true });
    options.onStage?.('judging the links', 0, 1);
    const quality = qualityOf(assigned, shares, threshold);
    const weights = weightsOf(assigned, shares);
    const prepared = await prepareModel(paths.work, scheme, agencies, assigned, kept);
    const model = prepared.mark;
    const { digest } = prepared;
    const report = { quality, weights, model: { ...model, ...(digest === undefined ? {} : { digest }) } };
    const writing = { assigned, agencies, threshold, report };
    options.onStage?.('writing links', 0, 1);
    const { changes, digest: made } = await writeLinks(workspace, permit, stage.path, writing);
    await stage.commitOnce(async () => {
      await prepared.keep();
      await recordDone(workspace, permit, {
        agencies: agencies.join(', '),
        ...engine,
        recipe: `${scheme.id}@${scheme.version} threshold ${threshold}`,
        model: model.kept
          ? `version ${model.version}, ${model.estimated ? 'estimated' : 'as before'}`
          : `not kept, resting on fewer than ${FEWEST_PAIRS} pairs`,
        records: band(quality.localPeople),
        people: band(quality.people),
        inputs: shares.map((share) => share.package.digest).join(' '),
        package: made,
        ...(digest === undefined ? {} : { modelDigest: digest }),
        quality: quality.agencyPairs.map(estimateWords),
        qualityMethod: "mean of the model's own probabilities",
        reviewedByHand: 0,
        smallestCount: agreement.outputs['smallest-count'],
      });
    });
    return { agencies, quality, weights, model, changes, folder };
  } finally {
    await stage.abandon();
  }
}

interface Writing {
  readonly assigned: Assigned;
  readonly agencies: readonly string[];
  readonly threshold: number;
  readonly report: Parameters<typeof writeLinksPackage>[4];
}

async function writeLinks(
  workspace: Workspace,
  permit: Permit,
  folder: string,
  { assigned, agencies, threshold, report }: Writing,
): Promise<{ readonly changes: readonly Change[]; readonly digest: string }> {
  const { candidates, clusters, probability } = assigned;
  const secret = await readReferenceSecret(workspace);
  const hasher = new Hmac256(referenceKey(secret, workspace.agreement.about.id, 'person'));
  secret.fill(0);
  const { agency, reference, count } = candidates.people;
  const before = await linksBefore(workspace.paths);
  const { person, changes } = personIds(
    { agency, reference, label: clusters.label },
    agencies,
    before,
    hasher,
  );
  const draws = drawClusters(
    { ...candidates.pairs, probability },
    { people: count, threshold, cohesion: COHESION, strong: candidates.strong },
  );
  const links = {
    agency: Array.from(agency, (at) => agencies[at]!),
    reference,
    person,
    band: bandsOf(assigned),
    draws,
    draw: DRAWS,
  };
  const digest = await writeLinksPackage(permit, folder, links, changes, report, hasher);
  hasher.destroy();
  return { changes, digest };
}

/** `police to health: precision 0.98, recall 0.91`; an entry holds no fractions. */
function estimateWords({ left, right, expectedPrecision, expectedRecall }: AgencyPairQuality): string {
  const shown = (estimate: { readonly value: number } | undefined): string =>
    estimate === undefined ? 'not told' : estimate.value.toFixed(2);
  return `${left} to ${right}: precision ${shown(expectedPrecision)}, recall ${shown(expectedRecall)}`;
}
