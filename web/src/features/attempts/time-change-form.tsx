import { Button, Checkbox, Group, NumberInput, Stack, Textarea } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';

export interface TimeChangeValues {
  readonly minutes: number;
  readonly reason: string;
  readonly pastClosing: boolean;
}

interface TimeChangeFormProps {
  readonly submitText: string;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly offersPastClosing?: boolean;
  readonly onSubmit: (values: TimeChangeValues) => void;
  readonly onCancel: () => void;
}

const mostMinutes = 1_440;

/** How many minutes and why; for extending and for reopening. */
export function TimeChangeForm(props: TimeChangeFormProps) {
  const { t } = useTranslation(['attempts', 'common']);
  const form = useForm<{ minutes: number | string; reason: string; pastClosing: boolean }>({
    initialValues: { minutes: 10, reason: '', pastClosing: false },
    validate: {
      minutes: (value) =>
        Number.isInteger(value) && Number(value) >= 1 && Number(value) <= mostMinutes
          ? null
          : t('minutesWrong'),
      reason: (value) => (value.trim() === '' ? t('reasonMissing') : null),
    },
  });
  const show = useEffectEvent((error: unknown) => form.setErrors(fieldErrors(error)));
  useEffect(() => show(props.error), [props.error]);
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) => props.onSubmit({ ...values, minutes: Number(values.minutes) }))}
    >
      <Stack>
        {Boolean(props.error) && !hasCode(props.error, 'validation-failed') && (
          <Failure error={props.error} />
        )}
        <NumberInput
          {...form.getInputProps('minutes')}
          label={t('minutes')}
          min={1}
          max={mostMinutes}
          allowDecimal={false}
          clampBehavior="none"
          required
          withAsterisk={false}
          data-autofocus
        />
        <Textarea
          {...form.getInputProps('reason')}
          label={t('why')}
          description={t('whyText')}
          maxLength={500}
          autosize
          minRows={2}
          dir="auto"
          required
          withAsterisk={false}
        />
        {props.offersPastClosing && (
          <Checkbox
            {...form.getInputProps('pastClosing', { type: 'checkbox' })}
            label={t('pastClosing')}
            description={t('pastClosingText')}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onCancel}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" loading={props.isPending}>
            {props.submitText}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
