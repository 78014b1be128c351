import { Alert, Button, Group, NativeSelect, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { readerZone } from '../../components/moment.js';
import { remindersQuery, type ReminderSchedule } from './invite.queries.js';
import { Panel } from './panel.js';
import { readDays } from './reminder-days.js';

export function RemindersPanel({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation('share');
  const reminders = useQuery(remindersQuery(assessmentId));
  const [round, setRound] = useState(0);

  /** What was typed is given up for what somebody else has saved; never without being asked. */
  async function showTheirs(): Promise<void> {
    await reminders.refetch();
    setRound(round + 1);
  }

  return (
    <Panel title={t('reminders')}>
      <Text size="sm" c="dimmed">
        {t('remindersText')}
      </Text>
      {reminders.isPending && <PageLoading />}
      {reminders.isError && <Failure error={reminders.error} retry={() => void reminders.refetch()} />}
      {reminders.data && (
        <ScheduleForm
          key={round}
          assessmentId={assessmentId}
          schedule={reminders.data.body}
          etag={reminders.data.etag}
          showTheirs={() => void showTheirs()}
        />
      )}
    </Panel>
  );
}

interface ScheduleFormProps {
  readonly assessmentId: string;
  readonly schedule: ReminderSchedule;
  readonly etag: string;
  readonly showTheirs: () => void;
}

const usualQuietHours = { from: '20:00', to: '08:00' };

function ScheduleForm({ assessmentId, schedule, etag: readEtag, showTheirs }: ScheduleFormProps) {
  const { t } = useTranslation(['share', 'common']);
  const mayWrite = useMay('invites.write');
  const cache = useQueryClient();
  // Of what this form was filled with: a newer one, fetched meanwhile, would overwrite what somebody else has saved.
  const [etag, setEtag] = useState(readEtag);
  const { queryKey } = remindersQuery(assessmentId);
  const [enabled, setEnabled] = useState(schedule.enabled);
  const [after, setAfter] = useState(schedule.afterInviteDays.join(', '));
  const [before, setBefore] = useState(schedule.beforeExpiryDays.join(', '));
  const [isQuiet, setIsQuiet] = useState(schedule.quietHours !== null);
  const [quietHours, setQuietHours] = useState(schedule.quietHours ?? usualQuietHours);
  const isNew = !schedule.enabled && schedule.timeZone === 'UTC';
  const [timeZone, setTimeZone] = useState(isNew ? readerZone() : schedule.timeZone);
  const afterInviteDays = readDays(after);
  const beforeExpiryDays = readDays(before);
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/api/v1/assessments/{assessmentId}/reminders', {
          params: { path: { assessmentId }, header: { 'If-Match': etag } },
          body: {
            enabled,
            afterInviteDays: afterInviteDays ?? [],
            beforeExpiryDays: beforeExpiryDays ?? [],
            quietHours: isQuiet ? quietHours : null,
            timeZone,
          },
        }),
      ),
    onSuccess: (answer) => {
      setEtag(answer.etag);
      cache.setQueryData(queryKey, answer);
    },
  });
  const isStale = hasCode(save.error, 'precondition-failed');
  const isReadable = afterInviteDays !== undefined && beforeExpiryDays !== undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReadable) save.mutate();
      }}
    >
      <fieldset disabled={!mayWrite} style={{ border: 0, minWidth: 0, padding: 0, margin: 0 }}>
        <Stack>
          {isStale && (
            <Alert color="orange" role="alert">
              <Text size="sm" mb="sm">
                {t('remindersChanged')}
              </Text>
              <Button size="xs" variant="default" onClick={showTheirs}>
                {t('showTheirs')}
              </Button>
            </Alert>
          )}
          {save.isError && !isStale && <Failure error={save.error} />}
          <Switch
            label={t('remindersOn')}
            checked={enabled}
            onChange={(event) => setEnabled(event.target.checked)}
          />
          {enabled && (
            <>
              <Group align="start" grow preventGrowOverflow={false}>
                <TextInput
                  label={t('afterInvite')}
                  description={t('daysText')}
                  inputMode="numeric"
                  miw="14rem"
                  value={after}
                  error={afterInviteDays === undefined ? t('daysWrong') : undefined}
                  onChange={(event) => setAfter(event.target.value)}
                />
                <TextInput
                  label={t('beforeExpiry')}
                  description={t('daysText')}
                  inputMode="numeric"
                  miw="14rem"
                  value={before}
                  error={beforeExpiryDays === undefined ? t('daysWrong') : undefined}
                  onChange={(event) => setBefore(event.target.value)}
                />
              </Group>
              <Switch
                label={t('quiet')}
                description={t('quietText')}
                checked={isQuiet}
                onChange={(event) => setIsQuiet(event.target.checked)}
              />
              {isQuiet && (
                <Group>
                  <TextInput
                    type="time"
                    label={t('quietFrom')}
                    required
                    withAsterisk={false}
                    value={quietHours.from}
                    onChange={(event) => setQuietHours({ ...quietHours, from: event.target.value })}
                  />
                  <TextInput
                    type="time"
                    label={t('quietTo')}
                    required
                    withAsterisk={false}
                    value={quietHours.to}
                    onChange={(event) => setQuietHours({ ...quietHours, to: event.target.value })}
                  />
                </Group>
              )}
              <NativeSelect
                label={t('timeZone')}
                description={t('timeZoneText')}
                maw="20rem"
                value={timeZone}
                onChange={(event) => setTimeZone(event.target.value)}
                data={[...new Set([timeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])]}
              />
            </>
          )}
          {mayWrite && (
            <Group>
              <Button type="submit" loading={save.isPending} disabled={!isReadable}>
                {t('common:save')}
              </Button>
              {save.isSuccess && <Text role="status">{t('common:saved')}</Text>}
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}
