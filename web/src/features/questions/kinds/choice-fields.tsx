import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NumberInput,
  Radio,
  Select,
  Stack,
  Textarea,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import {
  newOption,
  scorings,
  type MultipleChoiceBody,
  type Option,
  type SingleChoiceBody,
} from '../question-body.js';
import { moved } from '../question-order.js';
import type { KindFieldsProps } from './kind-fields.js';
import { PenaltyField } from './penalty-field.js';

const fewestOptions = 2;
const mostOptions = 20;

export function SingleChoiceFields({ body, errors, onChange }: KindFieldsProps<SingleChoiceBody>) {
  const { content, key } = body;
  return (
    <Stack>
      <OptionFields
        options={content.options}
        errors={errors}
        isCorrect={(id) => key.correctOptionId === id}
        onCorrect={(id) => onChange({ ...body, key: { ...key, correctOptionId: id } })}
        isSingle
        onChange={(options) => {
          const isThere = options.some(({ id }) => id === key.correctOptionId);
          const correctOptionId = isThere ? key.correctOptionId : options[0]!.id;
          onChange({ ...body, content: { ...content, options }, key: { ...key, correctOptionId } });
        }}
      />
      <ShuffleField
        isOn={content.shuffleOptions}
        onChange={(shuffleOptions) => onChange({ ...body, content: { ...content, shuffleOptions } })}
      />
      <PenaltyField
        penalty={key.wrongPenalty}
        errors={errors}
        onChange={(wrongPenalty) => {
          const { wrongPenalty: _old, ...rest } = key;
          onChange({ ...body, key: wrongPenalty ? { ...rest, wrongPenalty } : rest });
        }}
      />
    </Stack>
  );
}

export function MultipleChoiceFields({ body, errors, onChange }: KindFieldsProps<MultipleChoiceBody>) {
  const { t } = useTranslation('questions');
  const { content, key } = body;
  const { maximumSelections: limit, ...unlimited } = content;
  return (
    <Stack>
      <OptionFields
        options={content.options}
        errors={errors}
        isCorrect={(id) => key.correctOptionIds.includes(id)}
        onCorrect={(id) => {
          const others = key.correctOptionIds.filter((each) => each !== id);
          const correctOptionIds = key.correctOptionIds.includes(id) ? others : [...others, id];
          onChange({ ...body, key: { ...key, correctOptionIds } });
        }}
        isSingle={false}
        onChange={(options) => {
          const correctOptionIds = key.correctOptionIds.filter((id) =>
            options.some((each) => each.id === id),
          );
          onChange({ ...body, content: { ...content, options }, key: { ...key, correctOptionIds } });
        }}
      />
      <Select
        label={t('scoring')}
        description={t(`scoring_${key.scoring}_text`)}
        value={key.scoring}
        onChange={(value) =>
          onChange({
            ...body,
            key: { ...key, scoring: scorings.find((each) => each === value) ?? 'all_or_nothing' },
          })
        }
        data={scorings.map((value) => ({ value, label: t(`scoring_${value}`) }))}
        allowDeselect={false}
      />
      <NumberInput
        label={t('maximumSelections')}
        description={t('maximumSelectionsHint')}
        error={errors['content.maximumSelections']}
        value={limit ?? ''}
        onChange={(value) =>
          onChange({
            ...body,
            content: value === '' ? unlimited : { ...unlimited, maximumSelections: Number(value) },
          })
        }
        min={1}
        max={content.options.length}
        allowDecimal={false}
        hideControls
        maw={320}
      />
      <ShuffleField
        isOn={content.shuffleOptions}
        onChange={(shuffleOptions) => onChange({ ...body, content: { ...content, shuffleOptions } })}
      />
    </Stack>
  );
}

function ShuffleField({
  isOn,
  onChange,
}: {
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  const { t } = useTranslation('questions');
  return (
    <Checkbox
      label={t('shuffleOptions')}
      description={t('shuffleOptionsHint')}
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

interface OptionFieldsProps {
  readonly options: readonly Option[];
  readonly errors: Readonly<Record<string, string>>;
  readonly isSingle: boolean;
  readonly isCorrect: (id: string) => boolean;
  readonly onCorrect: (id: string) => void;
  readonly onChange: (options: readonly Option[]) => void;
}

function OptionFields(props: OptionFieldsProps) {
  const { options, errors, isSingle, isCorrect, onCorrect, onChange } = props;
  const { t } = useTranslation('questions');
  const Mark = isSingle ? Radio : Checkbox;
  const listError =
    errors['content.options'] ?? errors['key.correctOptionIds'] ?? errors['key.correctOptionId'];
  return (
    <Stack component="fieldset" gap="xs" m={0} p={0} bd="none" miw={0}>
      <legend className="field-legend">{t('options')}</legend>
      {options.map(({ id, text }, index) => (
        <Group key={id} gap="xs" wrap="nowrap" align="flex-start">
          <Mark
            mt={8}
            {...(isSingle && { name: 'correct-option' })}
            checked={isCorrect(id)}
            onChange={() => onCorrect(id)}
            aria-label={t('optionCorrect', { number: index + 1 })}
          />
          <Textarea
            flex={1}
            autosize
            minRows={1}
            maxLength={2_000}
            dir="auto"
            aria-label={t('option', { number: index + 1 })}
            placeholder={t('option', { number: index + 1 })}
            value={text}
            error={errors[`content.options.${index}.text`]}
            onChange={(event) => {
              const changed = { id, text: event.currentTarget.value };
              onChange(options.map((option) => (option.id === id ? changed : option)));
            }}
          />
          <Group gap={2} wrap="nowrap" mt={4}>
            <ActionIcon
              variant="subtle"
              disabled={index === 0}
              aria-label={t('optionUp', { number: index + 1 })}
              onClick={() => onChange(moved(options, index, index - 1))}
            >
              <span aria-hidden>↑</span>
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              disabled={index === options.length - 1}
              aria-label={t('optionDown', { number: index + 1 })}
              onClick={() => onChange(moved(options, index, index + 1))}
            >
              <span aria-hidden>↓</span>
            </ActionIcon>
            <ActionIcon
              variant="subtle"
              disabled={options.length <= fewestOptions}
              aria-label={t('optionRemove', { number: index + 1 })}
              onClick={() => onChange(options.filter((option) => option.id !== id))}
            >
              <span aria-hidden>✕</span>
            </ActionIcon>
          </Group>
        </Group>
      ))}
      {listError && (
        <div role="alert" style={{ color: 'var(--mantine-color-error)' }}>
          {listError}
        </div>
      )}
      <Button
        variant="default"
        size="xs"
        w="max-content"
        disabled={options.length >= mostOptions}
        onClick={() => onChange([...options, newOption()])}
      >
        {t('optionAdd')}
      </Button>
    </Stack>
  );
}
