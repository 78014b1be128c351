import {
  Checkbox,
  Fieldset,
  NumberInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { fromLocalTime, toLocalTime } from '../../components/local-time.js';
import { readerZone } from '../../components/moment.js';
import { languageNames, languages } from '../../texts/languages.js';
import type { Settings } from './settings-values.js';

interface SettingsFieldsProps {
  readonly form: UseFormReturnType<Settings>;
  readonly isReadOnly: boolean;
}

const presentations = ['one_by_one', 'all'] as const;
const reviewPolicies = ['none', 'score', 'outcomes'] as const;

export function SettingsFields({ form, isReadOnly }: SettingsFieldsProps) {
  const { t } = useTranslation(['assessments', 'common']);
  return (
    <>
      <Fieldset legend={t('groupAbout')} disabled={isReadOnly}>
        <Stack>
          <TextInput
            {...form.getInputProps('title')}
            label={t('setting_title')}
            maxLength={200}
            dir="auto"
            required
            withAsterisk={false}
          />
          <Textarea
            {...form.getInputProps('description')}
            label={t('setting_description')}
            description={t('descriptionHint')}
            maxLength={10_000}
            dir="auto"
            autosize
            minRows={3}
            maxRows={16}
          />
          <Select
            {...form.getInputProps('language')}
            label={t('setting_language')}
            description={t('languageHint')}
            data={languages.map((value) => ({ value, label: languageNames[value] }))}
            allowDeselect={false}
            maw={320}
          />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('groupPage')} disabled={isReadOnly}>
        <Stack>
          <Radio.Group {...form.getInputProps('presentation')} label={t('setting_presentation')}>
            <Stack gap="xs" mt="xs">
              {presentations.map((presentation) => (
                <Radio key={presentation} value={presentation} label={t(`presentation_${presentation}`)} />
              ))}
            </Stack>
          </Radio.Group>
          <SwitchField form={form} name="shuffleQuestions" />
          <SwitchField form={form} name="shuffleOptions" />
        </Stack>
      </Fieldset>
      <Fieldset legend={t('groupTime')} disabled={isReadOnly}>
        <Stack>
          <NumberField form={form} name="timeLimitMinutes" minimum={1} maximum={1440} places={0} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TimeField form={form} name="opensAt" />
            <TimeField form={form} name="closesAt" />
          </SimpleGrid>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('groupResult')} disabled={isReadOnly}>
        <Stack>
          <NumberField form={form} name="passMarkPercent" minimum={0} maximum={100} places={2} />
          <Radio.Group {...form.getInputProps('reviewPolicy')} label={t('setting_reviewPolicy')}>
            <Stack gap="xs" mt="xs">
              {reviewPolicies.map((policy) => (
                <Radio key={policy} value={policy} label={t(`review_${policy}`)} />
              ))}
            </Stack>
          </Radio.Group>
        </Stack>
      </Fieldset>
      <Fieldset legend={t('groupIdentity')} disabled={isReadOnly}>
        <SwitchField form={form} name="requireEmailVerification" />
      </Fieldset>
    </>
  );
}

interface FieldProps<Name extends keyof Settings> {
  readonly form: UseFormReturnType<Settings>;
  readonly name: Name;
}

function SwitchField({
  form,
  name,
}: FieldProps<'shuffleQuestions' | 'shuffleOptions' | 'requireEmailVerification'>) {
  const { t } = useTranslation('assessments');
  return (
    <Checkbox
      {...form.getInputProps(name, { type: 'checkbox' })}
      label={t(`setting_${name}`)}
      description={t(`${name}Hint`)}
    />
  );
}

interface NumberFieldProps extends FieldProps<'timeLimitMinutes' | 'passMarkPercent'> {
  readonly minimum: number;
  readonly maximum: number;
  readonly places: number;
}

/** Empty means "none", which the server calls null. */
function NumberField({ form, name, minimum, maximum, places }: NumberFieldProps) {
  const { t } = useTranslation('assessments');
  return (
    <NumberInput
      label={t(`setting_${name}`)}
      description={t(`${name}Hint`)}
      error={form.errors[name]}
      value={form.getValues()[name] ?? ''}
      onChange={(value) => form.setFieldValue(name, value === '' ? null : Number(value))}
      min={minimum}
      max={maximum}
      clampBehavior="none"
      decimalScale={places}
      allowNegative={false}
      hideControls
      maw={320}
    />
  );
}

/** Not controlled: while a date is half typed the browser says "empty", and writing that back would wipe what is there. */
function TimeField({ form, name }: FieldProps<'opensAt' | 'closesAt'>) {
  const { t } = useTranslation(['assessments', 'common']);
  return (
    <TextInput
      type="datetime-local"
      label={t(`setting_${name}`)}
      description={`${t(`${name}Hint`)} ${t('common:times', { zone: readerZone() })}`}
      error={form.errors[name]}
      defaultValue={toLocalTime(form.getValues()[name])}
      onChange={(event) => form.setFieldValue(name, fromLocalTime(event.currentTarget.value))}
    />
  );
}
