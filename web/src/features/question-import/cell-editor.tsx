import { Button, Group, SimpleGrid, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { changedCells, editableCells } from './editable-cells.js';
import type { Import, ImportRow } from './import.queries.js';

interface CellEditorProps {
  readonly imported: Import;
  readonly row: ImportRow;
  readonly onCancel: () => void;
  readonly onSaved: (row: ImportRow) => void;
}

/** The cells of a row as fields, those with a problem marked. The file itself stays as it was sent. */
export function CellEditor({ imported, row, onCancel, onSaved }: CellEditorProps) {
  const { t } = useTranslation(['imports', 'common']);
  const fields = editableCells(imported.columns, row);
  const firstWrong = fields.find(({ problem }) => problem !== undefined) ?? fields[0];
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const save = useMutation({
    mutationFn: (cells: Record<string, string>) =>
      bodyOf(
        api.PATCH('/api/v1/imports/{id}/rows/{ordinal}', {
          params: { path: { id: imported.id, ordinal: row.ordinal } },
          body: { cells },
        }),
      ),
    onSuccess: onSaved,
  });
  const refusals = fieldErrors(save.error);

  function submit(event: FormEvent): void {
    event.preventDefault();
    const cells = changedCells(fields, texts);
    if (Object.keys(cells).length === 0) onCancel();
    else save.mutate(cells);
  }

  function leave(event: KeyboardEvent): void {
    if (event.key === 'Escape') onCancel();
  }

  return (
    <form onSubmit={submit} onKeyDown={leave} aria-label={t('cellsOf', { row: row.row })}>
      {save.isError && !hasCode(save.error, 'validation-failed') && <Failure error={save.error} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" mb="sm">
        {fields.map(({ letter, label, text, problem }) => (
          <Textarea
            key={letter}
            label={label}
            autosize
            minRows={1}
            maxRows={8}
            dir="auto"
            data-autofocus={letter === firstWrong?.letter || undefined}
            autoFocus={letter === firstWrong?.letter}
            value={texts[letter] ?? text}
            error={refusals[`cells.${letter}`] ?? problem}
            onChange={(event) => setTexts({ ...texts, [letter]: event.target.value })}
          />
        ))}
      </SimpleGrid>
      <Group>
        <Button type="submit" size="xs" loading={save.isPending}>
          {t('saveCells')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
    </form>
  );
}
