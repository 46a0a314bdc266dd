/** Candidate pairs in DuckDB, in process: one match-key after another, so that memory holds the tokens of one. */
import { linkageEngine } from './candidates.ts';
import { DUCKDB } from './dialect.ts';
import type { EngineOptions } from './engine.ts';
import { comparingSteps, findingSteps, GATHERED } from './plan.ts';
import type { Session } from './session.ts';
import { heldTokens } from './tokens-sql.ts';

export const duckdbEngine = linkageEngine(pair);

async function pair(session: Session, matchKeys: number, options: EngineOptions): Promise<void> {
  for (let key = 0; key < matchKeys; key += 1) {
    options.onStage?.('finding pairs', key, matchKeys);
    await session.run(`CREATE OR REPLACE TEMPORARY VIEW held AS ${heldTokens(key)}`);
    for (const step of findingSteps(options.mostSharing)) {
      const adds = key > 0 && GATHERED.includes(step.table);
      await session.run(adds ? `INSERT INTO ${step.table} ${step.query}` : DUCKDB.make(step));
    }
  }
  options.onStage?.('comparing pairs', matchKeys, matchKeys);
  for (const step of comparingSteps(DUCKDB)) {
    await session.run(DUCKDB.make(step));
    if (step.table === 'crowded') await session.run('DROP TABLE agreements');
  }
}
