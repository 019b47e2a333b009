/** A report's tables, read back: as text, under a condition, row by row. */
export {
  type LateMessage,
  type QueriedTable,
  queryTable,
  SHOWN_TABLES,
  type ShownTableName,
  type TableQuery,
} from './query.ts';
export { jsonRow, jsonValue, readTexts, type TextRow } from './rows.ts';
export { countRows, type StoredColumn, type StoredTable, StoredTables } from './tables.ts';
