/**
 * The agreement as it reads once it has passed its schema: the same names and shapes as in
 * `agreement.yaml`, so that what the code sees is what the parties signed.
 */

import type { IdentifierColumn } from '../standardise/index.ts';
import type { AttributeTreatment, EventField, EventTreatment, Flag } from './words.ts';

/** The four parts a party can play. */
export type Part = 'agency' | 'linkage-unit' | 'analyst' | 'auditor';

/** What one party hands another. */
export type ShareKind = 'tokens' | 'events' | 'links' | 'figures';

export type Status = 'draft' | 'active' | 'suspended';

export interface About {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly supersedes: string | null;
  readonly status: Status;
  /** Times are UTC to the second, `2026-04-01T00:00:00Z`; days are `2027-03-01`. */
  readonly effective: string;
  /** The last day on which the agreement stands without having been reviewed. */
  readonly review: string;
  /** The last second in which the agreement is in force. */
  readonly expires: string;
}

export interface Party {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly part: Part;
  readonly service?: string;
  readonly controller: 'controller' | 'joint-controller' | 'processor';
  readonly 'competent-authority': boolean;
  readonly contact: string;
  /** Public halves: the share log's verification key, the key of a witness, and the age recipient. */
  readonly keys?: {
    readonly log?: string;
    readonly witness?: string;
    readonly sealing?: string;
    /** Of those who may approve that a record reference is traced, at an agency. */
    readonly approvers?: readonly string[];
  };
}

export interface Purpose {
  readonly code: string;
  readonly text: string;
  readonly benefit: string;
  /** Whose data it is. */
  readonly about: string;
  readonly prohibited: readonly string[];
}

/** What data protection law keeps apart from other personal data. */
export type DataCategory = 'special-category' | 'criminal-offence';

/** Codes are provisions as the law numbers them; `law.json` lists them with their words and sources. */
export interface LegalBasis {
  readonly party: string;
  readonly purpose: string;
  readonly regime: 'part3' | 'ukgdpr';
  readonly 'article-6'?: readonly string[];
  readonly 'article-9'?: readonly { readonly condition: string; readonly 'schedule-1'?: number }[];
  readonly 'article-10'?: readonly {
    readonly 'schedule-1'?: number;
    readonly 'official-authority'?: true;
  }[];
  readonly 'section-35'?: readonly string[];
  readonly 'section-36'?: readonly string[];
  readonly 'schedule-8'?: readonly number[];
  readonly gateway: readonly string[];
  /** How the common-law duty of confidence is met, for health records. */
  readonly confidence?: {
    readonly basis: string;
    readonly reference?: string;
    readonly 'national-data-opt-out': string;
  };
  readonly dpia: {
    readonly reference: string;
    readonly agreement: string;
    readonly version: number;
    readonly date: string;
    readonly review: string;
  };
}

export interface Flow {
  readonly from: string;
  readonly to: string;
  readonly what: ShareKind;
  readonly purpose: string;
  readonly frequency: 'once' | 'weekly' | 'monthly' | 'quarterly' | 'yearly' | 'on-request';
  /** First and last event date that may flow, both inclusive. */
  readonly 'events-from'?: string;
  readonly 'events-to'?: string;
}

/** Each value in an extract and what it becomes. */
export type ValueMap = Readonly<Record<string, string>>;

/** One entry of an agency's columns as written; `planColumns` turns it into a plan. */
export type ColumnSpec = IdentifierSpec | EventSpec | AttributeSpec | FlagSpec | DropSpec;

export type ColumnSpecs = Readonly<Record<string, ColumnSpec>>;

/** The five ways of saying what a column is exclude one another. */
interface Unsaid {
  readonly identifier?: never;
  readonly event?: never;
  readonly attribute?: never;
  readonly flag?: never;
  readonly value?: never;
}

interface Marked {
  /** Said where the column's name does not show it. */
  readonly category?: DataCategory;
}

export interface IdentifierSpec extends Omit<Unsaid, 'identifier'>, IdentifierColumn, Marked {
  readonly treat?: 'token';
  readonly from?: string;
}

/** A kept column whose values may look like an identifier without being one. */
export interface LooksLike {
  /** Why: what the values really are. */
  readonly accepted: string;
}

export interface EventSpec extends Omit<Unsaid, 'event' | 'value'>, Marked {
  readonly event: EventField;
  readonly treat?: EventTreatment;
  readonly from?: string;
  readonly value?: string;
  readonly format?: string;
  readonly pivot?: number;
  readonly map?: ValueMap;
  readonly 'looks-like'?: LooksLike;
}

export interface AttributeSpec extends Omit<Unsaid, 'attribute' | 'value'>, Marked {
  readonly attribute: string;
  readonly treat: AttributeTreatment;
  readonly from?: string;
  readonly value?: string;
  readonly format?: string;
  readonly pivot?: number;
  readonly map?: ValueMap;
  readonly 'looks-like'?: LooksLike;
  readonly bands?: string;
  readonly areas?: readonly string[];
}

export interface FlagSpec extends Omit<Unsaid, 'flag'> {
  readonly flag: Flag;
  readonly from?: string;
  readonly map: ValueMap;
}

export interface DropSpec extends Unsaid {
  readonly treat: 'drop';
  readonly from?: string;
}

export interface CombinedParts {
  readonly organisation: string;
  readonly parts: readonly Part[];
}

export interface Linkage {
  readonly scheme: string;
  readonly 'standard-form': number;
  /** Check value of the project key that the agencies agreed on: 16 hexadecimal digits. */
  readonly 'key-check'?: string;
  readonly 'residual-encodings': boolean;
  readonly 'combined-parts': readonly CombinedParts[];
}

export interface Outputs {
  readonly preset: string;
  readonly 'smallest-count': number;
  readonly rounding: 'none' | 'base-3' | 'base-5' | 'base-10';
  readonly 'secondary-suppression': true;
  readonly 'smallest-journey-group': number;
  /** What is done with small counts. Default: `suppression`. */
  readonly method?: 'suppression' | 'cell-key';
  /** Under `cell-key`, the table of its noise. */
  readonly 'perturbation-table'?: string;
  readonly approver: string;
}

export interface Retention {
  readonly kind: string;
  readonly days: number;
  readonly 'destroyed-by': string;
}

/** Everything the parties sign. */
export interface AgreementContent {
  readonly throughline: 1;
  readonly about: About;
  readonly parties: readonly Party[];
  readonly purposes: readonly Purpose[];
  readonly 'legal-basis': readonly LegalBasis[];
  readonly flows: readonly Flow[];
  /** By agency id. */
  readonly columns: Readonly<Record<string, ColumnSpecs>>;
  readonly linkage: Linkage;
  readonly outputs: Outputs;
  readonly retention: readonly Retention[];
}

/** One party's signature as it stands in the file. */
export interface AgreementSignature {
  readonly party: string;
  /** Digest of the content that was signed, as the signer says. */
  readonly digest: string;
  /** A line of a signed note. */
  readonly signature: string;
}

/** An agreement that was read and found sound in itself; whether it is in force is for a permit to say. */
export interface Agreement extends AgreementContent {
  /** SHA-256 of the content's canonical JSON, signatures left out, in hexadecimal. */
  readonly digest: string;
  /** Signatures as the file has them, good or not. */
  readonly signatures: readonly AgreementSignature[];
}
