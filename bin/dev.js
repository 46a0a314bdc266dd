#!/usr/bin/env node
// Builds what the sources say now, then runs it with full stack traces.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execute } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const build = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(build.status ?? 3);
await execute({ development: true, dir: import.meta.url });
