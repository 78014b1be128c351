import { Accordion, Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';
import { ColumnTable } from './column-table.js';
import { importQuery, type Import, type ImportMapping } from './import.queries.js';
import { hasWishes, withSheet } from './mapping.js';

/** Says how the table was understood and lets the author say otherwise; the server then reads the whole file again. */
export function MappingPanel({ imported }: { readonly imported: Import }) {
  const { t } = useTranslation('imports');
  const needsLook = imported.readyCount === 0 || imported.answerReadings.length > 1;
  return (
    <Accordion variant="contained" defaultValue={needsLook ? 'mapping' : null}>
      <Accordion.Item value="mapping">
        <Accordion.Control>
          <Text fw={600}>{t('mappingTitle')}</Text>
          <Text size="sm" c="dimmed" lang={imported.layout ? 'en' : undefined}>
            {imported.layout ?? t('mappingText')}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <MappingForm key={JSON.stringify(imported.mapping)} imported={imported} />
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

function MappingForm({ imported }: { readonly imported: Import }) {
  const { t } = useTranslation('imports');
  const { id, sheets, headerRow, answerReadings } = imported;
  const [mapping, setMapping] = useState<ImportMapping>(imported.mapping);
  const cache = useQueryClient();
  const readAgain = useMutation({
    mutationFn: (body: ImportMapping) =>
      bodyOf(api.PUT('/api/v1/imports/{id}/mapping', { params: { path: { id } }, body })),
    onSuccess: (view) => {
      cache.setQueryData(importQuery(id).queryKey, view);
      return cache.invalidateQueries({ queryKey: ['import', id, 'rows'] });
    },
  });
  const used = mapping.sheet ?? sheets.find((sheet) => sheet.used)?.name ?? '';
  const isChanged = JSON.stringify(mapping) !== JSON.stringify(imported.mapping);
  return (
    <Stack>
      {readAgain.isError && <Failure error={readAgain.error} />}
      <Group align="start" gap="lg">
        {sheets.length > 1 && (
          <NativeSelect
            label={t('sheet')}
            value={used}
            onChange={(event) => setMapping(withSheet(mapping, event.target.value))}
            data={sheets.map(({ name, hasHeader }) => ({
              value: name,
              label: hasHeader ? name : t('sheetWithoutHeader', { name }),
            }))}
          />
        )}
        {headerRow !== null && (
          <NumberInput
            label={t('headerRow')}
            description={t('headerRowText')}
            min={1}
            allowDecimal={false}
            value={mapping.headerRow ?? headerRow}
            onChange={(value) => setMapping({ ...mapping, headerRow: Number(value) || null })}
            hideControls
          />
        )}
        {(answerReadings.length > 1 || mapping.answerReading) && (
          <NativeSelect
            label={t('answerReading')}
            description={t('answerReadingText')}
            value={mapping.answerReading ?? ''}
            onChange={(event) =>
              setMapping({
                ...mapping,
                answerReading: (event.target.value || null) as ImportMapping['answerReading'] & string,
              })
            }
            data={[
              { value: '', label: t('asRecognised') },
              ...answerReadings.map((value) => ({ value, label: t(`answerReading_${value}`) })),
            ]}
          />
        )}
      </Group>
      <ColumnTable imported={imported} mapping={mapping} onChange={setMapping} />
      <Group>
        <Button loading={readAgain.isPending} disabled={!isChanged} onClick={() => readAgain.mutate(mapping)}>
          {t('readAgain')}
        </Button>
        {hasWishes(imported.mapping) && (
          <Button variant="default" disabled={readAgain.isPending} onClick={() => readAgain.mutate({})}>
            {t('asRecognisedAll')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
