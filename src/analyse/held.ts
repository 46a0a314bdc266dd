/** Linked events that are read once for several counts. */
import { type AnalysisContext, attributesOf, type HeldEvents, openLinked } from './linked.ts';
import type { Sources } from './sources.ts';

/**
 * Lets counts made while `work` runs share what they read, where their contexts have what it is given. Every count looks
 * at the packages as it would alone, and where they, the day or the record keys are not what is held any more, reads anew.
 */
export async function holdingLinkedEvents<T>(work: (held: HeldEvents) => Promise<T>): Promise<T> {
  let open: (Awaited<ReturnType<typeof openLinked>> & { readonly of: string }) | undefined;
  const drop = async (): Promise<void> => {
    const last = open;
    open = undefined;
    await last?.close();
  };
  try {
    return await work({
      async use(context, sources, wanted, count) {
        const of = restingOn(context, sources);
        const had = open?.linked.attributes ?? [];
        if (open?.of !== of || attributesOf(wanted).some((attribute) => !had.includes(attribute))) {
          await drop();
          open = { ...(await openLinked(context, sources, [...had, ...wanted])), of };
        }
        try {
          return await count(open.linked);
        } catch (error) {
          // Whatever it leaves behind half made, no other count should meet.
          await drop();
          throw error;
        }
      },
    });
  } finally {
    await drop();
  }
}

/** All that linked events depend on, besides the attributes wanted. */
const restingOn = ({ ambient, recordKeys }: AnalysisContext, sources: Sources): string =>
  JSON.stringify([sources, ambient.now().toISOString().slice(0, 10), recordKeys?.check ?? null]);
