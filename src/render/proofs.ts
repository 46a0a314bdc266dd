/** Said wherever a proof about a log was written. */
export const HOW_CHECKED =
  'checked, beside a copy of the log, by "verify-log VKEY LOG FILE": a program that uses no code of ours (--help says where it is)';
