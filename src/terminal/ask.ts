/** Asking a question that anybody may see answered. */
import { createInterface } from 'node:readline/promises';

/** Asks on the terminal, through stderr. @returns undefined when the terminal is closed without an answer. */
export async function askLine(question: string): Promise<string | undefined> {
  const lines = createInterface({
    input: process.stdin,
    output: process.stderr,
    terminal: true,
    historySize: 0,
  });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('close', () => resolve(undefined));
      lines.question(question).then(resolve, () => resolve(undefined));
    });
  } finally {
    lines.close();
  }
}
