/**
 * What the noise of cell-key perturbation is drawn from. Everybody has a record key that is worked out from their person id
 * under the analyst's own secret, so that the same people have the same noise in every table and release, after
 * links are made anew too, as person ids last; and so that nobody else can work it out: not the linkage unit, which
 * knows the person ids, nor an agency, which knows the people.
 */
import { noiseKeys } from './derive.ts';
import { Hmac256 } from './hmac.ts';
import { readReferenceSecret } from './project-key.ts';
import type { Workspace } from './workspace.ts';

export interface RecordKeys {
  /** A person's key, 0 to 255. */
  of(person: string): number;
  /** The 256 keys, each once, in the order in which a row of a perturbation table takes them. */
  order(row: string): Uint8Array;
  /** 16 hexadecimal digits by which it can be seen that the secret is the same. They tell nothing else of it. */
  readonly check: string;
  /** Ends their use. */
  destroy(): void;
}

/** @throws `KEY_MISSING`, `KEY_FILE_...`, `KEY_LOCKED` */
export async function readRecordKeys(workspace: Workspace): Promise<RecordKeys> {
  const secret = await readReferenceSecret(workspace);
  const keys = recordKeys(secret, workspace.agreement.about.id);
  secret.fill(0);
  return keys;
}

/** {@link readRecordKeys} for a secret in hand. */
export function recordKeys(secret: Uint8Array, agreementId: string): RecordKeys {
  const { record, order, check } = noiseKeys(secret, agreementId);
  const [people, orders] = [new Hmac256(record), new Hmac256(order)];
  record.fill(0);
  order.fill(0);
  const utf8 = new TextEncoder();
  return {
    of: (person) => people.full(utf8.encode(person))[0]!,
    order(row) {
      const places = Array.from({ length: 256 }, (_, key) => orders.reference(utf8.encode(`${row} ${key}`)));
      const keys = [...places.keys()].toSorted((a, b) => (places[a]! < places[b]! ? -1 : 1));
      return Uint8Array.from(keys);
    },
    check,
    destroy() {
      people.destroy();
      orders.destroy();
    },
  };
}
