/**
 * What Windows cannot unpack among the names of a folder: names of devices, characters and ends that it refuses, two
 * names that differ in capitals alone, and paths longer than its old limit leaves room for.
 */
const RESERVED = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\..*)?$/i;
const REFUSED = /[<>:"|?*\p{Cc}\\]|[. ]$/u;
/** Of 260 characters, what is left below a folder such as C:\Users\somebody\Documents\. */
const LONGEST = 180;

/**
 * @param {readonly string[]} paths relative, with forward slashes
 * @returns {string[]} a sentence for each that Windows cannot have
 */
export function unfitNames(paths) {
  const seen = new Map();
  return paths.flatMap((path) => {
    const found = [];
    if (path.split('/').some((name) => RESERVED.test(name))) found.push(`${path}: a name of a device`);
    if (path.split('/').some((name) => REFUSED.test(name)))
      found.push(`${path}: a name that Windows refuses`);
    if (path.length > LONGEST) found.push(`${path}: ${path.length} characters long`);
    const other = seen.get(path.toLowerCase());
    if (other !== undefined && other !== path) found.push(`${path}: differs from ${other} in capitals alone`);
    seen.set(path.toLowerCase(), path);
    return found;
  });
}
