/** What a log says, sorted by what an auditor asks. Depends on nothing but the entries before a size. */
import type { Agreement } from '../../agreement/index.ts';
import {
  type EntryFields,
  exactFigures,
  isRelease,
  type Json,
  leafHash,
  readEntries,
  sentenceOf,
  timeOf,
} from '../../sharelog/index.ts';

/** One thing the log tells, with the numbers of the entries that tell it. */
export interface Told {
  readonly entries: readonly number[];
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sentence: string;
}

export interface Share extends Told {
  readonly what: string;
  readonly other: string;
  readonly purpose: string;
  /** Conditions and gateways, as the entry names them. */
  readonly powers: readonly string[];
  readonly agreement: string;
  /**
   * Whether the agreement at hand names such a flow, or what was done needs none, or the entry is under another text of
   * the agreement, or none is at hand.
   */
  readonly agreed: 'yes' | 'no' | 'another' | 'unknown';
  readonly digest: string;
}

export interface Due extends Told {
  /** `tokens from police`, or what the party made itself: `links`, `figures (overlap)`. */
  readonly what: string;
  /** The day it is to be gone by, milliseconds since 1970. */
  readonly by: number;
}

export interface LogFacts {
  readonly size: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly disclosed: readonly Share[];
  /** Figures and reports, which go to nobody in particular. */
  readonly released: readonly Share[];
  readonly received: readonly Share[];
  readonly refused: readonly Told[];
  /** Announced and neither done nor refused. */
  readonly open: readonly Told[];
  readonly keys: readonly Told[];
  readonly erased: readonly Told[];
  readonly sightings: readonly Told[];
  /** Consultations that showed exact figures and not controlled ones. */
  readonly exact: readonly Told[];
  /** Sightings of logs that contradict themselves. */
  readonly contradictions: readonly Told[];
  readonly other: readonly Told[];
  readonly held: readonly Due[];
  /** Hashes of the entries in the tree, hex, for logs short enough to print them. */
  readonly leaves: readonly string[];
}

/** Of a longer log the hashes are not printed. */
const MOST_LEAVES = 2000;
const DAY = 86_400_000;

/**
 * What the first `size` entries tell. Without an agreement nobody can say what is due, nor which flows are agreed.
 *
 * @throws the errors of reading entries.
 */
export async function gatherFacts(
  folder: string,
  size: number,
  agreement: Agreement | undefined,
): Promise<LogFacts> {
  const gathered = new Gathering(agreement);
  for await (const { fields, index, bytes } of readEntries(folder, { to: size })) {
    gathered.take(fields, index, size <= MOST_LEAVES ? bytes : undefined);
  }
  return gathered.facts(size);
}

class Gathering {
  readonly #agreement: Agreement | undefined;
  readonly #disclosed: Share[] = [];
  readonly #released: Share[] = [];
  readonly #received: Share[] = [];
  readonly #refused: Told[] = [];
  readonly #keys: Told[] = [];
  readonly #erased: Told[] = [];
  readonly #sightings: Told[] = [];
  readonly #contradictions: Told[] = [];
  readonly #exact: Told[] = [];
  readonly #other: Told[] = [];
  /** Packages not yet destroyed; a newer one of the same origin takes the place of the older. */
  readonly #held = new Map<string, Due & { readonly digest: string }>();
  readonly #open = new Map<number, Told>();
  readonly #leaves: string[] = [];
  #first: number | undefined;
  #last: number | undefined;

  constructor(agreement: Agreement | undefined) {
    this.#agreement = agreement;
  }

  take(fields: EntryFields, index: number, bytes: Uint8Array | undefined): void {
    const at = timeOf(fields) ?? 0;
    const { type, phase } = fields;
    const details = record(fields.details);
    const { intent } = details;
    const sentence = this.#sentence(fields);
    this.#first ??= at;
    this.#last = at;
    if (bytes !== undefined) this.#leaves.push(Buffer.from(leafHash(bytes)).toString('hex'));
    if (phase === 'intent') {
      this.#open.set(index, { entries: [index], at, sentence });
      return;
    }
    if (typeof intent === 'number') this.#open.delete(intent);
    const entries = typeof intent === 'number' ? [intent, index] : [index];
    const told: Told = { entries, at, sentence };
    if (phase === 'failed') {
      this.#other.push(told);
      return;
    }
    if (type === 'denial') this.#refused.push(told);
    else if (type === 'disclosure') this.#left(fields, told);
    else if (type === 'collection') this.#collected(fields, told);
    else if (type === 'erasure') this.#erasure(details, told);
    else if (type === 'witness.seen') this.#seen(details, told);
    else if (typeof type === 'string' && type.startsWith('key.')) this.#keys.push(told);
    else if (exactFigures(fields) !== undefined) this.#exact.push(told);
    else this.#other.push(told);
    if (typeof details.package === 'string') this.#made(fields, told, details.package);
    this.#reduce(details);
  }

