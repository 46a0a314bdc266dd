/** What a package says, under `throughline` in its descriptor, of where it comes from. */
import type { ShareKind } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import type { DataPackage } from '../files/index.ts';
import { isRecord } from './shape.ts';
import { KINDS } from './share.ts';

export interface PackageMark {
  readonly what: ShareKind;
  /** The party that made it; the linkage unit and the analyst may leave it out. */
  readonly agency: string | undefined;
  readonly madeUnder: { readonly id: string; readonly version: number; readonly digest: string };
}

/** @throws `PACKAGE_KIND` or `PACKAGE_NO_AGREEMENT` (exit code 2) when the package does not say. */
export function packageMark(pkg: DataPackage): PackageMark {
  const { kind, agency, agreement } = pkg.throughline;
  const what = KINDS.find((known) => known === kind);
  if (what === undefined) {
    throw unusable(
      'PACKAGE_KIND',
      'the package does not say whether it is tokens, events, links or figures',
      {
        place: { file: pkg.path },
        hint: 'give a package that throughline made for sharing',
      },
    );
  }
  const needsAgency = what === 'tokens' || what === 'events';
  const madeUnder = referenceIn(agreement);
  if (madeUnder === undefined || (needsAgency && typeof agency !== 'string')) {
    throw unusable('PACKAGE_NO_AGREEMENT', 'the package does not say who made it and under which agreement', {
      place: { file: pkg.path },
      hint: 'give a package that throughline made under an agreement',
    });
  }
  return { what, agency: typeof agency === 'string' ? agency : undefined, madeUnder };
}

function referenceIn(value: unknown): PackageMark['madeUnder'] | undefined {
  if (!isRecord(value)) return undefined;
  const { id, version, digest } = value;
  if (typeof id !== 'string' || typeof version !== 'number' || typeof digest !== 'string') return undefined;
  return { id, version, digest };
}
