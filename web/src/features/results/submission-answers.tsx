import { Badge, Group, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { numberText, percentText } from '../../components/measure.js';
import { Moment } from '../../components/moment.js';
import type { SubmissionItem } from './results.queries.js';
import { shownAnswer, type ShownAnswer, type ShownOption } from './shown-answer.js';
import classes from './submission.module.css';

export function SubmissionAnswers({ items }: { readonly items: readonly SubmissionItem[] }) {
  const { t } = useTranslation('results');
  return (
    <section aria-labelledby="submission-answers">
      <Title order={2} size="h4" mb="sm" id="submission-answers">
        {t('answers')}
      </Title>
      <ol className={classes['answers']}>
        {items.map((item) => (
          <li key={item.questionId}>
            <AnsweredQuestion item={item} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function AnsweredQuestion({ item }: { readonly item: SubmissionItem }) {
  const { t, i18n } = useTranslation('results');
  const { language } = i18n;
  const answer = shownAnswer(item, {
    figures: (count) => t('figures', { count }),
    places: (count) => t('places', { count }),
    share: (share) => percentText(share * 100, language),
  });
  return (
    <Paper withBorder p="md" className="keep-together">
      <Group justify="space-between" align="baseline" gap="xs" mb="xs">
        <Title order={3} size="sm">
          {t('questionNumber', { number: item.position })}
        </Title>
        <Group gap="xs" align="baseline">
          <Badge variant={item.status === 'correct' ? 'filled' : 'default'} color="teal.9" tt="none">
            {t(`status_${item.status}`)}
          </Badge>
          <Text size="sm">
            {t('pointsOf', {
              points: numberText(item.points, language),
              maximum: numberText(item.maximumPoints, language),
            })}
          </Text>
        </Group>
      </Group>
      <Text dir="auto" className={classes['question']} mb="sm">
        {item.text}
      </Text>
      <AnswerBesideKey answer={answer} />
      {item.explanation !== null && (
        <Text size="sm" dir="auto" mt="sm" className={classes['question']}>
          <strong>{t('explanation')}</strong> {item.explanation}
        </Text>
      )}
      {item.savedAt !== null && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('savedAt')} <Moment at={item.savedAt} />
        </Text>
      )}
    </Paper>
  );
}

function AnswerBesideKey({ answer }: { readonly answer: ShownAnswer }) {
  const { t } = useTranslation(['results', 'common']);
  if (answer.form === 'options') return <Options options={answer.options} />;
  const truth = (value: boolean): string => t(value ? 'true' : 'false');
  const isTruth = answer.form === 'truth';
  const given = isTruth ? answer.given !== null && truth(answer.given) : answer.given;
  const right = isTruth ? [truth(answer.right)] : answer.right;
  const unit = isTruth || answer.unit === undefined ? '' : ` ${answer.unit}`;
  return (
    <dl className={classes['texts']}>
      <div>
        <Text component="dt" size="sm" c="dimmed">
          {t('answerGiven')}
        </Text>
        <dd dir="auto">{given ? `${given}${unit}` : <em>{t('noAnswer')}</em>}</dd>
      </div>
      <div>
        <Text component="dt" size="sm" c="dimmed">
          {t('answerRight', { count: right.length })}
        </Text>
        {right.map((each) => (
          <dd key={each} dir="auto">{`${each}${unit}`}</dd>
        ))}
      </div>
    </dl>
  );
}

function Options({ options }: { readonly options: readonly ShownOption[] }) {
  const { t } = useTranslation('results');
  return (
    <ul className={classes['options']}>
      {options.map(({ id, text, isPicked, isRight }) => (
        <li key={id} className={classes['option']} data-picked={isPicked || undefined}>
          <span dir="auto">{text}</span>
          {isPicked && (
            <Badge size="sm" variant="default" tt="none">
              {t('picked')}
            </Badge>
          )}
          {isRight && (
            <Badge size="sm" color="teal.9" tt="none">
              {t('rightOption')}
            </Badge>
          )}
        </li>
      ))}
    </ul>
  );
}
