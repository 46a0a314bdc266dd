// One measurement in a process of its own, told to the parent as a line of JSON.

/** Runs the work and prints its wall time and processor time in seconds, its peak memory in MB, and what it returned. */
export async function report(work) {
  const started = performance.now();
  const facts = (await work()) ?? {};
  const seconds = (performance.now() - started) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  const { user, system } = process.cpuUsage();
  const processor = (user + system) / 1e6;
  process.stdout.write(`${JSON.stringify({ seconds, processor, megabytes, ...facts })}\n`);
}
