/** An entry as one plain sentence, for a reader who knows the agreement and not the program. */
import { grouped } from '../errors.ts';
import { isJsonObject, type Json } from './canonical.ts';
import type { EntryFields } from './entry.ts';
import { type EntryType, isEntryType, isOperation, type Operation } from './entrytypes.ts';

/** What was done, and the same as a thing that can be announced or refused. */
interface Words {
  readonly done: string;
  readonly thing: string;
}

const OPERATION_WORDS: Readonly<Record<Operation, Words>> = {
  collection: { done: 'collected', thing: 'the collection of' },
  alteration: { done: 'altered', thing: 'the alteration of' },
  consultation: { done: 'consulted', thing: 'the consultation of' },
  disclosure: { done: 'disclosed', thing: 'the disclosure of' },
  combination: { done: 'combined', thing: 'the combination of' },
  erasure: { done: 'erased', thing: 'the erasure of' },
};

const STEP_WORDS: Readonly<Record<Exclude<EntryType, Operation | 'denial'>, Words>> = {
  'key.create': { done: 'made the project key', thing: 'making the project key' },
  'key.send': { done: 'sent the project key', thing: 'sending the project key' },
  'key.receive': { done: 'received the project key', thing: 'receiving the project key' },
  'key.split': { done: 'split the project key among custodians', thing: 'splitting the project key' },
  'key.combine': { done: 'rebuilt the project key from its parts', thing: 'rebuilding the project key' },
  'key.rotate': {
    done: 'replaced the key that signs its log',
    thing: 'replacing the key that signs its log',
  },
  'key.retire': { done: 'ended the use of a key', thing: 'ending the use of a key' },
  'key.revoke': { done: 'declared a key unsafe', thing: 'declaring a key unsafe' },
  'key.lock': {
    done: 'changed how its private keys are locked',
    thing: 'changing how its private keys are locked',
  },
  'agreement.sign': { done: 'signed the agreement', thing: 'signing the agreement' },
  'agreement.adopt': { done: 'adopted the agreement', thing: 'adopting the agreement' },
  'agreement.amend': { done: 'amended the agreement', thing: 'amending the agreement' },
  'agreement.suspend': { done: 'suspended the agreement', thing: 'suspending the agreement' },
  'agreement.resume': {
    done: 'resumed the agreement, all parties having lifted its suspension',
    thing: 'lifting a suspension of the agreement',
  },
  'agreement.expire': { done: 'noted that the agreement had expired', thing: 'ending the agreement' },
  'witness.seen': { done: "saw and checked a partner's log", thing: "seeing a partner's log" },
  'report.issued': { done: 'issued a report', thing: 'issuing a report' },
  'log.start': { done: 'started this log', thing: 'starting a log' },
};

/**
 * The sentence, e.g. `Police (IG lead) disclosed tokens to linkage-unit for needs-assessment, under agreement
 * ISA-2026-001 version 1.` Fields that are missing or of another kind are passed over. Texts come from the
 * log as they are: escape control characters before showing them.
 */
export function sentenceOf(fields: EntryFields): string {
  const { type } = fields;
  if (typeof type !== 'string' || !isEntryType(type)) {
    return `${who(fields)} made an entry of a kind this program does not know.`;
  }
  const end = `${purpose(fields)}${agreement(fields)}`;
  if (type === 'denial') return `${who(fields)} was REFUSED ${refusedThing(fields)}${end}${reasons(fields)}.`;
  const about = aboutLog(type, fields);
  if (about !== undefined) return `${who(fields)} ${about}${end}${answers(fields)}.`;
  if (fields.phase === 'intent') return `${who(fields)} was about to begin ${thing(type, fields)}${end}.`;
  if (fields.phase === 'failed') {
    const code = detail(fields, 'reason');
    const why = code === undefined ? '' : `, with the error ${code}`;
    return `${who(fields)} FAILED at ${thing(type, fields)}${end}${why}${answers(fields)}.`;
  }
  return `${who(fields)} ${done(type, fields)}${end}${answers(fields)}.`;
}

