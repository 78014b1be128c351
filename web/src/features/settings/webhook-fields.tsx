import { Checkbox, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import classes from './webhook-fields.module.css';
import { eventGroups, includesAll, withAll } from './webhook-filter.js';
import { webhookEventsQuery } from './webhooks.queries.js';

export interface WebhookValues {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly string[];
}

interface WebhookFieldsProps {
  readonly form: UseFormReturnType<WebhookValues>;
}

export function WebhookFields({ form }: WebhookFieldsProps) {
  const { t } = useTranslation('settings');
  return (
    <>
      <TextInput
        {...form.getInputProps('url')}
        label={t('webhookUrl')}
        description={t('webhookUrlText')}
        type="url"
        required
        withAsterisk={false}
        data-autofocus
      />
      <TextInput
        {...form.getInputProps('description')}
        label={t('webhookDescription')}
        maxLength={200}
        dir="auto"
      />
      <EventChoice form={form} />
    </>
  );
}

function EventChoice({ form }: WebhookFieldsProps) {
  const { t } = useTranslation('settings');
  const events = useQuery(webhookEventsQuery);
  const chosen = form.values.eventTypes;
  const all = includesAll(chosen);
  const set = (eventTypes: readonly string[]): void => form.setFieldValue('eventTypes', eventTypes);
  if (events.isError) return <Failure error={events.error} retry={() => void events.refetch()} />;
  const meanings = new Map(events.data?.items.map(({ type, meaning }) => [type, meaning]));
  return (
    <Checkbox.Group
      label={t('webhookEvents')}
      value={[...chosen]}
      onChange={set}
      error={form.errors['eventTypes']}
    >
      <Stack gap="xs" mt="xs">
        <Checkbox
          checked={all}
          onChange={({ currentTarget: { checked } }) => set(withAll(chosen, checked))}
          value="*"
          label={t('allEvents')}
        />
        {!all &&
          [...eventGroups([...meanings.keys()])].map(([group, types]) => (
            <Stack key={group} gap={4}>
              <Checkbox value={`${group}.*`} label={t('wholeGroup', { group })} />
              {!chosen.includes(`${group}.*`) && (
                <details className={classes['single']} open={types.some((type) => chosen.includes(type))}>
                  <summary>{t('singleEvents', { group })}</summary>
                  <Stack gap="xs" mt="xs">
                    {types.map((type) => (
                      <Checkbox
                        key={type}
                        value={type}
                        label={<code>{type}</code>}
                        description={meanings.get(type)}
                      />
                    ))}
                  </Stack>
                </details>
              )}
            </Stack>
          ))}
      </Stack>
    </Checkbox.Group>
  );
}
