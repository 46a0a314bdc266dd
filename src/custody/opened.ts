/** What came of opening a sealed file. */
import type { ShareKind } from '../agreement/index.ts';
import type { NoticeKind } from './notice.ts';

export interface OpenedShare {
  readonly from: string;
  readonly what: ShareKind | 'notice';
  /** The folder that the package was filed into; of a notice, the list of what was withdrawn. */
  readonly filed: string;
  /** Digest of the package's descriptor, or of the notice. */
  readonly descriptor: string;
  /** Digest of the sealed file, which the sender's log names too. */
  readonly sealed: string;
  /** Index of the entry in the sender's share log that announced it. */
  readonly announced: number;
  /** Index of the receipt in this party's share log. */
  readonly entry: number;
  /** Of a notice: how many people it is about, and how many packages held some of them and do not any more. */
  readonly notice?: { readonly kind: NoticeKind; readonly people: number; readonly packages: number };
}
