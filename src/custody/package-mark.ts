/** What a package says, under `throughline` in its descriptor, of where it comes from. */
import type { ShareKind } from '../agreement/index.ts';
import { unusable } from '../errors.ts';
import type { DataPackage } from '../files/index.ts';

export interface PackageMark {
  readonly what: ShareKind;
  /** The party that made it; the linkage unit and the analyst may leave it out. */
  readonly agency: string | undefined;
  readonly madeUnder: { readonly id: string; readonly version: number; readonly digest: string };
}

const KINDS: readonly string[] = ['tokens', 'events', 'links', 'figures'];

/** @throws `PACKAGE_KIND` or `PACKAGE_NO_AGREEMENT` (exit code 2) when the package does not say. */
export function packageMark(pkg: DataPackage): PackageMark {
  const { kind, agency, agreement } = pkg.throughline;
  if (typeof kind !== 'string' || !KINDS.includes(kind)) {
    throw unusable(
      'PACKAGE_KIND',
      'the package does not say whether it is tokens, events, links or figures',
      {
        place: { file: pkg.path },
        hint: 'give a package that throughline made for sharing',
      },
    );
  }
  const needsAgency = kind === 'tokens' || kind === 'events';
  if (!isReference(agreement) || (needsAgency && typeof agency !== 'string')) {
    throw unusable('PACKAGE_NO_AGREEMENT', 'the package does not say who made it and under which agreement', {
      place: { file: pkg.path },
      hint: 'give a package that throughline made under an agreement',
    });
  }
  const { id, version, digest } = agreement;
  return {
    what: kind as ShareKind,
    agency: typeof agency === 'string' ? agency : undefined,
    madeUnder: { id, version, digest },
  };
}

function isReference(value: unknown): value is PackageMark['madeUnder'] {
  if (typeof value !== 'object' || value === null) return false;
  const { id, version, digest } = value as Record<string, unknown>;
  return typeof id === 'string' && Number.isSafeInteger(version) && typeof digest === 'string';
}
