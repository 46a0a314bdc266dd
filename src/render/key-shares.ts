/** Said as long as custodians' shares of the project key lie where they were made. */
export const KEY_SHARES_HERE = `WARNING: shares of the key still lie in party/key-shares, and together they are the key.
  Hand them to their custodians, then: throughline destroy party/key-shares --authority TEXT`;
