import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';
import { CellEditor } from './cell-editor.js';
import type { Import, ImportRow } from './import.queries.js';
import { QuestionLines } from './question-lines.js';
import { RowProblems } from './row-problems.js';

export interface RowCardProps {
  readonly imported: Import;
  readonly row: ImportRow;
  readonly mayWrite: boolean;
  readonly isEdited: boolean;
  readonly onEdit: (isEdited: boolean) => void;
  readonly onChanged: (row: ImportRow) => void;
}

/** One row of the file: where it stands, what it becomes, what is wrong with it, and what can be done. */
export function RowCard({ imported, row, mayWrite, isEdited, onEdit, onChanged }: RowCardProps) {
  const { t } = useTranslation('imports');
  const leaveOut = useMutation({
    mutationFn: () =>
      bodyOf(
        api.PATCH('/api/v1/imports/{id}/rows/{ordinal}', {
          params: { path: { id: imported.id, ordinal: row.ordinal } },
          body: { leftOut: !row.leftOut },
        }),
      ),
    onSuccess: onChanged,
  });
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {row.line === null ? t('row', { row: row.row }) : t('line', { line: row.line })}
          </Text>
          <RowState row={row} />
          {row.question && (
            <Text size="sm" c="dimmed">
              {t(`kind_${row.question.kind}`)} · {t('points', { count: row.question.points })}
            </Text>
          )}
        </Group>
        {mayWrite && !isEdited && (
          <Group gap="xs">
            {row.cells && (
              <Button
                size="xs"
                variant={row.hasError ? 'light' : 'default'}
                aria-label={t('fixRow', { row: row.row })}
                onClick={() => onEdit(true)}
              >
                {t('fix')}
              </Button>
            )}
            <Button
              size="xs"
              variant="default"
              loading={leaveOut.isPending}
              aria-label={t(row.leftOut ? 'takeInRow' : 'leaveOutRow', { row: row.row })}
              onClick={() => leaveOut.mutate()}
            >
              {t(row.leftOut ? 'takeIn' : 'leaveOut')}
            </Button>
          </Group>
        )}
      </Group>
      {leaveOut.isError && <Failure error={leaveOut.error} />}
      <QuestionLines row={row} />
      <RowProblems problems={row.problems} />
      {isEdited && (
        <CellEditor imported={imported} row={row} onCancel={() => onEdit(false)} onSaved={onChanged} />
      )}
    </Stack>
  );
}

function RowState({ row }: { readonly row: ImportRow }) {
  const { t } = useTranslation('imports');
  if (row.leftOut) return <Badge variant="default">{t('rowState_leftOut')}</Badge>;
  if (row.hasError) return <Badge color="red">{t('rowState_error')}</Badge>;
  return (
    <>
      <Badge color="teal.9">{t('rowState_ready')}</Badge>
      {row.duplicateOf && <Badge variant="default">{t(`duplicate_${row.duplicateOf}`)}</Badge>}
    </>
  );
}