/** Entries about a share log itself: one seen, reported on, or relieved of a name. */
function aboutLog(type: Exclude<EntryType, 'denial'>, fields: EntryFields): string | undefined {
  const { of, log, size, previous, entry } = detailsOf(fields);
  const name = text(of) ?? text(log) ?? 'a party';
  const entries = typeof size === 'number' ? ` at ${grouped(size)} ${size === 1 ? 'entry' : 'entries'}` : '';
  if (type === 'report.issued' && detail(fields, 'what') === 'assessment')
    return `issued the report of its figures${entries}`;
  if (type === 'report.issued') return `issued a report on the log of ${name}${entries}`;
  if (type === 'erasure' && typeof entry === 'number') {
    const field = detail(fields, 'field') ?? 'a field';
    const authority = detail(fields, 'authority');
    const verb = fields.phase === 'intent' ? 'was about to erase' : 'erased';
    const by = authority === undefined ? '' : `, on the authority of ${authority}`;
    return `${verb} what opens the ${field} of entry ${grouped(entry)}${by}`;
  }
  if (type !== 'witness.seen' || entries === '') return undefined;
  const before = typeof previous === 'number' ? grouped(previous) : 'those';
  switch (detail(fields, 'result') ?? '') {
    case 'first':
      return `saw the log of ${name} for the first time,${entries}, and cosigned it`;
    case 'grown':
      return `saw the log of ${name}${entries}, which continue the ${before} seen before, and cosigned it`;
    case 'FORKED':
      return `saw the log of ${name} FORKED${entries}, and kept the evidence`;
    case 'ROLLED BACK':
      return `saw the log of ${name} ROLLED BACK from ${before}${entries.replace(' at', ' to')}, and kept the evidence`;
    case 'INCONSISTENT':
      return `saw a log of ${name}${entries} that does NOT continue the ${before} seen before, and kept the evidence`;
    default:
      return undefined;
  }
}

function done(type: Exclude<EntryType, 'denial'>, fields: EntryFields): string {
  if (!isOperation(type)) {
    return `${ownKey(type, fields) ?? taken(type, fields) ?? STEP_WORDS[type].done}${parties(fields)}`;
  }
  return `${wordsOf(type, fields).done} ${what(fields)}${parties(fields)}${action(fields)}`;
}

/** In law tokens are records altered, and what is released is disclosed; to a reader they are made, and released. */
function wordsOf(type: Operation, fields: EntryFields): Words {
  if (type === 'alteration' && detail(fields, 'action') === 'pseudonymise')
    return { done: 'made', thing: 'the making of' };
  if (type === 'disclosure' && isRelease(fields)) return { done: 'released', thing: 'the release of' };
  return OPERATION_WORDS[type];
}

/** Whether figures or a report left to whoever may read them, and not to a party under a flow. */
export const isRelease = (fields: EntryFields): boolean =>
  detailsOf(fields).flow === undefined && ['release', 'report'].includes(detail(fields, 'action') ?? '');

/** A key with which logs are cosigned, as opposed to the project key. */
function ownKey(type: EntryType, fields: EntryFields): string | undefined {
  if (detail(fields, 'what') !== 'witness key') return undefined;
  if (type === 'key.create') return 'made the key with which it cosigns the logs of partners';
  return type === 'key.receive' ? 'took in the key with which logs are cosigned' : undefined;
}

/** What came from another party about the agreement, as opposed to what this party did. */
function taken(type: EntryType, fields: EntryFields): string | undefined {
  const by = detail(fields, 'by');
  if (type === 'agreement.suspend' && by !== undefined) {
    return `took in the suspension of the agreement by ${by}`;
  }
  if (type !== 'agreement.resume' || detailsOf(fields).complete === true) return undefined;
  return by === undefined
    ? 'signed the lifting of a suspension of the agreement'
    : `took in the lifting of a suspension of the agreement, signed by ${by}`;
}

function thing(type: Exclude<EntryType, 'denial'>, fields: EntryFields): string {
  if (!isOperation(type)) return `${STEP_WORDS[type].thing}${parties(fields)}`;
  return `${wordsOf(type, fields).thing} ${what(fields)}${parties(fields)}${action(fields)}`;
}

function refusedThing(fields: EntryFields): string {
  const { op } = fields;
  if (typeof op === 'string' && isOperation(op)) return thing(op, fields);
  const act = detail(fields, 'action');
  return act === undefined ? 'an operation' : `the step "${act}"`;
}