  /** What the page says once, each sentence leaves out: the agreement at hand, and the entry that announced a deed. */
  #sentence(fields: EntryFields): string {
    const { isa, ...others } = fields;
    const { intent: _, ...details } = record(fields.details);
    const isThis = this.#agreement !== undefined && record(isa).sha256 === this.#agreement.digest;
    return sentenceOf({ ...(isThis ? others : fields), details });
  }

  facts(size: number): LogFacts {
    return {
      size,
      first: this.#first,
      last: this.#last,
      disclosed: this.#disclosed,
      released: this.#released,
      received: this.#received,
      refused: this.#refused,
      open: [...this.#open.values()],
      keys: this.#keys,
      erased: this.#erased,
      sightings: this.#sightings,
      contradictions: this.#contradictions,
      exact: this.#exact,
      other: this.#other,
      held: [...this.#held.values()],
      leaves: this.#leaves,
    };
  }

  #left(fields: EntryFields, told: Told): void {
    (isRelease(fields) ? this.#released : this.#disclosed).push(this.#share(fields, told, 'to'));
  }

  #collected(fields: EntryFields, told: Told): void {
    const details = record(fields.details);
    if (text(record(details.flow).from) === '') {
      this.#other.push(told);
      return;
    }
    this.#received.push(this.#share(fields, told, 'from'));
    const { from, what } = record(details.flow);
    const digest = text(details.descriptor) || text(details.sealed);
    this.#hold(text(what), `${text(what)} from ${text(from)}`, digest, told);
  }

  /** A package that the party made itself: tokens, events, links, or the figures of one indicator. */
  #made(fields: EntryFields, told: Told, digest: string): void {
    const { flow, indicator = '' } = record(fields.details);
    const kind = fields.type === 'consultation' ? 'figures' : text(record(flow).what);
    this.#hold(kind, whatOf({ what: kind }, { indicator }), digest, told);
  }

  #share(fields: EntryFields, told: Told, side: 'to' | 'from'): Share {
    const details = record(fields.details);
    const flow = record(details.flow);
    const isa = record(fields.isa);
    const agreement = this.#agreement;
    const isThis = isa.sha256 === agreement?.digest;
    // A release is under what the agreement says of outputs; an objection is handed on without a flow.
    const needsNone = isRelease(fields) || (details.flow === undefined && details.action === 'object');
    const named = agreement?.flows.some(
      ({ from, to, what }) => from === flow.from && to === flow.to && what === flow.what,
    );
    return {
      ...told,
      what: whatOf(flow, details),
      other: text(flow[side]) || text(details.recipient) || 'nobody named',
      purpose: text(fields.purpose),
      powers: [...list(fields.lawfulBasis), ...list(fields.gateway)],
      agreement: `${text(isa.id)} version ${typeof isa.version === 'number' ? isa.version : '?'}`,
      agreed: agreement === undefined ? 'unknown' : isThis ? (needsNone || named ? 'yes' : 'no') : 'another',
      digest: text(details.sealed) || text(details.page),
    };
  }

  #hold(kind: string, what: string, digest: string, told: Told): void {
    const kept = this.#agreement?.retention.find((rule) => rule.kind === kind);
    if (kept === undefined) return;
    this.#held.set(what, { ...told, what, by: told.at + kept.days * DAY, digest });
  }

  /** A package that lost rows goes by another digest from then on, and is due when it was due before. */
  #reduce({ reduced }: EntryFields): void {
    for (const pair of list(reduced)) {
      const [before, after = ''] = pair.split(' ');
      for (const [origin, due] of this.#held) {
        if (due.digest === before) this.#held.set(origin, { ...due, digest: after });
      }
    }
  }

  /** A package is destroyed once an entry says so by its digest, alone or in a list. */
  #erasure(details: EntryFields, told: Told): void {
    this.#erased.push(told);
    const named = new Set(Object.values(details).flat());
    for (const [origin, { digest }] of this.#held) if (named.has(digest)) this.#held.delete(origin);
  }

  #seen({ result }: EntryFields, told: Told): void {
    const isSound = result === 'first' || result === 'grown';
    (isSound ? this.#sightings : this.#contradictions).push(told);
  }
}

/** `tokens`, or of a release `figures (overlap), release 0001-overlap`. */
function whatOf(flow: EntryFields, details: EntryFields): string {
  const kind = text(flow.what) || text(details.what) || 'data';
  const [indicator, release] = [text(details.indicator), text(details.release)];
  return `${kind}${indicator === '' ? '' : ` (${indicator})`}${release === '' ? '' : `, release ${release}`}`;
}

const record = (value: Json | undefined): EntryFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as EntryFields) : {};
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const list = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
