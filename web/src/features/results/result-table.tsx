import { Button, Text } from '@mantine/core';
import { flexRender, getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { resultColumns } from './result-columns.js';
import classes from './result-table.module.css';
import { nextSort, resultSorts, sortOf, type ResultSort, type ResultsSearch } from './results-search.js';
import type { Result } from './results.queries.js';

interface ResultTableProps {
  readonly results: readonly Result[];
  readonly search: ResultsSearch;
  /** Those of the filter before are shown until the new ones come. */
  readonly isStale: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
  readonly onSort: (search: ResultsSearch) => void;
  readonly onFirstShown: (index: number) => void;
}

const rowHeight = 53;
/** So many rows before the end the next page is fetched. */
const readAhead = 30;

/** However many rows are loaded, only those in sight and a few more are in the document. */
export function ResultTable(props: ResultTableProps) {
  const { results, search, hasMore, isLoadingMore } = props;
  const { t, i18n } = useTranslation('results');
  const { t: common } = useTranslation('common');
  const frame = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => resultColumns(t, i18n.language, search), [t, i18n.language, search]);
  const table = useReactTable({
    data: results as Result[],
    columns,
    getCoreRowModel: getCoreRowModel(),
    getRowId: (row) => row.submissionId,
    manualSorting: true,
  });
  const { rows } = table.getRowModel();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const isNearEnd = last >= rows.length - readAhead;
  const askForMore = useEffectEvent(props.onMore);
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) askForMore();
  }, [isNearEnd, hasMore, isLoadingMore, rows.length]);

  const before = shown[0]?.start ?? 0;
  const after = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0);
  const space = (height: number, name: string) =>
    height > 0 && (
      <tr key={name} className={classes['space']} aria-hidden>
        <td colSpan={columns.length} style={{ height }} />
      </tr>
    );
  return (
    <>
      <div
        ref={frame}
        className={classes['frame']}
        data-stale={props.isStale || undefined}
        tabIndex={0}
        role="region"
        aria-labelledby="result-list"
        aria-busy={props.isStale}
        onScrollEnd={() => props.onFirstShown(Math.floor((virtual.scrollOffset ?? 0) / rowHeight))}
      >
        <table className={classes['table']} aria-rowcount={hasMore ? -1 : rows.length + 1}>
          <thead>
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id} aria-rowindex={1}>
                {group.headers.map((header) => {
                  const text = flexRender(header.column.columnDef.header, header.getContext());
                  const sort = resultSorts.find((each) => each === header.column.id);
                  return sort ? (
                    <SortableHeading key={header.id} sort={sort} search={search} onSort={props.onSort}>
                      {text}
                    </SortableHeading>
                  ) : (
                    <th key={header.id} scope="col">
                      {text}
                    </th>
                  );
                })}
              </tr>
            ))}
          </thead>
          <tbody>
            {space(before, 'before')}
            {shown.map(({ index }) => {
              const row = rows[index]!;
              return (
                <tr key={row.id} aria-rowindex={index + 2}>
                  {row.getVisibleCells().map((cell) => (
                    <td key={cell.id} className={cell.column.id === 'name' ? classes['person'] : undefined}>
                      {flexRender(cell.column.columnDef.cell, cell.getContext())}
                    </td>
                  ))}
                </tr>
              );
            })}
            {space(after, 'after')}
          </tbody>
        </table>
      </div>
      <Text size="sm" c="dimmed" role="status">
        {t(hasMore ? 'shownOfMore' : 'shownAll', { count: rows.length })}
      </Text>
      {hasMore && (
        <Button variant="default" loading={isLoadingMore} onClick={props.onMore}>
          {common('more')}
        </Button>
      )}
    </>
  );
}

interface SortableHeadingProps {
  readonly sort: ResultSort;
  readonly search: ResultsSearch;
  readonly onSort: (search: ResultsSearch) => void;
  readonly children: React.ReactNode;
}

function SortableHeading({ sort, search, onSort, children }: SortableHeadingProps) {
  const current = sortOf(search);
  const isSorted = current.sort === sort;
  return (
    <th scope="col" aria-sort={isSorted ? (current.order === 'asc' ? 'ascending' : 'descending') : 'none'}>
      <button type="button" className={classes['sort']} onClick={() => onSort(nextSort(search, sort))}>
        {children}
        <span className={classes['mark']} aria-hidden>
          {isSorted ? (current.order === 'asc' ? '↑' : '↓') : '↕'}
        </span>
      </button>
    </th>
  );
}
