import { NativeSelect, Table, Text } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { importRowsQuery, meaningsQuery, type Import, type ImportMapping } from './import.queries.js';
import { leftOut, meaningNames, meaningOf, samplesOf, withColumn } from './mapping.js';
import { useMeaningLabel } from './use-meaning-label.js';

interface ColumnTableProps {
  readonly imported: Import;
  readonly mapping: ImportMapping;
  readonly onChange: (mapping: ImportMapping) => void;
}

/** Which column means what, with a few of its texts, because a header alone may say little. */
export function ColumnTable({ imported, mapping, onChange }: ColumnTableProps) {
  const { t } = useTranslation('imports');
  const labelOf = useMeaningLabel();
  const meanings = useQuery(meaningsQuery);
  const firstRows = useInfiniteQuery(importRowsQuery(imported.id, undefined));
  const rows = firstRows.data?.pages[0]?.items ?? [];
  const { columns } = imported;
  const choices = (meanings.data?.items ?? []).flatMap((meaning) =>
    meaningNames(meaning, columns.length, meanings.data!.mostNumbered).map(({ value, number }) => ({
      value,
      label: labelOf(meaning, number),
    })),
  );
  const choicesWithNone = [{ value: leftOut, label: t('columnLeftOut') }, ...choices];
  return (
    <div className="wide" role="region" tabIndex={0} aria-label={t('columns')}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('columnOfFile')}</Table.Th>
            <Table.Th scope="col">{t('columnMeans')}</Table.Th>
            <Table.Th scope="col">{t('columnSamples')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {columns.map((column) => (
            <Table.Tr key={column.letter}>
              <Table.Th scope="row" fw={500}>
                <Text span c="dimmed" size="sm" pe="xs">
                  {column.letter}
                </Text>
                <span dir="auto">{column.header}</span>
              </Table.Th>
              <Table.Td miw="14rem">
                <NativeSelect
                  aria-label={t('meaningOf', { column: column.header || column.letter })}
                  value={meaningOf(column, mapping)}
                  onChange={(event) => onChange(withColumn(mapping, column.letter, event.target.value))}
                  data={choicesWithNone}
                />
              </Table.Td>
              <Table.Td maw="20rem">
                <Text size="sm" c="dimmed" truncate dir="auto">
                  {samplesOf(rows, column.letter).join(' · ')}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
