/** The attack bench is plain JavaScript without types of its own. */
declare module '*.mjs';
