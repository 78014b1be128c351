import { Alert, Button, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';

const formats = ['csv', 'xlsx', 'gift', 'aiken', 'moodle-xml', 'qti'] as const;
type Format = (typeof formats)[number];
const shownLosses = 20;

function lossesQuery(assessmentId: string, format: Format) {
  return queryOptions({
    queryKey: ['assessment', assessmentId, 'export-losses', format],
    queryFn: ({ signal }) =>
      bodyOf(
        api.GET('/api/v1/assessments/{assessmentId}/questions/export/losses', {
          params: { path: { assessmentId }, query: { format } },
          signal,
        }),
      ),
  });
}

export function ExportButton({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation('questions');
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setIsOpen(true)}>
        {t('export')}
      </Button>
      {isOpen && <ExportDialog assessmentId={assessmentId} onClose={() => setIsOpen(false)} />}
    </>
  );
}

interface ExportDialogProps {
  readonly assessmentId: string;
  readonly onClose: () => void;
}

/** Says what a format cannot hold before the file is made. */
function ExportDialog({ assessmentId, onClose }: ExportDialogProps) {
  const { t } = useTranslation(['questions', 'common']);
  const [format, setFormat] = useState<Format>('csv');
  const losses = useQuery(lossesQuery(assessmentId, format));
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('exportTitle')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Select
          label={t('exportFormat')}
          value={format}
          onChange={(value) => setFormat(formats.find((each) => each === value) ?? 'csv')}
          data={formats.map((value) => ({ value, label: t(`format_${value}`) }))}
          allowDeselect={false}
        />
        <div aria-live="polite">
          {losses.isPending && <Text c="dimmed">{t('common:loading')}</Text>}
          {losses.isError && <Failure error={losses.error} retry={() => void losses.refetch()} />}
          {losses.data?.lossCount === 0 && <Text>{t('exportWhole')}</Text>}
          {losses.data && losses.data.lossCount > 0 && (
            <Alert color="orange" title={t('exportLosses', { count: losses.data.affectedQuestionCount })}>
              <List size="sm">
                {losses.data.losses.slice(0, shownLosses).map(({ questionId, code, position, message }) => (
                  <List.Item key={`${questionId} ${code}`}>
                    {t('exportLoss', { number: position, message })}
                  </List.Item>
                ))}
              </List>
              {losses.data.lossCount > shownLosses && (
                <Text size="sm" mt="xs">
                  {t('exportMore', { count: losses.data.lossCount - shownLosses })}
                </Text>
              )}
            </Alert>
          )}
        </div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button
            component="a"
            href={`/api/v1/assessments/${assessmentId}/questions/export?format=${format}`}
            download
          >
            {t('exportDownload')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
