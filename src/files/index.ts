/**
 * Reading and writing files: streaming intake of CSV, workbooks and packed files, CSV output, data packages, and writes that are whole or
 * not at all. Every byte the tool leaves on disk goes through here.
 */
export {
  ensureDirectory,
  ensurePrivateDirectory,
  PRIVATE_DIRECTORY,
  PRIVATE_FILE,
  type WriteOptions,
  writeFileAtomically,
} from './atomic.ts';
export { type Block, type BlockOptions, readBlocks } from './csv/blocks.ts';
export { DELIMITERS, type Delimiter, type Dialect } from './csv/dialect.ts';
export { ENCODINGS, type Encoding } from './csv/encoding.ts';
export { type Extract, type ExtractOptions, openExtract } from './csv/extract.ts';
export { type Grid, readGrid } from './csv/grid.ts';
export {
  isUnread,
  type ParsedBlock,
  parseBlock,
  type Rejection,
  type Row,
  recordsOfBlock,
  type Unread,
} from './csv/parse.ts';
export { isRejection, readRows } from './csv/rows.ts';
export { csvLine, csvLines, humanCsv } from './csv/write.ts';
export {
  type DataPackage,
  DESCRIPTOR,
  type PackageContent,
  type PackageResource,
  readPackage,
  type TableField,
  verifyPackage,
  writePackage,
} from './datapackage.ts';
export { type FileSystem, type OutputHandle, type PathFacts, realFileSystem } from './filesystem.ts';
export { type IntakeOptions, openIntake } from './intake.ts';
export type { Json, JsonObject } from './json.ts';
export { compiledSchema } from './json-schema.ts';
export { type OutputFile, openScratchFile } from './output.ts';
export { isLeftover } from './partial.ts';
export { removeLeftovers, type Stage, type StageOptions, stageDirectory } from './stage.ts';
export {
  isParquet,
  isTable,
  openTable,
  openTableForWriting,
  TABLE_FORMATS,
  type TableFormat,
  tableSource,
} from './table.ts';
export { leftoverFolder, type TemporaryFolder, temporaryFolder } from './temporary.ts';
export { digestOfFile, type FileDigest, type FileWriter, openForWriting } from './writer.ts';
