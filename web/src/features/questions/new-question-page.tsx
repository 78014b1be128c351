import { Button, Group, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { ButtonLink } from '../../components/links.js';
import { UnsavedGuard } from '../../components/unsaved-guard.js';
import { useAssessment } from '../assessments/assessment.queries.js';
import { QuestionEditor } from './question-editor.js';
import { emptyValues, toNewQuestion } from './question-values.js';
import { refreshQuestions, type QuestionKind } from './question.queries.js';

/** One editor per kind that is asked for; another kind is another beginning. */
export function NewQuestionPage() {
  const { kind } = useSearch({ from: '/members/assessments/$id/questions/new' });
  const [round, setRound] = useState(0);
  return <NewQuestion key={`${kind} ${round}`} kind={kind} onAnother={() => setRound(round + 1)} />;
}

function NewQuestion({ kind, onAnother }: { readonly kind: QuestionKind; readonly onAnother: () => void }) {
  const { t } = useTranslation(['questions', 'common']);
  const { assessment } = useAssessment();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const [key] = useState(() => crypto.randomUUID());
  const [beginning] = useState(() => emptyValues(kind));
  const [values, setValues] = useState(beginning);
  const isUnsaved = useRef(false);
  isUnsaved.current = values !== beginning;
  const create = useMutation({
    mutationFn: (_then: 'list' | 'another') =>
      bodyOf(
        api.POST('/api/v1/assessments/{assessmentId}/questions', {
          params: { path: { assessmentId: assessment.id }, header: { 'Idempotency-Key': key } },
          body: toNewQuestion(values),
        }),
      ),
    onSuccess: async (_question, then) => {
      isUnsaved.current = false;
      await refreshQuestions(cache, assessment.id);
      if (then === 'another') onAnother();
      else await navigate({ to: '/assessments/$id/questions', params: { id: assessment.id } });
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate('list');
      }}
    >
      <UnsavedGuard isUnsaved={() => isUnsaved.current} />
      <Title order={2} size="h3" mb="md">
        {t('newTitle', { kind: t(`kind_${kind}`) })}
      </Title>
      <QuestionEditor
        values={values}
        errors={fieldErrors(create.error)}
        isReadOnly={false}
        onChange={setValues}
      >
        {create.isError && !hasCode(create.error, 'validation-failed') && <Failure error={create.error} />}
        <Group>
          <Button type="submit" loading={create.isPending}>
            {t('common:save')}
          </Button>
          <Button variant="default" disabled={create.isPending} onClick={() => create.mutate('another')}>
            {t('saveAndAnother')}
          </Button>
          <ButtonLink variant="subtle" to="/assessments/$id/questions" params={{ id: assessment.id }}>
            {t('common:cancel')}
          </ButtonLink>
        </Group>
        <Text size="sm" c="dimmed">
          {t('newHint')}
        </Text>
      </QuestionEditor>
    </form>
  );
}
