// Twenty appends to the log in a folder: log-append.mjs FOLDER
import { entry, openLog } from './log.mjs';
import { report } from './measure.mjs';

await report(async () => {
  const log = await openLog(process.argv[2]);
  for (let i = 0; i < 20; i += 1) await log.append([entry()]);
  return { entries: log.size };
});
