/** Longer texts are no names, places or days, and are not kept. */
const LONGEST = 128;

/**
 * The answers of `work` kept for texts already seen, for columns in which values repeat. A text has one place in
 * the store, where it takes that of the text before it, so memory stays bounded and nothing is ever moved.
 *
 * @param places how many texts are kept at the most, a power of two
 */
export function remembered<T>(work: (text: string) => T, places = 1 << 14): (text: string) => T {
  const texts = new Array<string | undefined>(places).fill(undefined);
  const answers = new Array<T | undefined>(places).fill(undefined);
  return (text) => {
    if (text.length > LONGEST) return work(text);
    let hash = text.length;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (places - 1);
    if (texts[place] === text) return answers[place] as T;
    const answer = work(text);
    texts[place] = text;
    answers[place] = answer;
    return answer;
  };
}
