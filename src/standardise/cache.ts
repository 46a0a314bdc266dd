/**
 * The answers of `work` kept for texts already seen, for columns in which values repeat. The store is emptied
 * when it holds `limit` texts, so memory stays bounded.
 */
export function remembered<T>(work: (text: string) => T, limit = 20_000): (text: string) => T {
  const seen = new Map<string, T>();
  return (text) => {
    const known = seen.get(text);
    if (known !== undefined) return known;
    const answer = work(text);
    if (seen.size >= limit) seen.clear();
    seen.set(text, answer);
    return answer;
  };
}
