/** Steps that several tests of holding logs against their keepers take. */
import { cp, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requestWitness, takeCosignature, type Witnessing, witnessPartner } from '../../src/audit/index.ts';
import { openShare, type SealedShare, sealPackage } from '../../src/custody/index.ts';
import { EVENTS, makePackage, type PackageSpec, TOKENS, type World } from '../custody/world.ts';

export async function carry(world: World, file: string, to: string): Promise<string> {
  const inbox = join(world.of(to), 'inbox');
  await mkdir(inbox, { recursive: true });
  await cp(file, join(inbox, basename(file)));
  return join(inbox, basename(file));
}

/** Has `witness` look at the log of `owner`, and its answer taken in. */
export async function witnessed(world: World, owner: string, witness: string): Promise<Witnessing> {
  const asked = await requestWitness(await world.open(owner), witness);
  const done = await witnessPartner(await world.open(witness), await carry(world, asked.file, witness));
  if (done.file !== undefined) {
    await takeCosignature(await world.open(owner), await carry(world, done.file, owner));
  }
  return done;
}

/** Seals a package of the police to a party. */
export async function sealed(world: World, spec: PackageSpec, to: string): Promise<SealedShare> {
  const folder = join(world.of('police'), 'work', 'police', spec.kind);
  await makePackage(await world.agreement(), folder, spec);
  return sealPackage(await world.open('police'), folder, to);
}

/** The tokens and events of the police, handed over and taken in. */
export async function handedOver(world: World): Promise<void> {
  for (const [spec, to] of [
    [TOKENS, 'linkage-unit'],
    [EVENTS, 'analyst'],
  ] as const) {
    const share = await sealed(world, spec, to);
    await openShare(await world.open(to), await carry(world, share.file, to));
  }
}
