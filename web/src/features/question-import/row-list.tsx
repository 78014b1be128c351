import { NativeSelect, Paper, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { importRowsQuery, type Import, type ImportRow } from './import.queries.js';
import { rowFilters, type RowFilter } from './import-search.js';
import { RowCard } from './row-card.js';

interface RowListProps {
  readonly imported: Import;
  readonly mayWrite: boolean;
}

/** The rows of the file; of fifty thousand the page holds those that can be seen. */
export function RowList({ imported, mayWrite }: RowListProps) {
  const { t } = useTranslation('imports');
  const { only } = useSearch({ from: '/members/imports/$importId' });
  const navigate = useNavigate();
  const rows = useInfiniteQuery(importRowsQuery(imported.id, only));
  const items = rows.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Stack component="section" gap="sm" aria-labelledby="import-rows">
      <Title order={2} size="h4" id="import-rows">
        {t('rows')}
      </Title>
      <NativeSelect
        label={t('show')}
        maw="20rem"
        value={only ?? 'all'}
        onChange={(event) =>
          void navigate({
            to: '/imports/$importId',
            params: { importId: imported.id },
            search: event.target.value === 'all' ? {} : { only: event.target.value as RowFilter },
            resetScroll: false,
          })
        }
        data={(['all', ...rowFilters] as const).map((value) => ({ value, label: t(`only_${value}`) }))}
      />
      {rows.isError && <Failure error={rows.error} retry={() => void rows.refetch()} />}
      {rows.isPending && <PageLoading />}
      {rows.isSuccess && items.length === 0 && <Text c="dimmed">{t('noRows')}</Text>}
      {items.length > 0 && (
        <VirtualRows
          imported={imported}
          rows={items}
          mayWrite={mayWrite}
          hasMore={rows.hasNextPage && !rows.isFetchingNextPage}
          loadMore={() => void rows.fetchNextPage()}
        />
      )}
    </Stack>
  );
}

interface VirtualRowsProps {
  readonly imported: Import;
  readonly rows: readonly ImportRow[];
  readonly mayWrite: boolean;
  readonly hasMore: boolean;
  readonly loadMore: () => void;
}

const typicalHeight = 116;

function VirtualRows({ imported, rows, mayWrite, hasMore, loadMore }: VirtualRowsProps) {
  const { t } = useTranslation('imports');
  const cache = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const said = useRef<HTMLParagraphElement>(null);
  const [top, setTop] = useState(0);
  const [edited, setEdited] = useState<number>();
  const [outcome, setOutcome] = useState('');
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), [imported]);
  const editedIndex = rows.findIndex((row) => row.ordinal === edited);
  // The row that is being put right stays in the page, however far it is scrolled away, with what was typed.
  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), ...(editedIndex < 0 ? [] : [editedIndex])])].sort(
        (a, b) => a - b,
      ),
    [editedIndex],
  );
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => typicalHeight,
    overscan: 8,
    scrollMargin: top,
    rangeExtractor,
    getItemKey: (index) => rows[index]!.ordinal,
  });
  const shown = virtualizer.getVirtualItems();
  const lastShown = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= rows.length - 20) loadMore();
  }, [hasMore, lastShown, rows.length, loadMore]);

  async function changed(row: ImportRow): Promise<void> {
    setEdited(undefined);
    setOutcome(t(row.leftOut ? 'rowLeftOut' : row.hasError ? 'rowStillWrong' : 'rowRight', { row: row.row }));
    // The row may leave the list now; the reader stays with it, not at the top of the page.
    said.current?.focus({ preventScroll: true });
    await cache.invalidateQueries({ queryKey: ['import', imported.id] });
  }

  return (
    <>
      <Text ref={said} tabIndex={-1} size="sm" role="status" style={{ outline: 'none' }}>
        {outcome}
      </Text>
      <ul
        ref={list}
        aria-label={t('rows')}
        style={{ position: 'relative', height: virtualizer.getTotalSize(), margin: 0, padding: 0 }}
      >
        {shown.map(({ index, key, start }) => {
          const row = rows[index]!;
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              style={{
                position: 'absolute',
                insetInline: 0,
                top: 0,
                paddingBottom: 8,
                listStyle: 'none',
                transform: `translateY(${start - top}px)`,
              }}
            >
              <Paper withBorder p="sm">
                <RowCard
                  imported={imported}
                  row={row}
                  mayWrite={mayWrite}
                  isEdited={row.ordinal === edited}
                  onEdit={(isEdited) => setEdited(isEdited ? row.ordinal : undefined)}
                  onChanged={(after) => void changed(after)}
                />
              </Paper>
            </li>
          );
        })}
      </ul>
    </>
  );
}
