// Empties dist/ so that a deleted source leaves no compiled ghost behind, nor a command that is gone its description.
import { rmSync } from 'node:fs';

for (const built of ['../dist', '../oclif.manifest.json'])
  rmSync(new URL(built, import.meta.url), { force: true, recursive: true });
