/**
 * Linear and whole-number programmes as data, solved by HiGHS. Knows nothing of what the variables stand for.
 */
export type { Objective, Programme, Row, Term, Variable } from './programme.ts';
export { type Effort, type Relaxed, type Result, type Solver, solve, withSolver } from './solver.ts';
