/** An extract row by row, for callers that need no worker threads. */
import { type BlockOptions, readBlocks } from './blocks.ts';
import type { Extract } from './extract.ts';
import { parseBlock, type Rejection, type Row } from './parse.ts';

/** Yields every row of an extract, read or rejected, in file order. Throws what `readBlocks` throws. */
export async function* readRows(
  extract: Extract,
  options: BlockOptions = {},
): AsyncGenerator<Row | Rejection> {
  for await (const block of readBlocks(extract, options)) {
    const { rows, rejected } = parseBlock(
      block.bytes,
      block.firstRow,
      extract.dialect,
      extract.header.length,
    );
    const rejections = rejected.map(({ row, code, reason }): Rejection => ({ row, code, reason }));
    let next = 0;
    for (const row of rows) {
      while (next < rejections.length && rejections[next]!.row < row.row) yield rejections[next++]!;
      yield row;
    }
    yield* rejections.slice(next);
  }
}

/** Whether what `readRows` yields is a row that could not be read. */
export const isRejection = (item: Row | Rejection): item is Rejection => 'reason' in item;
