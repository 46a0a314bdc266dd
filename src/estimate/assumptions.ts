/** What an estimate of unseen people takes for granted, for whoever has to decide whether it holds. */
const ALWAYS: readonly string[] = [
  'Nobody comes into or goes out of the population between the first day and the last: the window is short against how long people stay.',
  'Everybody in the population could come to be on every list. Whoever no agency could ever see is not in the estimate.',
  'Links are right: a missed link makes the estimate too high, a wrong one too low.',
];

/** @param lists how many lists the estimate is from */
export const assumptionsOf = (lists: number): readonly string[] => [
  ...ALWAYS,
  ...(lists === 2
    ? [
        'On one list at least, people are alike in how likely they are to be on it.',
        'Being on one list makes being on the other neither more nor less likely.',
      ]
    : [
        'On at least all lists but one, people are alike in how likely they are to be on it, or the terms for pairs of lists take up the difference.',
        'Three lists do not depend on each other in a way that pairs of them do not show.',
      ]),
];
