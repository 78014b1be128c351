import { Button, Group, NativeSelect, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { readerZone } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { changeNoticeSettings, noticeSettingsQuery, type NoticeSettings } from './notices.queries.js';
import { Section } from './section.js';

const modes = ['digest', 'instant', 'off'] as const satisfies readonly NoticeSettings['submissions'][];

export function NoticesPage() {
  const { t } = useTranslation('settings');
  const settings = useQuery(noticeSettingsQuery);
  return (
    <Section title={t('notices')} text={t('noticesText')}>
      {settings.isPending && <PageLoading />}
      {settings.isError && !settings.data && (
        <Failure error={settings.error} retry={() => void settings.refetch()} />
      )}
      {settings.data && (
        <NoticesForm key={settings.data.etag} saved={settings.data.body} etag={settings.data.etag} />
      )}
    </Section>
  );
}

interface NoticesFormProps {
  readonly saved: NoticeSettings;
  readonly etag: string;
}

function NoticesForm({ saved, etag }: NoticesFormProps) {
  const { t, i18n } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  const [wanted, setWanted] = useState(saved);
  const save = useMutation({
    mutationFn: () => changeNoticeSettings(etag, wanted),
    onSuccess: (answer) => cache.setQueryData(noticeSettingsQuery.queryKey, answer),
    onError: (error) =>
      hasCode(error, 'precondition-failed') ? cache.invalidateQueries(noticeSettingsQuery) : undefined,
  });
  const zones = [...new Set([saved.timeZone, readerZone(), 'UTC'])];
  const hourName = new Intl.DateTimeFormat(i18n.language, { timeStyle: 'short', timeZone: 'UTC' });
  const isChanged = JSON.stringify(wanted) !== JSON.stringify(saved);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Stack maw="32rem">
        {save.isError && <Failure error={save.error} />}
        <Radio.Group
          label={t('noticesMode')}
          value={wanted.submissions}
          onChange={(value) => setWanted({ ...wanted, submissions: value as NoticeSettings['submissions'] })}
        >
          <Stack gap="sm" mt="xs">
            {modes.map((mode) => (
              <Radio
                key={mode}
                value={mode}
                label={t(`notices_${mode}`)}
                description={t(`noticesText_${mode}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {wanted.submissions === 'digest' && (
          <Group align="end" gap="sm">
            <NativeSelect
              label={t('digestHour')}
              value={String(wanted.digestHour)}
              onChange={({ currentTarget: { value } }) => setWanted({ ...wanted, digestHour: Number(value) })}
              data={Array.from({ length: 24 }, (_nothing, hour) => ({
                value: String(hour),
                label: hourName.format(Date.UTC(2026, 0, 1, hour)),
              }))}
            />
            <NativeSelect
              label={t('timeZone')}
              value={wanted.timeZone}
              onChange={({ currentTarget: { value } }) => setWanted({ ...wanted, timeZone: value })}
              data={zones}
            />
          </Group>
        )}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!isChanged}>
            {t('common:save')}
          </Button>
          <Text size="sm" role="status" c="dimmed">
            {isChanged ? t('notSaved') : ''}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