/** `Police (IG lead)`; the role as the agreement's tool writes it, with spaces for hyphens. */
function who(fields: EntryFields): string {
  const name = text(fields.org) ?? 'someone';
  const role = text(fields.actorRole)?.replaceAll('-', ' ').replace(/^ig /, 'IG ');
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  return role === undefined || role === 'unknown' || role === name.replaceAll('-', ' ')
    ? shown
    : `${shown} (${role})`;
}

function what(fields: EntryFields): string {
  const flow = detailsOf(fields).flow;
  const kind = (isJsonObject(flow) ? text(flow.what) : undefined) ?? detail(fields, 'what') ?? 'data';
  const [indicator, rows, release] = ['indicator', 'rows', 'release'].map((name) => detail(fields, name));
  const of = indicator === undefined ? '' : ` ${kind === 'data' ? 'for' : 'of'} ${indicator}`;
  const exact = exactFigures(fields);
  const known = [
    ...(rows === undefined ? [] : [`${rows} rows`]),
    ...(exact === undefined ? [] : [exact]),
    ...(release === undefined ? [] : [`release ${release}`]),
  ];
  return `${kind}${of}${known.length === 0 ? '' : ` (${known.join(', ')})`}`;
}

/** What an entry says of exact figures that somebody saw, or was about to see, in place of controlled ones. */
export function exactFigures(fields: EntryFields): string | undefined {
  const output = detail(fields, 'output');
  if (output?.startsWith('exact figures') === true) return output;
  return detailsOf(fields).inside === true ? 'exact figures, to be shown inside the workspace' : undefined;
}

function parties(fields: EntryFields): string {
  const flow = detailsOf(fields).flow;
  const named = isJsonObject(flow) ? flow : {};
  const to = text(named.to) ?? detail(fields, 'to') ?? detail(fields, 'recipient');
  const from = text(named.from) ?? detail(fields, 'from');
  return `${from === undefined || from === fields.org ? '' : ` from ${from}`}${to === undefined || to === fields.org ? '' : ` to ${to}`}`;
}

function action(fields: EntryFields): string {
  const act = detail(fields, 'command') ?? detail(fields, 'action');
  return act === undefined || act === '' ? '' : ` by the step "${act}"`;
}

const purpose = (fields: EntryFields): string => {
  const code = text(fields.purpose);
  return code === undefined ? '' : ` for ${code}`;
};

function agreement({ isa }: EntryFields): string {
  const named = agreementNamed(isa);
  return named === undefined ? '' : `, under agreement ${named}`;
}

/** `ISA-2026-001 version 1`, of the field `isa`. */
export function agreementNamed(isa: Json | undefined): string | undefined {
  if (!isJsonObject(isa)) return text(isa);
  const version = typeof isa.version === 'number' ? ` version ${isa.version}` : '';
  return `${text(isa.id) ?? 'unnamed'}${version}`;
}

/** The ids of the agreement's clauses that a denial names; `sound` where what arrived was not. */
export function failedRules({ policyDecision: decision }: EntryFields): string[] {
  const failed = isJsonObject(decision) && Array.isArray(decision.failed) ? decision.failed : [];
  return failed.filter((id: Json) => typeof id === 'string');
}

/** The rules that failed, by their names, hyphens as spaces. */
function reasons(fields: EntryFields): string {
  const names = failedRules(fields).map((id) => id.replaceAll('-', ' '));
  if (names.length === 0) return '';
  if (names[0] === 'sound') return ', because what arrived was damaged, forged or not for this party';
  const quoted = names.map((name) => `"${name}"`).join(', ');
  return `, because ${names.length === 1 ? 'this rule was' : 'these rules were'} not met: ${quoted}`;
}

/** A deed that follows an announcement names the entry that announced it. */
function answers(fields: EntryFields): string {
  const { intent } = detailsOf(fields);
  return typeof intent === 'number' ? ` (announced in entry ${grouped(intent)})` : '';
}

const detailsOf = (fields: EntryFields): EntryFields => (isJsonObject(fields.details) ? fields.details : {});
const detail = (fields: EntryFields, name: string): string | undefined => text(detailsOf(fields)[name]);
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
