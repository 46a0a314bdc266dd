/** Steps that several tests of holding logs against their keepers take. */
import { cp, mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { requestWitness, takeCosignature, type Witnessing, witnessPartner } from '../../src/audit/index.ts';
import { openShare, type SealedShare, sealPackage } from '../../src/custody/index.ts';
import { EVENTS, makeLogged, type PackageSpec, TOKENS, type World } from '../custody/world.ts';

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

const packageOf = (world: World, { kind }: PackageSpec): string =>
  join(world.of('police'), 'work', 'police', kind);

/** Seals a package of the police to a party. */
export async function sealed(world: World, spec: PackageSpec, to: string): Promise<SealedShare> {
  await makeLogged(world, packageOf(world, spec), spec);
  return sealPackage(await world.open('police'), packageOf(world, spec), to);
}

/** The tokens and events of the police, made in its log's entries 0 and 1, handed over and taken in. */
export async function handedOver(world: World): Promise<void> {
  for (const spec of [TOKENS, EVENTS]) await makeLogged(world, packageOf(world, spec), spec);
  for (const [spec, to] of [
    [TOKENS, 'linkage-unit'],
    [EVENTS, 'analyst'],
  ] as const) {
    await rm(packageOf(world, spec), { recursive: true });
    const share = await sealed(world, spec, to);
    await openShare(await world.open(to), await carry(world, share.file, to));
  }
}
