// Empties dist/ so that a deleted source leaves no compiled ghost behind.
import { rmSync } from 'node:fs';

rmSync(new URL('../dist', import.meta.url), { force: true, recursive: true });
