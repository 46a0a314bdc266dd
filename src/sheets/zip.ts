/** The zip archive around the parts of a workbook. */
import { type Zippable, zipSync } from 'fflate';

/** The first day that a zip archive knows, by its own clock, which has no time zone. */
const NO_TIME = new Date(1980, 0, 1);

/** The same parts give the same bytes, on every machine and in every version of Node. */
export const zipped = (parts: Zippable): Uint8Array => zipSync(parts, { mtime: NO_TIME, level: 6 });
