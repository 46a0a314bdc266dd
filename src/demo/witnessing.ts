/** Partners witness each other's share logs, each by the commands' own steps and by files carried between them. */
import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Ambient } from '../ambient.ts';
import { requestWitness, takeCosignature, witnessPartner } from '../audit/index.ts';
import { openWorkspace, type Workspace } from '../custody/index.ts';
import { ensureDirectory } from '../files/index.ts';

export interface WitnessingOptions {
  readonly out: string;
  readonly ambient: Ambient;
  /** Whose logs are witnessed, and by whom; nobody witnesses their own. */
  readonly parties: readonly string[];
  readonly witnesses: readonly string[];
}

/** Has every party's log cosigned by every witness. Whatever a step throws. */
export async function witnessEachOther(options: WitnessingOptions): Promise<void> {
  for (const owner of options.parties) {
    for (const witness of options.witnesses.filter((id) => id !== owner)) {
      const asked = await requestWitness(await open(options, owner), witness);
      const { file } = await witnessPartner(
        await open(options, witness),
        await carry(options, asked.file, witness),
      );
      if (file === undefined) throw new Error('a partner in the story did not cosign');
      await takeCosignature(await open(options, owner), await carry(options, file, owner));
    }
  }
}

const open = ({ out, ambient }: WitnessingOptions, party: string): Promise<Workspace> =>
  openWorkspace(join(out, party), ambient);

async function carry({ out }: WitnessingOptions, file: string, to: string): Promise<string> {
  const arrived = join(out, to, 'inbox', basename(file));
  await ensureDirectory(join(out, to, 'inbox'));
  await cp(file, arrived);
  return arrived;
}
