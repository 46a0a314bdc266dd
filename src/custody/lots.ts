/**
 * The lots that are drawn when disclosure control chooses what else to hide, worked out under the party's own secret: the
 * same for the same count in every run, table and release, and nobody else can work them out.
 */
import { lotsKey } from './derive.ts';
import { Hmac256 } from './hmac.ts';
import { readReferenceSecret } from './project-key.ts';
import type { Workspace } from './workspace.ts';

export interface Lots {
  /** A number above 0 and below 1, as if drawn by lot for `text` alone. */
  of(text: string): number;
  /** Ends their use. */
  destroy(): void;
}

/** Gives `work` this party's lots. @throws `KEY_MISSING`, `KEY_FILE_...`, `KEY_LOCKED`, and what `work` throws */
export async function withLots<T>(workspace: Workspace, work: (lots: Lots) => Promise<T>): Promise<T> {
  const secret = await readReferenceSecret(workspace);
  const lots = lotsOf(secret, workspace.agreement.about.id);
  secret.fill(0);
  try {
    return await work(lots);
  } finally {
    lots.destroy();
  }
}

/** The lots under a secret in hand. */
export function lotsOf(secret: Uint8Array, agreementId: string): Lots {
  const key = lotsKey(secret, agreementId);
  const keyed = new Hmac256(key);
  key.fill(0);
  const utf8 = new TextEncoder();
  return {
    of(text) {
      const bytes = new DataView(keyed.full(utf8.encode(text)).buffer);
      // 52 bits and a half: as fine as numbers below 1 are, and never 0 or 1.
      return (Number(bytes.getBigUint64(0) >> 12n) + 0.5) / 2 ** 52;
    },
    destroy: () => keyed.destroy(),
  };
}
